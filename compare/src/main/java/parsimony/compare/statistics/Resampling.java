package parsimony.compare.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.figures.Estimate;
import parsimony.signals.InputException;
import parsimony.signals.Stop;
import parsimony.sparsecoding.Measures;

/**
 * The bootstrap over patches: resamples of N patches, drawn with replacement. All measures of the
 * same patches use the same resamples, so that differences between encoders are paired. The
 * bootstrap assumes independent patches. Patches that overlap, or come from few images, are not
 * independent; then the interval is too narrow.
 *
 * <p>Efron &amp; Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
 */
public final class Resampling {
    /** The usual number of resamples. */
    public static final int COUNT = 1000;
    /**
     * The usual seed of resamples. It is the same for every model, so that models are compared on
     * the same resamples.
     */
    public static final long SEED = 0;

    /** Resamples that one pass over the patches adds up. */
    private static final int TOGETHER = 8;

    private final int count;
    /** How often each patch is in each resample, N×count. */
    private final float[][] times;

    /**
     * Draws the resamples.
     *
     * @param patches N, ≥ 1
     * @param count resamples, ≥ 1
     * @param seed of the draws; the same three numbers give the same resamples
     */
    public Resampling(int patches, int count, long seed) {
        requireSome(patches, count);
        this.count = count;
        this.times = new float[patches][count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < patches; i++) {
                times[random.nextInt(patches)][r]++;
            }
        }
    }

    private static void requireSome(int patches, int count) {
        if (patches < 1 || count < 1) {
            throw new InputException("resampling: " + count + " of " + patches
                    + " patches; both must be at least 1");
        }
    }

    /**
     * {@return the usual resamples of N patches}
     *
     * @param patches N, ≥ 1
     */
    public static Resampling of(int patches) {
        return new Resampling(patches, COUNT, SEED);
    }

    /**
     * How the intervals of a result were made.
     *
     * @param level     their confidence, between 0 and 1
     * @param over      patches or seeds
     * @param resamples number of resamples of the patches
     * @param seed      seed of the resamples
     */
    public record Intervals(double level, String over, int resamples, long seed) {

        /**
         * {@return intervals from the usual resamples}
         *
         * @param level confidence of the interval, above 0 and below 1
         * @param over what the intervals are over, in words
         */
        public static Intervals of(double level, String over) {
            return new Intervals(level, over, COUNT, SEED);
        }
    }

    /**
     * {@return the mean over the patches of each resample}
     *
     * @param perPatch N
     */
    public double[] mean(double[] perPatch) {
        double[] means = new double[count];
        for (int i = 0; i < perPatch.length; i++) {
            for (int r = 0; r < count; r++) {
                means[r] += times[i][r] * perPatch[i];
            }
        }
        Arrays.setAll(means, r -> means[r] / perPatch.length);
        return means;
    }

    /**
     * The means of several numbers of each patch on each resample, without keeping the resamples:
     * for patches by the million. The resamples are those that the constructor draws of the same
     * three numbers.
     *
     * @param perPatch for each patch as many numbers, at least one patch
     * @param count resamples, ≥ 1
     * @param seed of the draws
     * @return for each resample the mean of each number
     * @throws InputException if there is no patch or no resample
     */
    public static double[][] means(List<double[]> perPatch, int count, long seed) {
        requireSome(perPatch.size(), count);
        int n = perPatch.size();
        double[][] means = new double[count][perPatch.get(0).length];
        SplittableRandom random = new SplittableRandom(seed);
        // Counting draws first, and then going over the patches in their order, is many times
        // faster than to go over patches as they are drawn: they are all over memory.
        int[][] times = new int[Math.min(TOGETHER, count)][n];
        for (int from = 0; from < count; from += TOGETHER) {
            int drawn = Math.min(TOGETHER, count - from);
            for (int r = 0; r < drawn; r++) {
                Stop.ifAsked("interrupted");
                Arrays.fill(times[r], 0);
                for (int i = 0; i < n; i++) {
                    times[r][random.nextInt(n)]++;
                }
            }
            for (int i = 0; i < n; i++) {
                double[] patch = perPatch.get(i);
                for (int r = 0; r < drawn; r++) {
                    if (times[r][i] > 0) {
                        add(times[r][i], patch, means[from + r]);
                    }
                }
            }
        }
        for (double[] mean : means) {
            Arrays.setAll(mean, m -> mean[m] / n);
        }
        return means;
    }

    private static void add(int times, double[] patch, double[] sum) {
        for (int m = 0; m < sum.length; m++) {
            sum[m] += times * patch[m];
        }
    }

    /**
     * {@return the median over the patches of each resample}
     *
     * @param perPatch N
     */
    public double[] median(double[] perPatch) {
        int n = perPatch.length;
        int[] rising = IntStream.range(0, n).boxed()
                .sorted((i, j) -> Double.compare(perPatch[i], perPatch[j]))
                .mapToInt(Integer::intValue).toArray();
        double[] medians = new double[count];
        for (int r = 0; r < count; r++) {
            medians[r] =
                    (ranked(perPatch, rising, r, (n - 1) / 2) + ranked(perPatch, rising, r, n / 2))
                            / 2;
        }
        return medians;
    }

    /** The value at a rank, from 0, of a resample. */
    private double ranked(double[] perPatch, int[] rising, int resample, int rank) {
        int passed = 0;
        for (int i : rising) {
            passed += (int) times[i][resample];
            if (passed > rank) {
                return perPatch[i];
            }
        }
        throw new IllegalStateException("a resample has as many patches as the sample");
    }

    /**
     * {@return error and sparsity on each resample}
     *
     * @param errors squared error of each patch, N
     * @param codes N×K
     */
    public Resampled measure(double[] errors, FMatrixRMaj codes) {
        int n = codes.numRows;
        if (n != times.length || errors.length != n) {
            throw new InputException("resampling: " + errors.length + " errors and " + n
                    + " codes for " + times.length
                    + " patches; must be as many");
        }
        int units = codes.numCols;
        double[][] sparsity = new double[units][];
        IntStream.range(0, units).parallel().forEach(k -> sparsity[k] = sparsity(codes, k));
        double[] lifetime = new double[count];
        // in the order of units, so that the sum does not depend on threads
        for (double[] unit : sparsity) {
            for (int r = 0; r < count; r++) {
                lifetime[r] += unit[r] / units;
            }
        }
        return new Resampled(mean(errors), lifetime);
    }

    /** The lifetime sparsity of a unit on each resample. */
    private double[] sparsity(FMatrixRMaj codes, int unit) {
        double[] sum = new double[count];
        double[] squares = new double[count];
        for (int i = 0; i < codes.numRows; i++) {
            double magnitude = Math.abs(codes.data[i * codes.numCols + unit]);
            if (magnitude > 0) {
                for (int r = 0; r < count; r++) {
                    sum[r] += times[i][r] * magnitude;
                    squares[r] += times[i][r] * magnitude * magnitude;
                }
            }
        }
        double[] sparsity = new double[count];
        Arrays.setAll(sparsity, r -> Measures.sparsity(sum[r], squares[r], codes.numRows));
        return sparsity;
    }

    /**
     * {@return an estimate with its interval} The ends lie as far from the estimate as the
     * resamples' percentiles lie from their mean. Plain percentiles would not do, because they may
     * not contain the estimate itself: a resample holds many patches twice and a third of them not
     * at all, which biases its lifetime sparsity.
     *
     * @param estimate the estimate on the patches themselves
     * @param resampled the same on each resample, at least one, finite
     * @param level confidence, above 0 and below 1
     */
    public static Estimate interval(double estimate, double[] resampled, double level) {
        double mean = Arrays.stream(resampled).average().orElseThrow();
        double[] sorted = resampled.clone();
        Arrays.sort(sorted);
        double low = estimate + quantile(sorted, (1 - level) / 2) - mean;
        double high = estimate + quantile(sorted, (1 + level) / 2) - mean;
        return new Estimate(estimate, Math.min(low, estimate), Math.max(high, estimate));
    }

    /**
     * A quantile by linear interpolation between order statistics, as NumPy's {@code percentile}
     * computes it.
     */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
