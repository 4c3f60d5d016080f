package parsimony.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.sparsecoding.Measures;
import parsimony.vae.Evaluation;

/**
 * One point of the error–sparsity plane: one way to infer codes on one model's dictionary, measured on the validation patches.
 *
 * @param model       whose dictionary, by its name in the experiment
 * @param inference   how codes were inferred: {@code lca}, {@code ista}, … or {@link #AMORTIZED}
 * @param lambda      weight of the l1 norm, null for amortized inference
 * @param beta        weight of the KL term that a VAE was trained with, null for a sparse coding dictionary
 * @param mse         squared error per patch, mean Σ_pixels (x − x̂)², with the codes as inferred (samples for a VAE)
 * @param mseMap      the same with the posterior mean decoded; for a point estimate it is the mse
 * @param r2          mean over patches of R², ruled by nearly constant ones; kept for earlier readers of the files
 * @param r2Pooled    R² over all pixels of all patches together
 * @param r2Median    median over patches of R²
 * @param relativeGap the codes' mean duality gap divided by their mean objective: how far, in proportion, they are at most from
 *                    the lasso's optimum, 0..1; null for amortized inference
 */
public record CurvePoint(String model, String inference, Double lambda, Double beta, double mse, double mseMap, double r2,
        double r2Pooled, double r2Median, double lifetime, double population, double portionZeros, Double relativeGap) {

    /** The {@code inference} of a VAE's own encoder. */
    public static final String AMORTIZED = "amortized";
    /** Codes with a {@link #relativeGap} of at most this count as converged; figures draw the others hollow. */
    public static final double CONVERGED = 0.01;
    /** What hollow marks in a figure are. */
    public static final String OPEN = "hollow: relative gap above 1%";
    /** What the columns of a {@link #row} are called. */
    public static final String COLUMNS =
            "model,inference,lambda,beta,mse,mse_map,r2,r2_pooled,r2_median,lifetime,population,portion_zeros,relative_gap";

    /** A point of a curve: deterministic codes found with one λ. */
    public static CurvePoint sparse(String model, String inference, double lambda, Double beta, Measures measures,
            double relativeGap) {
        return new CurvePoint(model, inference, lambda, beta, measures.mse(), measures.mse(), measures.r2(), measures.r2Pooled(),
                measures.r2Median(), measures.lifetime(), measures.population(), measures.portionZeros(), relativeGap);
    }

    /** The point of a VAE's own encoder, from the metrics that its training left. */
    public static CurvePoint amortized(String model, double beta, JsonNode metrics) {
        return new CurvePoint(model, AMORTIZED, null, beta, metrics.path("mse").asDouble(), metrics.path("mse_map").asDouble(),
                metrics.path("r2").asDouble(), metrics.path("r2_pooled").asDouble(), metrics.path("r2_median").asDouble(),
                metrics.path("lifetime").asDouble(), metrics.path("population").asDouble(),
                metrics.path("portion_zeros").asDouble(), null);
    }

    /** The point of a VAE's own encoder. */
    public static CurvePoint amortized(String model, double beta, Evaluation e) {
        return new CurvePoint(model, AMORTIZED, null, beta, e.mse(), e.mseMap(), e.r2(), e.r2Pooled(), e.r2Median(), e.lifetime(),
                e.population(), e.portionZeros(), null);
    }

    /** Whether its codes are those of the optimum, as far as figures show; the point of an encoder has no optimum to miss. */
    public boolean converged() {
        return relativeGap == null || relativeGap <= CONVERGED;
    }

    /** Writes points as {@code curve.csv}: a header and one row per point, empty where a column does not apply. */
    public static void writeCsv(Path file, List<CurvePoint> points) throws IOException {
        Files.writeString(file, points.stream().map(point -> point.row() + "\n")
                .collect(Collectors.joining("", COLUMNS + "\n", "")));
    }

    /** The point as a row of a table; empty where a column does not apply. */
    public String row() {
        String measures = Stream.of(mse, mseMap, r2, r2Pooled, r2Median, lifetime, population, portionZeros)
                .map(value -> String.format(Locale.ROOT, "%.6f", value)).collect(Collectors.joining(","));
        return String.join(",", model, inference, plain(lambda), plain(beta), measures,
                relativeGap == null ? "" : String.format(Locale.ROOT, "%.4g", relativeGap));
    }

    private static String plain(Double setting) {
        return setting == null ? "" : setting.toString();
    }
}
