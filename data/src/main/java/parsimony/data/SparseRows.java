package parsimony.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The rows of a sparse matrix in compressed rows (CSR), as {@code scipy.sparse.save_npz} writes it:
 * an archive of {@code indptr}, {@code indices}, {@code data}, {@code shape} and {@code format}.
 * Row i has the values {@code data[indptr[i]:indptr[i + 1]]} in the columns of {@code indices}, in
 * any order; several of one column add up. Members are unpacked as they are read, so that reading
 * takes little memory.
 */
final class SparseRows implements MatrixRows {
    private static final String SUFFIX = ".npy";
    private static final String FORMAT = "format";
    private static final String SHAPE = "shape";
    private static final String STARTS = "indptr";
    private static final String INDICES = "indices";
    private static final String DATA = "data";
    private static final Set<String> FORMS = Set.of("csr", "csc", "bsr", "coo", "dia");
    /** The most bytes of the name of a form. */
    private static final int LONGEST_FORM = 64;

    private final Path file;
    private final Column starts;
    private final Column indices;
    private final Column values;
    private final long rows;
    private final int columns;
    private long row;

    /** One of the archive's vectors, read from its first element to its last. */
    private static final class Column implements AutoCloseable {
        private static final int BUFFER = 1 << 16;

        private final Path file;
        private final String name;
        private final StoredArray array;
        private final ByteBuffer buffer;
        private final long length;
        private Bytes bytes;
        private long first;
        private long behind;

        Column(Path file, Map<String, StoredArray> arrays, String name) {
            this.file = file;
            this.name = name;
            array = arrays.get(name);
            if (array == null || array.shape().length != 1) {
                throw new InputException(file + ": " + name
                        + " of a sparse matrix must be a vector of numbers");
            }
            length = array.shape()[0];
            buffer = ByteBuffer.allocate(BUFFER).order(array.order());
        }

        /** Where an element is in the buffer, which is filled from there if it is not in it. */
        private int at(long index) {
            int size = array.type().bytes();
            if (index < first || index >= behind) {
                int count = (int) Math.min(BUFFER / size, length - index);
                try {
                    bytes = bytes == null ? new ZipBytes(file, name + SUFFIX, true) : bytes;
                    bytes.read(array.offset() + index * size, buffer.array(), count * size);
                } catch (IOException e) {
                    throw StoredRows.fault(file, file + "#" + name, e);
                }
                first = index;
                behind = index + count;
            }
            return (int) (index - first) * size;
        }

        long integer(long index) {
            int at = at(index);
            return switch (array.type()) {
                case INT8 -> buffer.get(at);
                case UINT8 -> Byte.toUnsignedLong(buffer.get(at));
                case INT16 -> buffer.getShort(at);
                case UINT16 -> Short.toUnsignedLong(buffer.getShort(at));
                case INT32 -> buffer.getInt(at);
                case UINT32 -> Integer.toUnsignedLong(buffer.getInt(at));
                case INT64, UINT64 -> buffer.getLong(at);
                default -> throw new InputException(file + ": " + name
                        + " of a sparse matrix must be whole numbers, and is " + array.type());
            };
        }

        float value(long index, long row) {
            int at = at(index);
            float value = array.type().at(buffer, at);
            if (!Float.isFinite(value)) {
                throw array.type().refusal(buffer, at,
                        file + ": row " + row + ", element " + index + " of " + name);
            }
            return value;
        }

        @Override
        public void close() {
            try {
                if (bytes != null) {
                    bytes.close();
                }
            } catch (IOException e) {
                throw FileFault.of(file, e);
            }
        }
    }

    private SparseRows(Path file, Map<String, StoredArray> arrays, long[] shape) {
        this.file = file;
        rows = shape[0];
        columns = (int) shape[1];
        starts = new Column(file, arrays, STARTS);
        indices = new Column(file, arrays, INDICES);
        values = new Column(file, arrays, DATA);
        if (starts.length - 1 != rows) {
            throw damaged(STARTS + " has " + starts.length + " elements; must have one more than"
                    + " the " + rows + " rows");
        }
        if (indices.length != values.length) {
            throw damaged(INDICES + " has " + indices.length + " elements, " + DATA + " has "
                    + values.length + "; must have as many");
        }
    }

