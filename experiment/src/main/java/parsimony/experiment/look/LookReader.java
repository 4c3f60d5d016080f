package parsimony.experiment.look;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.features.NearestAtoms;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.plot.AtomOrder;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PatchBrowser;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/**
 * Reads from a result folder what its page lets the reader look into, but for the plane. A file of
 * a run, such as {@code dictionary.npy}, is in the folder of a comparison once for each model, with
 * the model's name: {@code dictionary_lca.npy}.
 */
public final class LookReader {
    /** Atoms of a dictionary that a page shows at most, so that it stays small. */
    private static final int MOST_ATOMS = 2048;
    private static final int COLUMNS = 32;
    private static final int NEAREST = 3;
    /** Most points of a curve; more would not be told apart on a screen. */
    private static final int MOST_POINTS = 300;
    private static final List<AtomOrder> ORDERS =
            List.of(AtomOrder.LOGIT, AtomOrder.KL, AtomOrder.PRIOR);

    private final ResultView result;
    private final Function<String, String> labels;
    private final Predicate<String> penalised;

    /**
     * A reader of a folder.
     *
     * @param result the folder
     * @param labels what people call a model, by its name; the empty name is that of the only one
     * @param penalised whether a model's code has no noise, and a penalty in place of the KL
     */
    public LookReader(ResultView result, Function<String, String> labels,
            Predicate<String> penalised) {
        this.result = result;
        this.labels = labels;
        this.penalised = penalised;
    }

