package parsimony.experiment.look;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import parsimony.data.PatchShape;

/** Many small pictures in a grid, as one PNG in shades of gray that a page holds as a data URI. */
final class Sprite {
    private final PatchShape shape;
    private final int columns;
    private final BufferedImage image;

    Sprite(PatchShape shape, int columns, int count) {
        this.shape = shape;
        this.columns = columns;
        image = new BufferedImage(columns * shape.width(),
                Math.max(1, (count + columns - 1) / columns) * shape.height(),
                BufferedImage.TYPE_BYTE_GRAY);
    }

    /**
     * Paints a picture. Mid-gray is 0; black and white are at ∓{@code largest}, and what is beyond
     * is cut.
     *
     * @param place in the grid, row by row
     * @param values D numbers from {@code from} on
     */
    void paint(int place, float[] values, int from, double largest) {
        int left = place % columns * shape.width();
        int top = place / columns * shape.height();
        for (int d = 0; d < shape.pixels(); d++) {
            double share = largest > 0 ? values[from + d] / largest : 0;
            long gray = Math.round(127.5 + 127.5 * Math.max(-1, Math.min(1, share)));
            image.getRaster().setSample(left + d % shape.width(), top + d / shape.width(), 0,
                    (int) gray);
        }
    }

    static double largest(float[] values, int from, int count) {
        double largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    String uri() {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }
}