    /** Whether an archive with these members is a sparse matrix of SciPy. */
    static boolean isOne(Path file, Predicate<String> has) {
        return has.test(FORMAT) && has.test(SHAPE) && has.test(DATA)
                && FORMS.contains(form(file));
    }

    /**
     * What the archive holds.
     *
     * @throws InputException if its rows cannot be read one after another
     */
    static NamedArrays.Entry describe(Path file, Map<String, StoredArray> arrays) {
        String form = form(file);
        if (!form.equals("csr")) {
            throw new InputException(file + ": is a sparse matrix in the form " + form
                    + "; rows are wanted: scipy.sparse.save_npz(FILE, a.tocsr())");
        }
        StoredArray data = arrays.get(DATA);
        return new NamedArrays.Entry("", Arrays.stream(shape(file, arrays)).boxed().toList(),
                "csr of " + (data == null ? "no numbers" : data.type()));
    }

    /** The form of the matrix, which SciPy writes as an array of one text. */
    private static String form(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(FORMAT + SUFFIX);
            try (InputStream in = zip.getInputStream(entry)) {
                DataInputStream data = new DataInputStream(in);
                data.readFully(new byte[8]); // magic and version
                data.readFully(new byte[Short.toUnsignedInt(Short.reverseBytes(data.readShort()))]);
                String text = new String(in.readNBytes(LONGEST_FORM), StandardCharsets.ISO_8859_1);
                return text.replaceAll("[^a-z]", ""); // NumPy's text has zeros behind its letters
            }
        } catch (IOException e) {
            throw StoredRows.fault(file, file + "#" + FORMAT, e);
        }
    }

    private static long[] shape(Path file, Map<String, StoredArray> arrays) {
        try (Column column = new Column(file, arrays, SHAPE)) {
            if (column.length != 2) {
                throw new InputException(file + ": has " + column.length
                        + " dimensions; a matrix of two is wanted");
            }
            long[] shape = {column.integer(0), column.integer(1)};
            StoredArray.elements(new long[] {Math.max(0, shape[0]), Math.max(0, shape[1])},
                    file.toString());
            return shape;
        }
    }

    /**
     * Opens the matrix.
     *
     * @throws InputException if it is empty, or its parts do not agree
     */
    static SparseRows open(Path file, Map<String, StoredArray> arrays) {
        long[] shape = shape(file, arrays);
        if (shape[0] < 1 || shape[1] < 1) {
            throw new InputException(file + ": is empty, of shape " + StoredArray.describe(shape)
                    + "; at least one row and one column are wanted");
        }
        if (shape[1] > StoredRows.MOST_COLUMNS) {
            throw new InputException(
                    file + ": has rows of " + shape[1] + " values, more than can be handled");
        }
        return new SparseRows(file, arrays, shape);
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

    @Override
    public int read(FMatrixRMaj block, int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum: must be at least 1 row, got " + maximum);
        }
        int count = (int) Math.min(maximum, rows - row);
        block.reshape(count, columns);
        Arrays.fill(block.data, 0, block.getNumElements(), 0);
        for (int i = 0; i < count; i++) {
            read(block.data, i * columns);
            row++;
        }
        return count;
    }

    private void read(float[] into, int at) {
        long from = starts.integer(row);
        long to = starts.integer(row + 1);
        if (from < 0 || to < from || to > values.length || row == 0 && from != 0
                || row + 1 == rows && to != values.length) {
            throw damaged(STARTS + " says that row " + row + " is at " + from + " to " + to
                    + " of " + values.length);
        }
        for (long i = from; i < to; i++) {
            long column = indices.integer(i);
            if (column < 0 || column >= columns) {
                throw damaged("row " + row + " has a value in column " + column + " of "
                        + columns);
            }
            into[at + (int) column] += values.value(i, row);
            if (!Float.isFinite(into[at + (int) column])) {
                throw new InputException(file + ": row " + row + ", column " + column
                        + " adds up to more than the largest float32; scale the matrix down");
            }
        }
    }

    private InputException damaged(String how) {
        return new InputException(file + ": is no whole CSR matrix: " + how);
    }

    @Override
    public void close() {
        for (Column column : List.of(starts, indices, values)) {
            column.close();
        }
    }
}
