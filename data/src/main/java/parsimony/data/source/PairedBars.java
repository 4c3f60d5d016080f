package parsimony.data.source;

import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.OptionText;
import parsimony.data.PatchShape;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Bars that come in pairs, a world of two levels. A pair is a row i and a column (i + s) mod S of a
 * square image of S×S pixels, for s from 0 to P − 1; so each bar has P partners, and there are P·S
 * pairs of 2S bars. A pair is on or off, independently of the others. A bar is there where one of
 * its pairs is on, and now and then alone. An image is the sum of its bars.
 *
 * <p>After the bars of Földiák (1990), Biological Cybernetics 64.
 */
public final class PairedBars implements ImageSource, KnownFeatures {
    private static final int LEAST_SIDE = 2;
    private static final int MOST_SIDE = 256;
    private static final double MOST_BRIGHT = 1e6;
    static final SourceKind KIND = new SourceKind(
            "pairs(side=8, rate=0.03, partners=3, brightness=4, alone=0, count=10000)",
            "pairs",
            "images of bars of which two and two come together, so that their causes have two"
                    + " levels",
            "", (name, seed) -> of(name.toString(), seed));

    private final int side;
    private final double rate;
    private final int partners;
    private final double brightness;
    private final double alone;
    private final int count;
    private final long[] seeds;

    /**
     * A source. An image is computed when it is read.
     *
     * @param side       S, the side of an image in pixels, 2 to 256
     * @param rate       probability that a pair is on, above 0 and below 1
     * @param partners   P, columns that come with a row, 1 to S
     * @param brightness of the pixels of a bar, above 0, at most 1e6
     * @param alone      probability that a bar is there by itself, whatever its pairs are; at least
     *                   0 and below 1. Without it the draws are those of a source with no such bars
     * @param count      the number of images, ≥ 1
     * @param seed       of all draws
     * @throws InputException if a value is out of its range
     */
    public PairedBars(int side, double rate, int partners, double brightness,
            double alone, int count, long seed) {
        require(side >= LEAST_SIDE && side <= MOST_SIDE, "side", side,
                "must be " + LEAST_SIDE + " to " + MOST_SIDE);
        require(rate > 0 && rate < 1, "rate", rate, "must be above 0 and below 1");
        require(partners >= 1 && partners <= side, "partners", partners, "must be 1 to " + side);
        require(brightness > 0 && brightness <= MOST_BRIGHT, "brightness", brightness,
                "must be above 0 and at most " + MOST_BRIGHT);
        require(alone >= 0 && alone < 1, "alone", alone, "must be at least 0 and below 1");
        require(count >= 1, "count", count, "must be at least 1");
        this.side = side;
        this.rate = rate;
        this.partners = partners;
        this.brightness = brightness;
        this.alone = alone;
        this.count = count;
        this.seeds = new SplittableRandom(seed).longs(count).toArray();
    }

    private static PairedBars of(String text, long seed) {
        OptionText options = options(text);
        options.takeDefaults(options(KIND.form()), 0);
        PairedBars bars = new PairedBars(options.whole("side"), options.number("rate"),
                options.whole("partners"), options.number("brightness"), options.number("alone"),
                options.whole("count"), seed);
        options.requireNothingLeft();
        return bars;
    }

    private static OptionText options(String text) {
        return new OptionText("data", "pairs(side=8, rate=0.03)", text);
    }

    private static void require(boolean right, String name, Object value, String rule) {
        if (!right) {
            throw new InputException(
                    KIND.prefix() + ": " + name + " " + rule + ", got " + value);
        }
    }

    /**
     * {@return the bars, 2S×S²: the rows from the top, then the columns from the left}
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
        for (int i = 0; i < side; i++) {
            for (int s = 0; s < partners; s++) {
                if (random.nextDouble() < rate) {
                    code[i] = (float) brightness;
                    code[side + (i + s) % side] = (float) brightness;
                }
            }
        }
        for (int k = 0; alone > 0 && k < code.length; k++) {
            if (random.nextDouble() < alone) {
                code[k] = (float) brightness;
            }
        }
        return code;
    }

    @Override
    public String origin() {
        return KIND.prefix() + "(side=" + side + ", rate=" + rate + ", partners=" + partners
                + ", brightness=" + brightness + ", alone=" + alone + ", count=" + count + ")";
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public String reading() {
        return ImageSource.super.reading() + " of " + side + "×" + side + ", with "
                + partners * side + " pairs of bars";
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
