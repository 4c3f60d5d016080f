package parsimony.experiment.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.Sparsity;
import parsimony.compare.gap.Convergence;
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
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.figures.Series;
import parsimony.figures.Strip;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solver;

/**
 * The figures of a gap, each a function of the folder that {@code parsimony gap} writes: plane,
 * distribution over the patches, worst and random patches, and convergence and the gap against
 * iterations and against time.
 */
public final class GapFigures {
    private static final String ENCODER = "P-VAE encoder";
    private static final String ITERATIVE = "iP-VAE";
    private static final String ALL = "whole gap";
    private static final String RATES = "part that better rates of the same units recover";
    private static final String SUPPORT = "part that needs other units";
    private static final Solver<?> LCA = Solver.of(GapResult.LCA);
    private static final Solver<?> EXACT = Solver.of("lasso");
    /** Patches of a panel at most: so many are still large in one column of a journal. */
    private static final int SHOWN = 6;
    /** The widest row of patches that a column has dots for, beside the labels, in pixels. */
    private static final int PIXELS_ACROSS = 700;

    /** What a row of charts shows of convergence: a column of the table, and its axis. */
    private record Measure(String column, Axis axis) {
    }

    private static final List<Measure> MEASURES = List.of(
            new Measure("excess", Axis.log("Energy above the optimum")),
            new Measure("mse", Axis.linear("Squared error per patch")),
            new Measure("lifetime", Axis.linear("Lifetime sparsity")));

    /** What goes no steps: every point of it is an encoder of its own. */
    private static final Set<String> ONE_RUN_EACH =
            Set.of(CurvePoint.AMORTIZED, GapResult.LISTA);
    private static final String FROM_ENCODER = " from the encoder";
    private static final String FROM_MODEL = " from the P-VAE";
    /** Excess below this share of the largest is of no interest, and would flatten the rest. */
    private static final double SHOWN_EXCESS = 1e-5;

    private GapFigures() {}

    /** Whether a folder holds a gap: only a gap has a table of free energies. */
    static boolean isGap(ResultView result) {
        return result.has(FileNames.FREE_ENERGY);
    }

    /** Whether a folder has the curves of sparse coding: those of iterative models do, too. */
    static boolean hasPlane(ResultView result) {
        return isGap(result) || result.has(FileNames.OBJECTIVE_GAPS);
    }

    /** What the plane calls a method of inference, or the model itself. */
    static String name(ResultView result, String inference) {
        return inference.equals(CurvePoint.AMORTIZED) && result.has(FileNames.OBJECTIVE_GAPS)
                ? ITERATIVE : name(inference);
    }

    /** What figures call a method of inference. An unknown method keeps its model. */
    static String name(String inference) {
        return switch (inference) {
            case CurvePoint.AMORTIZED -> ENCODER;
            case "lasso" -> "Exact lasso";
            // In these tables poisson is iterative inference with a fixed step, not the solver.
            case "poisson" -> "Iterative Poisson";
            case GapResult.LISTA -> "LISTA";
            default -> Solver.all().stream().filter(solver -> solver.name().equals(inference))
                    .findFirst()
                    .map(Solver::label).orElse(inference);
        };
    }

