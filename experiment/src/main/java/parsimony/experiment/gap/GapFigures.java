package parsimony.experiment.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import parsimony.compare.statistics.SampleMean;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.data.Patches;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Estimate;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;
import parsimony.figures.Strip;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Solver;

/**
 * The figures of a gap, each a function of the folder that {@code parsimony gap} writes: plane,
 * histogram, worst patches, and convergence against iterations and against time.
 */
public final class GapFigures {
    private static final String ENCODER = "P-VAE encoder";
    private static final String ALL = "the whole gap";
    private static final String RATES = "what better rates of the same units recover";
    private static final String SUPPORT = "what needs other units";
    private static final String ERROR = "Squared error per patch";
    private static final String SPARSITY = "Lifetime sparsity";
    private static final int BINS = 40;
    private static final int WORST = 8;

    /**
     * A chart of convergence.
     *
     * @param name    of what it shows, for its file
     * @param column  of {@code convergence.csv}
     * @param axis    the vertical one
     * @param title   its heading on a page
     * @param caption what to see, in sentences
     */
    private record Measure(String name, String column, Axis axis, String title, String caption) {
    }

    private static final List<Measure> MEASURES = List.of(
            new Measure("energy", "excess", Axis.log("Energy above the optimum"), "Energy",
                    "Mean over patches, above a"
                            + " certified bound on the minimum of each inference's own objective,"
                            + " from a cold start."),
            new Measure("mse", "mse", Axis.linear(ERROR), "Squared error",
                    "Per patch, of the same inference."),
            new Measure("sparsity", "lifetime", Axis.linear(SPARSITY), "Sparsity",
                    "Of codes, and of rates."));

    private GapFigures() {}

    /** Whether a folder holds a gap: only a gap has a table of free energies. */
    private static boolean isGap(ResultView result) {
        return result.has(FileNames.FREE_ENERGY);
    }

    /** What figures call a method of inference. An unknown method keeps its own name. */
    private static String name(String inference) {
        return switch (inference) {
            case CurvePoint.AMORTIZED -> ENCODER;
            case "lasso" -> "Exact lasso";
            // In these tables poisson is iterative inference with a fixed step, not the solver.
            case "poisson" -> "Iterative Poisson";
            default -> Solver.all().stream().filter(solver -> solver.name().equals(inference))
                    .findFirst()
                    .map(Solver::label).orElse(inference);
        };
    }

    /** Colours for the encoder and for every method of inference in either table, in order. */
    private static Palette palette(ResultView result) throws IOException {
        Map<String, String> names =
                new LinkedHashMap<>(Map.of(ENCODER, CurvePoint.AMORTIZED));
        for (String table : List.of(FileNames.CURVE, FileNames.CONVERGENCE)) {
            Rows rows = Rows.read(result.file(table));
            for (String inference : rows.distinct("inference")) {
                String before = names.putIfAbsent(name(inference), inference);
                if (inference.isBlank() || before != null && !before.equals(inference)
                        || names.size() > Palette.SIZE) {
                    throw rows.damaged("inference", inference, "must be one of "
                            + CurvePoint.AMORTIZED + ", " + Solver.names(Solver.all()));
                }
            }
        }
        return new Palette(List.copyOf(names.keySet()));
    }

