package parsimony.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;

/**
 * Reads a matrix of a {@code .npy} file in blocks of rows, so that a file larger than memory can be worked through. As strict
 * as {@link Npy#read}: two dimensions, float32, little-endian, C order, every value finite, and exactly as long as it says.
 */
public final class NpyRowReader implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_COLUMNS = 1 << 24;

    private final Path file;
    private final RandomAccessFile bytes; // not a channel, which an interrupt of the thread would close
    private final long start;
    private final long rows;
    private final int columns;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private long row;

    private NpyRowReader(Path file, RandomAccessFile bytes, long start, long rows, int columns) {
        this.file = file;
        this.bytes = bytes;
        this.start = start;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Opens a file and checks its header against its length; no element is read yet.
     *
     * @throws DataException if it cannot be read or is not such a matrix
     */
    public static NpyRowReader open(Path file) throws DataException {
        return open(file, 2);
    }

    /** A one-dimensional array, as a single row. */
    static NpyRowReader openVector(Path file) throws DataException {
        return open(file, 1);
    }

    private static NpyRowReader open(Path file, int rank) throws DataException {
        NpyHeader header = headerOf(file);
        long[] shape = header.shape();
        long elements = header.elements(file.toString());
        if (shape.length != rank) {
            throw new DataException(file + ": has shape " + header.describeShape() + "; "
                    + (rank == 1 ? "a vector of one dimension" : "a matrix of two dimensions") + " is wanted");
        }
        if (elements == 0) {
            throw new DataException(file + ": is empty, of shape " + header.describeShape()
                    + "; at least one row and one column are wanted");
        }
        if (!header.dtype().equals("f4") || header.order() != ByteOrder.LITTLE_ENDIAN) {
            throw new DataException(file + ": is " + header.describeType() + "; float32 is wanted (numpy: a.astype('<f4'))");
        }
        if (header.fortranOrder() && rank > 1) {
            throw new DataException(file + ": is in Fortran order; C order is wanted (numpy.ascontiguousarray)");
        }
        long columns = shape[rank - 1];
        if (columns > MOST_COLUMNS) {
            throw new DataException(file + ": has rows of " + columns + " values, more than can be handled");
        }
        try {
            header.requireLength(Files.size(file), file.toString());
            RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r");
            bytes.seek(header.bytes());
            return new NpyRowReader(file, bytes, header.bytes(), rank == 1 ? 1 : shape[0], (int) columns);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    static NpyHeader headerOf(Path file) throws DataException {
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a folder; a .npy file is wanted");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new DataException(file + ": is a pipe or device, which cannot be read twice; write it to a .npy file first");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return NpyHeader.read(in, file.toString());
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** The number of rows of the whole file, N. */
    public long rows() {
        return rows;
    }

    /** The length of a row, D. */
    public int columns() {
        return columns;
    }

    /** Goes back to the first row. */
    public void rewind() throws DataException {
        try {
            bytes.seek(start);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        row = 0;
    }

    /**
     * Reads the next rows.
     *
     * @param block   where to; reshaped to (rows read)×D, keeping its memory when that is large enough
     * @param maximum how many rows at most, ≥ 1
     * @return how many rows were read; 0 at the end
     * @throws DataException       if the file cannot be read or a value is not finite
     * @throws ArithmeticException if so many rows are more than one matrix can hold
     */
    public int read(FMatrixRMaj block, int maximum) throws DataException {
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum: must be at least 1 row, got " + maximum);
        }
        int count = (int) Math.min(maximum, rows - row);
        int total = Math.multiplyExact(count, columns);
        block.reshape(count, columns);
        try {
            for (int i = 0; i < total; ) {
                int chunk = Math.min(BUFFER / Float.BYTES, total - i);
                bytes.readFully(buffer.array(), 0, chunk * Float.BYTES);
                buffer.clear().asFloatBuffer().get(block.data, i, chunk);
                i += chunk;
            }
        } catch (EOFException e) {
            throw new DataException(file + ": was cut short while it was read", e);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        for (int i = 0; i < total; i++) {
            if (!Float.isFinite(block.data[i])) {
                throw new DataException(file + ": row " + (row + i / columns) + ", column " + i % columns + " is "
                        + block.data[i] + "; every value must be finite");
            }
        }
        row += count;
        return count;
    }

    @Override
    public void close() throws DataException {
        try {
            bytes.close();
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }
}
