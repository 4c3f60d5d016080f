package parsimony.data.source;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import parsimony.data.DataException;

/** Reads one photograph through ImageIO, at its full depth, in its own gray or in red, green and blue. */
final class ImageFile {
    static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png");
    private static final long MOST_PIXELS = 1L << 28;

    private ImageFile() {
    }

    static boolean isNamedLikeOne(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(name::endsWith);
    }

    static Image read(Path file) throws DataException {
        try (ImageInputStream in = ImageIO.createImageInputStream(Files.newInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file + ": is not an image in any format known here, whatever its name says");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > MOST_PIXELS) {
                    throw new DataException(file + ": claims " + reader.getWidth(0) + "×" + reader.getHeight(0)
                            + " pixels; at most 2^28 can be handled");
                }
                return convert(reader.read(0), file.toString());
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        } catch (RuntimeException e) { // what ImageIO's decoders throw on some damaged files
            throw new DataException(file + ": cannot be decoded: " + e, e);
        }
    }

    /** Samples as they are stored where the colour model allows, so that nothing of a 16-bit image is lost. */
    private static Image convert(BufferedImage image, String name) {
        int width = image.getWidth();
        int height = image.getHeight();
        int area = width * height;
        ColorModel model = image.getColorModel();
        int channels = model.getNumColorComponents() == 1 ? 1 : 3;
        float[] pixels = new float[channels * area];
        if (model.getNumColorComponents() == channels && !(model instanceof IndexColorModel)) {
            float[] samples = new float[width];
            for (int c = 0; c < channels; c++) {
                float white = (1L << model.getComponentSize(c)) - 1;
                for (int y = 0; y < height; y++) {
                    image.getRaster().getSamples(0, y, width, 1, c, samples);
                    for (int x = 0; x < width; x++) {
                        pixels[c * area + y * width + x] = samples[x] / white;
                    }
                }
            }
        } else {
            int[] colours = new int[width];
            for (int y = 0; y < height; y++) {
                image.getRGB(0, y, width, 1, colours, 0, width);
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < 3; c++) {
                        pixels[c * area + y * width + x] = (colours[x] >> 16 - 8 * c & 0xff) / 255f;
                    }
                }
            }
        }
        return new Image(pixels, channels, height, width, name, Image.UNLABELLED, false);
    }
}
