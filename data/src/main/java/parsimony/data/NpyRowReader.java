package parsimony.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Reads a matrix of a {@code .npy} file in blocks of rows, so that a file may be larger than
 * memory. Numbers may be of any {@link NumberType} and byte order, in C or Fortran order. Every
 * value must be finite as a float32. The file must be exactly as long as its header says.
 *
 * <p>Besides the block itself, a read takes 64 KiB of memory, whatever the size of the file. In C
 * order a block of rows is one stretch of the file; in Fortran order it is a stretch of every
 * column, which are read one after another.
 */
public final class NpyRowReader implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    /** The most columns of a matrix: a row of float32 then takes 64 MiB. A longer one is damage. */
    private static final int MOST_COLUMNS = 1 << 24;

    private final Path file;
    // not a channel: an interrupt of the thread would close it
    private final RandomAccessFile bytes;
    private final NpyHeader header;
    private final long rows;
    private final int columns;
    private final ByteBuffer buffer;
    private long row;

    private NpyRowReader(Path file, RandomAccessFile bytes, NpyHeader header, long rows,
            int columns) {
        this.file = file;
        this.bytes = bytes;
        this.header = header;
        this.rows = rows;
        this.columns = columns;
        this.buffer = ByteBuffer.allocate(BUFFER).order(header.order());
    }

    /**
     * Opens a file and checks its header against its length; no element is read yet.
     *
     * @param file the file to read
     * @return a reader at the first row
     * @throws InputException if it cannot be read or is not such a matrix
     */
    public static NpyRowReader open(Path file) {
        return open(file, 2);
    }

    /** Opens a one-dimensional array as a matrix of one row. */
    static NpyRowReader openVector(Path file) {
        return open(file, 1);
    }

    private static NpyRowReader open(Path file, int rank) {
        NpyHeader header = headerOf(file);
        long[] shape = header.shape();
        long elements = header.elements(file.toString());
        if (shape.length != rank) {
            throw new InputException(file + ": has shape " + header.describeShape() + "; "
                    + (rank == 1 ? "a vector of one dimension is wanted (numpy: a.ravel())"
                            : "a matrix of two dimensions is wanted (numpy: a.reshape("
                                    + (shape.length < 2 ? "1, -1" : "len(a), -1") + "))"));
        }
        if (elements == 0) {
            throw new InputException(file + ": is empty, of shape " + header.describeShape()
                    + "; at least one row and one column are wanted");
        }
        long columns = shape[rank - 1];
        if (columns > MOST_COLUMNS) {
            throw new InputException(
                    file + ": has rows of " + columns + " values, more than can be handled");
        }
        try {
            header.requireLength(Files.size(file), file.toString());
            RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r");
            return new NpyRowReader(file, bytes, header, rank == 1 ? 1 : shape[0], (int) columns);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    static NpyHeader headerOf(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": is a folder; a .npy file is wanted");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InputException(file
                    + ": is a pipe or device, which cannot be read twice; write it to a .npy file"
                    + " first");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return NpyHeader.read(in, file.toString());
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /** {@return the number of rows of the whole file, N} */
    public long rows() {
        return rows;
    }

    /** {@return the length of a row, D} */
    public int columns() {
        return columns;
    }

    /** Goes back to the first row. */
    public void rewind() {
        row = 0;
    }

    /**
     * Reads the next rows.
     *
     * @param block   receives the rows; becomes (rows read)×D and keeps its memory where that is
     *                large enough
     * @param maximum the most rows to read, ≥ 1
     * @return the number of rows read; 0 at the end of the file
     * @throws InputException       if the file cannot be read, or a value is not finite or beyond
     *     the largest float32
     * @throws ArithmeticException if one matrix cannot hold so many rows
     */
    public int read(FMatrixRMaj block, int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum: must be at least 1 row, got " + maximum);
        }
        int count = (int) Math.min(maximum, rows - row);
        int total = Math.multiplyExact(count, columns);
        block.reshape(count, columns);
        try {
            if (header.fortranOrder() && rows > 1) {
                for (int column = 0; column < columns; column++) {
                    read(column * rows + row, count, block.data, column, columns);
                }
            } else {
                read(row * columns, total, block.data, 0, 1);
            }
        } catch (EOFException e) {
            throw new InputException(file + ": was cut short while it was read", e);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        row += count;
        return count;
    }

    /**
     * Reads elements that follow one another in the file.
     *
     * @param element the number of the first element in the file, from 0
     * @param count   the number of elements
     * @param into    receives the elements
     * @param first   the index in {@code into} of the first element
     * @param step    the distance in {@code into} from one element to the next
     */
    private void read(long element, int count, float[] into, int first,
            int step) throws IOException {
        NumberType type = header.type();
        bytes.seek(header.bytes() + element * type.bytes());
        for (int done = 0; done < count;) {
            int some = Math.min(BUFFER / type.bytes(), count - done);
            bytes.readFully(buffer.array(), 0, some * type.bytes());
            for (int i = 0; i < some; i++) {
                int to = first + (done + i) * step;
                float value = type.at(buffer, i * type.bytes());
                if (!Float.isFinite(value)) {
                    throw type.refusal(buffer, i * type.bytes(),
                            file + ": row " + (row + to / columns) + ", column " + to % columns);
                }
                into[to] = value;
            }
            done += some;
        }
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }
}
