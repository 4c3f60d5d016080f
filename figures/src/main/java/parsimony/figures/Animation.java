package parsimony.figures;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Figures of one size as an animated PNG that repeats without end, such as mosaics of a dictionary
 * during learning. Unlike a GIF it keeps every color. The last frame is shown {@value #LINGER}
 * times as long as the others. It is also the still image that a program shows which does not know
 * animation, and a page when it is printed. The format is that of W3C, Portable Network Graphics,
 * 3rd edition: an image before the first frame control is no part of the animation.
 */
public final class Animation {
    /** The bytes of a PNG before its first chunk. */
    private static final int SIGNATURE = 8;

    /** The place of the kind of colors in the first chunk. */
    private static final int COLOR_TYPE = 9;

    /** How many times as long the last frame is shown. */
    private static final int LINGER = 5;
    private static final int LONGEST = 65535;

    private Animation() {}

    /**
     * Writes {@code name.png}, whole or not at all.
     *
     * @param frames       at least one, all of one size
     * @param milliseconds the time for which each frame is shown, 1 to 65535
     * @param directory    where to write; it is made if it is missing
     * @param name         file name without an ending
     * @throws IllegalArgumentException if there is no frame, their sizes differ, or the time is out
     *     of its range
     * @throws IOException              if the file cannot be written
     */
    public static void write(List<? extends Figure> frames, int milliseconds, Path directory,
            String name) throws IOException {
        byte[] png = encode(frames, milliseconds);
        Files.createDirectories(directory);
        Figure.place(png, directory.resolve(name + ".png"));
    }

    /** Joins the image data of the frames' own PNGs into one animated PNG. */
    static byte[] encode(List<? extends Figure> frames, int milliseconds) {
        if (milliseconds < 1 || milliseconds > LONGEST) {
            throw new IllegalArgumentException(
                    "milliseconds: " + milliseconds + "; must be from 1 to 65535");
        }
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("frames: there is none; must be at least one");
        }
        List<byte[]> pngs = pngs(frames);
        byte[] still = pngs.get(pngs.size() - 1);
        ByteBuffer size = chunks(still).get(0).content().slice(0, 8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(still, 0, SIGNATURE);
            for (Chunk chunk : chunks(still).stream().takeWhile(c -> !c.is("IDAT")).toList()) {
                chunk.write(out);
            }
            new Chunk("acTL", ByteBuffer.allocate(8).putInt(frames.size()).putInt(0).flip())
                    .write(out);
            for (Chunk chunk : data(still)) {
                chunk.write(out);
            }
            int sequence = 0;
            for (int frame = 0; frame < frames.size(); frame++) {
                boolean last = frame == frames.size() - 1;
                byte[] png = pngs.get(frame);
                requireSize(size, chunks(png).get(0).content(), frame);
                int shown = last ? Math.min(LONGEST, LINGER * milliseconds) : milliseconds;
                new Chunk("fcTL",
                        ByteBuffer.allocate(26).putInt(sequence++).put(size.duplicate()).putInt(0)
                                .putInt(0).putShort((short) shown).putShort((short) 1000)
                                .putShort((short) 0).flip())
                        .write(out);
                for (Chunk chunk : data(png)) {
                    chunk.numbered(sequence++).write(out);
                }
            }
            new Chunk("IEND", ByteBuffer.allocate(0)).write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The frames' own PNGs: all gray or all in colors, as one header stands for all. */
    private static List<byte[]> pngs(List<? extends Figure> frames) {
        List<byte[]> pngs = frames.stream().map(frame -> frame.png(false)).toList();
        long kinds = pngs.stream().map(png -> chunks(png).get(0).content().get(COLOR_TYPE))
                .distinct().count();
        return kinds == 1 ? pngs : frames.stream().map(Figure::colorPng).toList();
    }

    private static List<Chunk> data(byte[] png) {
        return chunks(png).stream().filter(chunk -> chunk.is("IDAT")).toList();
    }

    private static void requireSize(ByteBuffer size, ByteBuffer header, int frame) {
        if (!header.slice(0, 8).equals(size)) {
            throw new IllegalArgumentException("frames: number " + frame + " is " + header.getInt(0)
                    + "×" + header.getInt(4) + " dots, the last is " + size.getInt(0) + "×"
                    + size.getInt(4) + "; must be the same");
        }
    }

    private static List<Chunk> chunks(byte[] png) {
        List<Chunk> chunks = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(png).position(SIGNATURE);
        while (in.hasRemaining()) {
            int length = in.getInt();
            byte[] type = new byte[4];
            in.get(type);
            chunks.add(new Chunk(new String(type, StandardCharsets.US_ASCII),
                    in.slice(in.position(), length)));
            in.position(in.position() + length + 4);
        }
        return chunks;
    }

    /** A named part of a PNG. */
    private record Chunk(String type, ByteBuffer content) {
        boolean is(String name) {
            return type.equals(name);
        }

        /** The same image data as a chunk of a later frame, with its sequence number. */
        Chunk numbered(int sequence) {
            ByteBuffer data = ByteBuffer.allocate(4 + content.remaining()).putInt(sequence)
                    .put(content.duplicate());
            return new Chunk("fdAT", data.flip());
        }

        void write(DataOutputStream out) throws IOException {
            byte[] body = ByteBuffer.allocate(4 + content.remaining())
                    .put(type.getBytes(StandardCharsets.US_ASCII)).put(content.duplicate()).array();
            CRC32 crc = new CRC32();
            crc.update(body);
            out.writeInt(body.length - 4);
            out.write(body);
            out.writeInt((int) crc.getValue());
        }
    }
}
