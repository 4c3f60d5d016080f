package parsimony.data.array;

import java.nio.file.Path;
import java.util.Arrays;
import parsimony.data.NpyArray;
import parsimony.signals.InputException;

/**
 * An array of real numbers from a file, before it is known which axes are height and width.
 *
 * @param shape       the length of every axis
 * @param columnMajor whether the first axis changes fastest, as in MATLAB, and not the last
 * @param elements    white is 1 where the file stores whole numbers of 8 or 16 bits without a sign
 */
public record NumberArray(long[] shape, boolean columnMajor, Elements elements) {

    /** The numbers in the order of memory. */
    public interface Elements {

        /**
         * One number.
         *
         * @param position from 0
         * @throws InputException if it is not finite, or cannot be read
         */
        float at(long position);
    }

    /** What NumPy wrote. */
    public static NumberArray of(NpyArray array) {
        float white = array.type().white();
        return new NumberArray(array.shape(), false, position -> array.at(position) / white);
    }

    /**
     * A variable of a MATLAB file of version 4 to 7.
     *
     * @param variable the array's name, or the way to it through structs and cell arrays; empty for
     *                 the only one
     * @param name     what messages call the array
     * @throws InputException if there is no such array of real numbers
     */
    public static NumberArray ofMatlab(Path file, String variable, String name) {
        MatArray array = new MatFile(file).find(variable);
        float white = array.white();
        return new NumberArray(Arrays.stream(array.shape()).asLongStream().toArray(), true,
                position -> array.at((int) position, name) / white);
    }

    /**
     * Finds the images in it.
     *
     * @param name    of the array in the form of {@code --data}, without letters
     * @param letters of its axes; empty if the shape has to say which is which
     * @throws InputException if it is empty, the letters do not fit, or there are none and the
     *                       shape can be read in several ways
     */
    public ArrayReading read(String name, String letters) {
        if (Arrays.stream(shape).anyMatch(length -> length == 0)) {
            throw new InputException(name + ": is empty, of shape " + ArrayAxes.times(shape)
                    + "; images or patches are wanted");
        }
        return ArrayGuess.settle(name, shape, columnMajor, letters);
    }
}
