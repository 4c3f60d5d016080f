package parsimony.compare.gap;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampling;
import parsimony.figures.Estimate;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;
import parsimony.sparsecoding.Solution;

/**
 * How far the free energy of an encoder's Poisson posterior lies above that of the best one, patch
 * by patch,
 * <pre>  F(λ) = ‖x − Φλ‖² + Σ_k λ_k‖φ_k‖² + β Σ_k [λ_k log(λ_k/r_k) − λ_k + r_k],</pre>
 * and its two parts. Let λ° be the best rates on the encoder's own {@link Support}, with the
 * encoder's rates for all other units. Then
 * <pre>  F(encoder) − min F  =  [F(encoder) − F(λ°)]  +  [F(λ°) − min F],</pre>
 * where the first part is recovered by better rates of the same units, and the second needs other
 * units. Neither part is negative.
 *
 * @param amortized      F of the encoder's rates, N
 * @param sameSupport    F of the best rates on the same support, N
 * @param optimal        F of the best rates, N
 * @param certificate    proven upper bound on {@code optimal} − min F, N, ≥ 0
 * @param support        the encoder's support of each patch
 * @param optimalSupport the support of the best rates
 * @param optimalRates   the best rates, N×K
 */
public record FreeEnergyGap(double[] amortized, double[] sameSupport, double[] optimal,
        double[] certificate, int[][] support,
        int[][] optimalSupport, FMatrixRMaj optimalRates) {

    /**
     * As {@link #measure(FMatrixRMaj, FMatrixRMaj, Dictionary, FMatrixRMaj, PoissonSettings,
     * double)}, solved to a relative gap of 1e-6, with the threshold {@link Support#NATS} of the
     * support.
     *
     * @param patches N×D, finite
     * @param rates N×K, each &gt; 0
     * @param dictionary K×D
     * @param logPrior prior log-rates, 1×K
     * @param beta β, &gt; 0
     * @return the gap
     */
    public static FreeEnergyGap measure(FMatrixRMaj patches, FMatrixRMaj rates,
            Dictionary dictionary, FMatrixRMaj logPrior,
            double beta) {
        return measure(patches, rates, dictionary, logPrior, PoissonSettings.of(beta),
                Support.NATS);
    }

    /**
     * Measures the gap of rates.
     *
     * @param patches N×D, finite
     * @param rates N×K, each &gt; 0
     * @param dictionary K×D
     * @param logPrior prior log-rates, 1×K
     * @param settings β, and how exactly to solve
     * @param nats least divergence of a unit in the support, ≥ 0
     * @return the gap
     */
    public static FreeEnergyGap measure(FMatrixRMaj patches, FMatrixRMaj rates,
            Dictionary dictionary, FMatrixRMaj logPrior,
            PoissonSettings settings, double nats) {
        PoissonInference inference = new PoissonInference(dictionary, logPrior, settings);
        double[] amortized = inference.evaluate(patches, rates).objective();
        int[][] support = Support.of(rates, logPrior, nats);
        FMatrixRMaj restricted =
                Support.bestRates(patches, rates, support, dictionary, logPrior, settings);
        double[] sameSupport = inference.evaluate(patches, restricted).objective();
        Solution solution = inference.solve(patches);
        double[] optimal = solution.objective();
        double[] certificate = solution.gap();
        for (int i = 0; i < optimal.length; i++) {
            // Within the solver's tolerance, the rates from before may be the better ones.
            if (amortized[i] < sameSupport[i]) {
                sameSupport[i] = amortized[i];
                copyRow(rates, restricted, i);
            }
            if (sameSupport[i] < optimal[i]) {
                certificate[i] = Math.max(0, certificate[i] - (optimal[i] - sameSupport[i]));
                optimal[i] = sameSupport[i];
                copyRow(restricted, solution.codes(), i);
            }
        }
        return new FreeEnergyGap(amortized, sameSupport, optimal, certificate, support,
                Support.of(solution.codes(), logPrior, nats), solution.codes());
    }

    private static void copyRow(FMatrixRMaj from, FMatrixRMaj to, int row) {
        System.arraycopy(from.data, row * from.numCols, to.data, row * to.numCols, to.numCols);
    }

    /** {@return how many patches, N} */
    public int patches() {
        return optimal.length;
    }

    /**
     * {@return F(encoder) − min F of each patch, N, ≥ 0} It may be too small by at most the
     * certificate.
     */
    public double[] total() {
        return difference(amortized, optimal);
    }

    /** {@return the part that better rates on the same support recover, ≥ 0} */
    public double[] ofRates() {
        return difference(amortized, sameSupport);
    }

    /** {@return the part that needs another support, ≥ 0} */
    public double[] ofSupport() {
        return difference(sameSupport, optimal);
    }

    /**
     * {@return the median gap over the patches} A few patches on which the encoder fails raise the
     * mean, but not the median.
     */
    public double medianGap() {
        return median(total());
    }

    /**
     * Mean and median of the gap with their intervals over patches.
     *
     * @param mean of the gap over patches, nats
     * @param median of the gap over patches, nats
     * @param level confidence of the intervals
     */
    public record Spread(Estimate mean, Estimate median, double level) {

        /**
         * Computes the intervals by resampling the patches of the gap.
         *
         * @param gap the gap
         * @param resampling of its patches
         * @param level confidence of the interval, above 0 and below 1
         * @return the intervals
         */
        public static Spread of(FreeEnergyGap gap, Resampling resampling, double level) {
            double[] total = gap.total();
            return new Spread(
                    Resampling.interval(FreeEnergyGap.mean(total), resampling.mean(total), level),
                    Resampling.interval(FreeEnergyGap.median(total), resampling.median(total),
                            level),
                    level);
        }
    }

    /**
     * {@return how many units are in both supports of patch i}
     *
     * @param i the number of a patch, from 0
     */
    public int common(int i) {
        return (int) Arrays.stream(support[i])
                .filter(unit -> Arrays.binarySearch(optimalSupport[i], unit) >= 0).count();
    }

    /**
     * {@return the median of at least one value} For an even number it is the mean of the middle
     * two.
     *
     * @param values at least one
     */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /**
     * {@return the mean of values; 0 if there are none}
     *
     * @param values the values
     */
    public static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static double[] difference(double[] above, double[] below) {
        return IntStream.range(0, above.length).mapToDouble(i -> above[i] - below[i]).toArray();
    }
}
