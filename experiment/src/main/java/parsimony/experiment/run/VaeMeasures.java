package parsimony.experiment.run;

import parsimony.vae.Evaluation;

/**
 * The measures of an {@link Evaluation} in the order of {@code metrics.json}. {@link Evaluation}
 * says what each is.
 *
 * @param nelbo mse + kl
 * @param mse mean over patches of the squared error, summed over pixels, ≥ 0
 * @param kl mean over patches of the KL in nats, ≥ 0
 * @param mseMap mse of the decoded posterior means, ≥ 0
 * @param r2 mean over patches of r², ≤ 1
 * @param r2Pooled r² of all pixels together, ≤ 1
 * @param r2Median median over patches of r², ≤ 1
 * @param lifetime mean lifetime sparsity of the units, 0..1
 * @param population mean population sparsity of the patches, 0..1
 * @param portionZeros share of code entries that are 0, 0..1
 * @param active share of active units, 0..1
 * @param activeThreshold nats from which a unit counts as active
 * @param activeGap share of active units by the {@link parsimony.vae.GapRule}, 0..1; null in runs
 *     of version 0.1
 */
public record VaeMeasures(double nelbo, double mse, double kl, double mseMap, double r2,
        double r2Pooled,
        double r2Median, double lifetime, double population, double portionZeros, double active,
        double activeThreshold, Double activeGap) {

    static VaeMeasures of(Evaluation e) {
        return new VaeMeasures(e.nelbo(), e.mse(), e.kl(), e.mseMap(), e.r2(), e.r2Pooled(),
                e.r2Median(),
                e.lifetime(), e.population(), e.portionZeros(), e.active(), e.activeThreshold(),
                e.activeGap());
    }
}
