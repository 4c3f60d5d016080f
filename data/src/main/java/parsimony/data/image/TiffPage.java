package parsimony.data.image;

import com.twelvemonkeys.imageio.metadata.tiff.Half;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import parsimony.signals.InputException;

/**
 * The samples of one page of a TIFF: gray, three colours or a palette. Samples are whole numbers of
 * 1 to 64 bits, signed or unsigned, or real numbers of 16, 32 or 64 bits. They lie in strips or
 * tiles, colour by colour or pixel by pixel.
 *
 * <p>Whole numbers v are divided by the largest of their type: v / (2ⁿ − 1) if unsigned, v / (2ⁿ⁻¹
 * − 1) if signed, so that 0 stays 0. Real numbers stay as they are. Where 0 is white, values are
 * inverted so that 0 is black. Alpha is left out. A sample that is neither a colour nor alpha is
 * refused: the file does not tell whether it is a picture of its own.
 */
final class TiffPage {
    /** The tag ImageDepth, the number of planes of a volume. */
    private static final int IMAGE_DEPTH = 32997;
    /** Values of the tag PhotometricInterpretation. */
    private static final int WHITE_IS_ZERO = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    /** Values of the tag SampleFormat. */
    private static final int SIGNED = 2;
    private static final int REAL = 3;
    private static final int UNDEFINED = 4;
    private static final Map<Integer, String> FORMATS =
            Map.of(5, "complex whole numbers", 6, "complex numbers");
    private static final Map<Integer, String> PHOTOMETRY =
            Map.of(4, "a mask", 32803, "a camera's raw mosaic", 32844, "logarithmic luminance",
                    32845, "logarithmic colours", 34892, "a camera's raw colours");
    private static final Map<Integer, String> COMPRESSIONS =
            Map.of(34661, "JBIG", 34676, "SGI's LogLuv", 34712, "JPEG 2000", 34887, "LERC", 34925,
                    "LZMA", 50000, "Zstandard", 50001, "WebP", 50002, "JPEG XL");
    /**
     * Values of PhotometricInterpretation that TwelveMonkeys reads as 8-bit colours: CMYK, YCbCr
     * and the kinds of Lab.
     */
    private static final Set<Integer> MIXED_COLOURS = Set.of(5, 6, 8, 9, 10);
    /** Values of the tag Compression that TwelveMonkeys decodes: kinds of fax and JPEG. */
    private static final Set<Integer> FAX_OR_JPEG = Set.of(2, 3, 4, 6, 7);
    /**
     * The unpacked bytes that a strip or tile of any length may claim. More must fit its
     * compression.
     */
    private static final int BYTES_BELIEVED = 1 << 20;
    /** The longest side of a tile in pixels. A longer one is damage. */
    private static final int LARGEST_TILE = 1 << 16;

    private final TiffFile file;
    private final TiffDirectory directory;
    private final String name;
    private final int width;
    private final int height;
    private final int photometry;
    private final int format;
    private final boolean planar;
    private final int[] bits;
    private final TiffCompression compression;
    private final int predictor;

    /** @throws InputException if the page is of a kind that is not read */
    TiffPage(TiffFile file, TiffDirectory directory, String name) throws IOException {
        this.file = file;
        this.directory = directory;
        this.name = name;
        this.width = (int) Math.min(Integer.MAX_VALUE, directory.number(TIFF.TAG_IMAGE_WIDTH, 0));
        this.height = (int) Math.min(Integer.MAX_VALUE, directory.number(TIFF.TAG_IMAGE_HEIGHT, 0));
        ImageFile.requireReasonable(name, file.length, width, height);
        this.bits = bits();
        int samples = bits.length;
        this.photometry = (int) directory.number(TIFF.TAG_PHOTOMETRIC_INTERPRETATION,
                directory.count(TIFF.TAG_COLOR_MAP) > 0 ? PALETTE : samples < 3 ? 1 : RGB);
        this.format = format();
        this.planar = directory.number(TIFF.TAG_PLANAR_CONFIGURATION, 1) == 2;
        this.compression = TiffCompression.of((int) directory.number(TIFF.TAG_COMPRESSION, 1));
        boolean predicted =
                compression == TiffCompression.LZW || compression == TiffCompression.DEFLATE;
        this.predictor = predicted ? (int) directory.number(TIFF.TAG_PREDICTOR, 1) : 1;
        requireKnown();
    }

