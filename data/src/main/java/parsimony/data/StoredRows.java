package parsimony.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Reads the rows of a matrix wherever it lies. Besides the block, a read takes 64 KiB of memory.
 * Rows that follow one another are one stretch of the file; where the rows of a column do, the
 * columns are read one after another.
 */
final class StoredRows implements MatrixRows {
    private static final int BUFFER = 1 << 16;
    /** The most columns of a matrix: a row of float32 then takes 64 MiB. A longer one is damage. */
    static final int MOST_COLUMNS = 1 << 24;

    private final Path file;
    private final String place;
    private final Bytes bytes;
    private final StoredArray array;
    private final long rows;
    private final int columns;
    private final long rowStride;
    private final long columnStride;
    private final ByteBuffer buffer;
    private long row;

    private StoredRows(Path file, String place, Bytes bytes, StoredArray array, long rows,
            int columns, long rowStride, long columnStride) {
        this.file = file;
        this.place = place;
        this.bytes = bytes;
        this.array = array;
        this.rows = rows;
        this.columns = columns;
        this.rowStride = rowStride;
        this.columnStride = columnStride;
        buffer = ByteBuffer.allocate(BUFFER).order(array.order());
    }

    /** Opens the bytes of a file. */
    interface Opener {
        Bytes open() throws IOException;
    }

    /**
     * The rows of a matrix.
     *
     * @param place the array in messages
     * @throws InputException if it is no matrix, has no element, or cannot be opened
     */
    static StoredRows ofMatrix(Path file, String place, StoredArray array, Opener opener) {
        long[] shape = array.shape();
        if (shape.length != 2) {
            throw new InputException(place + ": has shape " + StoredArray.describe(shape)
                    + "; a matrix of two dimensions is wanted (numpy: a.reshape("
                    + (shape.length < 2 ? "1, -1" : "len(a), -1") + "))");
        }
        return open(file, place, array, opener, shape[0], shape[1], array.strides()[0],
                array.strides()[1]);
    }

    /**
     * A vector as a matrix of one row.
     *
     * @param plain whether dimensions of length 1 are refused
     * @throws InputException as {@link #ofMatrix}
     */
    static StoredRows ofVector(Path file, String place, StoredArray array, boolean plain,
            Opener opener) {
        long[] shape = array.shape();
        int along = -1;
        int others = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] != 1 || plain) {
                along = axis;
                others++;
            }
        }
        if (others > 1 || plain && shape.length != 1) {
            throw new InputException(place + ": has shape " + StoredArray.describe(shape)
                    + "; a vector of one dimension is wanted (numpy: a.ravel())");
        }
        return open(file, place, array, opener, 1, along < 0 ? 1 : shape[along], 0,
                along < 0 ? 1 : array.strides()[along]);
    }

    private static StoredRows open(Path file, String place, StoredArray array, Opener opener,
            long rows, long columns, long rowStride, long columnStride) {
        if (rows == 0 || columns == 0) {
            throw new InputException(
                    place + ": is empty, of shape " + StoredArray.describe(array.shape())
                            + "; at least one row and one column are wanted");
        }
        if (columns > MOST_COLUMNS) {
            throw new InputException(
                    place + ": has rows of " + columns + " values, more than can be handled");
        }
        try {
            return new StoredRows(file, place, opener.open(), array, rows, (int) columns,
                    rowStride, columnStride);
        } catch (IOException e) {
            throw fault(file, place, e);
        }
    }

    static InputException fault(Path file, String place, IOException e) {
        if (e instanceof EOFException) {
            return new InputException(place + ": was cut short", e);
        }
        if (e instanceof ZipException) {
            return new InputException(place + ": is damaged: "
                    + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; "), e);
        }
        return FileFault.of(file, e);
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void seek(long to) {
        row = Objects.checkIndex(to, rows + 1);
    }

    /** Reads all rows into one matrix. */
    FMatrixRMaj all() {
        return all(this, place);
    }

    /**
     * Reads all rows into one matrix.
     *
     * @throws InputException if they do not fit, or cannot be read
     */
    static FMatrixRMaj all(MatrixRows rows, String place) {
        if (rows.rows() > (Integer.MAX_VALUE - 8L) / rows.columns()) {
            throw new InputException(place + ": " + rows.rows() + "×" + rows.columns()
                    + " values do not fit into one matrix of 2^31; use fewer rows");
        }
        FMatrixRMaj matrix = new FMatrixRMaj((int) rows.rows(), rows.columns());
        rows.rewind();
        rows.read(matrix, matrix.numRows);
        return matrix;
    }

    @Override
    public int read(FMatrixRMaj block, int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum: must be at least 1 row, got " + maximum);
        }
        int count = (int) Math.min(maximum, rows - row);
        int total = Math.multiplyExact(count, columns);
        block.reshape(count, columns);
        try {
            boolean rowsAreSequential = columnStride == 1 || columns == 1;
            if (rowsAreSequential && (rowStride == columns || count == 1)) {
                read(row * rowStride, total, block.data, 0, 1);
            } else if (rowsAreSequential && columns > 1) {
                for (int i = 0; i < count; i++) {
                    read((row + i) * rowStride, columns, block.data, i * columns, 1);
                }
            } else if (rowStride == 1) {
                for (int column = 0; column < columns; column++) {
                    read(column * columnStride + row, count, block.data, column, columns);
                }
            } else {
                for (int i = 0; i < total; i++) {
                    read((row + i / columns) * rowStride + i % columns * columnStride, 1,
                            block.data, i, 1);
                }
            }
        } catch (IOException e) {
            throw fault(file, place, e);
        }
        row += count;
        return count;
    }

    /**
     * Reads elements that follow one another in the file.
     *
     * @param element how many elements the first one is from (0, 0)
     * @param count   the number of elements
     * @param into    receives the elements
     * @param first   the index in {@code into} of the first element
     * @param step    the distance in {@code into} from one element to the next
     */
    private void read(long element, int count, float[] into, int first,
            int step) throws IOException {
        NumberType type = array.type();
        for (int done = 0; done < count;) {
            int some = Math.min(BUFFER / type.bytes(), count - done);
            bytes.read(array.offset() + (element + done) * type.bytes(), buffer.array(),
                    some * type.bytes());
            for (int i = 0; i < some; i++) {
                int to = first + (done + i) * step;
                float value = type.at(buffer, i * type.bytes());
                if (!Float.isFinite(value)) {
                    throw type.refusal(buffer, i * type.bytes(),
                            place + ": row " + (row + to / columns) + ", column " + to % columns);
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
