package parsimony.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.compare.CurvePoint;
import parsimony.vae.Evaluation;

/** Points of the error–sparsity plane as files have them: {@code curve.csv}, and a VAE's own in its {@code metrics.json}. */
public final class CurveFile {
    /** What the columns of a {@link #row} are called. */
    public static final String COLUMNS =
            "model,inference,lambda,beta,mse,mse_map,r2,r2_pooled,r2_median,lifetime,population,portion_zeros,relative_gap";

    private CurveFile() {
    }

    /** Writes points as {@code curve.csv}: a header and one row per point, empty where a column does not apply. */
    public static void write(Path file, List<CurvePoint> points) throws IOException {
        Files.writeString(file, points.stream().map(point -> row(point) + "\n")
                .collect(Collectors.joining("", COLUMNS + "\n", "")));
    }

    /** A point as a row of a table; empty where a column does not apply. */
    public static String row(CurvePoint p) {
        String measures = Stream.of(p.mse(), p.mseMap(), p.r2(), p.r2Pooled(), p.r2Median(), p.lifetime(), p.population(),
                p.portionZeros()).map(value -> String.format(Locale.ROOT, "%.6f", value)).collect(Collectors.joining(","));
        return String.join(",", p.model(), p.inference(), plain(p.lambda()), plain(p.beta()), measures,
                p.relativeGap() == null ? "" : String.format(Locale.ROOT, "%.4g", p.relativeGap()));
    }

    private static String plain(Double setting) {
        return setting == null ? "" : setting.toString();
    }

    /** The point of a VAE's own encoder, from the metrics that its training left. */
    public static CurvePoint amortized(String model, double beta, JsonNode metrics) {
        return new CurvePoint(model, CurvePoint.AMORTIZED, null, beta, metrics.path("mse").asDouble(),
                metrics.path("mse_map").asDouble(), metrics.path("r2").asDouble(), metrics.path("r2_pooled").asDouble(),
                metrics.path("r2_median").asDouble(), metrics.path("lifetime").asDouble(), metrics.path("population").asDouble(),
                metrics.path("portion_zeros").asDouble(), null);
    }

    /** The point of a VAE's own encoder. */
    public static CurvePoint amortized(String model, double beta, Evaluation e) {
        return new CurvePoint(model, CurvePoint.AMORTIZED, null, beta, e.mse(), e.mseMap(), e.r2(), e.r2Pooled(), e.r2Median(),
                e.lifetime(), e.population(), e.portionZeros(), null);
    }
}