    /**
     * {@return the encoder, and the curves of iterative inference on its dictionary}
     *
     * @param result the result folder
     * @throws InputException if a table is missing or damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> plane(ResultView result) throws IOException {
        return !isGap(result) ? List.of() : List.of(new Drawing(
                "plane", "Squared error against sparsity", "Each point of a"
                        + " curve is one λ on the VAE's own dictionary; lower and further right"
                        + " is better. The squared error is summed over the pixels of a patch, of"
                        + " the encoder that of its posterior mean. Hollow marks are codes that"
                        + " are not converged: their mean duality gap is more than 1% of their"
                        + " mean objective. The arrow goes from the encoder to the exact lasso at"
                        + " equal sparsity, with its "
                        + SampleMean.percent(
                                result.settings().path("interval").asDouble(SampleMean.LEVEL))
                        + " interval over patches.",
                plane(result.folder(), Rows.read(result.file(FileNames.CURVE)), palette(result),
                        result.transposed())));
    }

    /**
     * {@return how the gap in free energy is spread over the patches}
     *
     * @param result the result folder
     * @throws InputException if a table is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> losses(ResultView result) throws IOException {
        return !isGap(result) ? List.of() : List.of(new Drawing("free_energy_gap",
                "What the encoder's posterior loses, patch by patch",
                "The free energy of the encoder's rates less that of the"
                        + " best, which is certified, and its two parts. A few patches draw the"
                        + " mean up.",
                histogram(Rows.read(result.file(FileNames.FREE_ENERGY)))));
    }

    /**
     * {@return the patches with the largest gaps, where their shape is known}
     *
     * @param result the result folder
     * @throws InputException if a table is damaged, or an array is missing or damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> worst(ResultView result) throws IOException {
        if (!isGap(result)) {
            return List.of();
        }
        Rows gaps = Rows.read(result.file(FileNames.FREE_ENERGY));
        Patches patches = Patches.read(result.file(FileNames.PATCHES).toString());
        if (patches.pixels().numRows != gaps.size()) {
            throw new InputException(
                    gaps.file() + ": is damaged, it has " + gaps.size() + " rows for "
                            + patches.pixels().numRows + " patches; make the result again");
        }
        PatchShape shape =
                result.shapeOf(result.file(FileNames.PATCHES), patches.pixels().numCols).shape();
        return shape == null ? List.of()
                : List.of(new Drawing("worst_patches", "Where it loses most", "The patches with the"
                        + " largest gaps, what the encoder's rates make of them, and what the"
                        + " best rates do. Each column has the gray scale of its original.",
                        worst(result.folder(), shape, patches.pixels(), gaps.numbers("gap"))));
    }

    /**
     * {@return how inference converges, against iterations and against time}
     *
     * @param result the result folder
     * @throws InputException if a table is missing or damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> convergence(ResultView result) throws IOException {
        if (!isGap(result)) {
            return List.of();
        }
        Palette palette = palette(result);
        Rows table = Rows.read(result.file(FileNames.CONVERGENCE));
        List<Drawing> drawings = new ArrayList<>();
        for (String against : List.of("iterations", "seconds")) {
            for (Measure measure : MEASURES) {
                drawings.add(new Drawing("convergence_" + measure.name + "_" + against,
                        measure.title + " against " + against,
                        measure.caption,
                        curves(table, against, measure.column, measure.axis, palette)));
            }
        }
        return drawings;
    }

    private static Plane plane(Path folder, Rows curve, Palette palette, boolean transposed) {
        ErrorSparsityPlane plane =
                new ErrorSparsityPlane(Sparsity.LIFETIME, palette, Column.SINGLE);
        if (transposed) {
            plane.transposed();
        }
        for (String inference : curve.distinct("inference")) {
            if (!inference.equals(CurvePoint.AMORTIZED)) {
                plane.marks(name(inference), marks(curve.where("inference", inference)));
            }
        }
        Rows own = curve.where("inference", CurvePoint.AMORTIZED);
        JsonNode gap = RunRecord.readMetrics(folder).path("sparse_coding").path("lasso");
        double lifetime = own.numbers("lifetime")[0];
        double mse = own.numbers("mse_map")[0];
        plane.marks(ENCODER,
                List.of(new ErrorSparsityPlane.Mark(estimate(gap, "lifetime", lifetime),
                        estimate(gap, "mse_map", mse), true, List.of())));
        JsonNode other = gap.path("mse_at_same_sparsity");
        if (other.isNumber()) {
            plane.errorGap(lifetime, mse, other.asDouble(),
                    estimate(gap, "delta_mse", mse - other.asDouble()));
        }
        return plane.figure();
    }

    private static List<ErrorSparsityPlane.Mark> marks(Rows points) {
        double[] lifetime = points.numbers("lifetime");
        double[] mse = points.numbers("mse");
        double[] gap = points.numbers("relative_gap");
        return IntStream.range(0, gap.length)
                .mapToObj(i -> new ErrorSparsityPlane.Mark(Estimate.exact(lifetime[i]),
                        Estimate.exact(mse[i]), gap[i] <= CurvePoint.CONVERGED, List.of()))
                .toList();
    }

    /** A value with its interval from {@code metrics.json}, if there is one. */
    private static Estimate estimate(JsonNode metrics, String name, double value) {
        JsonNode low = metrics.path(name + "_low");
        JsonNode high = metrics.path(name + "_high");
        return low.isNumber() && high.isNumber()
                ? new Estimate(value, Math.min(value, low.asDouble()),
                        Math.max(value, high.asDouble()))
                : Estimate.exact(value);
    }