    private int[] bits() throws IOException {
        long samples = directory.number(TIFF.TAG_SAMPLES_PER_PIXEL, 1);
        if (samples < 1 || samples > 1 << 16) {
            throw new InputException(name + ": claims " + samples + " samples per pixel");
        }
        long[] stored = directory.numbers(TIFF.TAG_BITS_PER_SAMPLE);
        int[] all = new int[(int) samples];
        // Some writers give one number for all samples.
        Arrays.fill(all, stored.length == 0 ? 1 : (int) stored[0]);
        for (int s = 0; s < Math.min(stored.length, all.length); s++) {
            all[s] = (int) stored[s];
        }
        return all;
    }

    private int format() throws IOException {
        long[] formats = directory.numbers(TIFF.TAG_SAMPLE_FORMAT);
        if (Arrays.stream(formats).distinct().count() > 1) {
            throw new InputException(name + ": its samples are of several types "
                    + Arrays.toString(formats) + "; one is wanted");
        }
        return formats.length == 0 || formats[0] == UNDEFINED ? 1 : (int) formats[0];
    }

    private void requireKnown() throws IOException {
        int stored = (int) directory.number(TIFF.TAG_COMPRESSION, 1);
        if (compression == null && !FAX_OR_JPEG.contains(stored)) {
            throw new InputException(name + ": is compressed with "
                    + COMPRESSIONS.getOrDefault(stored, "method " + stored)
                    + ", which is not read; save it with deflate, LZW or no compression");
        }
        if (photometry < 0 || photometry > PALETTE && !MIXED_COLOURS.contains(photometry)) {
            throw new InputException(name + ": holds "
                    + PHOTOMETRY.getOrDefault(photometry, "colours of kind " + photometry)
                    + ", which is not read; save it as gray or RGB");
        }
        long depth = directory.number(IMAGE_DEPTH, 1);
        if (depth > 1) {
            throw new InputException(
                    name + ": is a volume of " + depth + " layers; save each as a page");
        }
        if (isDecodedHere()) {
            requireSamples();
            requireAlphaOnly();
        }
    }

    private void requireSamples() {
        boolean real = format == REAL;
        for (int b : bits) {
            if (format < 1 || format > REAL
                    || (real ? b != 16 && b != 32 && b != 64 : b < 1 || b > 64)) {
                throw new InputException(name + ": its samples are "
                        + FORMATS.getOrDefault(format, real ? "real numbers" : "whole numbers")
                        + " of " + b
                        + " bits; whole ones of 1 to 64 or real ones of 16, 32 or 64 are read");
            }
        }
        if (photometry == PALETTE && (real || bits[0] > 16)) {
            throw new InputException(name + ": its palette has " + bits[0]
                    + "-bit entries; at most 16 bits are read");
        }
        if (predictor == 2 && (bits[0] % 8 != 0 || !isUniform()) || predictor == 3 && !real
                || predictor < 1 || predictor > 3) {
            throw new InputException(name + ": its samples of " + bits[0]
                    + " bits are coded by predictor " + predictor
                    + ", which is not read for them; save it without a predictor");
        }
    }

    private void requireAlphaOnly() throws IOException {
        int extra = bits.length - colours();
        if (extra < 0) {
            throw new InputException(
                    name + ": has " + bits.length + " samples per pixel, too few for its colours");
        }
        long[] kinds = directory.numbers(TIFF.TAG_EXTRA_SAMPLES);
        // Some writers of RGBA leave the tag out.
        boolean alpha = kinds.length == 0 ? photometry == RGB && extra == 1
                : Arrays.stream(kinds).allMatch(kind -> kind == 1 || kind == 2) && extra == 1;
        if (extra > 0 && !alpha) {
            throw new InputException(name + ": has " + bits.length
                    + " channels; gray or red, green and blue are read,"
                    + " with alpha or without; save each channel as a page");
        }
    }

    private int colours() {
        return photometry == RGB ? 3 : 1;
    }

    private boolean isUniform() {
        return Arrays.stream(bits).allMatch(b -> b == bits[0]);
    }

    /**
     * Whether {@link #read} can read the page. TwelveMonkeys reads the others: fax, JPEG, CMYK and
     * YCbCr.
     */
    boolean isDecodedHere() {
        return compression != null && photometry <= PALETTE;
    }

    /** The number of bytes of the samples without compression. */
    long bytes() {
        long bytes = 0;
        for (int plane = 0; plane < planes(); plane++) {
            bytes += height * rowBytes(plane, width);
        }
        return bytes;
    }

