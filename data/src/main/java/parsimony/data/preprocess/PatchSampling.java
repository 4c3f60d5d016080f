package parsimony.data.preprocess;

/**
 * Which square patches are cut from the images: all those of a grid, or so many at random places, shared equally among the
 * images.
 *
 * @param side   of a patch in pixels, 4 to 64
 * @param stride of the grid in pixels, ≥ 1; 0 for random places
 * @param count  how many patches at random places in all, ≥ 1; not looked at for a grid
 * @param seed   of the random places; not looked at for a grid
 * @param flat   patches whose pixels have no larger standard deviation than this are passed over; below 0 to take all
 */
record PatchSampling(int side, int stride, int count, long seed, double flat) {
    static final int DEFAULT_COUNT = 100_000;
    static final double TAKE_ALL = -1;
    private static final int SMALLEST = 4;
    private static final int LARGEST = 64;

    PatchSampling {
        if (side < SMALLEST || side > LARGEST) {
            throw new IllegalArgumentException("patch: must be " + SMALLEST + " to " + LARGEST + " pixels square, got " + side);
        }
        if (stride < 0) {
            throw new IllegalArgumentException("stride: must be at least 1 pixel, got " + stride);
        }
        if (stride == 0 && count < 1) {
            throw new IllegalArgumentException("count: must be at least 1 patch, got " + count);
        }
        if (!Double.isFinite(flat)) {
            throw new IllegalArgumentException("flat: must be a number, got " + flat);
        }
    }

    static PatchSampling random(int side, int count, long seed) {
        return new PatchSampling(side, 0, count, seed, TAKE_ALL);
    }

    static PatchSampling grid(int side, int stride) {
        return new PatchSampling(side, stride, 0, 0, TAKE_ALL);
    }

    boolean isRandom() {
        return stride == 0;
    }

    /** The same, cut from random places. */
    PatchSampling withCount(int newCount) {
        return new PatchSampling(side, 0, newCount, seed, flat);
    }

    PatchSampling withSide(int newSide) {
        return new PatchSampling(newSide, stride, count, seed, flat);
    }

    PatchSampling withSeed(long newSeed) {
        return new PatchSampling(side, stride, count, newSeed, flat);
    }

    /** Whether the patch whose values are these is to be passed over. */
    boolean isFlat(float[] patch) {
        if (flat < 0) {
            return false;
        }
        double mean = 0;
        for (float value : patch) {
            mean += value;
        }
        mean /= patch.length;
        double squares = 0;
        for (float value : patch) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / patch.length) <= flat;
    }

    @Override
    public String toString() {
        return "patches(" + side + (isRandom() ? ", count=" + count + ", seed=" + seed : ", stride=" + stride)
                + (flat < 0 ? ")" : ", flat=" + flat + ")");
    }
}