    private static Histogram histogram(Rows gaps) {
        double[] all = gaps.numbers("gap");
        double mean = Arrays.stream(all).average().orElseThrow();
        double largest = Arrays.stream(all).max().orElseThrow();
        // The axis begins at a hundredth of the mean: gaps differ by orders of magnitude, and some
        // or all may be 0, which has no place on a logarithmic axis.
        double typical = mean > 0 ? mean : 1;
        Axis x = Axis.log("Free energy above the best posterior’s (first bin: or less)")
                .between(typical / 100, Math.max(typical, largest));
        Histogram histogram =
                new Histogram(x, "patches", BINS, Palette.of(ALL, RATES, SUPPORT), Column.SINGLE)
                        .sample(ALL, all).sample(RATES, gaps.numbers("gap_rates"))
                        .sample(SUPPORT, gaps.numbers("gap_support"));
        if (mean > 0) {
            histogram.mark(mean, String.format(Locale.ROOT, "mean %.1f", mean));
        }
        double median = FreeEnergyGap.median(all);
        return median > typical / 100 && median != mean
                ? histogram.mark(median, String.format(Locale.ROOT, "median %.1f", median))
                : histogram;
    }

    private static Strip worst(Path folder, PatchShape shape, FMatrixRMaj patches, double[] gap) {
        int[] worst = IntStream.range(0, gap.length).boxed()
                .sorted((i, j) -> Double.compare(gap[j], gap[i])).limit(WORST)
                .mapToInt(Integer::intValue).toArray();
        Dictionary dictionary = new Dictionary(Npy.read(folder.resolve(FileNames.DICTIONARY)));
        return new Strip(shape.height(), shape.width(), Column.DOUBLE)
                .row("Original", rows(patches, worst))
                .row("Encoder",
                        dictionary.decode(
                                rows(Npy.read(folder.resolve(FileNames.AMORTIZED_RATES)), worst)))
                .row("Best posterior",
                        dictionary.decode(
                                rows(Npy.read(folder.resolve(FileNames.OPTIMAL_RATES)), worst)))
                .captions(Arrays.stream(worst)
                        .mapToObj(i -> String.format(Locale.ROOT, "gap %.0f", gap[i]))
                        .toArray(String[]::new));
    }

    private static FMatrixRMaj rows(FMatrixRMaj matrix, int[] chosen) {
        FMatrixRMaj rows = new FMatrixRMaj(chosen.length, matrix.numCols);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(matrix.data, chosen[i] * matrix.numCols, rows.data, i * matrix.numCols,
                    matrix.numCols);
        }
        return rows;
    }

    private static Curves curves(Rows convergence, String against, String measure, Axis y,
            Palette palette) {
        String patches = convergence.distinct("patches").get(0);
        Axis x = Axis.log(
                against.equals("seconds") ? "Seconds for " + patches + " patches" : "Iterations");
        Curves figure = new Curves(x, y, palette, Column.SINGLE);
        for (String inference : convergence.distinct("inference")) {
            Rows points = convergence.where("inference", inference);
            double[] across = points.positive(against);
            double[] up = points.numbers(measure);
            // An energy that double precision cannot tell from the certified bound gives 0 or less,
            // which has no place on a logarithmic axis.
            int[] shown = IntStream.range(0, up.length).filter(i -> !y.logarithmic() || up[i] > 0)
                    .toArray();
            if (shown.length > 0) {
                figure.curve(Series.of(name(inference),
                        Arrays.stream(shown).mapToDouble(i -> across[i]).toArray(),
                        Arrays.stream(shown).mapToDouble(i -> up[i]).toArray()));
            }
        }
        return figure;
    }
}
