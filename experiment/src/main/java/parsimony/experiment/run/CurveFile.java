package parsimony.experiment.run;

import static parsimony.experiment.report.Csv.number;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.Excess;
import parsimony.experiment.report.Csv;
import parsimony.vae.Evaluation;

/** Writes points of the error–sparsity plane as {@code curve.csv}. */
public final class CurveFile {
    private static final List<String> COLUMNS = List.of("model", "inference", "lambda", "beta",
            "mse", "mse_map", "r2",
            "r2_pooled", "r2_median", "lifetime", "population", "portion_zeros", "relative_gap");

    private static final List<String> FURTHER =
            List.of("distance", "scaled_distance", "excess", "excess_bound");

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
     * Writes the points of an experiment: their seeds in an additional first column, and in
     * additional last ones their distances from the ideal corner and their excess.
     *
     * @param file the path of the file
     * @param seeds one for each point
     * @param points the points, in order
     * @param excesses of the points; null where there is none
     * @throws IOException if a file cannot be read or written
     */
    public static void write(Path file, List<Long> seeds, List<CurvePoint> points,
            List<Excess> excesses) throws IOException {
        List<String> columns = new ArrayList<>(List.of("seed"));
        columns.addAll(COLUMNS);
        columns.addAll(FURTHER);
        try (Csv csv = Csv.create(file, columns)) {
            for (int i = 0; i < points.size(); i++) {
                List<Object> row = new ArrayList<>(List.of(seeds.get(i)));
                row.addAll(row(points.get(i)));
                row.addAll(further(points.get(i), excesses.get(i)));
                csv.row(row.toArray());
            }
        }
    }

    private static List<Object> further(CurvePoint point, Excess excess) {
        return Arrays.asList(number("%.6f", point.distance()),
                number("%.6f", point.scaledDistance()),
                excess == null ? null : number("%.6f", excess.least()),
                excess == null ? null : number("%.6f", excess.most()));
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
