package parsimony.experiment.table;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import parsimony.data.Npy;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.vae.Architecture;
import parsimony.vae.GapRule;
import parsimony.vae.Training;

/**
 * A finished training of a variational autoencoder in its result folder.
 *
 * @param folder   of the run
 * @param settings what was trained and how
 */
public record TrainedVae(Path folder, Settings settings) {

    /**
     * The settings in {@code config.json} that distinguish trainings.
     *
     * @param validation file of the patches that it was measured on
     * @param architecture what was trained
     * @param training how it was trained
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Settings(String validation, Architecture architecture, Training training) {

        /**
         * Checks the values.
         *
         * @throws NullPointerException if a setting is missing
         */
        public Settings {
            Objects.requireNonNull(validation, "validation");
            Objects.requireNonNull(architecture, "architecture");
            Objects.requireNonNull(training, "training");
        }
    }

    /**
     * Finds runs.
     *
     * @param places folders of runs, and folders that hold such folders
     * @return the finished runs, in the order of the places and of their names
     * @throws InputException if a place is not such a folder, or holds no finished training
     * @throws IOException if a file cannot be read or written
     */
    public static List<TrainedVae> find(List<Path> places) throws IOException {
        for (Path place : places) {
            if (!Files.isDirectory(place)) {
                throw new InputException(place
                        + ": no such folder; name what parsimony train wrote, or a folder of such");
            }
        }
        return FinishedRuns.find(places, run -> run.has("architecture"),
                ": holds no VAE that parsimony train has finished; one has " + ResultFolder.CONFIG
                        + " and " + FileNames.METRICS)
                .stream().map(folder -> new TrainedVae(folder,
                        RunRecord.readSettings(folder, Settings.class)))
                .toList();
    }

    /** {@return the seed of the training} */
    public long seed() {
        return settings.training.seed();
    }

    /**
     * {@return a name of the images: the name or path of the dataset if the folder of the patches
     * tells it, else the name of that folder}
     */
    public String data() {
        JsonNode prepared = prepared();
        String origin = prepared.path("data").asText(prepared.path("images").asText());
        if (origin.contains(":")) {
            return origin.substring(0, origin.indexOf(':'));
        }
        if (!origin.isBlank()) {
            Path folder = Path.of(origin);
            int names = folder.getNameCount();
            return folder.subpath(Math.max(0, names - 2), names).toString(); // bsds500/train
        }
        return patches().map(folder -> String.valueOf(folder.getFileName()))
                .orElse(settings.validation);
    }

    /** The settings that the patches were prepared with; missing if their folder has none. */
    JsonNode prepared() {
        return patches().filter(folder -> Files.exists(folder.resolve(ResultFolder.CONFIG)))
                .map(folder -> RunRecord.readSettings(folder, JsonNode.class))
                .orElse(MissingNode.getInstance());
    }

    /** The folder of the patches; empty if its path is of another operating system. */
    private Optional<Path> patches() {
        try {
            return Optional.ofNullable(
                    Path.of(settings.validation).toAbsolutePath().normalize().getParent());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * The negative evidence lower bound in {@code metrics.json}, and its two parts.
     *
     * @param nelbo in nats per patch
     * @param mse   squared error of samples per patch
     * @param kl    divergence in nats per patch
     */
    public record Loss(double nelbo, double mse, double kl) {
    }

    /**
     * {@return the loss on the validation patches}
     *
     * @throws InputException if {@code metrics.json} lacks one of its numbers
     */
    public Loss loss() {
        Loss loss = RunRecord.readMetrics(folder, Loss.class);
        requireFinite(loss.nelbo + loss.mse + loss.kl, loss);
        return loss;
    }

    /**
     * Where the encoder stands in the plane of error and sparsity, from {@code metrics.json}.
     *
     * @param mseMap   squared error of the decoded posterior mean per patch
     * @param lifetime sparsity of sampled codes, 0..1
     */
    public record Place(double mseMap, double lifetime) {
    }

    /**
     * {@return the place on the validation patches}
     *
     * @throws InputException if {@code metrics.json} lacks one of its numbers
     */
    public Place place() {
        Place place = RunRecord.readMetrics(folder, Place.class);
        requireFinite(place.mseMap + place.lifetime, place);
        return place;
    }

    private void requireFinite(double sum, Record read) {
        if (!Double.isFinite(sum)) {
            throw new InputException(folder.resolve(FileNames.METRICS) + ": has " + read
                    + ", and all must be finite; it was written by another version, or damaged");
        }
    }

    /** {@return the mean divergence in nats from which the training counted a unit as active} */
    public double activeThreshold() {
        return RunRecord.readSettings(folder, JsonNode.class).path("active_threshold")
                // Older runs had no choice.
                .asDouble(settings.architecture.latent().activeKl());
    }

    /** {@return the share of units that are active by the {@link GapRule}, 0..1} */
    public double activeGap() {
        Architecture model = settings.architecture;
        return GapRule.active(model, model.hasDictionary()
                ? Optional.of(Npy.read(folder.resolve(FileNames.DICTIONARY))) : Optional.empty(),
                klPerUnit());
    }

    /** {@return the mean divergence of each unit in nats, K} */
    public float[] klPerUnit() {
        return Npy.readVector(folder.resolve(FileNames.KL_PER_UNIT));
    }
}