    /**
     * Reads the folder.
     *
     * @param plane of the folder; null for none
     * @param order the names of the models, in the order of the page; others come before
     * @return what there is to look into
     * @throws InputException if a file is damaged
     * @throws IOException if a file cannot be read
     */
    public Look read(Look.Plane plane, List<String> order) throws IOException {
        List<String> models = models(FileNames.DICTIONARY, order);
        List<FMatrixRMaj> matrices = models.stream()
                .map(model -> Npy.read(file(FileNames.DICTIONARY, model))).toList();
        List<Look.Atoms> dictionaries = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            dictionaries.add(atoms(models.get(i), i, matrices));
        }
        List<Look.Browser> browsers = new ArrayList<>();
        for (String model : models(FileNames.PATCH_BROWSER, order)) {
            browsers.add(browser(model, models.indexOf(model)));
        }
        List<Look.Curve> curves = new ArrayList<>();
        for (String model : models(FileNames.TRAINING, order)) {
            curves.add(curve(model, FileNames.TRAINING, "Iteration", "iteration",
                    List.of("loss", "mse", "kl")));
        }
        for (String model : models(FileNames.HISTORY, order)) {
            curves.add(curve(model, FileNames.HISTORY, "Epoch", "epoch", List.of("objective")));
        }
        return new Look(plane, dictionaries, browsers, curves);
    }

    /** The models that the folder has a file of. */
    private List<String> models(String file, List<String> order) throws IOException {
        int ending = file.lastIndexOf('.');
        String stem = file.substring(0, ending) + "_";
        Stream<String> named = result.files(stem, file.substring(ending)).stream()
                .map(path -> path.getFileName().toString())
                .map(name -> name.substring(stem.length(), name.lastIndexOf('.')))
                .sorted(Comparator.comparingInt(order::indexOf));
        return Stream.concat(Stream.of("").filter(only -> result.has(file)), named).toList();
    }

    private Path file(String file, String model) {
        return result.file(FileNames.ofModel(file, model));
    }

    private static String suffix(String model) {
        return model.isEmpty() ? "" : "_" + model;
    }

    private Look.Atoms atoms(String model, int place, List<FMatrixRMaj> matrices)
            throws IOException {
        FMatrixRMaj atoms = matrices.get(place);
        PatchShape shape =
                result.shapeOf(file(FileNames.DICTIONARY, model), atoms.numCols).shape();
        AtomOrder by = ORDERS.stream().filter(
                order -> Files.exists(file(order.file(), model))).findFirst()
                .orElse(AtomOrder.NONE);
        float[] values = by == AtomOrder.NONE ? new float[atoms.numRows]
                : vector(by.file(), model, atoms.numRows);
        int[] order = IntStream.range(0, atoms.numRows).boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -values[k])).limit(MOST_ATOMS)
                .mapToInt(k -> k).toArray();
        String sprite = null;
        if (shape != null) {
            Sprite all = new Sprite(shape, COLUMNS, order.length);
            for (int i = 0; i < order.length; i++) {
                int from = order[i] * atoms.numCols;
                all.paint(i, atoms.data, from, Sprite.largest(atoms.data, from, atoms.numCols));
            }
            sprite = all.uri();
        }
        float[] rate = vector(FileNames.PRIOR_LOG_RATE, model, atoms.numRows);
        for (int k = 0; rate != null && k < rate.length; k++) {
            rate[k] = (float) Math.exp(rate[k]);
        }
        List<Look.Nearest> nearest = new ArrayList<>();
        for (int other = 0; other < matrices.size(); other++) {
            if (other != place && matrices.get(other).numCols == atoms.numCols) {
                nearest.add(nearest(other,
                        NearestAtoms.of(atoms, matrices.get(other), NEAREST)));
            }
        }
        return new Look.Atoms(figure(model, by), labels.apply(model), sprite, COLUMNS,
                shape == null ? 0 : shape.height(), shape == null ? 0 : shape.width(),
                atoms.numRows, order, by.words().replace("KL", divergence(model)), rate,
                divergence(model), vector(FileNames.KL_PER_UNIT, model, atoms.numRows),
                vector(FileNames.USAGE_PER_UNIT, model, atoms.numRows),
                gabor(model, atoms.numRows), nearest);
    }

    private String divergence(String model) {
        return penalised.test(model) ? "penalty" : "KL";
    }

    /** The name of the mosaic of the same atoms. */
    private static String figure(String model, AtomOrder by) {
        return "dictionary" + (!model.isEmpty() ? "_" + model
                : by == AtomOrder.NONE ? "" : "_by_" + by.name().toLowerCase(Locale.ROOT));
    }

    private static Look.Nearest nearest(int other, NearestAtoms found) {
        float[][] cosines = new float[found.cosine().length][];
        for (int k = 0; k < cosines.length; k++) {
            cosines[k] = new float[found.cosine()[k].length];
            for (int j = 0; j < cosines[k].length; j++) {
                cosines[k][j] = (float) (Math.rint(found.cosine()[k][j] * 1000) / 1000);
            }
        }
        return new Look.Nearest(other, found.atom(), cosines);
    }

    /** A vector with a number for each atom; null if the folder has none. */
    private float[] vector(String name, String model, int atoms) {
        Path file = file(name, model);
        if (!Files.exists(file)) {
            return null;
        }
        float[] values = Npy.readVector(file);
        if (values.length != atoms) {
            throw new InputException(file + ": has " + values.length + " values for " + atoms
                    + " atoms; must have one for each");
        }
        return values;
    }

    /** The Gabor fits that were drawn into the folder; null if none were. */
    private Look.Gabor gabor(String model, int atoms) throws IOException {
        Path file = result.file("figures/gabor" + suffix(model) + ".csv");
        if (!Files.exists(file)) {
            return null;
        }
        Rows rows = Rows.read(file);
        if (rows.size() != atoms) {
            throw new InputException(file + ": has " + rows.size() + " rows for " + atoms
                    + " atoms; delete it");
        }
        double[] r2 = rows.numbers("residual");
        for (int k = 0; k < r2.length; k++) {
            r2[k] = Math.rint((1 - r2[k]) * 1000) / 1000;
        }
        return new Look.Gabor(rows.numbers("frequency"), rows.numbers("orientation"), r2);
    }

    private Look.Browser browser(String model, int dictionary) {
        Path file = file(FileNames.PATCH_BROWSER, model);
        PatchBrowser browser = RunRecord.read(file, PatchBrowser.class);
        List<PatchBrowser.Shown> shown = browser.patches();
        PictureShape read = result.shapeOf(file, shown.get(0).pixels().length);
        // Inputs of an encoder from elsewhere may be anything; that they are a square is no sign.
        PatchShape shape = read.assumed() && dictionary < 0 ? null : read.shape();
        String sprite = null;
        if (shape != null) {
            Sprite rows = new Sprite(shape, 4, 4 * shown.size());
            for (int i = 0; i < shown.size(); i++) {
                PatchBrowser.Shown patch = shown.get(i);
                double largest = Sprite.largest(patch.pixels(), 0, patch.pixels().length);
                rows.paint(4 * i, patch.pixels(), 0, largest);
                rows.paint(4 * i + 1, patch.encoder().reconstruction(), 0, largest);
                rows.paint(4 * i + 2, patch.lca().reconstruction(), 0, largest);
                rows.paint(4 * i + 3, patch.optimum().reconstruction(), 0, largest);
            }
            sprite = rows.uri();
        }
        return new Look.Browser(labels.apply(model), dictionary, browser.of(), browser.units(),
                sprite, shape == null ? 0 : shape.height(), shape == null ? 0 : shape.width(),
                shown.stream().map(LookReader::patch).toList());
    }

    private static Look.Patch patch(PatchBrowser.Shown shown) {
        return new Look.Patch(shown.patch(),
                shown.choices().stream().map(why -> why.name().toLowerCase(Locale.ROOT)).toList(),
                shown.lower(),
                Stream.of(shown.encoder(), shown.lca(), shown.optimum())
                        .map(code -> new Look.Code(code.error(), code.l1(), code.l0(), code.at(),
                                code.values()))
                        .toList());
    }

    private Look.Curve curve(String model, String file, String label, String axis,
            List<String> columns) throws IOException {
        Rows rows = Rows.read(file(file, model));
        double[] places = rows.numbers(axis);
        String stem = file.substring(0, file.lastIndexOf('.'));
        return new Look.Curve((stem.equals("history") ? "objective" : stem) + suffix(model),
                labels.apply(model), label, stretch(places), thinned(places), columns.stream()
                        .map(column -> new Look.Line(line(column, model),
                                thinned(rows.numbers(column))))
                        .toList());
    }

    private String line(String column, String model) {
        return switch (column) {
            case "mse" -> "squared error";
            case "kl" -> divergence(model);
            default -> column;
        };
    }

    private static int stretch(double[] values) {
        return (values.length + MOST_POINTS - 1) / MOST_POINTS;
    }

    /** Means over equal stretches, at most {@link #MOST_POINTS} of them. */
    private static double[] thinned(double[] values) {
        int stretch = stretch(values);
        return IntStream.range(0, (values.length + stretch - 1) / stretch).mapToDouble(i -> {
            int end = Math.min(values.length, (i + 1) * stretch);
            double mean = IntStream.range(i * stretch, end).mapToDouble(j -> values[j]).average()
                    .orElseThrow();
            return Double.parseDouble(String.format(Locale.ROOT, "%.6g", mean));
        }).toArray();
    }
}
