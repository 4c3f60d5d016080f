package parsimony.data.preprocess;

import java.util.BitSet;
import java.util.List;

/** Which patches are kept for validation. Its {@code toString} is the text form. */
interface Splitting {
    /** The part kept for validation by the paper. */
    double PAPER_PART = 0.2;

    /** Consecutive patches cut from one image, its number, and whether its dataset sets that image aside for testing. */
    record Run(int image, int first, int count, boolean heldOut) {
    }

    /**
     * The indices of the patches for validation.
     *
     * @param patches how many there are, N
     * @param runs    of all images in order, together 0 to N − 1
     */
    BitSet validation(int patches, List<Run> runs);

    /** @throws IllegalArgumentException unless so much can be kept for validation */
    static void requirePart(double validation) {
        if (!(validation > 0 && validation < 1)) {
            throw new IllegalArgumentException("validation: must be between 0 and 1, got " + validation);
        }
    }

    /** The same with another seed, if there is one. */
    default Splitting withSeed(long seed) {
        return this;
    }
}
