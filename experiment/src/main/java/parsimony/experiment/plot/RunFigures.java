package parsimony.experiment.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gabor.GaborAccount;
import parsimony.compare.gabor.GaborFitter;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.gap.GapFigures;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.VaeFiles;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Curves;
import parsimony.figures.Figure;
import parsimony.figures.Histogram;
import parsimony.figures.Mosaic;
import parsimony.figures.Palette;
import parsimony.figures.Series;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.Distribution;

/**
 * Draws whatever a result folder holds the arrays and tables for: mosaics and Gabor fits of its dictionaries, KL of the units,
 * the objective while learning, convergence of inference, the dictionary's emergence, a gap. The same folder gives the same
 * bytes. Of a comparison, whose planes and mosaics hang on its runs, these are the Gabor fits.
 */
public final class RunFigures {
    private static final String DICTIONARY = "dictionary";
    private static final double LEAST_KL_SHOWN = 1e-4;
    private static final int KL_BINS = 40;

    private final Path run;
    private final Path out;
    private final boolean alpha;
    private final Monitor progress;
    /** Of the run, as its config.json has them; missing if it has none. */
    private final JsonNode settings;
    private final List<Path> drawn = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Map<String, GaborAccount> gabor = new LinkedHashMap<>();
    /** What the user should know of the pictures. */
    private final List<String> notes = new ArrayList<>();
    private PatchShape asked;

    /**
     * @param run   a result folder
     * @param out   folder for the figures, made if missing
     * @param alpha whether PNGs have no background
     * @throws InputException if the run is not a folder, or its {@code config.json} is damaged
     */
    public RunFigures(Path run, Path out, boolean alpha, Monitor progress) {
        if (!Files.isDirectory(run)) {
            throw new InputException(Undrawable.noFolder(run));
        }
        this.run = run;
        this.out = out;
        this.alpha = alpha;
        this.progress = progress;
        Path config = run.resolve(ResultFolder.CONFIG);
        this.settings = Files.exists(config) ? RunRecord.readConfig(run).path("settings")
                : MissingNode.getInstance();
    }

    /**
     * Draws everything.
     *
     * @param order of the mosaics; null for one mosaic in each order that the run has values for
     * @param shape height and width of an atom; null for those that the run knows, or else a square
     * @throws InputException if there is nothing to draw, a file is damaged, or the run has no such order
     * @throws DataException  if an array cannot be read
     */
    public void draw(AtomOrder order, PatchShape shape) throws IOException, DataException {
        asked = shape;
        Path own = ownDictionary();
        if (Files.exists(own)) {
            mosaics(own, order);
            fitGabors(own, "");
        } else if (order != null) {
            throw new InputException("--order: " + run + " has no " + DICTIONARY
                    + ".npy whose atoms could be ordered; leave it out");
        }
        if (Files.exists(run.resolve(AtomOrder.USAGE.file()))) {
            codes(own);
        }
        for (Path file : files(DICTIONARY + "_", ".npy")) {
            fitGabors(file, suffix(file, DICTIONARY));
        }
        if (Files.exists(run.resolve(AtomOrder.KL.file()))) {
            kl();
        }
        for (Path file : files("history", ".csv")) {
            history(Rows.read(file), suffix(file, "history"));
        }
        if (Files.exists(run.resolve("free_energy.csv"))) {
            for (Map.Entry<String, Figure> figure : GapFigures.of(run, asked).entrySet()) {
                write(figure.getValue(), figure.getKey());
            }
        } else if (Files.exists(run.resolve("convergence.csv"))) {
            convergence();
        }
        if (Files.exists(own) && VaeFiles.animate(run, out, shapeOf(own, Npy.read(own)).shape())) {
            drawn.add(out.resolve("emergence.png"));
        }
        if (drawn.isEmpty() && !notes.isEmpty()) {
            throw new InputException(notes.get(0));
        }
        notes.forEach(progress::note);
        if (drawn.isEmpty()) {
            throw new InputException(Undrawable.folder(run, settings));
        }
    }

    /** What was written, in order; of a figure its PNG, beside which stand SVG and PDF. */
    public List<Path> drawn() {
        return List.copyOf(drawn);
    }

    /** What could not be drawn because a file that the run was made from is not there any more, a line for each. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** The Gabor fits of each dictionary, by the name of its file. */
    public Map<String, GaborAccount> gabor() {
        return Collections.unmodifiableMap(gabor);
    }

