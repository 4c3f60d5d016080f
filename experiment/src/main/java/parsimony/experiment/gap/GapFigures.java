package parsimony.experiment.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.Sparsity;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.data.Patches;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Estimate;
import parsimony.figures.Figure;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;
import parsimony.figures.Strip;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/** The figures of a gap: plane, histogram, worst patches, and convergence against iterations and against time. */
public final class GapFigures {
    private static final String ENCODER = "P-VAE encoder";
    private static final Map<String, String> NAMES = Map.of("lca", "LCA", "ista", "ISTA", "fista", "FISTA",
            "lasso", "Exact lasso", "poisson", "Iterative Poisson");
    private static final Palette PALETTE = Palette.of(ENCODER, "LCA", "ISTA", "FISTA", "Exact lasso", "Iterative Poisson");
    private static final String ALL = "the whole gap";
    private static final String RATES = "what better rates of the same units recover";
    private static final String SUPPORT = "what needs other units";
    private static final String ERROR = "Squared error per patch";
    private static final String SPARSITY = "Lifetime sparsity";
    private static final int BINS = 40;
    private static final int WORST = 8;
    private static final String PATCHES = "patches.npy";

    private GapFigures() {
    }

    /**
     * Every figure by its name, from the tables and arrays of a result; worst patches only where their shape is known.
     *
     * @param folder as {@code parsimony gap} writes it
     * @param asked  the height and width of a patch, null for those that the folder knows
     * @throws InputException if a table is missing or damaged
     * @throws DataException  if an array is
     */
    public static Map<String, Figure> of(Path folder, PatchShape asked) throws IOException, DataException {
        Map<String, Figure> figures = new LinkedHashMap<>();
        figures.put("plane", plane(folder, Rows.read(folder.resolve("curve.csv"))));
        Rows gaps = Rows.read(folder.resolve("free_energy.csv"));
        figures.put("free_energy_gap", histogram(gaps));
        Patches patches = Patches.read(folder.resolve(PATCHES));
        if (patches.pixels().numRows != gaps.cells().size()) {
            throw new InputException(gaps.file() + ": is damaged, it has " + gaps.cells().size() + " rows for "
                    + patches.pixels().numRows + " patches; make the result again");
        }
        PatchShape shape = PictureShape.of(patches.pixels().numCols, asked, folder.resolve(PATCHES)).shape();
        if (shape != null) {
            figures.put("worst_patches", worst(folder, shape, patches.pixels(), gaps.numbers("gap")));
        }
        Rows convergence = Rows.read(folder.resolve("convergence.csv"));
        for (String against : List.of("iterations", "seconds")) {
            figures.put("convergence_energy_" + against,
                    curves(convergence, against, "excess", Axis.log("Energy above the optimum")));
            figures.put("convergence_mse_" + against, curves(convergence, against, "mse", Axis.linear(ERROR)));
            figures.put("convergence_sparsity_" + against, curves(convergence, against, "lifetime", Axis.linear(SPARSITY)));
        }
        return figures;
    }

    private static Plane plane(Path folder, Rows curve) {
        ErrorSparsityPlane plane = new ErrorSparsityPlane(Sparsity.LIFETIME, PALETTE, Column.SINGLE);
        for (String inference : curve.distinct("inference")) {
            if (NAMES.containsKey(inference)) {
                plane.marks(NAMES.get(inference), marks(curve.where("inference", inference)));
            }
        }
        Rows own = curve.where("inference", CurvePoint.AMORTIZED);
        if (own.cells().isEmpty()) {
            throw new InputException(curve.file() + ": is damaged, no row of it is amortized; make the result again");
        }
        JsonNode gap = RunRecord.readMetrics(folder).path("sparse_coding").path("lasso");
        double lifetime = own.numbers("lifetime")[0];
        double mse = own.numbers("mse_map")[0];
        plane.marks(ENCODER, List.of(new ErrorSparsityPlane.Mark(estimate(gap, "lifetime", lifetime),
                estimate(gap, "mse_map", mse), true, List.of())));
        JsonNode other = gap.path("mse_at_same_sparsity");
        if (other.isNumber()) {
            plane.errorGap(lifetime, mse, other.asDouble(), estimate(gap, "delta_mse", mse - other.asDouble()));
        }
        return plane.figure();
    }

