package parsimony.compare.gap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampling;
import parsimony.figures.Estimate;
import parsimony.signals.InputException;

/**
 * Gathers the {@link CodeGap} of many patches, block by block, as a few numbers a patch, and says
 * what they come to: means with intervals over patches, quantiles, and dead units.
 */
public final class CodeGapSample {

    /** What is kept of a patch. */
    public enum Number {
        /** Squared error of its code. */
        SQUARED_ERROR,
        /** The least squared error on the same units. */
        ON_SUPPORT,
        /** Squared error of the best code found at equal L1. */
        AT_EQUAL_L1,
        /** Proven lower bound of the least squared error at equal L1. */
        AT_EQUAL_L1_LOWER,
        /** Squared error of the best code found at equal L0. */
        AT_EQUAL_L0,
        /** Σ_k ‖φ_k‖|a_k|. */
        L1,
        /** Units that are not 0. */
        L0,
        /** ‖x‖². */
        ENERGY,
        /** ‖x − x̄‖², where x̄ is the mean of all patches. */
        SPREAD,
        /** 1 − ‖x − x̂‖²/‖x − x̄‖². */
        EXPLAINED_VARIANCE;

        private double of(double[] patch) {
            return patch[ordinal()];
        }
    }

    private static final int NUMBERS = Number.values().length;

    private final double[] mean;
    private final boolean[] active;
    private final List<double[]> patches = new ArrayList<>();

    /**
     * A sample without patches.
     *
     * @param mean the mean of all patches that will be added, D
     * @param units K
     */
    public CodeGapSample(double[] mean, int units) {
        this.mean = mean.clone();
        this.active = new boolean[units];
    }

    /**
     * Adds patches.
     *
     * @param patches N×D
     * @param codes N×K
     * @param gap of these codes
     * @throws InputException if shapes do not agree
     */
    public void add(FMatrixRMaj patches, FMatrixRMaj codes, CodeGap gap) {
        if (patches.numRows != gap.patches() || codes.numRows != gap.patches()
                || patches.numCols != mean.length || codes.numCols != active.length) {
            throw new InputException("sample: patches are " + patches.numRows + "×"
                    + patches.numCols + ", codes " + codes.numRows + "×" + codes.numCols
                    + "; must be " + gap.patches() + "×" + mean.length + " and " + gap.patches()
                    + "×" + active.length);
        }
        for (int i = 0; i < gap.patches(); i++) {
            double energy = 0;
            double spread = 0;
            for (int d = 0; d < mean.length; d++) {
                double x = patches.data[i * mean.length + d];
                energy += x * x;
                spread += (x - mean[d]) * (x - mean[d]);
            }
            double error = gap.squaredError()[i];
            this.patches.add(new double[] {error, gap.onSupport()[i], gap.atEqualL1()[i],
                gap.atEqualL1Lower()[i], gap.atEqualL0()[i], gap.l1()[i], gap.l0()[i], energy,
                spread, explained(error, spread)});
        }
        for (int i = 0; i < codes.getNumElements(); i++) {
            active[i % active.length] |= codes.data[i] != 0;
        }
    }

    /** {@return how many patches were added} */
    public int size() {
        return patches.size();
    }

    /** {@return how many units there are, K} */
    public int units() {
        return active.length;
    }

    /** {@return how many units are 0 in every patch} */
    public int dead() {
        int dead = 0;
        for (boolean unit : active) {
            dead += unit ? 0 : 1;
        }
        return dead;
    }

    /**
     * {@return one number of a patch}
     *
     * @param patch its place in the order in which patches were added, from 0
     * @param number which
     */
    public double get(int patch, Number number) {
        return number.of(patches.get(patch));
    }

    /**
     * Means over the patches with their intervals, by the usual resamples of the patches.
     *
     * @param level confidence of the intervals, above 0 and below 1
     * @return the estimates
     * @throws InputException if no patch was added
     */
    public CodeGapEstimates estimates(double level) {
        double[][] resampled = Resampling.means(patches, Resampling.COUNT, Resampling.SEED);
        double[] means = new double[NUMBERS];
        for (double[] patch : patches) {
            for (int m = 0; m < NUMBERS; m++) {
                means[m] += patch[m];
            }
        }
        Arrays.setAll(means, m -> means[m] / patches.size());
        Estimator of = new Estimator(means, resampled, level);
        return new CodeGapEstimates(size(), units(), dead(), level,
                of.positive(Number.SQUARED_ERROR::of), of.positive(Number.ON_SUPPORT::of),
                of.positive(m -> Number.SQUARED_ERROR.of(m) - Number.ON_SUPPORT.of(m)),
                of.positive(Number.L1::of), of.positive(Number.L0::of),
                of.positive(Number.AT_EQUAL_L1::of), of.positive(Number.AT_EQUAL_L1_LOWER::of),
                of.positive(m -> share(m, Number.AT_EQUAL_L1)),
                of.positive(Number.AT_EQUAL_L0::of),
                of.any(m -> explained(Number.SQUARED_ERROR.of(m), Number.SPREAD.of(m))),
                of.any(m -> explained(Number.SQUARED_ERROR.of(m), Number.ENERGY.of(m))),
                of.any(Number.EXPLAINED_VARIANCE::of));
    }

    /** What share of the squared error another code saves; 0 of no error. */
    private static double share(double[] numbers, Number other) {
        double error = Number.SQUARED_ERROR.of(numbers);
        return error > 0 ? Math.max(0, error - other.of(numbers)) / error : 0;
    }

    /**
     * {@return what share of a patch's squared error another code saves, 0..1; 0 where there is no
     * error}
     *
     * @param patch its place, from 0
     * @param other the squared error of the other code
     */
    public double saved(int patch, Number other) {
        return share(patches.get(patch), other);
    }

    /** A total of 0 counts as explained if nothing is left. */
    private static double explained(double error, double total) {
        return total > 0 ? 1 - error / total : error == 0 ? 1 : 0;
    }

    private record Estimator(double[] means, double[][] resampled, double level) {
        Estimate any(ToDoubleFunction<double[]> statistic) {
            return Resampling.interval(statistic.applyAsDouble(means),
                    Arrays.stream(resampled).mapToDouble(statistic).toArray(), level);
        }

        /** Of what cannot be negative, nor can the ends of its interval. */
        Estimate positive(ToDoubleFunction<double[]> statistic) {
            Estimate estimate = any(statistic);
            return new Estimate(estimate.value(), Math.max(0, estimate.low()), estimate.high());
        }
    }
}
