package parsimony.data.array;

import java.util.Arrays;
import parsimony.data.ArrayNumbers;
import parsimony.data.NpyArray;
import parsimony.signals.InputException;

/**
 * An array of real numbers from a file, before it is known which axes are height and width.
 *
 * @param shape       the length of every axis
 * @param columnMajor true if the first axis changes fastest, as in MATLAB; false if the last one
 *                    does
 * @param elements    its numbers; those of uint8 and uint16 are divided by 255 and 65535, so that
 *                    white is 1
 */
public record NumberArray(long[] shape, boolean columnMajor, Elements elements) {
    /** The numbers in the order in which they are stored. */
    public interface Elements {
        /**
         * {@return one number}
         *
         * @param position in that order, from 0
         * @throws InputException if it is not finite, or cannot be read
         */
        float at(long position);
    }

    /**
     * {@return an array that NumPy wrote}
     *
     * @param array the array
     */
    public static NumberArray of(NpyArray array) {
        float white = array.type().white();
        return new NumberArray(array.shape(), false, position -> array.at(position) / white);
    }

    /**
     * {@return an array of a file of any other kind}
     *
     * @param numbers the array
     */
    public static NumberArray of(ArrayNumbers numbers) {
        float white = numbers.white();
        return new NumberArray(numbers.shape(), numbers.isColumnMajor(),
                position -> numbers.at(position) / white);
    }

    /**
     * Finds the images in the array.
     *
     * @param name the array's name in the form of {@code --data}, without letters
     * @param letters what its axes hold, in letters; empty to find it from the shape
     * @return how its images are read
     * @throws InputException if it is empty, the letters do not fit, or there are none and the
     *     shape can be read in several ways
     */
    public ArrayReading read(String name, String letters) {
        if (Arrays.stream(shape).anyMatch(length -> length == 0)) {
            throw new InputException(name + ": is empty, of shape " + ArrayAxes.times(shape)
                    + "; images or patches are wanted");
        }
        return ArrayGuess.settle(name, shape, columnMajor, letters);
    }
}