    private static List<ErrorSparsityPlane.Mark> marks(Rows points) {
        double[] lifetime = points.numbers("lifetime");
        double[] mse = points.numbers("mse");
        double[] gap = points.numbers("relative_gap");
        return IntStream.range(0, gap.length).mapToObj(i -> new ErrorSparsityPlane.Mark(Estimate.exact(lifetime[i]),
                Estimate.exact(mse[i]), gap[i] <= CurvePoint.CONVERGED, List.of())).toList();
    }

    /** A value with the interval that {@code metrics.json} has for it, if it has one. */
    private static Estimate estimate(JsonNode metrics, String name, double value) {
        JsonNode low = metrics.path(name + "_low");
        JsonNode high = metrics.path(name + "_high");
        return low.isNumber() && high.isNumber()
                ? new Estimate(value, Math.min(value, low.asDouble()), Math.max(value, high.asDouble())) : Estimate.exact(value);
    }

    private static Histogram histogram(Rows gaps) {
        double[] all = gaps.numbers("gap");
        double mean = Arrays.stream(all).average().orElseThrow();
        double largest = Arrays.stream(all).max().orElseThrow();
        // From a hundredth of the mean on: gaps differ by orders of magnitude, and parts of them, or all, may be 0.
        double typical = mean > 0 ? mean : 1;
        Axis x = Axis.log("Free energy above the best posterior’s (first bin: or less)")
                .between(typical / 100, Math.max(typical, largest));
        Histogram histogram = new Histogram(x, "patches", BINS, Palette.of(ALL, RATES, SUPPORT), Column.SINGLE)
                .sample(ALL, all).sample(RATES, gaps.numbers("gap_rates")).sample(SUPPORT, gaps.numbers("gap_support"));
        if (mean > 0) {
            histogram.mark(mean, String.format(Locale.ROOT, "mean %.1f", mean));
        }
        double median = FreeEnergyGap.median(all);
        return median > typical / 100 && median != mean
                ? histogram.mark(median, String.format(Locale.ROOT, "median %.1f", median)) : histogram;
    }

    private static Strip worst(Path folder, PatchShape shape, FMatrixRMaj patches, double[] gap) throws DataException {
        int[] worst = IntStream.range(0, gap.length).boxed().sorted((i, j) -> Double.compare(gap[j], gap[i])).limit(WORST)
                .mapToInt(Integer::intValue).toArray();
        Dictionary dictionary = new Dictionary(Npy.read(folder.resolve("dictionary.npy")));
        return new Strip(shape.height(), shape.width(), Column.DOUBLE)
                .row("Original", rows(patches, worst))
                .row("Encoder", dictionary.decode(rows(Npy.read(folder.resolve("amortized_rates.npy")), worst)))
                .row("Best posterior", dictionary.decode(rows(Npy.read(folder.resolve("optimal_rates.npy")), worst)))
                .captions(Arrays.stream(worst).mapToObj(i -> String.format(Locale.ROOT, "gap %.0f", gap[i]))
                        .toArray(String[]::new));
    }

    private static FMatrixRMaj rows(FMatrixRMaj matrix, int[] chosen) {
        FMatrixRMaj rows = new FMatrixRMaj(chosen.length, matrix.numCols);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(matrix.data, chosen[i] * matrix.numCols, rows.data, i * matrix.numCols, matrix.numCols);
        }
        return rows;
    }

    private static Curves curves(Rows convergence, String against, String measure, Axis y) {
        String patches = convergence.distinct("patches").get(0);
        Axis x = Axis.log(against.equals("seconds") ? "Seconds for " + patches + " patches" : "Iterations");
        Curves figure = new Curves(x, y, PALETTE, Column.SINGLE);
        for (String inference : convergence.distinct("inference")) {
            Rows points = convergence.where("inference", inference);
            double[] across = points.numbers(against);
            double[] up = points.numbers(measure);
            // What is no longer above the certified bound, to double precision, has no place on a logarithmic axis.
            int[] shown = IntStream.range(0, up.length).filter(i -> !y.logarithmic() || up[i] > 0).toArray();
            if (shown.length > 0) {
                figure.curve(Series.of(NAMES.get(inference), Arrays.stream(shown).mapToDouble(i -> across[i]).toArray(),
                        Arrays.stream(shown).mapToDouble(i -> up[i]).toArray()));
            }
        }
        return figure;
    }
}
