package parsimony.experiment.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import parsimony.compare.gabor.GaborAccount;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.data.ArrayFile;
import parsimony.data.PatchShape;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.vae.Distribution;

/**
 * A result folder as its figures see it: its files and settings, what the user asked for, and notes
 * for the user.
 */
public final class ResultView {
    private static final String DICTIONARY = "dictionary";

    private final Path folder;
    private final AtomOrder order;
    private final PatchShape asked;
    private final boolean transposed;
    private final Monitor progress;
    private final JsonNode settings;
    private final List<String> notes = new ArrayList<>();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final Map<String, GaborAccount> gabor = new LinkedHashMap<>();

    /**
     * A folder that is drawn with the defaults.
     *
     * @param folder a result folder
     */
    public ResultView(Path folder) {
        this(folder, null, null, false, Monitor.SILENT);
    }

    /**
     * A folder that is drawn in a given way.
     *
     * @param folder of a result
     * @param order of the mosaics; null for one mosaic in each order that the folder has values for
     * @param asked height and width of an atom; if null, the folder's {@code config.json} says
     *     them, else an atom is square
     * @param transposed whether planes have the error on the horizontal axis
     * @param progress told about notes and slow work
     * @throws InputException if there is no such folder, or its {@code config.json} is damaged
     */
    public ResultView(Path folder, AtomOrder order, PatchShape asked, boolean transposed,
            Monitor progress) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(Undrawable.noFolder(folder));
        }
        this.folder = folder;
        this.order = order;
        this.asked = asked;
        this.transposed = transposed;
        this.progress = progress;
        settings = has(ResultFolder.CONFIG) ? RunRecord.readConfig(folder).path("settings")
                : MissingNode.getInstance();
    }

    /** {@return the result folder} */
    public Path folder() {
        return folder;
    }

    /**
     * {@return the path of one of its files}
     *
     * @param name relative to the folder
     */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * {@return whether it holds a file}
     *
     * @param name relative to the folder
     */
    public boolean has(String name) {
        return Files.exists(file(name));
    }

    /**
     * {@return its files whose names have this prefix and this ending, in the order of their names}
     *
     * @param prefix how names begin
     * @param ending how names end
     * @throws IOException if a file cannot be read or written
     */
    public List<Path> files(String prefix, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)
                    && file.getFileName().toString().endsWith(ending)).sorted().toList();
        }
    }

    /** {@return the settings of {@code config.json}; a missing node if it has none} */
    public JsonNode settings() {
        return settings;
    }

    /**
     * {@return the shape of the pictures in the rows of a file} The settings of this folder may
     * tell it even for a file that lies elsewhere.
     *
     * @param file an array
     * @param pixels the number of pixels of a row, D
     */
    public PictureShape shapeOf(Path file, int pixels) {
        return PictureShape.of(pixels, asked, file(ResultFolder.CONFIG), file);
    }

    /** Keeps a line that the user should read beside the figures. */
    void note(String line) {
        notes.add(line);
    }

    /**
     * Keeps a line about a figure that cannot be drawn because a file does not exist any more.
     *
     * @param line what is left out, and why
     */
    public void leaveOut(String line) {
        leftOut.add(line);
    }

    /** {@return the notes that the user should read beside the figures} */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * {@return one line for each figure that could not be drawn, because a file that the result was
     * made from does not exist any more}
     */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** {@return the Gabor fits of each dictionary that was drawn, by the name of its file} */
    public Map<String, GaborAccount> gabor() {
        return Collections.unmodifiableMap(gabor);
    }

    /**
     * The error for a folder of which nothing could be drawn.
     *
     * @return an exception, not thrown yet, whose message says why
     * @throws IOException if a file cannot be read or written
     */
    public InputException undrawable() throws IOException {
        return new InputException(
                notes.isEmpty() ? Undrawable.folder(folder, settings) : notes.get(0));
    }

    AtomOrder order() {
        return order;
    }

    /** {@return whether planes have the error on the horizontal axis, and sparsity on the other} */
    public boolean transposed() {
        return transposed;
    }

    /** {@return the monitor that is told about notes and slow work} */
    public Monitor progress() {
        return progress;
    }

    void keep(String dictionary, GaborAccount account) {
        gabor.put(dictionary, account);
    }

    /**
     * The dictionary that the other arrays of the folder belong to. It lies in the folder, if that
     * was learned or trained; its settings may then name another, that it began with. The
     * dictionary of a result of {@code infer} lies in another folder. That of a gap of codes does,
     * too, but it may be in any file, lie either way, and be of no pictures: such a folder has
     * none.
     */
    Path dictionary() {
        return ArrayFile.file(dictionaryPlace());
    }

    /** The place of its dictionary, which may be one array of several in a file. */
    String dictionaryPlace() {
        JsonNode elsewhere = settings.path(DICTIONARY);
        boolean here = has(FileNames.DICTIONARY) || has(FileNames.DISTRIBUTION);
        return elsewhere.isTextual() && !here ? elsewhere.asText()
                : file(FileNames.DICTIONARY).toString();
    }

    /** The mean KL, in nats, from which a unit of its VAE counts as active. */
    double activeKl() {
        return settings.path("active_threshold").isNumber()
                ? settings.path("active_threshold").asDouble() : latent().activeKl();
    }

    /**
     * What a text that speaks of the KL says of this result: a code without noise has a penalty in
     * its place, which is not in nats.
     */
    String ofDivergence(String text) {
        return latent().deterministic() ? text.replace(" (nats)", "").replace("KL", "penalty")
                : text;
    }

    /**
     * What a title says of the weight that a dictionary was made with: ", β = 1" of a VAE, ", λ =
     * 0.5" of sparse coding; nothing where the settings do not have one.
     */
    String weight() {
        JsonNode beta = settings.path("training").path("beta").path("end");
        JsonNode lambda = settings.path(settings.has("learning") ? "learning" : "inference")
                .path("lambda");
        return beta.isNumber() ? ", β = " + ErrorSparsityPlane.plain(beta.asDouble())
                : lambda.isNumber() ? ", λ = " + ErrorSparsityPlane.plain(lambda.asDouble()) : "";
    }

    private Distribution latent() {
        return Distribution.valueOf(settings.path("architecture").path("latent")
                .asText(Distribution.POISSON.name()));
    }
}