    /**
     * The position of the samples in the file. Pages without a directory of their own follow them.
     *
     * @throws InputException if they are compressed or lie scattered
     */
    long start() throws IOException {
        long[] strips = directory.numbers(TIFF.TAG_STRIP_OFFSETS);
        long rows = rowsPerStrip();
        for (int i = 1; i < strips.length && !planar; i++) {
            if (strips[i] != strips[0] + i * rows * rowBytes(0, width)) {
                throw new InputException(name
                        + ": its strips do not follow one another, and pages without a directory"
                        + " should");
            }
        }
        if (compression != TiffCompression.NONE || strips.length == 0 || planar) {
            throw new InputException(name
                    + ": is compressed, in tiles or in planes, and pages without a directory"
                    + " cannot be");
        }
        return strips[0];
    }

    private int planes() {
        return planar ? bits.length : 1;
    }

    private long rowsPerStrip() throws IOException {
        long rows = directory.number(TIFF.TAG_ROWS_PER_STRIP, height);
        return rows < 1 ? height : Math.min(rows, height);
    }

    private long rowBytes(int plane, long columns) {
        long pixel = planar ? bits[plane] : Arrays.stream(bits).asLongStream().sum();
        return (columns * pixel + 7) / 8;
    }

    /**
     * Reads the page.
     *
     * @param shift the distance in bytes from this page's samples to those to read, which have the
     *              same layout; 0 for this page
     */
    Image read(long shift) throws IOException {
        boolean tiled = directory.count(TIFF.TAG_TILE_OFFSETS) > 0;
        long tileWidth = tiled ? directory.number(TIFF.TAG_TILE_WIDTH, 0) : width;
        long tileHeight = tiled ? directory.number(TIFF.TAG_TILE_HEIGTH, 0) : rowsPerStrip();
        if (tiled && (tileWidth < 1 || tileHeight < 1
                || Math.max(tileWidth, tileHeight) > LARGEST_TILE)) {
            throw new InputException(name + ": is damaged: it has tiles of " + tileHeight + "×"
                    + tileWidth + " pixels");
        }
        long[] places = directory.numbers(tiled ? TIFF.TAG_TILE_OFFSETS : TIFF.TAG_STRIP_OFFSETS);
        long[] lengths =
                directory.numbers(tiled ? TIFF.TAG_TILE_BYTE_COUNTS : TIFF.TAG_STRIP_BYTE_COUNTS);
        int across = (int) ((width + tileWidth - 1) / tileWidth);
        int down = (int) ((height + tileHeight - 1) / tileHeight);
        int parts = Math.multiplyExact(across, down);
        float[] pixels = new float[colours() * height * width];
        for (int plane = 0; plane < (planar ? colours() : 1); plane++) {
            for (int part = 0; part < parts; part++) {
                int top = (int) (part / across * tileHeight);
                int left = (int) (part % across * tileWidth);
                int rows = (int) Math.min(tileHeight, height - top);
                int index = plane * parts + part;
                long rowBytes = rowBytes(plane, tileWidth);
                byte[] bytes = part(places, lengths, index, shift, rows * rowBytes);
                long[] row = new long[Math.toIntExact(tileWidth * (planar ? 1 : bits.length))];
                for (int y = 0; y < rows; y++) {
                    unpack(bytes, (int) (y * rowBytes), (int) rowBytes, plane, row);
                    fill(pixels, plane, top + y, left, (int) Math.min(tileWidth, width - left),
                            row);
                }
            }
        }
        return photometry == PALETTE ? coloured(pixels)
                : new Image(pixels, colours(), height, width, name, Image.UNLABELLED, false);
    }

