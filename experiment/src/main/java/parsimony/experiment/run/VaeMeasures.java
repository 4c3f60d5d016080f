package parsimony.experiment.run;

import parsimony.vae.Evaluation;

/**
 * The measures of an {@link Evaluation} in the order of {@code metrics.json}. {@link Evaluation}
 * says what each is. {@code activeGap} is null in runs of version 0.1.
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
