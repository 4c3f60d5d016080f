package parsimony.data.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import parsimony.data.FileFault;
import parsimony.signals.InputException;

/**
 * The formats of the Netpbm programs: PBM, PGM and PPM as text or binary, PAM, and PFM with real
 * numbers. A sample is divided by the maxval of its header, from 1 to 65535. A binary file can hold
 * several pictures, one after another.
 *
 * <p>The formats are those of the manual pages pbm(5), pgm(5), ppm(5), pam(5) and pfm(5).
 */
final class Netpbm {
    /** The largest maxval that the formats allow. */
    private static final int MOST = 65535;
    /** The most bytes of samples, since they are read into memory at once. */
    private static final int LONGEST = 1 << 30;
    /** The most bytes of a header with its comments. */
    private static final int LONGEST_HEADER = 1 << 13;
    private static final Set<String> ALPHA =
            Set.of("BLACKANDWHITE_ALPHA", "GRAYSCALE_ALPHA", "RGB_ALPHA");

    private final String name;
    private final ByteBuffer bytes;
    private final long fileLength;

    /**
     * The header, which comes before the samples.
     *
     * @param kind    the magic number's second character
     * @param samples the samples of each pixel, alpha included
     * @param colours the samples of each pixel without alpha, 1 or 3
     * @param white   the sample of white, by which samples are divided; in a PFM its sign tells the
     *                byte order
     */
    private record Header(char kind, int width, int height, int samples, int colours,
            double white) {
        boolean isText() {
            return kind <= '3';
        }

        boolean isBits() {
            return kind == '1' || kind == '4';
        }

        boolean isReal() {
            return kind == 'f' || kind == 'F';
        }

        /** The bytes of the samples, if they are not text. */
        long length() {
            long row = kind == '4' ? (width + 7) / 8
                    : (long) width * samples * (isReal() ? 4 : white > 255 ? 2 : 1);
            return row * height;
        }
    }

    private Netpbm(String name, ByteBuffer bytes, long fileLength) {
        this.name = name;
        this.bytes = bytes;
        this.fileLength = fileLength;
    }

    /** Whether a file that begins with these bytes has one of these formats. */
    static boolean isNetpbm(byte[] start) {
        return start.length > 2 && start[0] == 'P' && "1234567fF".indexOf(start[1]) >= 0
                && (Character.isWhitespace(start[2]) || start[2] == '#');
    }

    /**
     * Reads the headers of all pictures in a file. Samples are read when a picture is.
     *
     * @throws InputException if one of them is wrong
     */
    static ImageFile open(Path file) {
        List<Picture> pictures = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            long place = 0;
            ByteBuffer start = read(channel, 0, LONGEST_HEADER);
            do {
                int index = pictures.size();
                Header header = new Netpbm(ImageFile.name(file, index), start, length).header();
                long from = place;
                place = header.isText() ? length
                        : Math.min(length, place + start.position() + header.length());
                long to = place;
                pictures.add(() -> read(file, from, to, index));
                start = read(channel, place, LONGEST_HEADER);
            } while (isNetpbm(start.array()));
            if (!ISO_8859_1.decode(start).toString().isBlank()) {
                remarks.add(file + ": something follows its samples, from byte " + place
                        + "; passed over");
            }
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        return new ImageFile(pictures, remarks);
    }

    private static Image read(Path file, long from, long to, int index) {
        String name = ImageFile.name(file, index);
        if (to - from > LONGEST) {
            throw new InputException(
                    name + ": takes " + (to - from) + " bytes; at most 2^30 are read");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return new Netpbm(name, read(channel, from, (int) (to - from)), channel.size()).read();
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /** Reads at most so many bytes; fewer at the end of the file. */
    private static ByteBuffer read(FileChannel channel, long place, int most) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate((int) Math.min(most, Math.max(0, channel.size() - place)));
        while (bytes.hasRemaining() && channel.read(bytes, place + bytes.position()) >= 0) {}
        return bytes.flip();
    }

    private Header header() {
        try {
            bytes.get(); // the P
            char kind = (char) bytes.get();
            Header header = kind == '7' ? pam() : plain(kind);
            ImageFile.requireReasonable(name, fileLength, header.width, header.height);
            return header;
        } catch (BufferUnderflowException e) {
            throw new InputException(name + ": has no whole header", e);
        }
    }

    private Header plain(char kind) {
        int width = whole(token(), "width", Integer.MAX_VALUE);
        int height = whole(token(), "height", Integer.MAX_VALUE);
        int samples = "36F".indexOf(kind) < 0 ? 1 : 3;
        double white = kind == 'f' || kind == 'F' ? scale(token())
                : kind == '1' || kind == '4' ? 1 : whole(token(), "maxval", MOST);
        return new Header(kind, width, height, samples, samples, white);
    }

    private double scale(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new InputException(name + ": its scale is '" + word + "'; a number is wanted", e);
        }
    }

