package parsimony.compare.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;
import parsimony.figures.Estimate;

/**
 * A measure's mean over seeds, with the interval in which the mean over all seeds lies at {@link #CONFIDENCE}: Student's t
 * with n − 1 degrees of freedom times the standard error.
 *
 * @param value     the mean, finite
 * @param halfWidth half the width of the interval, ≥ 0 and finite, or null if one value is all there is
 * @param count     how many values, ≥ 1
 */
public record SampleMean(double value, Double halfWidth, int count) {
    /** The confidence of every interval, as in the paper. */
    public static final double CONFIDENCE = 0.99;

    /** @throws IllegalArgumentException if a number is out of its range */
    public SampleMean {
        boolean bounded = halfWidth == null || halfWidth >= 0 && halfWidth < Double.POSITIVE_INFINITY;
        if (!Double.isFinite(value) || !bounded || count < 1) {
            throw new IllegalArgumentException("mean: " + value + " ± " + halfWidth + " of " + count
                    + "; must be finite, with at least one value");
        }
    }

    /**
     * The mean of some values.
     *
     * @throws IllegalArgumentException if there is none or one is not finite
     */
    public static SampleMean of(double... values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("values: " + Arrays.toString(values) + "; must be finite and at least one");
        }
        int n = values.length;
        if (n > 1 && Arrays.stream(values).allMatch(value -> value == values[0])) {
            return new SampleMean(values[0], 0.0, n); // a running mean of thrice .1 is not quite .1
        }
        double mean = Mean.of(values).getAsDouble();
        if (n == 1) {
            return new SampleMean(mean, null, 1);
        }
        double standardError = StandardDeviation.of(values).getAsDouble() / Math.sqrt(n);
        double t = TDistribution.of(n - 1).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
        return new SampleMean(mean, t * standardError, n);
    }

    /** This mean as a figure shows it. */
    public Estimate estimate() {
        return halfWidth == null ? Estimate.exact(value) : Estimate.of(value, halfWidth);
    }
}