    /** Colours for the encoder and for every method of inference in either table, in order. */
    private static Palette palette(ResultView result) throws IOException {
        Map<String, String> names =
                new LinkedHashMap<>(
                        Map.of(name(result, CurvePoint.AMORTIZED), CurvePoint.AMORTIZED));
        for (String table : List.of(FileNames.CURVE, FileNames.CONVERGENCE)) {
            if (!result.has(table) && !isGap(result)) {
                continue;
            }
            Rows rows = Rows.read(result.file(table));
            for (String inference : rows.distinct("inference")) {
                String before = names.putIfAbsent(name(result, inference), inference);
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
        return !hasPlane(result) ? List.of() : List.of(new Drawing(
                "plane", "Squared error against sparsity", "Each point of a"
                        + " curve is one λ on the VAE's own dictionary; lower and further right"
                        + " is better. The squared error is summed over the pixels of a patch, of"
                        + " the encoder that of its posterior mean. Hollow marks are codes that"
                        + " are not converged: their mean duality gap is more than 1% of their"
                        + " mean objective. The arrows go from the encoder to the exact lasso at"
                        + " equal sparsity and at equal error, each with its "
                        + SampleMean.percent(
                                result.settings().path("interval").asDouble(SampleMean.LEVEL))
                        + " interval over patches.",
                plane(result, Rows.read(result.file(FileNames.CURVE)), palette(result))));
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
                "The share of patches whose free energy under the encoder's rates is no more than"
                        + " so much above that of the best rates, which is certified; and the"
                        + " same of the two parts of the gap. Patches with less than the axis"
                        + " shows make the height at which a curve begins. A few patches draw the"
                        + " mean up. Gray: the " + level(result)
                        + " intervals of median and mean over patches.",
                distribution(result)));
    }

    private static String level(ResultView result) {
        return SampleMean
                .percent(result.settings().path("interval").asDouble(SampleMean.LEVEL));
    }

    /**
     * {@return the patches with the largest gaps and some random ones, where their shape is known}
     *
     * @param result the result folder
     * @throws InputException if a table is damaged, or an array is missing or damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> patches(ResultView result) throws IOException {
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
        int shown = shape == null ? 0
                : Math.min(Math.min(SHOWN, PIXELS_ACROSS / shape.width()), gaps.size());
        if (shown == 0) {
            return List.of();
        }
        double[] gap = gaps.numbers("gap");
        int[] worst = IntStream.range(0, gap.length).boxed()
                .sorted((i, j) -> Double.compare(gap[j], gap[i])).limit(shown)
                .mapToInt(Integer::intValue).toArray();
        long seed = result.settings().path("seed").asLong();
        int[] random = new SplittableRandom(seed).ints(0, gap.length).distinct().limit(shown)
                .toArray();
        double lambda =
                RunRecord.readMetrics(result.folder()).path("lambda_at_same_sparsity").asDouble();
        return List.of(new Drawing("worst_patches", "Where it loses most, and what is usual",
                "The patches with the largest gaps in free energy (a) and random ones (b, seed "
                        + seed + "): what the encoder's rates make of them, what LCA and the exact"
                        + " lasso do, both at the λ at which LCA is as sparse as the encoder over"
                        + " all patches, and what the best rates do. Above a patch its gap in nats,"
                        + " below a reconstruction its squared error. Each column has the gray"
                        + " scale of its original.",
                new Panels(2)
                        .panel("Largest gaps of " + gap.length + " patches",
                                strip(result.folder(), shape, patches.pixels(), gap, worst, lambda))
                        .panel("Random patches", strip(result.folder(), shape, patches.pixels(),
                                gap, random, lambda))
                        .note(String.format(Locale.ROOT, "Below each picture its squared"
                                + " error. LCA and exact lasso at λ = %.3g.",
                                lambda))));
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
        Rows all = Rows.read(result.file(FileNames.CONVERGENCE));
        // Gaps of earlier versions have cold starts alone, and do not say so.
        Rows table = isByCompute(all) ? all.where("start", Convergence.COLD) : all;
        Panels panels = new Panels(MEASURES.size(), Column.DOUBLE).sharedLegend()
                .note("n = " + table.distinct("patches").get(0)
                        + " patches, inferred together from a cold start.");
        for (String against : List.of("iterations", "seconds")) {
            for (Measure measure : MEASURES) {
                panels.panel("", curves(table, against, measure, palette));
            }
        }
        return List.of(new Drawing("convergence", "How inference converges",
                "Against iterations (a–c) and against the seconds that processors worked, of all"
                        + " threads together (d–f): the mean energy above a certified bound on"
                        + " the minimum of each inference's own objective (a, d), the squared"
                        + " error (b, e), and the lifetime sparsity of codes, or of rates (c, f)."
                        + " Every point is a run of its own; the shortest of several counts."
                        + " Energies level off where they reach the certificate of the bound.",
                panels));
    }

    /** Whether a table of convergence has the gap against compute. */
    private static boolean isByCompute(Rows convergence) {
        return convergence.names().contains("equal_l1_excess");
    }

