package parsimony.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import parsimony.signals.InputException;

/**
 * A variable of a MATLAB file, or a part of one.
 *
 * @param name    empty for a part
 * @param shape   the length of every dimension, at least two
 * @param logical whether the numbers stand for true and false
 * @param complex whether there is an imaginary part, which is not kept
 * @param stored  how the numbers lie in their bytes, the first dimension fastest, in a type that
 *                may take fewer bytes than the kind; null if this is not an array of numbers
 * @param opener  opens the bytes of the numbers; null if this is not an array of numbers
 * @param fields  the names of a struct's fields; else empty
 * @param parts   the elements of a cell array; or, for each element of a struct, the values of all
 *                its fields
 */
record MatArray(String name, MatKind kind, int[] shape, boolean logical, boolean complex,
        StoredArray stored, StoredRows.Opener opener, List<String> fields,
        List<MatArray> parts) {
    /** The most arrays that a message names. */
    private static final int MOST_NAMED = 20;

    /** An array of numbers in memory. */
    static MatArray of(String name, MatKind kind, int[] shape, boolean logical,
            NumberType storage, ByteBuffer values) {
        long[] lengths = Arrays.stream(shape).asLongStream().toArray();
        return new MatArray(name, kind, shape, logical, false,
                new StoredArray(storage, values.order(), 0, lengths,
                        StoredArray.inColumnMajorOrder(lengths)),
                () -> new BufferBytes(values), List.of(), List.of());
    }

    /** Something else than an array of numbers, or one whose numbers are not read. */
    static MatArray of(String name, MatKind kind, int[] shape, boolean complex,
            List<String> fields, List<MatArray> parts) {
        return new MatArray(name, kind, shape, false, complex, null, null, fields, parts);
    }

    /** Whether it holds real numbers, so that it can hold images. */
    boolean isReadable() {
        return kind.isNumber() && !complex;
    }

    /**
     * The number that stands for white. It follows from the kind, not from the storage: MATLAB may
     * store doubles as bytes.
     */
    float white() {
        return logical ? 1 : switch (kind) {
            case UINT8 -> NumberType.UINT8.white();
            case UINT16 -> NumberType.UINT16.white();
            default -> 1;
        };
    }

    /** The number of elements of a cell array or struct. */
    int elements() {
        return fields.isEmpty() ? parts.size() : parts.size() / fields.size();
    }

    /** Its kind and shape, such as {@code double 512×512×10}. */
    String describe() {
        return (complex ? "complex " : "") + (logical && kind != MatKind.SPARSE ? "logical" : kind)
                + " "
                + Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining("×"));
    }

    /** Lists arrays by name, at most {@link #MOST_NAMED} of them. */
    static String describe(List<MatArray> arrays) {
        return arrays.isEmpty() ? "nothing" : arrays.stream().limit(MOST_NAMED).map(a -> a.name
                + " (" + a.describe() + ")")
                .collect(Collectors.joining(", "))
                + (arrays.size() > MOST_NAMED ? " and " + (arrays.size() - MOST_NAMED) + " more"
                        : "");
    }

    /** Says why it is not an array of real numbers, and what would be right. */
    String refusal(String path) {
        return switch (kind) {
            case STRUCT -> "is a " + describe() + "; choose a field, as #" + path
                    + (parts.size() > fields.size() ? "(1)" : "")
                    + "." + (fields.isEmpty() ? "NAME" : fields.get(0)) + "; its fields are "
                    + describe(named(fields::get, Math.min(fields.size(), parts.size())));
            case CELL -> "is a " + describe() + "; choose an element, as #" + path
                    + "{1}; it holds "
                    + describe(named(i -> "{" + (i + 1) + "}",
                            Math.min(parts.size(), MOST_NAMED + 1)));
            case CHAR -> "is text; an array of real numbers is wanted";
            default -> kind.isNumber() ? "is " + describe()
                    + "; real numbers are wanted, such as abs(" + path + ")"
                    : "is a MATLAB " + kind + "; save the array of numbers that is in it as a"
                            + " variable of its own";
        };
    }

    /** The first parts, each with a name by its number. */
    private List<MatArray> named(IntFunction<String> names, int count) {
        return IntStream.range(0, count).mapToObj(i -> parts.get(i).named(names.apply(i))).toList();
    }

    private MatArray named(String other) {
        return new MatArray(other, kind, shape, logical, complex, stored, opener, fields, parts);
    }
}
