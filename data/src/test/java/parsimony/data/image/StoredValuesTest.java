package parsimony.data.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole numbers of every format, sign, depth and number of channels, from the smallest of their
 * type to the largest.
 */
class StoredValuesTest {
    private static final int WIDTH = 11;
    private static final int HEIGHT = 5;
    private static final int AREA = WIDTH * HEIGHT;

    @TempDir
    Path folder;

    /**
     * A file with a ramp in it.
     *
     * @param name     of the row, with the file's ending
     * @param bytes    of the file
     * @param channels that are colours
     * @param least    the sample that the ramp begins with
     * @param most     the sample that it ends with, in the place of 1
     * @param turned   whether 0 is white
     */
    private record Row(String name, byte[] bytes, int channels, BigInteger least, BigInteger most,
            boolean turned) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isReadAsPartsOfTheLargest(Row row) throws Exception {
        Path file = Files.write(folder.resolve(row.name.replace('/', ' ')), row.bytes);
        ImageFile opened = ImageFile.open(file);
        assertEquals(List.of(), opened.remarks());
        Image image = opened.pictures().get(0).read();
        assertEquals(List.of(row.channels, HEIGHT, WIDTH),
                List.of(image.channels(), image.height(), image.width()));
        // a sign and nothing more goes from −1 to 0
        double largest = Math.max(1, row.most.doubleValue());
        for (int i = 0; i < image.pixels().length; i++) {
            BigInteger stored = sample(row.least, row.most, i / AREA, i % AREA);
            BigInteger seen = row.turned ? row.least.add(row.most).subtract(stored) : stored;
            assertEquals(seen.doubleValue() / largest, image.pixels()[i], 2e-7,
                    "sample " + stored + " at " + i);
        }
    }