    /**
     * {@return the gap against compute, by steps and by processor time}
     *
     * @param result the result folder
     * @throws InputException if a table is missing or damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> compute(ResultView result) throws IOException {
        if (!isGap(result)) {
            return List.of();
        }
        Rows table = Rows.read(result.file(FileNames.CONVERGENCE));
        if (!isByCompute(table)) {
            return List.of();
        }
        Palette palette = palette(result);
        int own = ownSteps(table);
        if (own > 0) {
            palette.variant(label(CurvePoint.AMORTIZED, Convergence.COLD, own), ENCODER);
        }
        for (String inference : table.where("start", Convergence.COLD).distinct("inference")) {
            if (hasWarm(table, inference)) {
                palette.variant(label(inference, Convergence.ENCODER, own), name(inference));
            }
        }
        double patches = table.positive("patches")[0];
        Panels panels = new Panels(2, Column.DOUBLE).sharedLegend()
                .note(String.format(Locale.ROOT, "n = %.0f patches, inferred together. Steps count"
                        + " the encoder’s pass and the layers of LISTA, each as one.", patches));
        panels.panel("Against steps", compute(table, false, palette));
        panels.panel("Against processor time", compute(table, true, palette));
        return List.of(new Drawing("compute", "The gap against compute",
                "How much squared error codes leave above the least that is possible at the"
                        + " encoder's own L1, patch by patch, against steps (a) and against the"
                        + " milliseconds that processors worked for a patch, of all threads"
                        + " together (b). Codes of more L1 than the encoder's pay for it at the"
                        + " rate at which the optimum would, so that codes of all kinds are"
                        + " measured alike, and only the certified optimum of the lasso has 0. The"
                        + " rates of the best Poisson posterior, which minimise another objective,"
                        + " end at the dashed line. Every point is a run of its own, and the"
                        + " shortest of several counts; what goes on from the encoder pays for the"
                        + " encoder's time, too.",
                panels));
    }

    /** Steps that the model itself takes: 0 for an encoder alone. */
    private static int ownSteps(Rows table) {
        return (int) table.where("inference", CurvePoint.AMORTIZED).numbers("iterations")[0];
    }

    private static String label(String inference, String start, int own) {
        if (inference.equals(CurvePoint.AMORTIZED)) {
            return own == 0 ? ENCODER : "P-VAE, " + own + " steps";
        }
        return name(inference) + (start.equals(Convergence.COLD) ? ""
                : own == 0 ? FROM_ENCODER : FROM_MODEL);
    }

    private static boolean hasWarm(Rows table, String inference) {
        return table.where("inference", inference).distinct("start")
                .contains(Convergence.ENCODER);
    }

