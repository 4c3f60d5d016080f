package parsimony.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Draws rows of matrices as small pictures. Each pixel is a square of a whole number of dots at 300
 * dpi.
 *
 * @param height pixels down
 * @param width  pixels across
 * @param dots   the side of a pixel in dots
 */
record Tile(int height, int width, int dots) {
    int dotsHigh() {
        return height * dots;
    }

    int dotsWide() {
        return width * dots;
    }

    /**
     * Paints row {@code k} on {@link #paper}, with its top left corner at dot (x, y). The ends of
     * the color scale are at ±{@code largest}.
     */
    void paint(BufferedImage image, int x, int y, FMatrixRMaj matrix, int k, double largest,
            Shade shade) {
        double scale = largest == 0 ? 0 : 1 / largest;
        int start = k * matrix.numCols;
        int[] line = new int[dotsWide()];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                double value = matrix.data[start + row * width + column] * scale;
                Arrays.fill(line, column * dots, (column + 1) * dots,
                        shade.rgb(Math.max(-1, Math.min(1, value))));
            }
            for (int dot = 0; dot < dots; dot++) {
                // The image's own form of a line: setRGB would convert each dot by itself.
                image.getRaster().setDataElements(x, y + row * dots + dot, line.length, 1, line);
            }
        }
    }

    static double largest(FMatrixRMaj matrix, int k) {
        double largest = 0;
        for (int d = k * matrix.numCols; d < (k + 1) * matrix.numCols; d++) {
            largest = Math.max(largest, Math.abs(matrix.data[d]));
        }
        return largest;
    }

    static BufferedImage paper(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.dispose();
        return image;
    }

    /**
     * Draws an image of tiles with its top left corner at dot (x, y). Each of its pixels is one dot
     * of the page, without smoothing.
     */
    static void place(Graphics2D g, BufferedImage image, int x, int y) {
        AffineTransform saved = g.getTransform();
        g.scale(Theme.DOT, Theme.DOT);
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION,
                RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(image, AffineTransform.getTranslateInstance(x, y), null);
        g.setTransform(saved);
    }

    /**
     * Checks that rows are pictures of this shape.
     *
     * @throws InputException if there is no row, D ≠ h·w or a value is not finite
     */
    static void requireImages(String what, FMatrixRMaj rows, int height, int width) {
        if (height < 1 || width < 1 || rows.numRows < 1 || rows.numCols != height * width) {
            throw new InputException(what + ": is " + rows.numRows + "×" + rows.numCols
                    + "; must have at least one row, of " + height + "×" + width + " pixels");
        }
        for (int i = 0; i < rows.getNumElements(); i++) {
            if (!Float.isFinite(rows.data[i])) {
                throw new InputException(what + ": row " + i / rows.numCols + ", pixel "
                        + i % rows.numCols + " is " + rows.data[i] + "; must be finite");
            }
        }
    }
}
