package parsimony.data.source;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * When the features of a {@link Superposition} fire, and how strongly. Each has a frequency of its
 * own, may be correlated with others, and may be the child of another.
 */
final class FiringLaw {
    /** The most often that a feature fires; and that a child fires where its parent does. */
    private static final double MOST_OFTEN = 0.5;
    /** The features that share a normal variable. */
    private static final int GROUP = 10;
    /** The standard deviation of magnitudes around 1. */
    private static final double SPREAD = 0.25;
    /** The normal variable that is above any threshold. */
    private static final double LARGEST_NORMAL = 9;

    /** The number of features that are no children; these come first. */
    private final int roots;
    /** The parent of each child. */
    private final int[] parents;
    /** The group of each root. */
    private final int[] groups;
    private final double[] frequencies;
    /** What the normal variable of each root must exceed. */
    private final double[] thresholds;
    private final double shared;
    private final double own;

    /** @param random of the draws of parents and groups */
    FiringLaw(Superposition.Settings settings, SplittableRandom random) {
        roots = settings.features() - settings.children();
        parents = random.ints(settings.children(), 0, roots).toArray();
        groups = groups(roots, random);
        frequencies = frequencies(settings);
        thresholds = Arrays.stream(frequencies, 0, roots).map(FiringLaw::threshold).toArray();
        shared = Math.sqrt(settings.correlation());
        own = Math.sqrt(1 - settings.correlation());
    }

    /** Groups in a random order, so that frequent and rare features share one. */
    private static int[] groups(int roots, SplittableRandom random) {
        int[] order = new int[roots];
        for (int j = 0; j < roots; j++) {
            int other = random.nextInt(j + 1);
            order[j] = order[other];
            order[other] = j;
        }
        int[] groups = new int[roots];
        for (int j = 0; j < roots; j++) {
            groups[order[j]] = j / GROUP;
        }
        return groups;
    }

    /** The most that the frequencies may sum up to. */
    static double mostActive(int roots, int children) {
        return MOST_OFTEN * (roots + MOST_OFTEN * children);
    }

    /** Frequencies c·(k + 1)^−zipf below their bounds, with the c at which their sum is l0. */
    private double[] frequencies(Superposition.Settings settings) {
        double[] weights = new double[settings.features()];
        Arrays.setAll(weights, k -> Math.pow(k + 1.0, -settings.zipf()));
        double low = 0;
        double high = 1 / weights[weights.length - 1]; // here every frequency is at its bound
        for (double middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
            if (Arrays.stream(frequencies(weights, middle)).sum() < settings.l0()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return frequencies(weights, high);
    }

    private double[] frequencies(double[] weights, double scale) {
        double[] found = new double[weights.length];
        for (int k = 0; k < found.length; k++) {
            double most = k < roots ? MOST_OFTEN : MOST_OFTEN * found[parents[k - roots]];
            found[k] = Math.min(most, scale * weights[k]);
        }
        return found;
    }

    /** What a standard normal variable exceeds with a probability of at most ½. */
    private static double threshold(double probability) {
        double low = 0;
        double high = LARGEST_NORMAL;
        for (double middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
            if (upperTail(middle) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Marsaglia (2004), Journal of Statistical Software 11: the series about 0. */
    private static double upperTail(double x) {
        double term = x;
        double sum = x;
        for (int i = 3; sum + term != sum; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 - sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** {@return the probability with which each feature fires} */
    double[] frequencies() {
        return frequencies.clone();
    }

    /** The parent of a feature; −1 if it is no child. */
    int parent(int feature) {
        return feature < roots ? -1 : parents[feature - roots];
    }

    /** Whether the firing of two features is correlated. */
    boolean together(int first, int second) {
        return first < roots && second < roots && groups[first] == groups[second];
    }

    /** Draws a code. */
    float[] draw(SplittableRandom random) {
        float[] code = new float[frequencies.length];
        double[] common = new double[(roots - 1) / GROUP + 1];
        for (int g = 0; g < common.length; g++) {
            common[g] = shared * random.nextGaussian();
        }
        for (int k = 0; k < code.length; k++) {
            if (k < roots ? common[groups[k]] + own * random.nextGaussian() > thresholds[k]
                    : code[parents[k - roots]] > 0 && random
                            .nextDouble() < frequencies[k] / frequencies[parents[k - roots]]) {
                code[k] = (float) Math.max(Float.MIN_NORMAL,
                        Math.abs(1 + SPREAD * random.nextGaussian()));
            }
        }
        return code;
    }
}