    private static Curves compute(Rows table, boolean byTime, Palette palette) {
        Curves figure = new Curves(
                Axis.log(byTime ? "Processor milliseconds per patch" : "Steps"),
                Axis.log("Excess squared error at equal L1"), palette, Column.SINGLE);
        double end = Double.NaN;
        int own = ownSteps(table);
        double least =
                SHOWN_EXCESS * Arrays.stream(table.numbers("equal_l1_excess")).max().orElse(0);
        for (String inference : table.distinct("inference")) {
            Rows rows = table.where("inference", inference);
            for (String start : rows.distinct("start")) {
                Rows points = rows.where("start", start);
                double first = start.equals(Convergence.ENCODER) ? 1 + own
                        : inference.equals(CurvePoint.AMORTIZED) ? 1 : 0;
                double[] steps = points.numbers("iterations");
                double[] seconds = points.positive("seconds");
                double[] patches = points.positive("patches");
                double[] excess = points.numbers("equal_l1_excess");
                int[] shown = IntStream.range(0, excess.length).filter(i -> excess[i] > least)
                        .toArray();
                if (shown.length == 0) {
                    continue;
                }
                Series series = Series.of(label(inference, start, own),
                        Arrays.stream(shown).mapToDouble(i -> byTime
                                ? 1000 * seconds[i] / patches[i] : steps[i] + first).toArray(),
                        Arrays.stream(shown).mapToDouble(i -> excess[i]).toArray());
                if (ONE_RUN_EACH.contains(inference)) {
                    figure.marks(series);
                } else {
                    figure.curve(series);
                }
            }
            if (inference.equals("poisson")) {
                end = rows.positive("equal_l1_end")[0];
            }
        }
        if (end > 0) {
            figure.level(end, "Best posterior, certified");
        }
        return figure;
    }

