package parsimony.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import parsimony.data.MatElements.Damaged;

/**
 * Reads a variable of a MATLAB file of version 4. In MATLAB all its numbers are doubles; the file
 * stores them in fewer bytes where that loses nothing. Bytes are therefore not divided by 255.
 *
 * <p>MathWorks, MAT-File Format, appendix: five ints (type, rows, columns, whether there is an
 * imaginary part, length of the name), the name, the real and the imaginary part, each by columns.
 * The type is the decimal number MOPT: M is the byte order or machine, O is 0, P is the storage,
 * and T is full, text or sparse. A sparse matrix is stored as rows (row, column, value); the last
 * row gives its size.
 */
final class MatVersion4 {
    /** The bytes of the five ints before the name. */
    private static final int HEADER = 20;
    /** The digit M of the type for big-endian numbers, times 1000. */
    private static final int BIG_ENDIAN = 1000;
    /** The longest name in bytes. A longer one means that the file is of another kind. */
    private static final int LONGEST_NAME = 1 << 10;
    private static final NumberType[] STORAGE = {NumberType.FLOAT64, NumberType.FLOAT32,
        NumberType.INT32, NumberType.INT16, NumberType.UINT16, NumberType.UINT8};

    private MatVersion4() {}

    /** The byte order of a file, or null if it does not begin like a file of version 4. */
    static ByteOrder order(ByteBuffer bytes) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            bytes.order(order);
            int type = bytes.limit() < HEADER ? -1 : bytes.getInt(0);
            int name = bytes.limit() < HEADER ? 0 : bytes.getInt(16);
            boolean big = order == ByteOrder.BIG_ENDIAN;
            if (isType(big ? type - BIG_ENDIAN : type) && name > 0 && name <= LONGEST_NAME) {
                return order;
            }
        }
        return null;
    }

    private static boolean isType(int type) {
        return type >= 0 && type / 10 < STORAGE.length && type % 10 <= 2;
    }

    /**
     * Reads the next variable of a file.
     *
     * @param in in the file's byte order, at the variable's first byte
     */
    static MatArray next(ByteBuffer in) throws Damaged {
        MatElements.require(in.remaining() >= HEADER);
        int type = in.getInt() % BIG_ENDIAN;
        int rows = in.getInt();
        int columns = in.getInt();
        boolean complex = in.getInt() != 0;
        int length = in.getInt();
        MatElements.require(isType(type) && rows >= 0 && columns >= 0 && length > 0
                && length <= in.remaining());
        String name = MatElements.text(in, in.position(), in.position() + length);
        in.position(in.position() + length);
        NumberType storage = STORAGE[type / 10];
        long elements = (long) rows * columns;
        MatElements.require(elements <= in.remaining() && elements * storage.bytes() * (complex ? 2
                : 1) <= in.remaining());
        int size = (int) elements * storage.bytes();
        ByteBuffer values = in.slice(in.position(), size).order(in.order());
        in.position(in.position() + size * (complex ? 2 : 1));
        if (type % 10 == 2) {
            return sparse(name, rows, columns, storage, values);
        }
        int[] shape = {rows, columns};
        return type % 10 == 1 ? MatArray.of(name, MatKind.CHAR, shape, false, List.of(), List.of())
                : complex ? MatArray.of(name, MatKind.DOUBLE, shape, true, List.of(), List.of())
                        : MatArray.of(name, MatKind.DOUBLE, shape, false, storage, values);
    }

    private static MatArray sparse(String name, int rows, int columns, NumberType storage,
            ByteBuffer values) throws Damaged {
        MatElements.require(rows >= 1 && (columns == 3 || columns == 4));
        int[] shape = {at(values, storage, rows - 1), at(values, storage, 2 * rows - 1)};
        MatElements.require(shape[0] >= 0 && shape[1] >= 0);
        if (columns == 4) {
            return MatArray.of(name, MatKind.SPARSE, shape, true, List.of(), List.of());
        }
        MatSparse dense = new MatSparse(shape);
        for (int i = 0; i < rows - 1; i++) {
            dense.set(at(values, storage, i) - 1, at(values, storage, rows + i) - 1,
                    storage.at(values, (2 * rows + i) * storage.bytes()));
        }
        return dense.array(name, false);
    }

    private static int at(ByteBuffer values, NumberType storage, int index) {
        return (int) (storage == NumberType.FLOAT64 ? values.getDouble(index * Double.BYTES)
                : storage.at(values, index * storage.bytes()));
    }
}
