package parsimony.data.preprocess;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import parsimony.signals.InputException;

/** A step that chooses the patches for validation. Its {@code toString} is the step's text form. */
non-sealed interface Splitting extends Step {
    /**
     * Consecutive patches cut from one image.
     *
     * @param image   the number of the image
     * @param first   the index of its first patch
     * @param count   the number of its patches
     * @param heldOut whether the dataset's authors set the image aside for testing
     */
    record Run(int image, int first, int count, boolean heldOut) {}

    /**
     * The indices of the patches for validation.
     *
     * @param patches the number of patches, N
     * @param runs    the runs of all images in order, which cover 0 to N − 1
     */
    BitSet validation(int patches, List<Run> runs);

    /**
     * The words of a message where {@link #validation} leaves a part empty: how many patches or
     * images would leave neither empty, and how many there are.
     *
     * @param patches as for {@link #validation}
     * @param runs    as for {@link #validation}
     */
    String need(int patches, List<Run> runs);

    /**
     * The number of {@code patches} that are kept; −1 if it depends on the images that they come
     * from.
     */
    default int kept(int patches) {
        return -1;
    }

    /**
     * The least number n above {@code number} such that of n patches or images some are kept, but
     * not all.
     *
     * @param part the part that is kept, before rounding; between 0 and 1
     * @param kept gives the number that is kept of n
     */
    static int leastAbove(int number, double part, IntUnaryOperator kept) {
        // fewer would round to none or to all
        int n = Math.max(number + 1, (int) (0.5 / Math.min(part, 1 - part)));
        while (n < Integer.MAX_VALUE && (kept.applyAsInt(n) == 0 || kept.applyAsInt(n) == n)) {
            n++;
        }
        return n;
    }

    /** @throws InputException unless {@code validation} is between 0 and 1 */
    static void requirePart(double validation) {
        if (!(validation > 0 && validation < 1)) {
            throw new InputException("‹validation›: must be between 0 and 1, got " + validation);
        }
    }

    /** The same with another seed, if there is one. */
    default Splitting withSeed(long seed) {
        return this;
    }
}
