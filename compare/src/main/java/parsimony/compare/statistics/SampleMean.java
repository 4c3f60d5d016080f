package parsimony.compare.statistics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import parsimony.figures.Estimate;
import parsimony.signals.InputException;

/**
 * The mean of a measure over n seeds, with its interval. From three seeds up the half width is
 * Student's t with n − 1 degrees of freedom times the standard error. Two seeds have no interval
 * over seeds, because t with one degree of freedom is 64 at 99%; they are shown one by one.
 *
 * @param value the mean, finite
 * @param low   lower end of the interval, finite and ≤ value; null if there is none
 * @param high  upper end, finite and ≥ value; null if there is none
 * @param seeds the value of each seed, at least one
 */
public record SampleMean(double value, Double low, Double high, List<Double> seeds) {
    /** The confidence of the paper's intervals. */
    public static final double PAPER_LEVEL = 0.99;
    /** The confidence of every other interval, unless another is asked for. */
    public static final double LEVEL = 0.95;
    /** With fewer seeds there is no interval over seeds. */
    public static final int LEAST_SEEDS = 3;

    /**
     * Checks the values.
     *
     * @throws InputException if a number is out of its range
     */
    public SampleMean {
        boolean bounded =
                low == null && high == null || low != null && high != null && Double.isFinite(low)
                        && Double.isFinite(high) && low <= value && value <= high;
        if (!Double.isFinite(value) || !bounded || seeds.isEmpty()) {
            throw new InputException(
                    "mean: " + value + " in [" + low + ", " + high + "] of " + seeds
                            + "; must be finite, within its interval, with at least one value");
        }
        seeds = List.copyOf(seeds);
    }

    /**
     * {@return the mean of some values}
     *
     * @param level confidence of the interval, above 0 and below 1
     * @param values one per seed, or of any other sample
     * @throws InputException if there is no value, one is not finite, or the level is out of its
     *     range
     */
    public static SampleMean of(double level, double... values) {
        requireLevel("level", level);
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new InputException(
                    "values: " + Arrays.toString(values) + "; must be finite and at least one");
        }
        List<Double> seeds = Arrays.stream(values).boxed().toList();
        int n = values.length;
        // By rounding the mean of .1, .1 and .1 is not quite .1.
        boolean same = Arrays.stream(values).allMatch(value -> value == values[0]);
        double mean = same ? values[0] : Mean.of(values).getAsDouble();
        if (n < LEAST_SEEDS) {
            return new SampleMean(mean, null, null, seeds);
        }
        double t = TDistribution.of(n - 1).inverseSurvivalProbability((1 - level) / 2);
        double halfWidth = same ? 0 : t * StandardDeviation.of(values).getAsDouble() / Math.sqrt(n);
        return new SampleMean(mean, mean - halfWidth, mean + halfWidth, seeds);
    }

    /**
     * {@return the mean of one value per seed} From three seeds up its interval is over seeds; with
     * fewer, it is over patches.
     *
     * @param level confidence of the interval, above 0 and below 1
     * @param values one per seed
     * @param resampled the same mean on each resample of the patches; empty if not known
     */
    public static SampleMean of(double level, double[] values, double[] resampled) {
        SampleMean mean = of(level, values);
        if (values.length >= LEAST_SEEDS || resampled.length == 0) {
            return mean;
        }
        Estimate estimate = Resampling.interval(mean.value, resampled, level);
        return new SampleMean(mean.value, estimate.low(), estimate.high(), mean.seeds);
    }

    /**
     * {@return the mean of one value per seed} From three seeds up its interval is over seeds; with
     * fewer, it is over patches, which have a normal distribution of means. The patches are those
     * of every seed, so that more seeds make this interval no narrower.
     *
     * @param level confidence of the interval, above 0 and below 1
     * @param values one per seed
     * @param errors the standard error of each value over patches, ≥ 0
     */
    public static SampleMean withErrors(double level, double[] values, double[] errors) {
        SampleMean mean = of(level, values);
        if (values.length >= LEAST_SEEDS) {
            return mean;
        }
        double halfWidth = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2)
                * Arrays.stream(errors).average().orElse(0);
        return new SampleMean(mean.value, mean.value - halfWidth, mean.value + halfWidth,
                mean.seeds);
    }

    /**
     * Checks that a number is a level of confidence.
     *
     * @param name what the message calls it
     * @param level the number
     * @throws InputException if it is not above 0 and below 1
     */
    public static void requireLevel(String name, double level) {
        if (!(level > 0 && level < 1)) {
            throw new InputException(name, level, "must be above 0 and below 1, .95 for 95%");
        }
    }

    /**
     * {@return a level in words: 95% for .95}
     *
     * @param level above 0 and below 1
     */
    public static String percent(double level) {
        return new BigDecimal(Double.toString(level)).movePointRight(2).stripTrailingZeros()
                .toPlainString() + "%";
    }

    /** {@return how many seeds there are} */
    public int count() {
        return seeds.size();
    }

    /** {@return whether the interval's ends are known} */
    public boolean hasInterval() {
        return low != null;
    }

    /** {@return whether the interval is over seeds, and not over patches} */
    public boolean isOverSeeds() {
        return hasInterval() && count() >= LEAST_SEEDS;
    }

    /**
     * {@return the same mean, with its interval limited to possible values}
     *
     * @param least the least possible value
     * @param most the largest possible value
     */
    public SampleMean within(double least, double most) {
        return low == null ? this
                : new SampleMean(value, Math.min(value, Math.max(low, least)),
                        Math.max(value, Math.min(high, most)), seeds);
    }

    /** {@return the mean of the same values with their signs turned round} */
    public SampleMean negated() {
        return new SampleMean(-value, low == null ? null : Double.valueOf(-high),
                low == null ? null : Double.valueOf(-low),
                seeds.stream().map(seed -> -seed).toList());
    }

    /** {@return this mean as a figure shows it} */
    public Estimate estimate() {
        return low == null ? Estimate.exact(value) : new Estimate(value, low, high);
    }

    /**
     * {@return the value, then the lower and the upper end of the interval; both ends are null if
     * there is no interval}
     */
    public Stream<Double> numbers() {
        return Stream.of(value, low, high);
    }
}
