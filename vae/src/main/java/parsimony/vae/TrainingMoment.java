package parsimony.vae;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A moment of a training whose model its folder keeps. The end is the run's own checkpoint. The
 * others lie below {@code states/}, without what only a training needs, such as moments of
 * gradients. They are kept of a model with a dictionary whose prior is learned, and where
 * {@linkplain TrainingRun.Traces#snapshots snapshots} are kept, too.
 */
public enum TrainingMoment {
    /** Before the first step. */
    START,
    /** After a tenth of the steps. */
    TENTH,
    /** After the last step. */
    END;

    private static final String FOLDER = "states";

    private Path folder(Path run) {
        return this == END ? run
                : run.resolve(FOLDER).resolve(name().toLowerCase(Locale.ROOT));
    }

    /** Whether the model is of this moment after so many steps. */
    boolean is(long iteration, long iterations) {
        return iteration == switch (this) {
            case START -> 0;
            case TENTH -> (iterations + 9) / 10;
            case END -> iterations;
        };
    }

    /**
     * {@return whether the folder of a run keeps the model of this moment}
     *
     * @param run folder of the run
     * @throws IOException if the folder cannot be read
     */
    public boolean isKept(Path run) throws IOException {
        return Files.isDirectory(folder(run)) && Checkpoint.last(folder(run)).isPresent();
    }

    /**
     * {@return the model of this moment, which the caller closes}
     *
     * @param run folder of the run
     * @throws java.nio.file.NoSuchFileException if it is not kept
     * @throws IOException if it cannot be read
     */
    public Vae load(Path run) throws IOException {
        return Vae.load(folder(run));
    }

    void keep(Path run, Trainer trainer) throws IOException {
        try (Vae vae = trainer.model()) {
            vae.save(Files.createDirectories(folder(run)));
        }
    }
}
