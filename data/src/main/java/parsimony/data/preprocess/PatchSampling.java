package parsimony.data.preprocess;

import parsimony.data.OptionText;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;

/**
 * The patches to cut from the images: all patches of a grid, or {@code count} patches at random
 * places, shared equally among the images.
 *
 * @param shape  the shape of a patch, each side 4 to 64 pixels; or one row of 2 to 65,536 numbers,
 *               which is no picture
 * @param stride the steps of the grid in pixels, down and across; null for random places
 * @param count  the number of patches at random places in all, ≥ 1; ignored for a grid
 * @param seed   of the random places; ignored for a grid
 * @param flat   patches whose pixels have a standard deviation of at most this are skipped; a
 *               negative number keeps all patches
 */
record PatchSampling(PatchShape shape, PatchShape stride, int count, long seed,
        double flat) implements Step {
    static final StepKind KIND = new StepKind("patches(16, count=100000, seed=0, flat=-1)",
            "Cuts patches of so many pixels, or HEIGHTxWIDTH, from count random places; with"
                    + " stride=8 in place of count all of a grid; patches whose standard deviation"
                    + " is not above flat are left out",
            PatchSampling::read);
    /** The least side of a patch in pixels. */
    private static final int SMALLEST = 4;
    /** The longest side of a patch in pixels. */
    private static final int LARGEST = 64;
    /** The most numbers in a patch of one row. */
    private static final int LONGEST_ROW = 65_536;

    PatchSampling {
        if (shape.height() == 1 && shape.width() > 1) {
            if (shape.width() > LONGEST_ROW) {
                throw new InputException("‹patch›: one row must have 2 to " + LONGEST_ROW
                        + " numbers, got " + shape.width());
            }
        } else if (Math.min(shape.height(), shape.width()) < SMALLEST
                || Math.max(shape.height(), shape.width()) > LARGEST) {
            throw new InputException("‹patch›: must be " + SMALLEST + " to " + LARGEST
                    + " pixels high and wide, got " + word(shape));
        }
        if (stride == null && count < 1) {
            throw new InputException("‹count›: must be at least 1 patch, got " + count);
        }
        if (!Double.isFinite(flat)) {
            throw new InputException("flat: must be a number, got " + flat);
        }
    }

    private static PatchSampling read(OptionText text) {
        PatchShape shape = text.shapeWord("the size");
        PatchShape stride = text.shape("stride");
        return new PatchSampling(shape, stride, stride != null ? 0 : text.whole("count"),
                stride != null ? text.defaultSeed() : text.seed(), text.number("flat"));
    }

    boolean isRandom() {
        return stride == null;
    }

    /** The same with another number of patches, cut at random places. */
    PatchSampling withCount(int newCount) {
        return new PatchSampling(shape, null, newCount, seed, flat);
    }

    /**
     * The same with patches of another size. A grid without gaps and overlaps stays without them.
     */
    PatchSampling withShape(PatchShape newShape) {
        return new PatchSampling(newShape, shape.equals(stride) ? newShape : stride, count, seed,
                flat);
    }

    PatchSampling withSeed(long newSeed) {
        return new PatchSampling(shape, stride, count, newSeed, flat);
    }

    boolean isFlat(float[] patch) {
        return flat >= 0
                && Math.sqrt(Moments.of(patch, 0, patch.length).squares() / patch.length) <= flat;
    }

    @Override
    public String toString() {
        return "patches(" + word(shape)
                + (isRandom() ? ", count=" + count + ", seed=" + seed : ", stride=" + word(stride))
                + (flat < 0 ? ")" : ", flat=" + flat + ")");
    }

    /** The shape in the text form of a step: the side alone if it is square. */
    private static String word(PatchShape shape) {
        return shape.isSquare() ? Integer.toString(shape.height()) : shape.toString();
    }
}