    /** Reads the rows of one strip or tile, unpacked. */
    private byte[] part(long[] places, long[] lengths, int index, long shift, long expected)
            throws IOException {
        boolean plain = compression == TiffCompression.NONE;
        if (index >= places.length || places[index] == 0 || !plain && index >= lengths.length) {
            throw new InputException(name + ": strip or tile " + (index + 1) + " is missing");
        }
        long stored = plain ? expected : lengths[index];
        if (expected > Integer.MAX_VALUE - 8
                || expected > BYTES_BELIEVED && expected / compression.most > stored) {
            throw new InputException(
                    name + ": claims " + expected + " bytes in a strip or tile of " + stored);
        }
        byte[] bytes = file.read(places[index] + shift, stored).array();
        if (compression == TiffCompression.LZW && bytes.length > 1 && bytes[0] == 0
                && (bytes[1] & 1) == 1) {
            throw new InputException(name
                    + ": is packed with LZW as before TIFF 5, which is not read; save it anew");
        }
        if (directory.number(TIFF.TAG_FILL_ORDER, 1) == 2) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
            }
        }
        byte[] rows = new byte[(int) expected];
        int unpacked = compression.unpack(bytes, rows);
        if (unpacked < rows.length) {
            throw new InputException(name + ": strip or tile " + (index + 1)
                    + " was cut short or is damaged, after " + unpacked
                    + " of " + rows.length + " bytes");
        }
        return rows;
    }

    /** Puts the bits of each sample of a row into the low bits of a long. */
    private void unpack(byte[] bytes, int start, int length, int plane, long[] row) {
        int samples = planar ? 1 : bits.length;
        if (predictor == 3) {
            undoRealPredictor(bytes, start, length, samples);
        }
        boolean whole = bits[plane] % 8 == 0 && (planar || isUniform());
        if (whole) {
            int size = bits[plane] / 8;
            boolean little = predictor != 3 && file.order == ByteOrder.LITTLE_ENDIAN;
            for (int i = 0; i < row.length; i++) {
                long value = 0;
                for (int k = 0; k < size; k++) {
                    int b = start + (predictor == 3 ? k * row.length + i
                            : i * size + (little ? size - 1 - k : k));
                    value = value << 8 | bytes[b] & 0xff;
                }
                row[i] = value;
            }
        } else {
            // The highest bit of a byte comes first, in either byte order.
            long bit = 8L * start;
            for (int i = 0; i < row.length; i++) {
                long value = 0;
                for (int k = bits[planar ? plane : i % samples]; k > 0; k--, bit++) {
                    value = value << 1 | bytes[(int) (bit >> 3)] >> 7 - (bit & 7) & 1;
                }
                row[i] = value;
            }
        }
        if (predictor == 2) {
            for (int i = samples; i < row.length; i++) {
                row[i] = row[i] + row[i - samples] & mask(bits[plane]);
            }
        }
    }

    /**
     * Undoes Adobe's predictor of real numbers (Photoshop TIFF technical note 3). A row holds the
     * highest bytes of all its numbers first, then the next bytes. Each byte is stored as the
     * difference from the one before.
     */
    private static void undoRealPredictor(byte[] bytes, int start, int length, int samples) {
        for (int i = start + samples; i < start + length; i++) {
            bytes[i] += bytes[i - samples];
        }
    }

    private static long mask(int bits) {
        return -1L >>> 64 - bits;
    }

    private void fill(float[] pixels, int plane, int y, int left, int columns, long[] row) {
        for (int c = planar ? plane : 0; c < (planar ? plane + 1 : colours()); c++) {
            for (int x = 0; x < columns; x++) {
                long sample = row[planar ? x : x * bits.length + c];
                pixels[(c * height + y) * width + left + x] =
                        photometry == PALETTE ? sample : (float) value(sample, bits[c]);
            }
        }
    }

    private double value(long sample, int depth) {
        boolean turned = photometry == WHITE_IS_ZERO;
        if (format == REAL) {
            double value = depth == 64 ? Double.longBitsToDouble(sample)
                    : depth == 32 ? Float.intBitsToFloat((int) sample)
                            : Half.shortBitsToFloat((short) sample);
            return turned ? 1 - value : value;
        }
        long stored = turned ? ~sample & mask(depth) : sample;
        if (format == SIGNED) {
            return (double) (stored << 64 - depth >> 64 - depth) / Math.max(1, mask(depth) >>> 1);
        }
        return unsigned(stored) / unsigned(mask(depth));
    }

    private static double unsigned(long value) {
        return (value >>> 1) * 2.0 + (value & 1);
    }

    /**
     * The image whose pixels are entries of the palette; gray if all colours of the palette are
     * gray.
     */
    private Image coloured(float[] entries) throws IOException {
        long[] map = directory.numbers(TIFF.TAG_COLOR_MAP);
        int size = 1 << bits[0];
        if (map.length != 3 * size) {
            throw new InputException(name + ": its palette has " + map.length + " numbers; for "
                    + bits[0] + " bits there should be " + 3 * size);
        }
        // Some writers give the colours in 8 bits.
        float white = Arrays.stream(map).max().getAsLong() < 256 ? 255 : 65535;
        boolean gray = true;
        for (int i = 0; i < size; i++) {
            gray &= map[i] == map[size + i] && map[i] == map[2 * size + i];
        }
        int channels = gray ? 1 : 3;
        float[] pixels = new float[channels * entries.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = map[i / entries.length * size + (int) entries[i % entries.length]] / white;
        }
        return new Image(pixels, channels, height, width, name, Image.UNLABELLED, false);
    }
}
