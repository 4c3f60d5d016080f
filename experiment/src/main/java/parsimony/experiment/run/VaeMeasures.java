package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param levels what each level of a model of two says; null, and left out, for one level
 */
public record VaeMeasures(double nelbo, double mse, double kl, double mseMap, double r2,
        double r2Pooled,
        double r2Median, double lifetime, double population, double portionZeros, double active,
        double activeThreshold, Double activeGap,
        @JsonInclude(JsonInclude.Include.NON_NULL) Levels levels) {

    /**
     * The measures of each level of a model of two.
     *
     * @param kl1 KL₁, mean over patches in nats, ≥ 0
     * @param kl2 KL₂, mean over patches in nats, ≥ 0
     * @param active1 share of active units of level 1, 0..1
     * @param active2 share of active units of level 2, 0..1
     * @param zeros1 share of entries of sampled z₁ that are 0, 0..1
     * @param zeros2 share of entries of sampled z₂ that are 0, 0..1
     */
    public record Levels(double kl1, double kl2, double active1, double active2, double zeros1,
            double zeros2) {
    }

    /** Those of a model of one level. */
    public VaeMeasures(double nelbo, double mse, double kl, double mseMap, double r2,
            double r2Pooled, double r2Median, double lifetime, double population,
            double portionZeros, double active, double activeThreshold, Double activeGap) {
        this(nelbo, mse, kl, mseMap, r2, r2Pooled, r2Median, lifetime, population, portionZeros,
                active, activeThreshold, activeGap, null);
    }

    static VaeMeasures of(Evaluation e) {
        return new VaeMeasures(e.nelbo(), e.mse(), e.kl(), e.mseMap(), e.r2(), e.r2Pooled(),
                e.r2Median(),
                e.lifetime(), e.population(), e.portionZeros(), e.active(), e.activeThreshold(),
                e.activeGap(), levels(e));
    }

    private static Levels levels(Evaluation e) {
        Evaluation.Level2 above = e.level2();
        return above == null ? null
                : new Levels(e.kl() - above.kl(), above.kl(), e.active(), above.active(),
                        e.portionZeros(), above.portionZeros());
    }
}