    /** The run's files whose names begin and end so, in the order of their names. */
    private List<Path> files(String prefix, String ending) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)
                    && file.getFileName().toString().endsWith(ending)).sorted().toList();
        }
    }

    private static String suffix(Path file, String prefix) {
        String name = file.getFileName().toString();
        return name.substring(prefix.length(), name.lastIndexOf('.'));
    }

    private void write(Figure figure, String name) throws IOException {
        figure.write(out, name, alpha);
        drawn.add(out.resolve(name + ".png"));
    }

    /** The dictionary that the other arrays of the run are about; infer read it from another folder. */
    private Path ownDictionary() {
        JsonNode elsewhere = settings.path(DICTIONARY);
        return elsewhere.isTextual() ? Path.of(elsewhere.asText()) : run.resolve(DICTIONARY + ".npy");
    }

    private void mosaics(Path file, AtomOrder order) throws IOException, DataException {
        FMatrixRMaj atoms = Npy.read(file);
        PictureShape read = shapeOf(file, atoms);
        PatchShape shape = read.shape();
        if (shape == null && order != null) {
            throw new InputException("--order: " + noShape(file, read, atoms));
        }
        if (shape == null) {
            return;
        }
        AtomValues values = new AtomValues(run, atoms);
        boolean[] dead = values.dead(activeKl());
        long count = IntStream.range(0, dead.length).filter(k -> dead[k]).count();
        for (AtomOrder each : order != null ? List.of(order) : ordersOf(values)) {
            String title = atoms.numRows + " atoms, " + each.words() + (count == 0 ? "" : "; " + count + " dead ("
                    + (values.has(AtomOrder.KL) ? "KL below " + activeKl() : "used in no code") + "), struck out");
            write(new Mosaic(atoms, shape.height(), shape.width(), Column.DOUBLE).title(title).orderBy(values.of(each)).dead(dead),
                    each == AtomOrder.NONE ? DICTIONARY : DICTIONARY + "_by_" + each.name().toLowerCase(Locale.ROOT));
        }
    }

    /** What codes say of the patches, as far as these and the dictionary are still where infer read them. */
    private void codes(Path dictionary) throws IOException, DataException {
        JsonNode place = settings.path("patches");
        Path patches = place.isTextual() ? Path.of(place.asText()) : null;
        boolean known = Files.exists(dictionary);
        if (!known) {
            leftOut.add(dictionary + ": is missing, the dictionary of " + run + "; left out are its mosaics, Gabor fits and"
                    + " whatever its codes reconstruct");
        } else if (patches != null && !Files.exists(patches)) {
            leftOut.add(patches + ": is missing, the patches of " + run + "; left out are their errors and reconstructions");
        }
        FMatrixRMaj atoms = known ? Npy.read(dictionary) : null;
        PatchShape shape = known ? shapeOf(dictionary, atoms).shape() : null;
        InferenceFigures figures = new InferenceFigures(run.resolve(AtomOrder.USAGE.file()),
                patches != null && Files.exists(patches) ? patches : null, known ? new Dictionary(atoms) : null);
        for (Map.Entry<String, Figure> figure : figures.figures(shape).entrySet()) {
            write(figure.getValue(), figure.getKey());
        }
    }

    private void fitGabors(Path file, String suffix) throws IOException, DataException {
        FMatrixRMaj atoms = Npy.read(file);
        PictureShape read = shapeOf(file, atoms);
        if (read.shape() == null || read.assumed()) {
            notes.add(noShape(file, read, atoms));
        }
        if (read.shape() == null) {
            return;
        }
        progress.phase("Fitting Gabor functions to " + file.getFileName(), atoms.numRows, "atoms");
        GaborAccount account = new GaborAccount(new GaborFitter(read.shape().height(), read.shape().width()).fit(atoms));
        progress.at(atoms.numRows);
        write(account.polar(), "gabor" + suffix);
        Path table = out.resolve("gabor" + suffix + ".csv");
        try (Writer writer = new FileWriter(table.toFile(), StandardCharsets.UTF_8)) { // being stopped does not cut it short
            writer.write(GaborTable.of(account.fits()).csv());
        }
        drawn.add(table);
        gabor.put(DICTIONARY + suffix, account);
    }

    /** The run knows it of a dictionary that lies elsewhere, too. */
    private PictureShape shapeOf(Path file, FMatrixRMaj atoms) {
        return PictureShape.of(atoms.numCols, asked, run.resolve(ResultFolder.CONFIG), file);
    }

    private static String noShape(Path file, PictureShape read, FMatrixRMaj atoms) {
        return read.describe(file, atoms.numRows + " atoms", atoms.numCols);
    }

    private static List<AtomOrder> ordersOf(AtomValues values) {
        List<AtomOrder> orders = Arrays.stream(AtomOrder.values()).filter(o -> o != AtomOrder.NONE && values.has(o)).toList();
        return orders.isEmpty() ? List.of(AtomOrder.NONE) : orders;
    }

    private void kl() throws IOException, DataException {
        float[] kl = Npy.readVector(run.resolve(AtomOrder.KL.file()));
        double[] values = IntStream.range(0, kl.length).mapToDouble(k -> kl[k]).toArray();
        double most = Math.max(1, Arrays.stream(values).max().orElse(1));
        double active = activeKl();
        String name = "units";
        Axis nats = Axis.log("Mean KL of a unit (nats)").between(LEAST_KL_SHOWN, most);
        write(new Histogram(nats, "units", KL_BINS, Palette.of(name), Column.SINGLE).sample(name, values)
                .mark(active, "active from " + active), "kl_histogram");
    }

    private double activeKl() {
        if (settings.path("active_threshold").isNumber()) {
            return settings.path("active_threshold").asDouble();
        }
        String latent = settings.path("architecture").path("latent").asText(Distribution.POISSON.name());
        return Distribution.valueOf(latent).activeKl();
    }

    private void history(Rows table, String suffix) throws IOException {
        if (table.names().containsAll(List.of("epoch", "objective"))) {
            String name = "held-out patches";
            write(new Curves(Axis.linear("Epoch"), Axis.linear("Objective per patch"), Palette.of(name), Column.SINGLE)
                    .curve(Series.of(name, table.numbers("epoch"), table.numbers("objective"))), "objective" + suffix);
        }
    }

    private void convergence() throws IOException {
        Path file = run.resolve("convergence.csv");
        Rows table = Rows.read(file);
        Map<String, String> quantities = Map.of("energy", "Energy per patch", "mse", "Squared error per patch",
                "sparsity", "Portion of zeros");
        for (String quantity : List.of("energy", "mse", "sparsity")) {
            if (table.names().containsAll(List.of("iteration", quantity))) {
                String name = "mean over patches";
                write(new Curves(Axis.log("Iteration"), Axis.linear(quantities.get(quantity)), Palette.of(name), Column.SINGLE)
                        .curve(Series.of(name, table.numbers("iteration"), table.numbers(quantity))), "convergence_" + quantity);
            }
        }
    }
}
