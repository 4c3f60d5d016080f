package parsimony.data.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import parsimony.data.DataException;

/**
 * Makes a MATLAB file safe to hand to a library that believes it: every element is unpacked, and checked to lie within what
 * holds it, before anything of the size it claims is allocated.
 *
 * <p>MathWorks, MAT-File Format, chapter 1: a header of 128 bytes, then elements of a tag (type and size) and data.
 */
final class MatElements {
    private static final int HEADER = 128;
    private static final int TAG = 8;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;
    private static final int LARGEST = 1 << 30;

    private final Path file;
    private final ByteBuffer bytes;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

    private MatElements(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /**
     * The file's bytes with no element compressed any more.
     *
     * @throws DataException if it is no MATLAB file of version 5 to 7, or its elements do not fit into it
     */
    static byte[] read(Path file) throws DataException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new DataException(file + ": has " + Files.size(file) + " bytes, too many to handle; save fewer images");
            }
            return new MatElements(file, Files.readAllBytes(file)).unpack();
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private byte[] unpack() throws DataException {
        String text = new String(bytes.array(), 0, Math.min(HEADER, bytes.capacity()), StandardCharsets.ISO_8859_1);
        if (text.startsWith("MATLAB 7.3") || text.startsWith("\u0089HDF")) {
            throw new DataException(file + ": is in MATLAB's 7.3 format (HDF5); save it with -v7");
        }
        if (!text.startsWith("MATLAB 5.0") || text.length() < HEADER) {
            throw new DataException(file + ": is not a MATLAB file (it does not start with MATLAB 5.0)");
        }
        bytes.order(text.endsWith("MI") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        plain.write(bytes.array(), 0, HEADER);
        bytes.position(HEADER);
        while (bytes.hasRemaining()) {
            requireRoom(bytes, TAG);
            int type = bytes.getInt(bytes.position());
            int size = bytes.getInt(bytes.position() + 4);
            requireRoom(bytes, TAG + (long) size);
            boolean compressed = type == COMPRESSED;
            add(compressed ? inflate(bytes.slice(bytes.position() + TAG, size)) : bytes.slice(bytes.position(), TAG + size));
            bytes.position(Math.min(bytes.limit(), bytes.position() + TAG + (compressed ? size : padded(size))));
        }
        return plain.toByteArray();
    }

    /** Adds one plain element, tag included, if what it consists of fits into it. */
    private void add(ByteBuffer element) throws DataException {
        element.order(bytes.order());
        requireRoom(element, TAG);
        int type = element.getInt(0);
        int size = element.getInt(4);
        requireRoom(element, TAG + (long) size);
        if (type == MATRIX) {
            for (int at = TAG; at < TAG + size; ) {
                element.position(at).limit(TAG + size);
                requireRoom(element, TAG);
                boolean small = element.getInt(at) >>> 16 != 0; // size and data in the tag itself
                int length = small ? 0 : element.getInt(at + 4);
                requireRoom(element, TAG + (long) length);
                at += TAG + padded(length);
            }
        }
        element.clear();
        byte[] whole = new byte[TAG + padded(size)];
        element.get(whole, 0, Math.min(whole.length, element.limit()));
        plain.write(whole, 0, whole.length);
    }

    /** As much as the compressed bytes give, piece by piece. */
    private ByteBuffer inflate(ByteBuffer compressed) throws DataException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[1 << 16];
            while (!inflater.finished()) {
                int count = inflater.inflate(piece);
                if (count == 0 && !inflater.finished()) {
                    throw cutShort();
                }
                out.write(piece, 0, count);
                if (out.size() > Math.min(LARGEST, Runtime.getRuntime().maxMemory() / 8)) {
                    throw new DataException(file + ": unpacks to more than fits into memory; save fewer images");
                }
            }
            return ByteBuffer.wrap(out.toByteArray());
        } catch (DataFormatException e) {
            throw new DataException(file + ": its compression is damaged: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private void requireRoom(ByteBuffer buffer, long wanted) throws DataException {
        if (wanted < TAG || wanted > buffer.remaining()) {
            throw cutShort();
        }
    }

    private DataException cutShort() {
        return new DataException(file + ": was cut short, or its elements lie about their sizes");
    }

    private static int padded(int size) {
        return (size + 7) / 8 * 8;
    }
}
