package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.LineFit;
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
 * @param meanActivity mean over patches and units of the expected magnitude of the code, ≥ 0; null
 *     where it has no simple closed form, and in older runs, as are the others
 * @param bitsPerSpike bits of KL per expected spike, ≥ 0; null unless codes are spike counts
 * @param klRateSlope slope of the line through the log of the KL of each unit against the log of
 *     its prior rate, over the units that count; null if the prior has no rates
 * @param klRateSlopeError standard error of that slope, ≥ 0
 * @param klRateUnits how many units count: those whose KL is above what rounding leaves
 * @param levels what each level of a model of two says; null, and left out, for one level
 */
public record VaeMeasures(double nelbo, double mse, double kl, double mseMap, double r2,
        double r2Pooled,
        double r2Median, double lifetime, double population, double portionZeros, double active,
        double activeThreshold, Double activeGap,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double meanActivity,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double bitsPerSpike,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double klRateSlope,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double klRateSlopeError,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer klRateUnits,
        @JsonInclude(JsonInclude.Include.NON_NULL) Levels levels) {
    /**
     * The least KL of a unit, relative to its prior rate r, whose logarithm says something. The KL
     * r(1 + δ(log δ − 1)) is computed in float32, which rounds the parentheses to about 1e-6.
     */
    private static final double RESOLVED = 1e-5;

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
                active, activeThreshold, activeGap, null,
                null, null, null, null, null);
    }

    /** @param priorLogRate ρ, 1×K, of a model whose prior has rates */
    static VaeMeasures of(Evaluation e, Optional<FMatrixRMaj> priorLogRate) {
        Optional<LineFit> line = priorLogRate.flatMap(rho -> line(e.klPerUnit(), rho.data));
        return new VaeMeasures(e.nelbo(), e.mse(), e.kl(), e.mseMap(), e.r2(), e.r2Pooled(),
                e.r2Median(),
                e.lifetime(), e.population(), e.portionZeros(), e.active(), e.activeThreshold(),
                e.activeGap(), boxed(e.meanActivity()), boxed(e.bitsPerSpike()),
                line.map(LineFit::slope).orElse(null), line.map(LineFit::error).orElse(null),
                line.map(LineFit::points).orElse(null), levels(e));
    }

    /** The line through log KL against log r of the units whose KL is resolved. */
    static Optional<LineFit> line(float[] kl, float[] logRate) {
        int[] units = IntStream.range(0, kl.length)
                .filter(k -> kl[k] > RESOLVED * Math.exp(logRate[k])).toArray();
        return LineFit.of(Arrays.stream(units).mapToDouble(k -> logRate[k]).toArray(),
                Arrays.stream(units).mapToDouble(k -> Math.log(kl[k])).toArray());
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static Levels levels(Evaluation e) {
        Evaluation.Level2 above = e.level2();
        return above == null ? null
                : new Levels(e.kl() - above.kl(), above.kl(), e.active(), above.active(),
                        e.portionZeros(), above.portionZeros());
    }
}
