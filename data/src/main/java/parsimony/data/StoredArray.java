package parsimony.data;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;
import parsimony.signals.InputException;

/**
 * How an array lies in the bytes of a file.
 *
 * @param type    of the elements
 * @param order   byte order of the elements
 * @param offset  the position of element (0, …, 0) in bytes
 * @param shape   the length of every dimension, each ≥ 0; empty for a scalar
 * @param strides how many elements further the next index of every dimension is
 */
record StoredArray(NumberType type, ByteOrder order, long offset, long[] shape, long[] strides) {
    /** The last index varies fastest, with no gap. */
    static long[] inRowMajorOrder(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** The first index varies fastest, with no gap. */
    static long[] inColumnMajorOrder(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** The shape as Python writes it: {@code (3, 4)}, {@code (3,)} or {@code ()}. */
    static String describe(long[] shape) {
        String inner =
                Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return "(" + inner + (shape.length == 1 ? ",)" : ")");
    }

    /**
     * The number of elements of a shape.
     *
     * @throws InputException if they take 2^63 bytes or more
     */
    static long elements(long[] shape, String place) {
        long elements = 1;
        try {
            for (long dimension : shape) {
                elements = Math.multiplyExact(elements, dimension);
            }
            Math.addExact(Math.multiplyExact(elements, 8L), 1L << 32);
        } catch (ArithmeticException e) {
            throw new InputException(place + ": claims the impossible shape " + describe(shape), e);
        }
        return elements;
    }

    /** Whether the rows of a matrix, or the elements of a vector, lie one after another. */
    boolean isSequential() {
        long next = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] > 1 && strides[axis] != next) {
                return false;
            }
            next *= shape[axis];
        }
        return true;
    }
}
