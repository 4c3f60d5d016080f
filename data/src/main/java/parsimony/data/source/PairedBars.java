package parsimony.data.source;

import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.OptionText;
import parsimony.data.PatchShape;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Bars that come in pairs, a world of two levels: pair j is row j and column j of a square image. A
 * pair is on or off, independently of the others. Where it is on, each of its two bars is there with a
 * high probability; so bars of a pair come together, but are not one thing. An image is the sum of
 * its bars.
 *
 * <p>After the bars of Földiák (1990), Biological Cybernetics 64.
 */
public final class PairedBars implements ImageSource, KnownFeatures {
    private static final int LEAST_SIDE = 2;
    private static final int MOST_SIDE = 256;
    private static final double MOST_BRIGHT = 1e6;
    static final SourceKind KIND = new SourceKind(
            "pairs(side=8, rate=0.125, together=0.9, brightness=4, count=10000)", "pairs",
            "images of bars of which two and two come together, so that their causes have two"
                    + " levels",
            "", (name, seed) -> of(name.toString(), seed));

    private final int side;
    private final double rate;
    private final double together;
    private final double brightness;
    private final int count;
    private final long[] seeds;

    /**
     * A source. An image is computed when it is read.
     *
     * @param side       S, the side of an image in pixels and the number of pairs, 2 to 256
     * @param rate       probability that a pair is on, above 0 and below 1
     * @param together   probability that a bar of a pair that is on is there, above 0, at most 1
     * @param brightness of the pixels of a bar, above 0, at most 1e6
     * @param count      the number of images, ≥ 1
     * @param seed       of all draws
     * @throws InputException if a value is out of its range
     */
    public PairedBars(int side, double rate, double together, double brightness, int count,
            long seed) {
        require(side >= LEAST_SIDE && side <= MOST_SIDE, "side", side,
                "must be " + LEAST_SIDE + " to " + MOST_SIDE);
        require(rate > 0 && rate < 1, "rate", rate, "must be above 0 and below 1");
        require(together > 0 && together <= 1, "together", together,
                "must be above 0 and at most 1");
        require(brightness > 0 && brightness <= MOST_BRIGHT, "brightness", brightness,
                "must be above 0 and at most " + MOST_BRIGHT);
        require(count >= 1, "count", count, "must be at least 1");
        this.side = side;
        this.rate = rate;
        this.together = together;
        this.brightness = brightness;
        this.count = count;
        this.seeds = new SplittableRandom(seed).longs(count).toArray();
    }

    private static PairedBars of(String text, long seed) {
        OptionText options = options(text);
        options.takeDefaults(options(KIND.form()), 0);
        PairedBars bars = new PairedBars(options.whole("side"), options.number("rate"),
                options.number("together"), options.number("brightness"), options.whole("count"),
                seed);
        options.requireNothingLeft();
        return bars;
    }

    private static OptionText options(String text) {
        return new OptionText("data", "pairs(side=8, rate=0.125)", text);
    }

    private static void require(boolean right, String name, Object value, String rule) {
        if (!right) {
            throw new InputException(
                    KIND.prefix() + ": " + name + " " + rule + ", got " + value);
        }
    }

    /**
     * {@return the bars, 2S×S²: the rows from the top, then the columns from the left} Bars j and S
     * + j are a pair.
     */
    @Override
    public FMatrixRMaj dictionary() {
        FMatrixRMaj bars = new FMatrixRMaj(2 * side, side * side);
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                bars.set(j, j * side + i, 1);
                bars.set(side + j, i * side + j, 1);
            }
        }
        return bars;
    }

    /** The brightness of every bar of an image, 2S numbers; 0 for one that is not there. */
    @Override
    public float[] code(int index) {
        SplittableRandom random = new SplittableRandom(seeds[index]);
        float[] code = new float[2 * side];
        for (int j = 0; j < side; j++) {
            if (random.nextDouble() < rate) {
                code[j] = random.nextDouble() < together ? (float) brightness : 0;
                code[side + j] = random.nextDouble() < together ? (float) brightness : 0;
            }
        }
        return code;
    }

    @Override
    public String origin() {
        return KIND.prefix() + "(side=" + side + ", rate=" + rate + ", together=" + together
                + ", brightness=" + brightness + ", count=" + count + ")";
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public String reading() {
        return ImageSource.super.reading() + " of " + side + "×" + side + ", sums of " + side
                + " pairs of bars";
    }

    @Override
    public String pipeline() {
        return "patches(" + side + ", stride=" + side + ") | split(blocks)";
    }

    @Override
    public PatchShape shape() {
        return new PatchShape(side, side);
    }

    @Override
    public Optional<KnownFeatures> features() {
        return Optional.of(this);
    }

    @Override
    public Image read(int index) {
        float[] code = code(index);
        float[] pixels = new float[side * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                pixels[y * side + x] = code[y] + code[side + x];
            }
        }
        return Image.gray(pixels, side, side, KIND.prefix() + " " + index);
    }
}
