package parsimony.experiment.gap;

import java.util.Optional;
import parsimony.compare.GapEstimate;
import parsimony.compare.statistics.SampleMean;

/**
 * A {@link GapEstimate} in the form of {@code metrics.json}: values and the ends of their
 * intervals. {@link GapEstimate} says what each number is. A number is null where the curve does
 * not reach the encoder's sparsity or error.
 *
 * @param mse the same number as {@code mseMap}, under its earlier name
 */
public record GapNumbers(Double mse, Double mseMap, Double mseMapLow, Double mseMapHigh,
        Double lifetime, Double lifetimeLow, Double lifetimeHigh,
        Double deltaMse, Double deltaMseLow, Double deltaMseHigh,
        Double deltaSparsity, Double deltaSparsityLow, Double deltaSparsityHigh,
        Double mseAtSameSparsity, Double mseAtSameSparsityLow, Double mseAtSameSparsityHigh,
        Double lifetimeAtSameMse, Double lifetimeAtSameMseLow, Double lifetimeAtSameMseHigh,
        double relativeGap) {

    /** The numbers of an estimate. */
    public static GapNumbers of(GapEstimate gap) {
        Interval mse = new Interval(Optional.of(gap.mse()));
        Interval lifetime = new Interval(Optional.of(gap.lifetime()));
        Interval deltaMse = new Interval(gap.deltaMse());
        Interval deltaSparsity = new Interval(gap.deltaSparsity());
        Interval mseThere = new Interval(gap.mseAtSameSparsity());
        Interval lifetimeThere = new Interval(gap.lifetimeAtSameMse());
        return new GapNumbers(mse.value(), mse.value(), mse.low(), mse.high(),
                lifetime.value(), lifetime.low(), lifetime.high(),
                deltaMse.value(), deltaMse.low(), deltaMse.high(),
                deltaSparsity.value(), deltaSparsity.low(), deltaSparsity.high(),
                mseThere.value(), mseThere.low(), mseThere.high(),
                lifetimeThere.value(), lifetimeThere.low(), lifetimeThere.high(),
                gap.relativeGap());
    }

    private record Interval(Optional<SampleMean> mean) {
        Double value() {
            return mean.map(SampleMean::value).orElse(null);
        }

        Double low() {
            return mean.map(SampleMean::low).orElse(null);
        }

        Double high() {
            return mean.map(SampleMean::high).orElse(null);
        }
    }
}
