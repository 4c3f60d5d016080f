package parsimony.experiment.gap;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.compare.statistics.Resampling;

/**
 * A {@link GapResult} in the form of {@code metrics.json}.
 *
 * @param measured             patches that were measured on
 * @param interval             level and kind of the intervals
 * @param encoder              the encoder's point
 * @param sparseCoding         the gap against each method, by its name
 * @param lambdaAtSameSparsity the λ at which LCA is as sparse as the encoder
 * @param freeEnergy           the gap in free energy
 * @param closing              how many iterations close which share of the gap
 */
public record GapMetrics(int measured, Resampling.Intervals interval, CurvePoint encoder,
        Map<String, Certified> sparseCoding,
        double lambdaAtSameSparsity, FreeEnergy freeEnergy, List<Closing> closing) {

    /**
     * A gap in the error–sparsity plane.
     *
     * @param gap the gap with its intervals
     * @param certifiedWithin the same number as {@code relative_gap}, under its earlier name
     */
    public record Certified(@JsonUnwrapped GapNumbers gap, double certifiedWithin) {
    }

    /**
     * Free energies in nats: means over the patches, and how the gap is spread over them.
     * {@link FreeEnergyGap} says what each number is. A gap is never negative, so neither are the
     * lower ends of its intervals.
     *
     * @param beta β, the weight of the KL term
     * @param amortized mean F of the encoder's rates
     * @param sameSupport mean F of the best rates on the same support
     * @param optimal mean F of the best rates
     * @param certificate mean upper bound on {@code optimal} − min F, ≥ 0
     * @param gap mean gap of the encoder, ≥ 0
     * @param gapRates mean part that better rates recover, ≥ 0
     * @param gapSupport mean part that needs another support, ≥ 0
     * @param smallestGap the smallest gap of a patch
     * @param medianGap the median gap of a patch
     * @param medianGapRates the median of the part of the rates
     * @param medianGapSupport the median of the part of the support
     * @param largestGap the largest gap of a patch
     * @param support mean number of units in the encoder's support
     * @param optimalSupport mean number of units in the best support
     * @param commonSupport mean number of units in both
     * @param gapLow lower end of the interval of {@code gap}
     * @param gapHigh upper end of that interval
     * @param medianGapLow lower end of the interval of {@code medianGap}
     * @param medianGapHigh upper end of that interval
     */
    public record FreeEnergy(double beta, double amortized, double sameSupport, double optimal,
            double certificate,
            double gap, double gapRates, double gapSupport, double smallestGap, double medianGap,
            double medianGapRates, double medianGapSupport, double largestGap, double support,
            double optimalSupport, double commonSupport, double gapLow, double gapHigh,
            double medianGapLow,
            double medianGapHigh) {

        static FreeEnergy of(double beta, FreeEnergyGap f, FreeEnergyGap.Spread spread) {
            double[] gap = f.total();
            return new FreeEnergy(beta, FreeEnergyGap.mean(f.amortized()),
                    FreeEnergyGap.mean(f.sameSupport()),
                    FreeEnergyGap.mean(f.optimal()), FreeEnergyGap.mean(f.certificate()),
                    FreeEnergyGap.mean(gap),
                    FreeEnergyGap.mean(f.ofRates()), FreeEnergyGap.mean(f.ofSupport()),
                    Arrays.stream(gap).min().orElse(0), f.medianGap(),
                    FreeEnergyGap.median(f.ofRates()),
                    FreeEnergyGap.median(f.ofSupport()), Arrays.stream(gap).max().orElse(0),
                    size(f.support()),
                    size(f.optimalSupport()),
                    IntStream.range(0, f.patches()).map(f::common).average().orElse(0),
                    Math.max(0, spread.mean().low()), spread.mean().high(),
                    Math.max(0, spread.median().low()),
                    spread.median().high());
        }

        private static double size(int[][] supports) {
            return Arrays.stream(supports).mapToInt(support -> support.length).average().orElse(0);
        }
    }

    static GapMetrics of(GapResult result) {
        return new GapMetrics(result.freeEnergy().patches(),
                Resampling.Intervals.of(result.spread().level(), "patches"), result.amortized(),
                result.sparseCoding().metrics(),
                result.lambda(), FreeEnergy.of(result.beta(), result.freeEnergy(), result.spread()),
                result.closings());
    }
}
