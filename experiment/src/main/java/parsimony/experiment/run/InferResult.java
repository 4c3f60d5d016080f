package parsimony.experiment.run;

import java.util.OptionalDouble;
import parsimony.encoding.CodeSums;
import parsimony.sparsecoding.Measures;

/**
 * The result of inferring the codes of patches, as {@code metrics.json} keeps it.
 * {@link Measures} says what each measure is.
 *
 * @param objective mean over patches; empty for codes that minimise nothing
 * @param gap mean over patches of the upper bound of the distance from the optimum; empty likewise
 * @param mse mean over patches of the squared error, summed over pixels, ≥ 0
 * @param r2 mean over patches of r², ≤ 1
 * @param r2Pooled r² of all pixels together, ≤ 1
 * @param r2Median median over patches of r², ≤ 1
 * @param lifetime mean lifetime sparsity of the units, 0..1
 * @param population mean population sparsity of the patches, 0..1
 * @param portionZeros share of code entries that are 0, 0..1
 * @param l1 mean over patches of ‖a‖₁, ≥ 0
 * @param seconds of inference alone
 * @param patchesPerSecond of inference alone
 */
public record InferResult(OptionalDouble objective, OptionalDouble gap, double mse, double r2,
        double r2Pooled,
        double r2Median,
        double lifetime, double population, double portionZeros, double l1, double seconds,
        double patchesPerSecond) {

    /**
     * Combines the sums of the codes with the time that they took.
     *
     * @param sums of all codes
     * @param seconds of inference
     * @return the result
     */
    public static InferResult of(CodeSums sums, double seconds) {
        Measures m = sums.measures();
        return new InferResult(sums.objective(), sums.gap(), m.mse(), m.r2(), m.r2Pooled(),
                m.r2Median(), m.lifetime(), m.population(), m.portionZeros(), m.l1(), seconds,
                sums.patches() / seconds);
    }
}
