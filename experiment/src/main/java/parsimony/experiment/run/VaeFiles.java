package parsimony.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.figures.Animation;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.Step;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;

/** Writes the files of a variational autoencoder in a result folder, during training and after. */
public final class VaeFiles {
    private static final int STEPS_BETWEEN_NOTES = 20;
    private static final int MILLISECONDS_PER_SNAPSHOT = 200;
    private static final String SNAPSHOTS = "snapshots";

    private VaeFiles() {}

    /** Shows every few steps how a training goes. */
    static void report(Step step, Monitor progress) {
        if (step.iteration() % STEPS_BETWEEN_NOTES == 0 || step.iteration() == step.iterations()) {
            progress.at(step.iteration(), String.format(Locale.ROOT,
                    "loss %.1f, mse %.1f, kl %.1f, active %.2f (KL ≥ %s)",
                    step.loss(), step.mse(), step.kl(), step.active(), step.activeThreshold()));
        }
    }

    /**
     * Shows a training on a progress bar and keeps snapshots of its dictionary in the run's folder.
     */
    static TrainingRun.Observer observer(Path run, Monitor progress) {
        return new TrainingRun.Observer() {
            @Override
            public void step(Step step) {
                report(step, progress);
            }

            @Override
            public void snapshot(long iteration, Dictionary dictionary) {
                try {
                    Path folder = Files.createDirectories(run.resolve(SNAPSHOTS));
                    Npy.write(folder.resolve(String.format(Locale.ROOT, "%08d.npy", iteration)),
                            dictionary.atoms());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InputException e) {
                    throw new UncheckedIOException(new IOException(e.getMessage(), e));
                }
            }
        };
    }

    /**
     * {@return whether a run has kept any picture of its dictionary along the way}
     *
     * @param run the folder of the run
     * @throws IOException if a file cannot be read or written
     */
    public static boolean hasSnapshots(Path run) throws IOException {
        return !snapshots(run).isEmpty();
    }

    private static List<Path> snapshots(Path run) throws IOException {
        Path folder = run.resolve(SNAPSHOTS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            // A killed run may have left a hidden, half-written snapshot.
            return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }

    /**
     * Writes the snapshots of a run, one after another, as the animated PNG {@code emergence.png}.
     *
     * @param run the folder of the run
     * @param figures folder that it is written into
     * @param shape of an atom; null if it is not known
     * @return whether it was written: there are snapshots, and their shape is known
     * @throws IOException if a file cannot be read or written
     */
    public static boolean animate(Path run, Path figures, PatchShape shape) throws IOException {
        List<Mosaic> frames = new ArrayList<>();
        for (Path file : shape == null ? List.<Path>of() : snapshots(run)) {
            frames.add(new Mosaic(Npy.read(file), shape.height(), shape.width(), Column.SINGLE));
        }
        if (!frames.isEmpty()) {
            Animation.write(frames, MILLISECONDS_PER_SNAPSHOT, figures, "emergence");
        }
        return !frames.isEmpty();
    }

    /** Writes those arrays that the model has. */
    static void write(Vae vae, Path folder) {
        if (vae.dictionary().isPresent()) {
            Npy.write(folder.resolve(FileNames.DICTIONARY), vae.dictionary().get().atoms());
        }
        if (vae.priorLogRate().isPresent()) {
            Npy.write(folder.resolve(FileNames.PRIOR_LOG_RATE), vae.priorLogRate().get().data);
        }
        if (vae.encoderMatrix().isPresent()) {
            Npy.write(folder.resolve(FileNames.ENCODER), vae.encoderMatrix().get());
        }
    }
}
