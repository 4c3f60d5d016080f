package parsimony.data.array;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import parsimony.data.NumberType;
import parsimony.signals.InputException;

/**
 * A variable of a MATLAB file, or a part of one.
 *
 * @param name    empty for a part
 * @param shape   the length of every dimension, at least two
 * @param logical whether the numbers stand for true and false
 * @param complex whether there is an imaginary part, which is not kept
 * @param storage the type in which the file stores the numbers, which may take fewer bytes than the
 *                kind; null if this is not an array of numbers
 * @param values  the numbers, the first dimension fastest; null if this is not an array of numbers
 * @param fields  the names of a struct's fields; else empty
 * @param parts   the elements of a cell array; or, for each element of a struct, the values of all
 *                its fields
 */
record MatArray(String name, MatKind kind, int[] shape, boolean logical, boolean complex,
        NumberType storage, ByteBuffer values, List<String> fields, List<MatArray> parts) {
    /** The most arrays that a message names. */
    private static final int MOST_NAMED = 20;

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
        return new MatArray(other, kind, shape, logical, complex, storage, values, fields, parts);
    }

    /**
     * A number.
     *
     * @param index  from 0, the first dimension changes fastest
     * @param origin the array's name in messages
     * @throws InputException if it is not finite, or beyond the largest float32
     */
    float at(int index, String origin) {
        float value = storage.at(values, index * storage.bytes());
        if (!Float.isFinite(value)) {
            throw storage.refusal(values, index * storage.bytes(), origin + ": element "
                    + subscripts(index));
        }
        return value;
    }

    /** The subscripts of an element, counted from 1 as in MATLAB. */
    private String subscripts(int index) {
        StringBuilder inner = new StringBuilder();
        int rest = index;
        for (int length : shape) {
            inner.append(inner.isEmpty() ? "" : ", ").append(rest % length + 1);
            rest /= length;
        }
        return "(" + inner + ")";
    }
}
