package parsimony.vae;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/**
 * A training with a folder. TensorBoard can show it while it runs, and it can be killed and
 * resumed. On the same machine, with the same number of threads, a resumed run ends with the same
 * weights, bit for bit, as an uninterrupted run.
 */
public final class TrainingRun {

    /**
     * What a run writes, and how often.
     *
     * @param checkpointEvery iterations between checkpoints, ≥ 1. There is also one at the end and
     *                        on a stop
     * @param logEvery        iterations between points of TensorBoard's curves, ≥ 1
     * @param snapshots       pictures of the dictionary along the way, ≥ 0; denser at the
     *                        beginning, when features emerge. Where there are any, the models of
     *                        each {@link TrainingMoment} are kept, too
     * @param atomHeight      pixel rows of an atom in TensorBoard's pictures; 0 for no pictures,
     *                        such as where the height is not known
     * @param activeThreshold mean divergence in nats from which a unit counts as active; null for
     *                        {@link Distribution#activeKl()}
     */
    public record Traces(long checkpointEvery, long logEvery, int snapshots, int atomHeight,
            Double activeThreshold) {
        /** A checkpoint every 1000 iterations, a point every 20, 60 snapshots, no pictures. */
        public static final Traces DEFAULT = new Traces(1000, 20, 60);

        /**
         * Traces without pictures, and with the latent's own threshold of active units.
         *
         * @param checkpointEvery iterations between checkpoints, ≥ 1
         * @param logEvery        iterations between points of TensorBoard's curves, ≥ 1
         * @param snapshots       pictures of the dictionary along the way, ≥ 0
         * @throws InputException if a number is out of its range
         */
        public Traces(long checkpointEvery, long logEvery, int snapshots) {
            this(checkpointEvery, logEvery, snapshots, 0, null);
        }

        /**
         * Checks the values.
         *
         * @throws InputException if a number is out of its range
         */
        public Traces {
            if (checkpointEvery < 1 || logEvery < 1) {
                throw new InputException("traces: a checkpoint every " + checkpointEvery
                        + " iterations, a point every " + logEvery + "; both must be at least 1");
            }
            if (snapshots < 0 || atomHeight < 0) {
                throw new InputException("snapshots: " + snapshots + " of atoms " + atomHeight
                        + " pixels high; both must be at least 0");
            }
        }

        /**
         * Whether a snapshot is due at an iteration. The j-th of s snapshots is due at n(j/s)²,
         * rounded up, of n iterations.
         */
        boolean snapshotDue(long iteration, long iterations) {
            long done = (long) (snapshots * Math.sqrt((double) iteration / iterations) + 1e-9);
            long before =
                    (long) (snapshots * Math.sqrt((double) (iteration - 1) / iterations) + 1e-9);
            return done > before;
        }
    }

    /** Watches a run. */
    public interface Observer {
        /**
         * Sees how far the groups of units are that a second level begins with, before the first
         * step. It is not called for other models.
         *
         * @param done   starts of the clusters so far, from 0
         * @param starts how many there are
         */
        default void grouping(int done, int starts) {}

        /**
         * Sees every step.
         *
         * @param step the state after it
         */
        void step(Step step);

        /**
         * Sees the dictionary of a linear decoder at each of the {@linkplain Traces#snapshots
         * snapshots}.
         *
         * @param iteration  steps taken so far, ≥ 1
         * @param dictionary K×D, as it is now
         */
        default void snapshot(long iteration, Dictionary dictionary) {}
    }

    private TrainingRun() {}

    /**
     * {@return whether a folder holds a whole checkpoint, from which a run can {@link #resume}}
     *
     * @param run folder of the run
     * @throws IOException if the folder cannot be read
     */
    public static boolean hasCheckpoint(Path run) throws IOException {
        return Checkpoint.last(run).isPresent();
    }

    /**
     * {@return the iteration of a run's last checkpoint}
     *
     * @param run folder of the run
     * @throws java.nio.file.NoSuchFileException if the folder holds no checkpoint
     * @throws IOException if the folder cannot be read
     */
    public static long iterations(Path run) throws IOException {
        return Checkpoint.read(run).iteration();
    }

    /**
     * {@return how many seconds a run's training has taken up to its last checkpoint: all sessions,
     * without the breaks between them}
     *
     * @param run folder of the run
     * @throws java.nio.file.NoSuchFileException if the folder holds no checkpoint
     * @throws IOException if the folder cannot be read
     */
    public static double seconds(Path run) throws IOException {
        return Checkpoint.read(run).seconds();
    }

    /**
     * Begins a run and takes it to its end.
     *
     * @param run          folder to write checkpoints and events into
     * @param architecture the model
     * @param training     the plan
     * @param patches      N×D, finite, at least one batch of them
     * @param device       where to compute
     * @param traces       what to write, and how often
     * @param observer     watches the run
     * @return the trained model, which the caller closes
     * @throws CancellationException if the thread is interrupted, or the observer throws it; a
     *     checkpoint is written before
     * @throws DivergenceException   if the loss stops being finite; the last checkpoint is kept
     * @throws InputException        if model, plan and patches do not suit one another, or the
     *     device is not there
     * @throws IOException           if the folder cannot be written
     */
    public static Vae start(Path run, Architecture architecture, Training training,
            FMatrixRMaj patches, Device device,
            Traces traces, Observer observer) throws IOException {
        return start(run, architecture, training, null, patches, device, traces, observer);
    }

