package parsimony.experiment.plot;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.encoding.RowRange;
import parsimony.encoding.ShardedCodes;
import parsimony.experiment.report.Rows;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Series;
import parsimony.sparsecoding.Dictionary;

/**
 * Figures of a single run: its codes, the KL of its units, the objective by epoch, and the
 * convergence of its inference.
 */
public final class RunFigures {
    /** The left end of the axis of KL, in nats: far below the usual thresholds of active units. */
    private static final double LEAST_KL_SHOWN = 1e-4;
    /** Ten bins in a decade, if no KL is above 1 nat. */
    private static final int KL_BINS = 40;
    /** What a trace of inference measures: columns, with the labels of their axes. */
    private static final Map<String, String> MEASURES = new LinkedHashMap<>();

    static {
        MEASURES.put("energy", "Energy per patch");
        MEASURES.put("mse", "Squared error per patch");
        MEASURES.put("r2", "R² of sampled codes");
        MEASURES.put("r2_rates", "R² of their means");
        MEASURES.put("sparsity", "Portion of zeros");
    }

    private RunFigures() {}

    /**
     * {@return figures of codes} Those that need the patches or the dictionary are drawn only if
     * these are still where {@code infer} read them.
     *
     * @param result the result folder
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> codes(ResultView result) throws IOException {
        Path codes = ShardedCodes.place(result.folder());
        if (!Files.exists(codes)) {
            return List.of();
        }
        Path dictionary = result.dictionary();
        JsonNode place = result.settings().path("patches");
        JsonNode rows = result.settings().path("rows");
        Path patches = place.isTextual() ? ArrayFile.file(place.asText()) : null;
        boolean known = Files.exists(dictionary);
        if (!known) {
            result.leaveOut(dictionary + ": is missing, the dictionary of " + result.folder()
                    + "; left out are its mosaics,"
                    + " Gabor fits and whatever its codes reconstruct");
        } else if (patches != null && !Files.exists(patches)) {
            result.leaveOut(patches + ": is missing, the patches of " + result.folder()
                    + "; left out are their errors and reconstructions");
        }
        FMatrixRMaj atoms = known ? ArrayFile.matrix(result.dictionaryPlace()) : null;
        PatchShape shape = known ? result.shapeOf(dictionary, atoms.numCols).shape() : null;
        return new InferenceFigures(codes.toString(),
                patches != null && Files.exists(patches) ? place.asText() : null,
                known ? new Dictionary(atoms) : null,
                rows.isTextual() ? RowRange.parse(rows.asText()) : null).figures(shape);
    }

    /**
     * {@return the histogram of the KL of a VAE's units, with the threshold of active units}
     *
     * @param result the result folder
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> divergence(ResultView result) throws IOException {
        if (!result.has(AtomOrder.KL.file())) {
            return List.of();
        }
        float[] kl = Npy.readVector(result.file(AtomOrder.KL.file()));
        double[] values = IntStream.range(0, kl.length).mapToDouble(k -> kl[k]).toArray();
        double most = Math.max(1, Arrays.stream(values).max().orElse(1));
        double active = result.activeKl();
        String name = "units";
        Axis nats = Axis.log(result.ofDivergence("Mean KL of a unit (nats)"))
                .between(LEAST_KL_SHOWN, most);
        return List.of(new Drawing("kl_histogram", "What the units carry",
                result.ofDivergence(
                        "The mean KL of each unit. Units below the line are counted as dead."),
                new Histogram(nats, kl.length + " units", KL_BINS, Palette.of(name), Column.SINGLE)
                        .sample(name, values).mark(active, result.ofDivergence(
                                UnitGroups.active(active)))));
    }

    /**
     * {@return the loss of a training and its parts by iteration, one drawing for each
     * {@code training.csv}}
     *
     * @param result the result folder
     * @param labels what people call a model, by its name
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> training(ResultView result, UnaryOperator<String> labels)
            throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (Path file : result.files("training", ".csv")) {
            Rows table = Rows.read(file);
            String name = file.getFileName().toString();
            Map<String, String> lines = Map.of("loss", "loss", "mse", "squared error", "kl",
                    result.ofDivergence("KL"));
            Curves figure = new Curves(Axis.linear("Iteration"), Axis.linear("Per patch"),
                    new Palette(List.of("loss", "squared error", lines.get("kl"))),
                    Column.SINGLE);
            for (String column : List.of("loss", "mse", "kl")) {
                figure.curve(Series.of(lines.get(column), table.numbers("iteration"),
                        table.numbers(column)));
            }
            drawings.add(new Drawing(name.substring(0, name.lastIndexOf('.')),
                    "How the training went" + of(name, "training", labels),
                    result.ofDivergence("The loss and its parts, means over mini-batches: the"
                            + " squared error and the KL, before its weight β."),
                    figure));
        }
        return drawings;
    }

    /**
     * {@return the objective by epoch, one drawing for each {@code history.csv}}
     *
     * @param result the result folder
     * @param labels what people call a model, by its name
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> objective(ResultView result, UnaryOperator<String> labels)
            throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        for (Path file : result.files("history", ".csv")) {
            Rows table = Rows.read(file);
            if (table.names().containsAll(List.of("epoch", "objective"))) {
                String series = "held-out patches";
                String name = file.getFileName().toString();
                drawings.add(new Drawing(
                        "objective" + name.substring("history".length(), name.lastIndexOf('.')),
                        "The objective while learning" + of(name, "history", labels),
                        "The sparse coding objective per held-out patch after each epoch.",
                        new Curves(Axis.linear("Epoch"), Axis.linear("Objective per patch"),
                                Palette.of(series), Column.SINGLE)
                                .curve(Series.of(series, table.numbers("epoch"),
                                        table.numbers("objective")))));
            }
        }
        return drawings;
    }

    /** In a heading, the model whose file this is; nothing of the only one. */
    private static String of(String file, String stem, UnaryOperator<String> labels) {
        String model = file.substring(stem.length(), file.lastIndexOf('.'));
        return model.isEmpty() ? "" : ": " + labels.apply(model.substring(1));
    }

    /**
     * {@return energy, error and sparsity of an inference against its iterations, as one figure}
     *
     * @param result the result folder
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> convergence(ResultView result) throws IOException {
        if (!result.has("convergence.csv")) {
            return List.of();
        }
        Rows table = Rows.read(result.file("convergence.csv"));
        List<String> measures = MEASURES.keySet().stream()
                .filter(measure -> table.names().containsAll(List.of("iteration", measure)))
                .toList();
        if (measures.isEmpty()) {
            return List.of();
        }
        Panels panels = new Panels(measures.size(), Column.DOUBLE);
        Path codes = ShardedCodes.place(result.folder());
        if (Files.exists(codes)) {
            try (MatrixRows rows = ArrayFile.rows(codes.toString())) {
                panels.note("n = " + rows.rows() + " patches" + result.weight() + ".");
            }
        }
        for (String measure : measures) {
            String name =
                    measures.contains("r2") ? "validation patches" : "mean over patches";
            panels.panel("",
                    new Curves(Axis.log("Step of inference"), Axis.linear(MEASURES.get(measure)),
                            Palette.of(name), Column.SINGLE)
                            .curve(Series.of(name, table.positive("iteration"),
                                    table.numbers(measure))));
        }
        return List.of(new Drawing("convergence", "How inference converges",
                measures.contains("r2")
                        ? "R² of all pixels together and portion of zeros after more and more"
                                + " steps of inference on the validation patches."
                        : "Energy, squared error and portion of zeros while inference goes on:"
                                + " means over the patches.",
                panels));
    }
}
