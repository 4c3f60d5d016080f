package parsimony.data.source;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import parsimony.data.DataException;

/**
 * Reads one photograph through ImageIO, at its full depth, in its own gray or in red, green and blue, and turns it upright.
 * Transparency is passed over. What is in no such colours, as CMYK or a palette, goes through 8-bit sRGB.
 */
final class ImageFile {
    /** Of what can be read. */
    static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".pgm", ".ppm");
    /** Of images that cannot, which are better refused by name than passed over. */
    static final List<String> FOREIGN = List.of(".webp", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".psd", ".dng", ".nef",
            ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2");
    private static final long MOST_PIXELS = 1L << 26;
    /** Pixels that any file may have, however short; beyond, no picture compresses to less than a byte for so many. */
    private static final long FEW_PIXELS = 1L << 16;
    private static final long PIXELS_PER_BYTE = 2000;

    private ImageFile() {
    }

    /** @throws DataException if the file cannot be read or is not an image in a format known here */
    static Image read(Path file) throws DataException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (FOREIGN.stream().anyMatch(name::endsWith)) { // in some of them is a thumbnail that could be taken for the image
            throw new DataException(file + ": is in a format that is not read here; save it as TIFF, PNG or JPEG");
        }
        try (ImageInputStream in = new FileImageInputStream(readable(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file + ": is not an image in a format known here, whatever its name says");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, false);
                requireReasonable(file, reader.getWidth(0), reader.getHeight(0));
                return Orientation.of(file).upright(convert(reader.read(0), file.toString()));
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        } catch (RuntimeException e) { // what decoders throw on some damaged files
            throw new DataException(file + ": cannot be decoded: " + e, e);
        }
    }

    /** Asks the file system first, whose answers are clearer. */
    private static File readable(Path file) throws IOException {
        file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
        return file.toFile();
    }

    /** Before anything of that size is allocated. */
    private static void requireReasonable(Path file, int width, int height) throws DataException, IOException {
        long pixels = (long) width * height;
        long length = Files.size(file);
        if (pixels > MOST_PIXELS || pixels > FEW_PIXELS && pixels / PIXELS_PER_BYTE > length) {
            throw new DataException(file + ": claims " + width + "×" + height + " pixels in " + length
                    + " bytes; at most 2^26, and " + PIXELS_PER_BYTE + " for each byte, are believed");
        }
    }

    private static Image convert(BufferedImage image, String name) throws DataException {
        ColorModel model = image.getColorModel();
        int channels = model.getNumColorComponents() == 1 ? 1 : 3;
        boolean plain = model.getNumColorComponents() == channels && !(model instanceof IndexColorModel);
        float[] pixels = plain ? samples(image, channels) : colours(image);
        if (isReal(image) && IntStream.range(0, pixels.length).filter(i -> pixels[i] >= 1).count() > pixels.length / 2) {
            throw new DataException(name + ": holds real numbers most of which are 1 or more; black must be 0 and white 1");
        }
        return new Image(pixels, plain ? channels : 3, image.getHeight(), image.getWidth(), name, Image.UNLABELLED, false);
    }

    /** As they are stored, so that nothing of 16 bits is lost. */
    private static float[] samples(BufferedImage image, int channels) {
        int width = image.getWidth();
        int height = image.getHeight();
        boolean real = isReal(image);
        float[] pixels = new float[channels * height * width];
        float[] row = new float[width];
        for (int c = 0; c < channels; c++) {
            float white = real ? 1 : (1L << image.getColorModel().getComponentSize(c)) - 1;
            for (int y = 0; y < height; y++) {
                image.getRaster().getSamples(0, y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    pixels[(c * height + y) * width + x] = row[x] / white;
                }
            }
        }
        return pixels;
    }

    private static boolean isReal(BufferedImage image) {
        int type = image.getRaster().getTransferType();
        return type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE;
    }

    private static float[] colours(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[] pixels = new float[3 * height * width];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int c = 0; c < 3; c++) {
                for (int x = 0; x < width; x++) {
                    pixels[(c * height + y) * width + x] = (row[x] >> 16 - 8 * c & 0xff) / 255f;
                }
            }
        }
        return pixels;
    }
}