    /**
     * Begins a run with a given dictionary and takes it to its end.
     *
     * @param run          folder to write checkpoints and events into
     * @param architecture the model
     * @param training     the plan
     * @param dictionary   what a linear decoder begins with, K×D, with atoms scaled to norm 1 if
     *                     the decoder's have it; null for one that is drawn
     * @param patches      N×D, finite, at least one batch of them
     * @param device       where to compute
     * @param traces       what to write, and how often
     * @param observer     watches the run
     * @return the trained model, which the caller closes
     * @throws CancellationException as for the method without a dictionary
     * @throws DivergenceException   as for the method without a dictionary
     * @throws InputException        as for the method without a dictionary, and if the dictionary
     *     does not suit the model
     * @throws IOException           if the folder cannot be written
     */
    public static Vae start(Path run, Architecture architecture, Training training,
            Dictionary dictionary, FMatrixRMaj patches, Device device,
            Traces traces, Observer observer) throws IOException {
        Trainer.requireGroups(architecture, dictionary);
        try (Trainer trainer =
                trainer(architecture, training, dictionary, patches, device, traces, observer)) {
            return carryOut(run, trainer, traces, observer);
        }
    }

    /**
     * Resumes an interrupted run from its last checkpoint, and takes it to its end.
     *
     * @param run      folder of the run
     * @param patches  N×D, the same as at its start
     * @param device   where to compute
     * @param traces   what to write, and how often
     * @param observer watches the run
     * @return the trained model, which the caller closes
     * @throws java.nio.file.NoSuchFileException if the folder holds no checkpoint
     * @throws InputException        if the patches are others, the folder holds a model without a
     *     training, or the device is not there
     * @throws CancellationException as for {@link #start}
     * @throws DivergenceException   as for {@link #start}
     * @throws IOException           if the folder cannot be read or written
     */
    public static Vae resume(Path run, FMatrixRMaj patches, Device device, Traces traces,
            Observer observer)
            throws IOException {
        Checkpoint checkpoint = Checkpoint.read(run);
        if (checkpoint.training() == null) {
            throw new InputException(
                    "run: " + run + " holds a finished model, not a training to resume");
        }
        try (Trainer trainer = trainer(checkpoint.architecture(), checkpoint.training(), null,
                patches, device, traces, observer)) {
            trainer.restore(checkpoint, Checkpoint.latest(run));
            return carryOut(run, trainer, traces, observer);
        }
    }

    private static Trainer trainer(Architecture architecture, Training training,
            Dictionary dictionary, FMatrixRMaj patches, Device device, Traces traces,
            Observer observer) {
        double threshold = traces.activeThreshold() != null ? traces.activeThreshold()
                : architecture.latent().activeKl();
        return new Trainer(architecture, training, patches, device, device.shares(training.batch()),
                threshold, dictionary, observer::grouping);
    }

    private static Vae carryOut(Path run, Trainer trainer, Traces traces, Observer observer)
            throws IOException {
        Files.createDirectories(run);
        try (EventLog log = new EventLog(run, trainer.iteration())) {
            if (trainer.iteration() == 0) {
                trainer.checkpoint(run); // so that a run that is killed or diverges early has one
                keepMoment(run, trainer, traces);
            }
            trainer.run(step -> {
                try {
                    leaveTraces(run, trainer, traces, step, log, observer);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                observer.step(step);
            });
            trainer.checkpoint(run);
            return trainer.model();
        } catch (CancellationException e) {
            trainer.checkpoint(run);
            throw e;
        } catch (UncheckedIOException e) {
            // An interrupt breaks off the file that is being written.
            if (Thread.currentThread().isInterrupted()) {
                trainer.checkpoint(run);
                throw new CancellationException(
                        "training stopped after iteration " + trainer.iteration());
            }
            throw e.getCause();
        }
    }

    private static void leaveTraces(Path run, Trainer trainer, Traces traces, Step step,
            EventLog log, Observer observer)
            throws IOException {
        if (step.iteration() % traces.logEvery() == 0 || step.iteration() == step.iterations()) {
            log.step(step);
        }
        if (traces.snapshotDue(step.iteration(), step.iterations())) {
            var dictionary = trainer.dictionary();
            if (dictionary.isPresent()) {
                if (traces.atomHeight() > 0) {
                    log.dictionary(step.iteration(), dictionary.get(), traces.atomHeight());
                }
                observer.snapshot(step.iteration(), dictionary.get());
            }
        }
        keepMoment(run, trainer, traces);
        if (step.iteration() % traces.checkpointEvery() == 0
                && step.iteration() < step.iterations()) {
            trainer.checkpoint(run);
        }
    }

    private static void keepMoment(Path run, Trainer trainer, Traces traces) throws IOException {
        for (TrainingMoment moment : List.of(TrainingMoment.START, TrainingMoment.TENTH)) {
            if (traces.snapshots() > 0 && trainer.isAt(moment)) {
                moment.keep(run, trainer);
            }
        }
    }
}
