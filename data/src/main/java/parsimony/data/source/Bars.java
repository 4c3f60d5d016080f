package parsimony.data.source;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Bars: each row and each column of a small image is white or not, independently of the others. A
 * pixel is white if its row or its column is. The causes of every image are known, so a test can
 * check that a learner finds them.
 *
 * <p>Földiák (1990), Biological Cybernetics 64.
 */
public final class Bars implements ImageSource {
    /** The number of images of {@code --data bars}. */
    private static final int COUNT = 10_000;
    static final SourceKind KIND = new SourceKind("bars", "bars",
            "10,000 images of 8×8 pixels with bars across them, whose causes are known", "",
            (name, seed) -> new Bars(COUNT, seed));

    private final int side;
    private final FMatrixRMaj codes;

    /**
     * The bars of the paper: 8×8 pixels, each bar with probability 1/8.
     *
     * @param count the number of images, ≥ 1
     * @param seed of every random choice
     */
    public Bars(int count, long seed) {
        this(8, 1.0 / 8, count, seed);
    }

    /**
     * Bars of any size and probability.
     *
     * @param side the side of an image in pixels, ≥ 2
     * @param probability that each of the 2·side bars is white, between 0 and 1
     * @param count the number of images, ≥ 1
     * @param seed of the draws of bars
     * @throws InputException if a value is out of its range
     */
    public Bars(int side, double probability, int count, long seed) {
        if (side < 2 || count < 1) {
            throw new InputException(
                    "bars: needs at least 1 image of 2×2 pixels, got " + count + " of " + side);
        }
        if (!(probability > 0 && probability < 1)) {
            throw new InputException(
                    "bars: probability must be between 0 and 1, got " + probability);
        }
        this.side = side;
        this.codes = new FMatrixRMaj(count, 2 * side);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < codes.data.length; i++) {
            codes.data[i] = random.nextDouble() < probability ? 1 : 0;
        }
    }

    /**
     * {@return the bars of each image, N×(2·side): 1 for a white bar, else 0} Rows come first, from
     * the top, then columns, from the left.
     */
    public FMatrixRMaj codes() {
        return codes.copy();
    }

    @Override
    public String origin() {
        return KIND.prefix();
    }

    @Override
    public int size() {
        return codes.numRows;
    }

    @Override
    public String reading() {
        return ImageSource.super.reading() + " of " + side + "×" + side;
    }

    @Override
    public String pipeline() {
        return "patches(" + side + ", stride=" + side + ") | split(blocks)";
    }

    @Override
    public Image read(int index) {
        float[] pixels = new float[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                pixels[y * side + x] = Math.max(codes.get(index, y), codes.get(index, side + x));
            }
        }
        return Image.gray(pixels, side, side, origin() + " " + index);
    }
}