    private static Plane plane(ResultView result, Rows curve, Palette palette) {
        ErrorSparsityPlane plane =
                new ErrorSparsityPlane(Sparsity.LIFETIME, palette, Column.SINGLE);
        if (result.transposed()) {
            plane.transposed();
        }
        for (String inference : curve.distinct("inference")) {
            if (!inference.equals(CurvePoint.AMORTIZED)) {
                plane.marks(name(inference), marks(curve.where("inference", inference)));
            }
        }
        Rows own = curve.where("inference", CurvePoint.AMORTIZED);
        JsonNode gap = RunRecord.readMetrics(result.folder()).path("sparse_coding")
                .path("lasso");
        double lifetime = own.numbers("lifetime")[0];
        double mse = own.numbers("mse_map")[0];
        String model = name(result, CurvePoint.AMORTIZED);
        plane.marks(model,
                List.of(new ErrorSparsityPlane.Mark(estimate(gap, "lifetime", lifetime),
                        estimate(gap, "mse_map", mse), true, List.of())));
        JsonNode other = gap.path("mse_at_same_sparsity");
        if (other.isNumber()) {
            plane.errorGap(lifetime, mse, other.asDouble(),
                    estimate(gap, "delta_mse", mse - other.asDouble()));
        }
        JsonNode sparser = gap.path("lifetime_at_same_mse");
        if (sparser.isNumber()) {
            plane.sparsityGap(lifetime, mse, sparser.asDouble(),
                    estimate(gap, "delta_sparsity", sparser.asDouble() - lifetime));
        }
        plane.label(model, lifetime, mse, 'β', own.numbers("beta")[0]);
        Rows first = curve.where("inference", LCA.name()); // all curves have the same λ
        plane.lambdas(name(LCA.name()), first.numbers("lifetime"), first.numbers("mse"),
                first.numbers("lambda"));
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
    static Estimate estimate(JsonNode metrics, String name, double value) {
        JsonNode low = metrics.path(name + "_low");
        JsonNode high = metrics.path(name + "_high");
        return low.isNumber() && high.isNumber()
                ? new Estimate(value, Math.min(value, low.asDouble()),
                        Math.max(value, high.asDouble()))
                : Estimate.exact(value);
    }

    private static Curves distribution(ResultView result) throws IOException {
        Rows gaps = Rows.read(result.file(FileNames.FREE_ENERGY));
        JsonNode means = RunRecord.readMetrics(result.folder()).path("free_energy");
        double[] all = gaps.numbers("gap");
        double mean = Arrays.stream(all).average().orElseThrow();
        double largest = Arrays.stream(all).max().orElseThrow();
        // The axis begins at a hundredth of the mean: gaps differ by orders of magnitude, and some
        // or all may be 0, which has no place on a logarithmic axis.
        double typical = mean > 0 ? mean : 1;
        double first = typical / 100;
        String support = SUPPORT + " (support: KL ≥ "
                + result.settings().path("support").asDouble(GapAnalysis.SUPPORT_NATS) + " nats)";
        Curves curves = new Curves(
                Axis.log("Free energy above the best posterior’s (nats)").between(first,
                        Math.max(typical, largest)),
                Axis.linear("Share of " + all.length + " patches").between(0, 1),
                Palette.of(ALL, RATES, support), Column.SINGLE)
                .distribution(ALL, all).distribution(RATES, gaps.numbers("gap_rates"))
                .distribution(support, gaps.numbers("gap_support"));
        mark(curves, "median of the whole gap",
                estimate(means, "median_gap", FreeEnergyGap.median(all)), first);
        mark(curves, "its mean", estimate(means, "gap", mean), first);
        return curves;
    }

    /** Marks a value with its interval, if the axis reaches down to both. */
    static void mark(Curves curves, String name, Estimate at, double first) {
        if (at.low() > first) {
            curves.mark(at, name + String.format(Locale.ROOT, " %.1f", at.value())
                    + (at.low() == at.high() ? ""
                            : String.format(Locale.ROOT, " [%.1f, %.1f]", at.low(), at.high())));
        }
    }

    /** Chosen patches above what the encoder, sparse coding and the best rates make of them. */
    private static Strip strip(Path folder, PatchShape shape, FMatrixRMaj patches, double[] gap,
            int[] chosen, double lambda) {
        Dictionary dictionary = new Dictionary(Npy.read(folder.resolve(FileNames.DICTIONARY)));
        FMatrixRMaj originals = rows(patches, chosen);
        Map<String, FMatrixRMaj> codes = new LinkedHashMap<>();
        codes.put("Encoder", rows(Npy.read(folder.resolve(FileNames.AMORTIZED_RATES)), chosen));
        for (Solver<?> solver : lambda > 0 ? List.of(LCA, EXACT) : List.<Solver<?>>of()) {
            codes.put(name(solver.name()),
                    solver.paperEncoder(dictionary, lambda, false).encode(originals));
        }
        codes.put("Best posterior",
                rows(Npy.read(folder.resolve(FileNames.OPTIMAL_RATES)), chosen));
        Strip strip = new Strip(shape.height(), shape.width(), Column.SINGLE)
                .row("Original", originals);
        codes.forEach((label, inferred) -> {
            FMatrixRMaj decoded = dictionary.decode(inferred);
            strip.row(label, decoded, texts(Measures.errors(originals, decoded)));
        });
        return strip.captionLabel("Gap")
                .captions(texts(Arrays.stream(chosen).mapToDouble(i -> gap[i]).toArray()));
    }

    /** Numbers in at most four letters, unless they are large. */
    private static String[] texts(double... values) {
        return Arrays.stream(values)
                .mapToObj(value -> value > 0 && value < 0.05 ? "< 0.1"
                        : String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value))
                .toArray(String[]::new);
    }

    private static FMatrixRMaj rows(FMatrixRMaj matrix, int[] chosen) {
        FMatrixRMaj rows = new FMatrixRMaj(chosen.length, matrix.numCols);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(matrix.data, chosen[i] * matrix.numCols, rows.data, i * matrix.numCols,
                    matrix.numCols);
        }
        return rows;
    }

    private static Curves curves(Rows convergence, String against, Measure measure,
            Palette palette) {
        Axis x = Axis.log(against.equals("seconds") ? "Processor seconds" : "Iterations");
        Axis y = measure.axis;
        Curves figure = new Curves(x, y, palette, Column.SINGLE);
        for (String inference : convergence.distinct("inference")) {
            if (ONE_RUN_EACH.contains(inference)) {
                continue;
            }
            Rows points = convergence.where("inference", inference);
            double[] across = points.positive(against);
            double[] up = points.numbers(measure.column);
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