    private Header pam() {
        int width = 0;
        int height = 0;
        int depth = 0;
        int maxval = 0;
        String type = "";
        line(); // the rest of the first line
        for (String line = line(); !line.equals("ENDHDR"); line = line()) {
            String[] words = line.split("\\s+", 2);
            String value = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "WIDTH" -> width = whole(value, "width", Integer.MAX_VALUE);
                case "HEIGHT" -> height = whole(value, "height", Integer.MAX_VALUE);
                case "DEPTH" -> depth = whole(value, "depth", MOST);
                case "MAXVAL" -> maxval = whole(value, "maxval", MOST);
                case "TUPLTYPE" -> type = value;
                default -> {
                    if (!line.isEmpty() && !line.startsWith("#")) {
                        throw new InputException(name + ": its header has a line '" + line
                                + "', which means nothing in PAM");
                    }
                }
            }
        }
        int colours = ALPHA.contains(type) ? depth - 1 : depth;
        if (maxval == 0 || colours != 1 && colours != 3) {
            throw new InputException(name + ": has " + depth + " samples per pixel of the kind '"
                    + type + "' and the maxval " + maxval
                    + "; gray or RGB is read, with alpha or without");
        }
        return new Header('7', width, height, depth, colours, maxval);
    }

    private int whole(String word, String what, int most) {
        if (!word.matches("0*[1-9]\\d{0,9}") || Long.parseLong(word) > most) {
            throw new InputException(name + ": its " + what + " is '" + word
                    + "'; a whole number from 1 to " + most + " is wanted");
        }
        return Integer.parseInt(word);
    }

    /** The next character. A comment is skipped and counts as the line end after it. */
    private char next() {
        char c = (char) (bytes.get() & 0xff);
        while (c == '#') {
            do {
                c = (char) (bytes.get() & 0xff);
            } while (c != '\n' && c != '\r');
        }
        return c;
    }

    private char visible() {
        char c = next();
        while (Character.isWhitespace(c)) {
            c = next();
        }
        return c;
    }

    /** The next word. Also consumes the one character after it. */
    private String token() {
        char c = visible();
        StringBuilder word = new StringBuilder();
        for (; !Character.isWhitespace(c); c = next()) {
            word.append(c);
        }
        return word.toString();
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (char c = (char) bytes.get(); c != '\n'; c = (char) bytes.get()) {
            line.append(c);
        }
        return line.toString().strip();
    }

    private Image read() {
        Header header = header();
        if (!header.isText() && header.length() > bytes.remaining()) {
            throw new InputException(name + ": was cut short: " + bytes.remaining()
                    + " bytes of samples are there, and " + header.length() + " are wanted");
        }
        int area = header.height * header.width;
        float[] pixels = new float[header.colours * area];
        bytes.order(header.isReal() && header.white < 0 ? ByteOrder.LITTLE_ENDIAN
                : ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < area; i++) {
            // A PFM begins with the lowest row.
            int pixel = header.isReal()
                    ? area - (i / header.width + 1) * header.width + i % header.width : i;
            for (int s = 0; s < header.samples; s++) {
                float value = header.isReal() ? bytes.getFloat() : whole(header, i);
                if (s < header.colours) {
                    pixels[s * area + pixel] = value;
                }
            }
        }
        return new Image(pixels, header.colours, header.height, header.width, name,
                Image.UNLABELLED, false);
    }

    private float whole(Header header, int pixel) {
        int column = pixel % header.width;
        int sample;
        try {
            sample = header.kind == '4' ? bit(column, header.width) : header.kind == '1' ? digit()
                    : header.isText() ? number()
                            : header.white > 255 ? bytes.getShort() & 0xffff : bytes.get() & 0xff;
        } catch (BufferUnderflowException e) {
            throw new InputException(name + ": was cut short in its samples", e);
        }
        if (sample > header.white) {
            throw new InputException(name + ": row " + pixel / header.width + ", column " + column
                    + " has the sample " + sample + ", above the maxval " + (int) header.white);
        }
        // in PBM, 1 is black
        return header.isBits() ? 1 - sample : (float) (sample / header.white);
    }

    /** One pixel of a binary PBM. Every row begins at a new byte. */
    private int bit(int column, int width) {
        int b = bytes.get(bytes.position());
        if (column % 8 == 7 || column == width - 1) {
            bytes.get();
        }
        return b >> 7 - column % 8 & 1;
    }

    private int digit() {
        char c = visible();
        if (c != '0' && c != '1') {
            throw new InputException(name + ": has '" + c + "' where 0 or 1 is wanted");
        }
        return c - '0';
    }

    private int number() {
        int number = 0;
        for (char c = visible(); !Character.isWhitespace(c);
                c = bytes.hasRemaining() ? next() : ' ') {
            if (c < '0' || c > '9' || number > MOST) {
                throw new InputException(name + ": has '" + c + "' where a whole number up to "
                        + MOST + " is wanted");
            }
            number = 10 * number + c - '0';
        }
        return number;
    }
}
