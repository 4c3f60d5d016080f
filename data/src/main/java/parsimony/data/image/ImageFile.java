package parsimony.data.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import parsimony.data.FileFault;
import parsimony.signals.InputException;

/**
 * The pictures in one file, at their full depth, in their own gray or in red, green and blue,
 * turned upright.
 *
 * <p>Whole numbers v are divided by the number of white: v / (2ⁿ − 1) for n bits, v / maxval in PGM
 * and related formats. With a sign it is v / (2ⁿ⁻¹ − 1), so that 0 stays 0 and negative numbers go
 * down to −1. Real numbers, such as calibrated luminance, stay as they are. Alpha is left out.
 * Other colours, such as CMYK, are converted to 8-bit sRGB first.
 *
 * @param pictures at least one, in the order of the file. If the file cannot be opened, there is
 *                 one, and reading it throws the reason.
 * @param remarks  remarks for the user, one line each: on contents that are not read, or are read
 *                 in a way that is not obvious
 */
public record ImageFile(List<Picture> pictures, List<String> remarks) {
    /** The endings of files that can be read, in lower case. */
    public static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".tif", ".tiff",
            ".bmp", ".gif", ".pbm", ".pgm", ".ppm", ".pnm", ".pam", ".pfm");
    /**
     * The endings of image files that cannot be read. These files are refused by name, so that the
     * user notices them.
     */
    public static final List<String> FOREIGN = List.of(".webp", ".heic", ".heif", ".avif", ".jxl",
            ".jp2", ".psd", ".dng", ".nef", ".cr2", ".cr3", ".arw", ".raf", ".orf", ".rw2");
    /** The most pixels of an image: 2^26, which take 256 MiB as float32 in each channel. */
    private static final long MOST_PIXELS = 1L << 26;
    /**
     * The pixels that a file of any length may claim. An image with more must have at least one
     * byte for every {@link #PIXELS_PER_BYTE} pixels, since no format compresses better.
     */
    private static final long FEW_PIXELS = 1L << 16;
    private static final long PIXELS_PER_BYTE = 2000;

    static {
        // ImageIO would cache on disk, which may be full, and an interrupt would close that cache.
        ImageIO.setUseCache(false);
    }

    /** Copies both lists. */
    public ImageFile {
        pictures = List.copyOf(pictures);
        remarks = List.copyOf(remarks);
    }

    /**
     * {@return the pictures of a file} Its first bytes tell its format.
     *
     * @param file the file to read
     */
    public static ImageFile open(Path file) {
        try {
            // Some of these hold a thumbnail, which could be taken for the image.
            if (isForeign(file)) {
                throw new InputException(file
                        + ": is in a format that is not read here; save it as TIFF, PNG or JPEG");
            }
            byte[] start = start(file);
            return TiffFile.isTiff(start) ? TiffStack.open(file)
                    : Netpbm.isNetpbm(start) ? Netpbm.open(file) : new ImageFile(List.of(
                            () -> Orientation.of(file).upright(decode(file, 0, file.toString()))),
                            remarks(file, start));
        } catch (InputException e) {
            return new ImageFile(List.of(() -> {
                throw e;
            }), List.of());
        }
    }

    private static boolean isForeign(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return FOREIGN.stream().anyMatch(name::endsWith);
    }

    /** The name of a picture in messages; pages count from 0 here and from 1 in the name. */
    static String name(Path file, int page) {
        return page == 0 ? file.toString() : file + ", page " + (page + 1);
    }

    private static byte[] start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(4);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /**
     * Remarks on animated files. Only their first picture is read: the later ones hold only what
     * changes.
     */
    private static List<String> remarks(Path file, byte[] start) {
        String kind = new String(start, ISO_8859_1);
        boolean moves =
                kind.startsWith("GIF") ? decode(file, reader -> reader.getNumImages(true)) > 1
                        : kind.equals("\u0089PNG") && isAnimatedPng(file);
        return moves ? List.of(file + ": is an animation; only the first of its frames is read")
                : List.of();
    }

    /** Whether a chunk for animation comes before the pixels. */
    private static boolean isAnimatedPng(Path file) {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.skipNBytes(8);
            while (true) {
                int length = in.readInt();
                String chunk = new String(in.readNBytes(4), ISO_8859_1);
                if (length < 0 || chunk.equals("IDAT") || chunk.equals("acTL")) {
                    return chunk.equals("acTL");
                }
                in.skipNBytes(length + 4L);
            }
        } catch (IOException e) {
            return false; // the attempt to read the image will give the reason
        }
    }

    /** A task for a decoder that has opened a file. */
    private interface Wanted<T> {
        T of(ImageReader reader) throws IOException;
    }

    private static <T> T decode(Path file, Wanted<T> wanted) {
        try (ImageInputStream in = ImageIO.createImageInputStream(readable(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new InputException(
                        file + ": is not an image in a format known here, whatever its name says");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, false, false);
                return wanted.of(reader);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw FileFault.of(file, e);
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) { // some decoders throw these on a damaged file
            throw new InputException(file + ": cannot be decoded: " + e, e);
        }
    }

    /**
     * Checks first that the file can be read: the file system's errors are clearer than ImageIO's.
     */
    private static File readable(Path file) throws IOException {
        file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
        return file.toFile();
    }

    /**
     * Reads one page through ImageIO, as it is stored, without turning it upright.
     *
     * @param page from 0
     * @throws InputException if the file cannot be read or is not an image in a format known here
     */
    static Image decode(Path file, int page, String name) {
        return decode(file, reader -> {
            requireReasonable(name, Files.size(file), reader.getWidth(page),
                    reader.getHeight(page));
            return image(reader.read(page), name);
        });
    }

    /**
     * Checks the claimed size of a picture, before so much memory is allocated.
     *
     * @param length the length of the file in bytes
     * @throws InputException if the picture has no pixel, more than 2^26, or more than the file can
     *                        hold
     */
    static void requireReasonable(String name, long length, long width, long height) {
        if (width < 1 || height < 1) {
            throw new InputException(
                    name + ": is damaged: it claims " + width + "×" + height + " pixels");
        }
        double pixels = (double) width * height;
        if (pixels > MOST_PIXELS || pixels > FEW_PIXELS && pixels / PIXELS_PER_BYTE > length) {
            throw new InputException(name + ": claims " + width + "×" + height + " pixels in "
                    + length + " bytes; at most 2^26, and " + PIXELS_PER_BYTE
                    + " for each byte, are believed");
        }
    }

    private static Image image(BufferedImage image, String name) {
        ColorModel model = image.getColorModel();
        int channels = model.getNumColorComponents();
        if (!(model instanceof IndexColorModel) && (channels == 1 || channels == 3)) {
            return image(image.getRaster(), model, name);
        }
        channels = model instanceof IndexColorModel palette && isGray(palette) ? 1 : 3;
        return new Image(colours(image, channels), channels, image.getHeight(), image.getWidth(),
                name, Image.UNLABELLED, false);
    }

    private static boolean isGray(IndexColorModel palette) {
        for (int i = 0; i < palette.getMapSize(); i++) {
            if (palette.getRed(i) != palette.getGreen(i)
                    || palette.getRed(i) != palette.getBlue(i)) {
                return false;
            }
        }
        return true;
    }

    /** Takes gray or three colours as they are stored, so that 16 bits keep their precision. */
    private static Image image(Raster raster, ColorModel model, String name) {
        int channels = model.getNumColorComponents();
        int width = raster.getWidth();
        int height = raster.getHeight();
        float[] pixels = new float[channels * height * width];
        int[] row = new int[width];
        for (int c = 0; c < channels; c++) {
            double white = (1L << model.getComponentSize(c)) - 1;
            for (int y = 0; y < height; y++) {
                raster.getSamples(0, y, width, 1, c, row);
                for (int x = 0; x < width; x++) {
                    pixels[(c * height + y) * width + x] = (float) (row[x] / white);
                }
            }
        }
        return new Image(pixels, channels, height, width, name, Image.UNLABELLED, false);
    }

    private static float[] colours(BufferedImage image, int channels) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[] pixels = new float[channels * height * width];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int c = 0; c < channels; c++) {
                for (int x = 0; x < width; x++) {
                    pixels[(c * height + y) * width + x] = (row[x] >> 16 - 8 * c & 0xff) / 255f;
                }
            }
        }
        return pixels;
    }
}
