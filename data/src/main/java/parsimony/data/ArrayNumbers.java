package parsimony.data;

import parsimony.signals.InputException;

/**
 * The numbers of an array of any number of dimensions, one by one. Several threads may read at
 * once.
 */
public interface ArrayNumbers {
    /** {@return the length of every dimension} */
    long[] shape();

    /** {@return whether the first dimension changes fastest, as in MATLAB, and not the last} */
    boolean isColumnMajor();

    /** {@return the number that stands for white in images, such as 255 for uint8} */
    float white();

    /**
     * {@return one number as float32}
     *
     * @param position in the order in which the dimensions change, from 0
     * @throws InputException if it is not finite, or cannot be read
     */
    float at(long position);
}
