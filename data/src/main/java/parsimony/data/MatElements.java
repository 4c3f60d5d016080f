package parsimony.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an array from an element of a MATLAB file of version 5 to 7. It first checks that the file
 * has as many bytes as an element claims, and only then allocates them.
 *
 * <p>MathWorks, MAT-File Format, chapter 1: an array is an element that consists of elements, each
 * a tag (type and size) and data, padded to 8 bytes; flags, dimensions and a name come first. Cells
 * and fields are arrays again.
 */
final class MatElements {
    /** The type number of an element that is an array. */
    static final int MATRIX = 14;
    /** The bytes of a tag: type and size, 4 each. */
    static final int TAG = 8;
    /** The most dimensions of an array. More are damage; NumPy's limit was the same. */
    private static final int MOST_DIMENSIONS = 32;
    /**
     * The most structs or cell arrays within one another. The limit keeps a damaged file from
     * exhausting the stack.
     */
    private static final int DEEPEST = 50;
    /** The bit of an array's flags for an imaginary part. */
    private static final int COMPLEX = 0x800;
    /** The bit of an array's flags for values that are true and false. */
    private static final int LOGICAL = 0x200;

    private MatElements() {}

    /** An element is not what the format says, or not as long as it claims. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1;

        Damaged(String message) {
            super(message);
        }
    }

    /** An element: the format's number for its type, and its data. */
    private record Element(int type, ByteBuffer data) {
        /** Takes the next element, with its padding, out of a buffer. */
        static Element next(ByteBuffer in) throws Damaged {
            require(in.remaining() >= TAG);
            int first = in.getInt(in.position());
            int small = first >>> 16; // if not 0, size and data lie in the tag itself
            int size = small != 0 ? small : in.getInt(in.position() + 4);
            int begin = small != 0 ? 4 : TAG;
            require(size >= 0 && size <= in.remaining() - begin && (small == 0 || size <= 4));
            ByteBuffer data = in.slice(in.position() + begin, size).order(in.order());
            long end = small != 0 ? TAG : TAG + (size + 7L) / 8 * 8;
            // The last element may lack its padding.
            in.position((int) Math.min(in.limit(), in.position() + end));
            return new Element(small != 0 ? first & 0xffff : first, data);
        }

        NumberType numbers() throws Damaged {
            NumberType numbers = switch (type) {
                case 1 -> NumberType.INT8;
                case 2 -> NumberType.UINT8;
                case 3 -> NumberType.INT16;
                case 4 -> NumberType.UINT16;
                case 5 -> NumberType.INT32;
                case 6 -> NumberType.UINT32;
                case 7 -> NumberType.FLOAT32;
                case 9 -> NumberType.FLOAT64;
                case 12 -> NumberType.INT64;
                case 13 -> NumberType.UINT64;
                default -> null;
            };
            require(numbers != null && data.limit() % numbers.bytes() == 0);
            return numbers;
        }

        int[] ints() {
            int[] ints = new int[data.limit() / Integer.BYTES];
            data.asIntBuffer().get(ints);
            return ints;
        }

        String text() {
            return MatElements.text(data, 0, data.limit());
        }
    }

    static void require(boolean right) throws Damaged {
        if (!right) {
            throw new Damaged("was cut short, or its elements lie about their sizes");
        }
    }

    /** The characters up to the first zero byte. */
    static String text(ByteBuffer bytes, int from, int to) {
        int end = from;
        while (end < to && bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - from];
        bytes.get(from, text);
        return new String(text, StandardCharsets.ISO_8859_1).replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * Reads an array.
     *
     * @param in   the bytes after its tag
     * @param head whether to stop after its name; {@code in} may then end there
     * @throws Damaged if the bytes are not an array
     */
    static MatArray read(ByteBuffer in, boolean head) throws Damaged {
        return read(in, head, 0);
    }

    private static MatArray read(ByteBuffer in, boolean head, int depth) throws Damaged {
        require(depth <= DEEPEST);
        if (!in.hasRemaining()) { // how MATLAB writes a field or cell that was never filled
            return MatArray.of("", MatKind.DOUBLE, new int[] {0, 0}, false, NumberType.FLOAT64,
                    in);
        }
        int[] flags = Element.next(in).ints();
        require(flags.length == 2);
        int number = flags[0] & 0xff;
        require(number >= 1 && number <= MatKind.values().length);
        MatKind kind = MatKind.values()[number - 1];
        boolean complex = (flags[0] & COMPLEX) != 0;
        boolean logical = (flags[0] & LOGICAL) != 0;
        int[] shape = kind == MatKind.OPAQUE ? new int[] {1, 1} : Element.next(in).ints();
        require(shape.length >= 2 && shape.length <= MOST_DIMENSIONS);
        int count = count(shape);
        String name = Element.next(in).text();
        if (!head && kind == MatKind.SPARSE && !complex) {
            return sparse(name, shape, logical, in);
        }
        if (!head && kind.isNumber() && !complex) {
            Element values = Element.next(in);
            NumberType storage = values.numbers();
            require((long) count * storage.bytes() == values.data.limit());
            return MatArray.of(name, kind, shape, logical, storage, values.data);
        }
        List<String> fields = head || kind != MatKind.STRUCT ? List.of() : fields(in);
        long parts = head ? 0 : kind == MatKind.CELL ? count : kind == MatKind.STRUCT
                ? (long) count * fields.size() : 0;
        return new MatArray(name, kind, shape, logical, complex, null, null, fields,
                parts(parts, in, depth));
    }

    /**
     * The number of elements, or 2^31 − 1 if there are more. A file, of less than 2^30 bytes,
     * cannot hold so many.
     */
    private static int count(int[] shape) throws Damaged {
        long count = 1;
        for (int length : shape) {
            require(length >= 0);
            count = Math.min(count * length, Integer.MAX_VALUE); // both are below 2^31
        }
        return (int) count;
    }

    private static List<String> fields(ByteBuffer in) throws Damaged {
        int[] length = Element.next(in).ints();
        ByteBuffer names = Element.next(in).data;
        require(length.length == 1 && length[0] > 0 && names.limit() % length[0] == 0);
        List<String> fields = new ArrayList<>();
        for (int at = 0; at < names.limit(); at += length[0]) {
            fields.add(text(names, at, at + length[0]));
        }
        return fields;
    }

    private static List<MatArray> parts(long count, ByteBuffer in, int depth) throws Damaged {
        require(count * TAG <= in.remaining());
        List<MatArray> parts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            Element part = Element.next(in);
            require(part.type == MATRIX);
            parts.add(read(part.data, false, depth + 1));
        }
        return parts;
    }

    /**
     * Reads a sparse matrix: the row numbers of the entries, the place among them where each column
     * begins, and the entries.
     */
    private static MatArray sparse(String name, int[] shape, boolean logical, ByteBuffer in)
            throws Damaged {
        require(shape.length == 2);
        int[] rows = Element.next(in).ints();
        int[] begins = Element.next(in).ints();
        Element values = Element.next(in);
        NumberType storage = values.numbers();
        require(begins.length == shape[1] + 1L && begins[0] == 0);
        MatSparse dense = new MatSparse(shape);
        for (int x = 0; x < shape[1]; x++) {
            require(begins[x] <= begins[x + 1] && begins[x + 1] <= rows.length
                    && (long) begins[x + 1] * storage.bytes() <= values.data.limit());
            for (int i = begins[x]; i < begins[x + 1]; i++) {
                dense.set(rows[i], x, storage.at(values.data, i * storage.bytes()));
            }
        }
        return dense.array(name, logical);
    }
}