    /** A ramp in each channel, every one beginning elsewhere. */
    private static BigInteger sample(BigInteger least, BigInteger most, int channel, int pixel) {
        return least
                .add(most.subtract(least).multiply(BigInteger.valueOf((pixel + 7 * channel) % AREA))
                        .divide(BigInteger.valueOf(AREA - 1)));
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int bits : new int[] {1, 2, 4, 6, 8, 10, 12, 14, 16, 24, 32, 48, 64}) {
            for (int samples = 1; samples <= 4; samples++) {
                for (int variant = 0; variant < 32; variant++) {
                    Tiff tiff = new Tiff(bits, samples, (variant & 1) > 0, (variant & 2) > 0,
                            (variant & 4) > 0, (variant & 8) > 0,
                            (variant & 16) > 0, false);
                    rows.add(tiff.row());
                }
                if (samples == 1) {
                    rows.add(new Tiff(bits, 1, false, false, false, false, false, true).row());
                    rows.add(new Tiff(bits, 1, true, false, false, false, false, true).row());
                }
            }
        }
        for (int maxval : new int[] {1, 2, 3, 5, 7, 15, 99, 100, 127, 128, 200, 254, 255, 256, 1000,
            4095, 32767, 40000, 65534, 65535}) {
            for (String kind : new String[] {"P2", "P3", "P5", "P6"}) {
                rows.add(pnm(kind, maxval));
            }
            for (int samples = 1; samples <= 4; samples++) {
                rows.add(pam(samples, maxval));
            }
        }
        rows.add(pnm("P1", 1));
        rows.add(pnm("P4", 1));
        for (int bits : new int[] {1, 2, 4, 8, 16}) {
            rows.add(png(0, bits));
        }
        for (int colour : new int[] {2, 4, 6}) {
            rows.add(png(colour, 8));
            rows.add(png(colour, 16));
        }
        for (int bits : new int[] {1, 2, 4, 8}) {
            rows.add(png(3, bits));
        }
        for (int bits : new int[] {1, 4, 8, 16, 24, 32}) {
            rows.add(bmp(bits));
        }
        return rows;
    }

    private static Row unsigned(String name, byte[] bytes, int channels, long most) {
        return new Row(name, bytes, channels, BigInteger.ZERO, BigInteger.valueOf(most), false);
    }

    /** Bits, the highest of each number first; a row can be filled up to whole bytes. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int current;
        private int count;

        void put(BigInteger value, int bits) {
            for (int k = bits - 1; k >= 0; k--) {
                // two's complement, for values below 0
                current = current << 1 | (value.testBit(k) ? 1 : 0);
                if (++count == 8) {
                    out.write(current);
                    current = count = 0;
                }
            }
        }

        /** The same, lowest byte first. */
        void putLittle(BigInteger value, int bits) {
            for (int k = 0; k < bits; k += 8) {
                put(value.shiftRight(k), 8);
            }
        }

        void fill(int bytes) {
            while (count > 0 || out.size() % bytes > 0) {
                put(BigInteger.ZERO, 1);
            }
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** A TIFF without compression, written by its specification. */
    private record Tiff(int bits, int samples, boolean signed, boolean planar, boolean little,
            boolean big, boolean tiled,
            boolean whiteIsZero) {
        private static final int TILE = 16;

        Row row() {
            BigInteger least =
                    signed ? BigInteger.ONE.shiftLeft(bits - 1).negate() : BigInteger.ZERO;
            BigInteger most =
                    BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
            String name = (signed ? "int" : "uint") + bits + "-" + samples
                    + (planar ? "-planar" : "") + (little ? "-little" : "")
                    + (big ? "-big" : "") + (tiled ? "-tiled" : "") + (whiteIsZero ? "-white" : "")
                    + ".tif";
            return new Row(name, file(least, most), samples < 3 ? 1 : 3, least, most, whiteIsZero);
        }

        private byte[] file(BigInteger least, BigInteger most) {
            int height = tiled ? TILE : HEIGHT;
            int width = tiled ? TILE : WIDTH;
            List<byte[]> parts = new ArrayList<>();
            for (int plane = 0; plane < (planar ? samples : 1); plane++) {
                Bits data = new Bits();
                for (int y = 0; y < height; y++) {
                    for (int x = 0; x < width; x++) {
                        for (int s = planar ? plane : 0; s < (planar ? plane + 1 : samples); s++) {
                            BigInteger value = y < HEIGHT && x < WIDTH
                                    ? sample(least, most, s, y * WIDTH + x) : BigInteger.ZERO;
                            if (little && bits % 8 == 0) {
                                data.putLittle(value, bits);
                            } else {
                                data.put(value, bits);
                            }
                        }
                    }
                    data.fill(1);
                    if (!tiled && !planar && (y == 1 || y == 3)) { // strips of two rows
                        parts.add(data.bytes());
                        data = new Bits();
                    }
                }
                parts.add(data.bytes());
            }
            ByteBuffer out = ByteBuffer.allocate(1 << 15)
                    .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            out.put((little ? "II" : "MM").getBytes(US_ASCII)).putShort((short) (big ? 43 : 42));
            int first = big ? 16 : 8;
            if (big) {
                out.putShort((short) 8).putShort((short) 0).putLong(first);
            } else {
                out.putInt(first);
            }
            int tags = 13;
            int lists = first + (big ? 8 + 20 * tags + 8 : 2 + 12 * tags + 4);
            int data = lists + 256;
            if (big) {
                out.putLong(tags);
            } else {
                out.putShort((short) tags);
            }
            int[] list = {lists};
            long[] places = new long[parts.size()];
            long[] lengths = new long[parts.size()];
            int at = data;
            for (int i = 0; i < places.length; i++) {
                places[i] = at;
                lengths[i] = parts.get(i).length;
                at += parts.get(i).length;
            }
            long[] depths = new long[samples];
            long[] formats = new long[samples];
            Arrays.fill(depths, bits);
            Arrays.fill(formats, signed ? 2 : 1);
            put(out, list, 256, WIDTH);
            put(out, list, 257, HEIGHT);
            put(out, list, 258, depths);
            put(out, list, 259, 1);
            put(out, list, 262, whiteIsZero ? 0 : samples < 3 ? 1 : 2);
            put(out, list, tiled ? 324 : 273, places);
            put(out, list, 277, samples);
            put(out, list, tiled ? 322 : 278, tiled ? TILE : planar ? HEIGHT : 2);
            put(out, list, tiled ? 325 : 279, lengths);
            put(out, list, 284, planar ? 2 : 1);
            put(out, list, tiled ? 323 : 257, tiled ? TILE : HEIGHT);
            put(out, list, 338, 2);
            put(out, list, 339, formats);
            out.position(data);
            parts.forEach(out::put);
            byte[] bytes = new byte[out.position()];
            out.get(0, bytes);
            return bytes;
        }

        /** A field of longs. If the field has no room for them, they lie in the list. */
        private void put(ByteBuffer out, int[] list, int tag, long... values) {
            boolean extra = tag == 338;
            // Without alpha a private tag takes its place, so that the number of tags stays the
            // same.
            if (extra && samples % 2 == 1) {
                tag = 65000;
            }
            out.putShort((short) tag).putShort((short) 4);
            if (big) {
                out.putLong(values.length);
            } else {
                out.putInt(values.length);
            }
            int inline = big ? 8 : 4;
            int end = out.position() + inline;
            if (4 * values.length > inline) {
                if (big) {
                    out.putLong(list[0]);
                } else {
                    out.putInt(list[0]);
                }
                out.position(list[0]);
                list[0] += 4 * values.length;
            }
            for (long value : values) {
                out.putInt((int) value);
            }
            out.position(end);
        }
    }

    private static Row pnm(String kind, int maxval) {
        int samples = kind.equals("P3") || kind.equals("P6") ? 3 : 1;
        boolean bits = kind.equals("P1") || kind.equals("P4");
        StringBuilder text =
                new StringBuilder(kind + "\n# a comment\n" + WIDTH + " # another\n " + HEIGHT
                        + (bits ? "" : "\n#and one\n" + maxval) + "\n");
        Bits binary = new Bits();
        for (int i = 0; i < AREA; i++) {
            for (int s = 0; s < samples; s++) {
                BigInteger value = sample(BigInteger.ZERO, BigInteger.valueOf(maxval), s, i);
                if (kind.compareTo("P3") <= 0) {
                    text.append(value).append(i % 5 == 4 ? "\n" : " ");
                } else {
                    binary.put(value, bits ? 1 : maxval > 255 ? 16 : 8);
                }
            }
            if (bits && i % WIDTH == WIDTH - 1) {
                binary.fill(1);
            }
        }
        return new Row(kind + "-" + maxval + ".pnm",
                joined(text.toString().getBytes(US_ASCII), binary.bytes()), samples,
                BigInteger.ZERO, BigInteger.valueOf(maxval), bits);
    }

    private static Row pam(int samples, int maxval) {
        String type = (samples < 3 ? "GRAYSCALE" : "RGB") + (samples % 2 == 0 ? "_ALPHA" : "");
        String header = "P7\n# a comment\nWIDTH " + WIDTH + "\nHEIGHT " + HEIGHT + "\nDEPTH "
                + samples + "\nMAXVAL " + maxval
                + "\nTUPLTYPE " + type + "\nENDHDR\n";
        Bits data = new Bits();
        for (int i = 0; i < AREA; i++) {
            for (int s = 0; s < samples; s++) {
                data.put(sample(BigInteger.ZERO, BigInteger.valueOf(maxval), s, i),
                        maxval > 255 ? 16 : 8);
            }
        }
        return unsigned("P7-" + samples + "-" + maxval + ".pam",
                joined(header.getBytes(US_ASCII), data.bytes()),
                samples < 3 ? 1 : 3, maxval);
    }

    /** By the PNG specification; a palette is one of grays. */
    private static Row png(int colour, int bits) {
        int samples = switch (colour) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        Bits rows = new Bits();
        for (int i = 0; i < AREA; i++) {
            if (i % WIDTH == 0) {
                rows.fill(1);
                rows.put(BigInteger.ZERO, 8);
            }
            for (int s = 0; s < samples; s++) {
                rows.put(sample(BigInteger.ZERO, BigInteger.valueOf((1 << bits) - 1), s, i), bits);
            }
        }
        rows.fill(1);
        Deflater deflater = new Deflater();
        deflater.setInput(rows.bytes());
        deflater.finish();
        byte[] packed = new byte[1 << 12];
        packed = Arrays.copyOf(packed, deflater.deflate(packed));
        deflater.end();
        byte[] header = ByteBuffer.allocate(13).putInt(WIDTH).putInt(HEIGHT).put((byte) bits)
                .put((byte) colour).array();
        byte[] palette = new byte[3 << bits];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i / 3 * 255 / ((1 << bits) - 1));
        }
        byte[] bytes = joined(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
                chunk("IHDR", header),
                colour == 3 ? chunk("PLTE", palette) : new byte[0], chunk("IDAT", packed),
                chunk("IEND", new byte[0]));
        return unsigned("png-" + colour + "-" + bits + ".png", bytes, samples < 3 ? 1 : 3,
                (1 << bits) - 1);
    }

    private static byte[] chunk(String kind, byte[] data) {
        byte[] named = joined(kind.getBytes(US_ASCII), data);
        CRC32 sum = new CRC32();
        sum.update(named);
        return joined(ByteBuffer.allocate(4).putInt(data.length).array(), named,
                ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    /**
     * The lowest row comes first, and blue is the first colour. Up to 8 bits are entries of a
     * palette of grays; 16 bits are five for each colour.
     */
    private static Row bmp(int bits) {
        int samples = bits > 8 ? 3 : 1;
        int depth = bits == 16 ? 5 : bits > 8 ? 8 : bits;
        BigInteger most = BigInteger.valueOf((1 << depth) - 1);
        Bits data = new Bits();
        for (int y = HEIGHT - 1; y >= 0; y--) {
            for (int x = 0; x < WIDTH; x++) {
                int i = y * WIDTH + x;
                BigInteger value = BigInteger.ZERO;
                for (int s = 0; s < samples; s++) {
                    value = value.shiftLeft(depth).or(sample(BigInteger.ZERO, most, s, i));
                }
                if (bits > 8) {
                    data.putLittle(value, bits);
                } else {
                    data.put(value, bits);
                }
            }
            data.fill(4);
        }
        int entries = bits > 8 ? 0 : 1 << bits;
        ByteBuffer head = ByteBuffer.allocate(54 + 4 * entries).order(ByteOrder.LITTLE_ENDIAN);
        head.put((byte) 'B').put((byte) 'M').putInt(head.capacity() + data.bytes().length).putInt(0)
                .putInt(head.capacity());
        head.putInt(40).putInt(WIDTH).putInt(HEIGHT).putShort((short) 1).putShort((short) bits)
                .putInt(0)
                .putInt(data.bytes().length).putInt(2835).putInt(2835).putInt(entries).putInt(0);
        for (int i = 0; i < entries; i++) {
            head.putInt(0x10101 * (i * 255 / (entries - 1)));
        }
        return unsigned("bmp-" + bits + ".bmp", joined(head.array(), data.bytes()), samples,
                most.intValue());
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
