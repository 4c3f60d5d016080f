package parsimony.experiment.run;

import parsimony.sparsecoding.Measures;

/**
 * The result of inferring the codes of patches, as {@code metrics.json} keeps it.
 * {@link Measures} says what each measure is.
 *
 * @param objective mean over patches
 * @param gap mean over patches of the upper bound of the distance from the optimum
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
public record InferResult(double objective, double gap, double mse, double r2, double r2Pooled,
        double r2Median,
        double lifetime, double population, double portionZeros, double l1, double seconds,
        double patchesPerSecond) {

    /**
     * Combines the measures of the codes with the other numbers.
     *
     * @param m the measures of the codes
     * @param objective mean over patches; NaN if not known
     * @param gap mean over patches; NaN if not known
     * @param seconds of inference
     * @param patchesPerSecond its speed
     * @return the result
     */
    public static InferResult of(Measures m, double objective, double gap, double seconds,
            double patchesPerSecond) {
        return new InferResult(objective, gap, m.mse(), m.r2(), m.r2Pooled(), m.r2Median(),
                m.lifetime(),
                m.population(), m.portionZeros(), m.l1(), seconds, patchesPerSecond);
    }
}
