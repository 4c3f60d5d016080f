package parsimony.data.preprocess;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import parsimony.signals.InputException;

/** Which patches are kept for validation. Its {@code toString} is the text form. */
non-sealed interface Splitting extends Step {
    /**
     * Consecutive patches cut from one image, its number, and whether its dataset sets that image
     * aside for testing.
     */
    record Run(int image, int first, int count, boolean heldOut) {
    }

    /**
     * The indices of the patches for validation.
     *
     * @param patches how many there are, N
     * @param runs    of all images in order, together 0 to N − 1
     */
    BitSet validation(int patches, List<Run> runs);

    /**
     * What would leave neither part empty, where {@link #validation} does: how many patches or
     * images, and how many there are.
     *
     * @param patches as for {@link #validation}
     * @param runs    as for {@link #validation}
     */
    String need(int patches, List<Run> runs);

    /**
     * How many of so many patches are kept; −1 if that depends on the images that they come from.
     */
    default int kept(int patches) {
        return -1;
    }

    /**
     * The least whole number above another of whose things neither none nor all are kept.
     *
     * @param part of the things that is kept, about
     * @param kept how many are kept of so many
     */
    static int leastAbove(int number, double part, IntUnaryOperator kept) {
        // fewer round to none or to all
        int n = Math.max(number + 1, (int) (0.5 / Math.min(part, 1 - part)));
        while (n < Integer.MAX_VALUE && (kept.applyAsInt(n) == 0 || kept.applyAsInt(n) == n)) {
            n++;
        }
        return n;
    }

    /** @throws InputException unless so much can be kept for validation */
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
