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
 * @param mseMap the encoder's squared error per patch
 * @param mseMapLow lower end of its interval
 * @param mseMapHigh upper end of its interval
 * @param lifetime the encoder's lifetime sparsity, 0..1
 * @param lifetimeLow lower end of its interval
 * @param lifetimeHigh upper end of its interval
 * @param deltaMse the encoder's error minus that of inference at equal sparsity
 * @param deltaMseLow lower end of its interval
 * @param deltaMseHigh upper end of its interval
 * @param deltaSparsity the sparsity of inference minus the encoder's at equal error
 * @param deltaSparsityLow lower end of its interval
 * @param deltaSparsityHigh upper end of its interval
 * @param mseAtSameSparsity squared error per patch of inference at the encoder's sparsity
 * @param mseAtSameSparsityLow lower end of its interval
 * @param mseAtSameSparsityHigh upper end of its interval
 * @param lifetimeAtSameMse lifetime sparsity of inference at the encoder's error, 0..1
 * @param lifetimeAtSameMseLow lower end of its interval
 * @param lifetimeAtSameMseHigh upper end of its interval
 * @param relativeGap upper bound on the inferred codes' relative distance from their optimum
 */
public record GapNumbers(Double mse, Double mseMap, Double mseMapLow, Double mseMapHigh,
        Double lifetime, Double lifetimeLow, Double lifetimeHigh,
        Double deltaMse, Double deltaMseLow, Double deltaMseHigh,
        Double deltaSparsity, Double deltaSparsityLow, Double deltaSparsityHigh,
        Double mseAtSameSparsity, Double mseAtSameSparsityLow, Double mseAtSameSparsityHigh,
        Double lifetimeAtSameMse, Double lifetimeAtSameMseLow, Double lifetimeAtSameMseHigh,
        double relativeGap) {

    /**
     * {@return the numbers of an estimate}
     *
     * @param gap the estimate
     */
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
