package parsimony.experiment.run;

import parsimony.sparsecoding.Measures;

/**
 * The result of inferring the codes of patches, as {@code metrics.json} keeps it.
 * {@link Measures} says what each measure is.
 *
 * @param objective        mean over patches
 * @param gap              mean over patches of the upper bound of the distance from the optimum
 * @param seconds          of inference alone
 * @param patchesPerSecond of inference alone
 */
public record InferResult(double objective, double gap, double mse, double r2, double r2Pooled,
        double r2Median,
        double lifetime, double population, double portionZeros, double l1, double seconds,
        double patchesPerSecond) {

    /** Combines the measures of the codes with the other numbers. */
    public static InferResult of(Measures m, double objective, double gap, double seconds,
            double patchesPerSecond) {
        return new InferResult(objective, gap, m.mse(), m.r2(), m.r2Pooled(), m.r2Median(),
                m.lifetime(),
                m.population(), m.portionZeros(), m.l1(), seconds, patchesPerSecond);
    }
}
