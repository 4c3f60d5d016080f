package parsimony.data.source;

import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.OptionText;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Superposition: more features than inputs, of which few are active at a time. Input n is
 * Σ_k a_nk φ_k, without noise. The features φ_k are K random directions of length 1 in D
 * dimensions, nearly orthogonal: the cosine of two has a standard deviation of 1/√D. Dictionary and
 * codes are known, so that what a learner or a solver finds can be held against them.
 *
 * <p>Toy models of this kind: Elhage et al. (2022), Toy Models of Superposition; with feature
 * frequencies, correlation and hierarchy: Chanin et al. (2024), A is for Absorption. The laws of
 * codes are these:
 * <ul>
 * <li>Frequency. Feature k fires with probability p_k = min(½, c·(k + 1)^−zipf); c makes Σ_k p_k
 * equal to {@code l0}.
 * <li>Correlation. Features that are no children form random groups of ten. Feature k fires where a
 * standard normal variable is in its upper tail of p_k; the variables of two features of a group
 * have the correlation {@code correlation}, others are independent (a Gaussian copula with a factor
 * for each group). The correlation of firing itself is lower, the more so the rarer features are.
 * <li>Hierarchy. The share {@code hierarchy} of all features, the last ones, are children. Each has
 * one random parent among the others, and never fires without it; where the parent fires, the child
 * does with probability p_k / p_parent, which is at most ½.
 * <li>Magnitude. An active feature has |1 + ε/4|, ε standard normal.
 * </ul>
 */
public final class Superposition implements ImageSource, KnownFeatures {
    static final SourceKind KIND = new SourceKind(
            "superposition(features=1000, inputs=139, l0=10, zipf=0, correlation=0, hierarchy=0,"
                    + " count=10000)",
            "superposition",
            "inputs that are sums of a few of many features, whose dictionary and codes are known",
            "", (name, seed) -> new Superposition(Settings.parse(name.toString()), seed));

    /**
     * What the inputs are made of.
     *
     * @param features K, ≥ 1
     * @param inputs D, 2 to 65,536
     * @param l0 the mean number of active features, above 0 and below half of all features; of
     *     children only a quarter can be active
     * @param zipf the exponent of the frequencies, 0 to 10; 0 makes all equal
     * @param correlation of the normal variables behind two features of a group, ≥ 0 and below 1
     * @param hierarchy the share of features that are children, ≥ 0 and below 1
     * @param count the number of inputs, ≥ 1
     */
    public record Settings(int features, int inputs, double l0, double zipf, double correlation,
            double hierarchy, int count) {
        private static final int LEAST_INPUTS = 2;
        private static final int MOST_INPUTS = 65_536;

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            require(features >= 1, "features", features, "must be at least 1");
            require(inputs >= LEAST_INPUTS && inputs <= MOST_INPUTS, "inputs", inputs,
                    "must be " + LEAST_INPUTS + " to " + MOST_INPUTS);
            require((long) features * inputs <= Integer.MAX_VALUE, "features", features,
                    "must be at most " + Integer.MAX_VALUE / inputs + " for " + inputs + " inputs");
            require(zipf >= 0 && zipf <= 10, "zipf", zipf, "must be 0 to 10");
            require(correlation >= 0 && correlation < 1, "correlation", correlation,
                    "must be at least 0 and below 1");
            require(hierarchy >= 0 && children(features, hierarchy) < features, "hierarchy",
                    hierarchy, "must be at least 0 and leave a feature that is no child");
            int children = children(features, hierarchy);
            double most = FiringLaw.mostActive(features - children, children);
            require(l0 > 0 && l0 < most, "l0", l0, "must be above 0 and below " + most
                    + ", as a feature is active at most half of the time");
            require(count >= 1, "count", count, "must be at least 1");
        }

        private static void require(boolean right, String name, Object value, String rule) {
            if (!right) {
                throw new InputException(
                        KIND.prefix() + ": " + name + " " + rule + ", got " + value);
            }
        }

        private static int children(int features, double hierarchy) {
            return hierarchy < 1 ? (int) Math.rint(features * hierarchy) : features;
        }

