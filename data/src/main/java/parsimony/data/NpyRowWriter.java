package parsimony.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import parsimony.signals.InputException;

/**
 * Writes a {@code .npy} matrix (float32, little-endian, C order, format 1.0) row by row, for arrays
 * that need not fit in memory. Rows go to a hidden sibling of the file; {@link #commit} moves it
 * into place, so that a file of the wanted name is always whole. Closing without a commit leaves
 * nothing behind.
 */
public final class NpyRowWriter implements MatrixWriter {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Path partial;
    // not a channel: an interrupt of the thread would close it
    private final RandomAccessFile bytes;
    private final int columns;
    private final boolean vector;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long rows;
    private boolean committed;

    private NpyRowWriter(Path file, Path partial, RandomAccessFile bytes, int columns,
            boolean vector) {
        this.file = file;
        this.partial = partial;
        this.bytes = bytes;
        this.columns = columns;
        this.vector = vector;
    }

    /**
     * Begins a file of rows of {@code columns} values.
     *
     * @param file the file to write; a commit replaces a file of that name
     * @param columns the length of a row, D ≥ 1
     * @return a writer without rows
     * @throws InputException if nothing can be written there
     */
    public static NpyRowWriter create(Path file, int columns) {
        return create(file, columns, false);
    }

    /** Begins a one-dimensional array. Every value counts as a row. */
    static NpyRowWriter createVector(Path file) {
        return create(file, 1, true);
    }

    private static NpyRowWriter create(Path file, int columns, boolean vector) {
        if (columns < 1) {
            throw new IllegalArgumentException("columns: must be at least 1, got " + columns);
        }
        Path partial = file
                .resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".partial");
        try {
            if (Files.isDirectory(file)) {
                throw new InputException(file + ": is a folder; cannot write an array there");
            }
            Files.createFile(partial);
            RandomAccessFile bytes = new RandomAccessFile(partial.toFile(), "rw");
            NpyRowWriter writer = new NpyRowWriter(file, partial, bytes, columns, vector);
            bytes.write(writer.header());
            return writer;
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void write(float[] values, int offset, int count) {
        int total = Math.multiplyExact(count, columns);
        try {
            for (int i = 0; i < total;) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int chunk = Math.min(buffer.remaining() / Float.BYTES, total - i);
                buffer.asFloatBuffer().put(values, offset + i, chunk);
                buffer.position(buffer.position() + chunk * Float.BYTES);
                i += chunk;
            }
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        rows += count;
    }

    @Override
    public void commit() {
        try {
            flush();
            bytes.seek(0);
            bytes.write(header());
            bytes.close();
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            committed = true;
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private void flush() throws IOException {
        bytes.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    private byte[] header() {
        return vector ? NpyHeader.float32(rows) : NpyHeader.float32(rows, columns);
    }

    @Override
    public void close() {
        try {
            bytes.close();
            if (!committed) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }
}
