package parsimony.experiment.run;

import parsimony.sparsecoding.Measures;

/**
 * What inference of the codes of patches came to, as {@code metrics.json} keeps it.
 * {@link Measures} says what each measure is.
 *
 * @param objective        mean over patches
 * @param gap              the same of how far codes are at most from the optimum
 * @param seconds          of inference alone
 * @param patchesPerSecond in these
 */
public record InferResult(double objective, double gap, double mse, double r2, double r2Pooled,
        double r2Median,
        double lifetime, double population, double portionZeros, double l1, double seconds,
        double patchesPerSecond) {

    /** From what was measured of the codes. */
    public static InferResult of(Measures m, double objective, double gap, double seconds,
            double patchesPerSecond) {
        return new InferResult(objective, gap, m.mse(), m.r2(), m.r2Pooled(), m.r2Median(),
                m.lifetime(),
                m.population(), m.portionZeros(), m.l1(), seconds, patchesPerSecond);
    }
}