        /** {@return the number of features that are children} */
        public int children() {
            return children(features, hierarchy);
        }

        /**
         * Reads the text of {@code --data}.
         *
         * @param text such as {@code superposition(features=200, inputs=40)}; what is left out has
         *     its default
         * @return the settings
         * @throws InputException if it has another form, or a value is out of its range
         */
        public static Settings parse(String text) {
            OptionText options = options(text);
            options.takeDefaults(options(KIND.form()), 0);
            Settings settings = new Settings(options.whole("features"), options.whole("inputs"),
                    options.number("l0"), options.number("zipf"), options.number("correlation"),
                    options.number("hierarchy"), options.whole("count"));
            options.requireNothingLeft();
            return settings;
        }

        private static OptionText options(String text) {
            return new OptionText("data", "superposition(features=1000, l0=10)", text);
        }

        /** The text of {@code --data}, with all options. */
        @Override
        public String toString() {
            return KIND.prefix() + "(features=" + features + ", inputs=" + inputs + ", l0=" + l0
                    + ", zipf=" + zipf + ", correlation=" + correlation + ", hierarchy="
                    + hierarchy + ", count=" + count + ")";
        }
    }

    private final Settings settings;
    private final FMatrixRMaj dictionary;
    private final FiringLaw law;
    private final long[] seeds;

    /**
     * Makes a source. An input is computed when it is read.
     *
     * @param settings what the inputs are made of
     * @param seed of the dictionary and of all codes; each code draws from a seed of its own
     */
    public Superposition(Settings settings, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.settings = settings;
        this.dictionary = directions(settings.features(), settings.inputs(), random.split());
        this.law = new FiringLaw(settings, random.split());
        this.seeds = random.longs(settings.count()).toArray();
    }

    private static FMatrixRMaj directions(int features, int inputs, SplittableRandom random) {
        FMatrixRMaj directions = new FMatrixRMaj(features, inputs);
        double[] direction = new double[inputs];
        for (int k = 0; k < features; k++) {
            double squares = 0;
            while (squares == 0) {
                for (int d = 0; d < inputs; d++) {
                    direction[d] = random.nextGaussian();
                    squares += direction[d] * direction[d];
                }
            }
            for (int d = 0; d < inputs; d++) {
                directions.set(k, d, (float) (direction[d] / Math.sqrt(squares)));
            }
        }
        return directions;
    }

    @Override
    public FMatrixRMaj dictionary() {
        return dictionary.copy();
    }

    @Override
    public float[] code(int index) {
        return law.draw(new SplittableRandom(seeds[index]));
    }

    /** {@return the probability with which each feature is active, K numbers} */
    public double[] frequencies() {
        return law.frequencies();
    }

    /**
     * {@return the parent of a feature; −1 if it is no child}
     *
     * @param feature from 0 to K − 1
     */
    public int parent(int feature) {
        return law.parent(feature);
    }

    /** Whether two features are of one group, and so correlated. */
    boolean together(int first, int second) {
        return law.together(first, second);
    }

    @Override
    public String origin() {
        return settings.toString();
    }

    @Override
    public int size() {
        return settings.count();
    }

    @Override
    public String reading() {
        return ImageSource.super.reading() + " of " + settings.inputs() + " inputs, sums of "
                + settings.l0() + " of " + settings.features() + " features in the mean";
    }

    @Override
    public String pipeline() {
        String row = "1x" + settings.inputs();
        return "patches(" + row + ", stride=" + row + ") | split(blocks)";
    }

    @Override
    public Optional<KnownFeatures> features() {
        return Optional.of(this);
    }

    @Override
    public Image read(int index) {
        float[] code = code(index);
        double[] sum = new double[settings.inputs()];
        for (int k = 0; k < code.length; k++) {
            for (int d = 0; code[k] != 0 && d < sum.length; d++) {
                sum[d] += (double) code[k] * dictionary.get(k, d);
            }
        }
        float[] pixels = new float[sum.length];
        for (int d = 0; d < sum.length; d++) {
            pixels[d] = (float) sum[d];
        }
        return Image.gray(pixels, 1, pixels.length, KIND.prefix() + " " + index);
    }
}
