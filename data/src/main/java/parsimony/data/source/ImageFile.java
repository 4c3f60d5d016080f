package parsimony.data.source;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageMetadata;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
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
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import parsimony.data.DataException;

/**
 * Reads one photograph through ImageIO, at its full depth, in its own gray or in red, green and blue, and turns it upright.
 * Transparency is passed over. What is in no such colours, as CMYK or a palette, goes through 8-bit sRGB. Real numbers, as of
 * calibrated luminance, stay what they are; integers become parts of the largest, white.
 */
final class ImageFile {
    /** Of what can be read. */
    static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".pgm", ".ppm");
    /** Of images that cannot, which are better refused by name than passed over. */
    static final List<String> FOREIGN = List.of(".webp", ".heic", ".heif", ".avif", ".jxl", ".jp2", ".psd", ".dng", ".nef",
            ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2");
    private static final List<String> STACKS = List.of(".tif", ".tiff");
    private static final long MOST_PIXELS = 1L << 26;
    /** Pixels that any file may have, however short; beyond, no picture compresses to less than a byte for so many. */
    private static final long FEW_PIXELS = 1L << 16;
    private static final long PIXELS_PER_BYTE = 2000;

    private ImageFile() {
    }

    /**
     * The pages of a file that are images of their own: of a TIFF those that are no smaller than the first, for what is smaller
     * was made of another; of other formats, and of what cannot be opened, the first.
     */
    static int[] pages(Path file) {
        if (!named(file, STACKS)) {
            return new int[] {0};
        }
        try {
            return decode(file, reader -> {
                long first = (long) reader.getWidth(0) * reader.getHeight(0);
                return IntStream.range(0, reader.getNumImages(true)).filter(page -> isOwn(reader, page, first)).toArray();
            });
        } catch (DataException e) {
            return new int[] {0}; // whoever reads it will hear why not
        }
    }

    private static boolean isOwn(ImageReader reader, int page, long pixels) {
        try {
            return (long) reader.getWidth(page) * reader.getHeight(page) >= pixels;
        } catch (IOException | RuntimeException e) {
            return true; // whoever reads it will hear why not
        }
    }

    /**
     * Reads one page.
     *
     * @param page from 0
     * @throws DataException if the file cannot be read or is not an image in a format known here
     */
    static Image read(Path file, int page) throws DataException {
        if (named(file, FOREIGN)) { // in some of them is a thumbnail that could be taken for the image
            throw new DataException(file + ": is in a format that is not read here; save it as TIFF, PNG or JPEG");
        }
        String name = page == 0 ? file.toString() : file + ", page " + (page + 1);
        return decode(file, reader -> {
            requireReasonable(name, Files.size(file), reader.getWidth(page), reader.getHeight(page));
            Orientation orientation = reader.getImageMetadata(page) instanceof TIFFImageMetadata tiff
                    ? Orientation.of(tiff) : Orientation.of(file);
            return orientation.upright(image(reader, page, name));
        });
    }

    private static boolean named(Path file, List<String> endings) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(name::endsWith);
    }

    /** What is wanted of a decoder that has a file before it. */
    private interface Wanted<T> {
        T of(ImageReader reader) throws IOException, DataException;
    }

    private static <T> T decode(Path file, Wanted<T> wanted) throws DataException {
        try (ImageInputStream in = ImageIO.createImageInputStream(readable(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(file + ": is not an image in a format known here, whatever its name says");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, false, false);
                return wanted.of(reader);
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
    private static void requireReasonable(String name, long length, int width, int height) throws DataException {
        long pixels = (long) width * height;
        if (pixels > MOST_PIXELS || pixels > FEW_PIXELS && pixels / PIXELS_PER_BYTE > length) {
            throw new DataException(name + ": claims " + width + "×" + height + " pixels in " + length
                    + " bytes; at most 2^26, and " + PIXELS_PER_BYTE + " for each byte, are believed");
        }
    }

    private static Image image(ImageReader reader, int page, String name) throws IOException {
        ImageTypeSpecifier raw = reader.getRawImageType(page);
        if (raw != null && isReal(raw.getSampleModel()) && reader.canReadRaster()) { // an image would be cut off at 1
            return image(reader.readRaster(page, null), raw.getColorModel(), name);
        }
        BufferedImage image = reader.read(page);
        ColorModel model = image.getColorModel();
        boolean plain = (model.getNumColorComponents() == 1 || model.getNumColorComponents() == 3)
                && !(model instanceof IndexColorModel);
        return plain ? image(image.getRaster(), model, name)
                : new Image(colours(image), 3, image.getHeight(), image.getWidth(), name, Image.UNLABELLED, false);
    }

    private static boolean isReal(SampleModel samples) {
        return samples.getTransferType() == DataBuffer.TYPE_FLOAT || samples.getTransferType() == DataBuffer.TYPE_DOUBLE;
    }

    /** Gray or three colours as they are stored, so that nothing of 16 bits is lost. */
    private static Image image(Raster raster, ColorModel model, String name) {
        int channels = model.getNumColorComponents() == 1 ? 1 : 3;
        int width = raster.getWidth();
        int height = raster.getHeight();
        float[] pixels = new float[channels * height * width];
        boolean real = isReal(raster.getSampleModel());
        boolean unsigned = raster.getTransferType() == DataBuffer.TYPE_INT; // which Java takes for signed
        double[] row = new double[width];
        for (int c = 0; c < channels; c++) {
            long white = real ? 1 : (1L << model.getComponentSize(c)) - 1;
            for (int y = 0; y < height; y++) {
                raster.getSamples(0, y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    double sample = row[x] < 0 && unsigned ? row[x] + 0x1p32 : row[x];
                    pixels[(c * height + y) * width + x] = (float) (sample / white);
                }
            }
        }
        return new Image(pixels, channels, height, width, name, Image.UNLABELLED, false);
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
