package parsimony.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import parsimony.sparsecoding.Measures;

/**
 * One point of the MSE–sparsity plane: one way to infer codes on one model's dictionary, measured on the validation patches.
 *
 * @param model     whose dictionary, by its name in the experiment
 * @param inference how codes were inferred: {@code lca}, {@code ista}, … or {@link #AMORTIZED}
 * @param lambda    weight of the l1 norm, null for amortized inference
 * @param beta      weight of the KL term that a VAE was trained with, null for a sparse coding dictionary
 * @param mse       mean Σ_pixels (x − x̂)² with the codes as inferred (sampled counts for a VAE)
 * @param mseMap    the same with the posterior mean decoded; for a point estimate it is the mse
 */
public record CurvePoint(String model, String inference, Double lambda, Double beta, double mse, double mseMap, double r2,
        double lifetime, double population, double portionZeros) {

    /** The {@code inference} of a VAE's own encoder. */
    public static final String AMORTIZED = "amortized";
    /** What the columns of a {@link #row} are called. */
    public static final String COLUMNS = "model,inference,lambda,beta,mse,mse_map,r2,lifetime,population,portion_zeros";

    /** A point of a curve: deterministic codes found with one λ. */
    public static CurvePoint sparse(String model, String inference, double lambda, Double beta, Measures measures) {
        return new CurvePoint(model, inference, lambda, beta, measures.mse(), measures.mse(), measures.r2(),
                measures.lifetime(), measures.population(), measures.portionZeros());
    }

    /** The point of a VAE's own encoder. */
    public static CurvePoint amortized(String model, double beta, JsonNode metrics) {
        return new CurvePoint(model, AMORTIZED, null, beta, metrics.path("mse").asDouble(), metrics.path("mse_map").asDouble(),
                metrics.path("r2").asDouble(), metrics.path("lifetime").asDouble(), metrics.path("population").asDouble(),
                metrics.path("portion_zeros").asDouble());
    }

    /** Writes points as {@code curve.csv}: a header and one row per point, empty where a column does not apply. */
    public static void writeCsv(Path file, List<CurvePoint> points) throws IOException {
        Files.writeString(file, points.stream().map(point -> point.row() + "\n")
                .collect(Collectors.joining("", COLUMNS + "\n", "")));
    }

    /** The point as a row of a table; empty where a column does not apply. */
    public String row() {
        return String.format(Locale.ROOT, "%s,%s,%s,%s,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f", model, inference,
                lambda == null ? "" : lambda, beta == null ? "" : beta, mse, mseMap, r2, lifetime, population, portionZeros);
    }
}
