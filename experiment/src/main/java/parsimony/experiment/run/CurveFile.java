package parsimony.experiment.run;

import static parsimony.experiment.report.Csv.number;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import parsimony.compare.CurvePoint;
import parsimony.experiment.report.Csv;
import parsimony.vae.Evaluation;

/** Writes points of the error–sparsity plane as {@code curve.csv}. */
public final class CurveFile {
    private static final List<String> COLUMNS = List.of("model", "inference", "lambda", "beta",
            "mse", "mse_map", "r2",
            "r2_pooled", "r2_median", "lifetime", "population", "portion_zeros", "relative_gap");

    private CurveFile() {}

    /**
     * Writes a header and one row per point, empty where a column does not apply.
     *
     * @param file the path of the file
     * @param points the points, in order
     * @throws IOException if a file cannot be read or written
     */
    public static void write(Path file, List<CurvePoint> points) throws IOException {
        try (Csv csv = Csv.create(file, COLUMNS)) {
            for (CurvePoint point : points) {
                csv.row(row(point).toArray());
            }
        }
    }

    /**
     * Writes points with their seeds in an additional first column.
     *
     * @param file the path of the file
     * @param seeds one for each point
     * @param points the points, in order
     * @throws IOException if a file cannot be read or written
     */
    public static void write(Path file, List<Long> seeds, List<CurvePoint> points)
            throws IOException {
        try (Csv csv =
                Csv.create(file, Stream.concat(Stream.of("seed"), COLUMNS.stream()).toList())) {
            for (int i = 0; i < points.size(); i++) {
                csv.row(Stream.concat(Stream.of(seeds.get(i)), row(points.get(i)).stream())
                        .toArray());
            }
        }
    }

    private static List<Object> row(CurvePoint p) {
        List<Object> row =
                new ArrayList<>(Arrays.asList(p.model(), p.inference(), p.lambda(), p.beta()));
        Stream.of(p.mse(), p.mseMap(), p.r2(), p.r2Pooled(), p.r2Median(), p.lifetime(),
                p.population(),
                p.portionZeros()).map(value -> number("%.6f", value)).forEach(row::add);
        row.add(number("%.4g", p.relativeGap()));
        return row;
    }

    /**
     * {@return the point of a VAE's own encoder}
     *
     * @param model the name of the model
     * @param beta β
     * @param e its measures
     */
    public static CurvePoint amortized(String model, double beta, Evaluation e) {
        return new CurvePoint(model, CurvePoint.AMORTIZED, null, beta, e.mse(), e.mseMap(), e.r2(),
                e.r2Pooled(), e.r2Median(),
                e.lifetime(), e.population(), e.portionZeros(), null);
    }
}
