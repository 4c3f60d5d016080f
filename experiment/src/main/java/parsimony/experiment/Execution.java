package parsimony.experiment;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.ejml.data.FMatrixRMaj;
import org.tensorflow.exceptions.TensorFlowException;
import parsimony.compare.CurvePoint;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.statistics.Resampling;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.run.CurveFile;
import parsimony.experiment.run.LearningRun;
import parsimony.experiment.run.ResampledFile;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.VaeRun;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Device;
import parsimony.vae.DivergenceException;
import parsimony.vae.TrainingRun;

/**
 * Carries out the runs of a plan that are not finished, several at once if asked to, each in its folder of the store. Whenever it
 * is stopped, finished runs stay, and another execution takes up the others where they were. What a run comes to does not depend
 * on how many go on beside it.
 */
public final class Execution {
    private static final int SECONDS_TO_STOP = 15;
    /** A sweep would fill the disk with them; {@code parsimony train} takes them. */
    private static final int NO_SNAPSHOTS = 0;

    /** What config.json keeps of inference. */
    private record InferenceSettings(String dictionary, String patches, Solver<?> method, boolean signed,
            List<Double> lambdas) {
    }

    private final Plan plan;
    private final RunStore store;
    private final List<String> command;
    private final Monitor progress;
    private FMatrixRMaj train;
    private FMatrixRMaj validation;
    private Resampling resampling;

    /** @param command the arguments of {@code parsimony}, as given, for each {@code config.json} */
    public Execution(Plan plan, RunStore store, List<String> command, Monitor progress) {
        this.plan = plan;
        this.store = store;
        this.command = command;
        this.progress = progress;
    }

    /**
     * Does what is missing.
     *
     * @param jobs most models to train at once, ≥ 1; null for what suits this machine
     * @throws InputException        if a run cannot be done, or the folder of one cannot be written
     * @throws CancellationException if the thread is interrupted
     */
    public void run(Integer jobs) throws DataException, IOException, InterruptedException {
        Closeable lock = store.lock();
        try {
            runMissing(jobs);
        } finally {
            lock.close();
        }
    }

    private void runMissing(Integer jobs) throws DataException, IOException, InterruptedException {
        List<Plan.Cell> missing = new ArrayList<>();
        for (Plan.Cell cell : plan.cells()) {
            if (!cell.runs().stream().allMatch(store::finished)) {
                missing.add(cell);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        if (missing.stream().anyMatch(cell -> cell.model() instanceof Run.OfVae
                && !store.finished(cell.model()))) {
            // or else it would come to light only after the patches are made
            Device.CPU.requireAvailable();
        }
        store.prepare(plan, progress);
        train = Npy.read(store.patchesOf(plan).resolve("train.npy"));
        validation = Npy.read(store.patchesOf(plan).resolve("validation.npy"));
        resampling = Resampling.of(validation.numRows);
        carryOut(missing, jobs != null ? jobs : new Cost(plan).jobs());
    }

    private void carryOut(List<Plan.Cell> cells, int jobs) throws DataException, IOException, InterruptedException {
        int together = Math.min(jobs, cells.size());
        ExecutorService workers = Executors.newFixedThreadPool(together);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        SharedProgress shared = together == 1 ? null : new SharedProgress(progress, cells, together, new Cost(plan)::seconds);
        try {
            for (int i = 0; i < cells.size(); i++) {
                Plan.Cell cell = cells.get(i);
                Monitor numbered = new Numbered(progress, i + 1, cells.size());
                workers.execute(() -> {
                    try {
                        carryOut(cell, numbered, shared);
                    } catch (DataException | IOException | RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                        workers.shutdownNow(); // those at work keep a checkpoint
                    }
                });
            }
            workers.shutdown();
        } catch (RejectedExecutionException e) {
            // A run has failed before all were handed over.
        }
        try {
            workers.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
        } finally {
            workers.shutdownNow();
            workers.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        }
        if (failure.get() != null) {
            throw rethrown(failure.get());
        }
    }

    private static RuntimeException rethrown(Throwable failure) throws DataException, IOException {
        if (failure instanceof DataException data) {
            throw data;
        }
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    /** @param shared null if no other cell goes on beside this one */
    private void carryOut(Plan.Cell cell, Monitor alone, SharedProgress shared) throws DataException, IOException {
        for (Run run : cell.runs()) {
            if (!store.finished(run)) {
                carryOut(run, shared == null ? alone : shared.of(run));
            }
            if (shared != null) {
                shared.finished(run);
            }
        }
    }

    private void carryOut(Run run, Monitor shown) throws DataException, IOException {
        Path folder = store.folderOf(run);
        long begun = System.nanoTime();
        try {
            if (run instanceof Run.OfVae vae) {
                VaeRun.Settings settings = new VaeRun.Settings(patches("train"), patches("validation"), vae.architecture(),
                        vae.training(), "cpu", false, shape(), vae.activeThreshold());
                open(folder, settings);
                VaeRun.carryOut(folder, settings, train, validation, resampling, Device.CPU, NO_SNAPSHOTS, shown);
            } else if (run instanceof Run.OfDictionary dictionary) {
                open(folder, new LearningRun.Settings(patches("train"), patches("validation"), dictionary.learning(), shape()));
                LearningRun.carryOut(folder, dictionary.learning(), train, validation, shown);
            } else if (run instanceof Run.OfInference inference) {
                open(folder, new InferenceSettings(store.folderOf(inference.on()).resolve("dictionary.npy").toString(),
                        patches("validation"), inference.method(), inference.signed(), inference.lambdas()));
                SparseCodingCurve curve = infer(inference, shown);
                ResampledFile.write(folder, curve.resampled());
                Map<String, Object> metrics = new LinkedHashMap<>();
                metrics.put("points", curve.points());
                metrics.put("seconds", (System.nanoTime() - begun) * 1e-9);
                RunRecord.writeMetrics(folder, metrics);
            }
        } catch (IOException | UncheckedIOException | TensorFlowException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException(run.name() + " was stopped");
            }
            throw new InputException(folder + ": " + reason(e) + "; finished runs are kept, and the same command goes on from"
                    + " there; delete this folder to begin the run anew", e);
        } catch (IllegalArgumentException e) {
            if (!TrainingRun.hasCheckpoint(folder) && !LearningRun.hasCheckpoint(folder)) {
                ResultFolder.delete(folder); // nothing was done, and with these settings nothing can be
            }
            throw new InputException(run.name() + ": " + e.getMessage(), e);
        } catch (DivergenceException e) {
            throw e.in(run.name());
        }
    }

    private PatchShape shape() {
        return plan.pipeline().shape().orElse(null);
    }

    private String patches(String part) {
        return store.patchesOf(plan).resolve(part + ".npy").toString();
    }

    /** Makes the folder of a run that is begun; one that was killed before it had said what it is begins again. */
    private void open(Path folder, Object settings) throws IOException {
        if (!Files.exists(folder.resolve(ResultFolder.CONFIG))) {
            ResultFolder.delete(folder);
            Files.createDirectories(folder);
            RunRecord.writeConfig(folder, command, settings, plan.checksum());
        }
    }

    private static String reason(Exception e) {
        Throwable said = e instanceof UncheckedIOException ? e.getCause() : e;
        return said instanceof IOException io ? DataException.of(Path.of(""), io).getMessage().substring(2)
                : String.valueOf(said.getMessage()).lines().findFirst().orElse("");
    }

    private SparseCodingCurve infer(Run.OfInference run, Monitor shown) throws DataException {
        CurvePoint own = run.on() instanceof Run.OfVae vae
                ? CurveFile.amortized(vae.model(), vae.beta(), store.metrics(vae)) : null;
        Dictionary dictionary = new Dictionary(Npy.read(store.folderOf(run.on()).resolve("dictionary.npy")));
        return SparseCodingCurve.trace(
                run.method(), run.signed(), run.lambdas(), dictionary, run.model(), own, validation, resampling, shown);
    }

    /** Says which of how many models it is about. */
    private record Numbered(Monitor all, int number, int total) implements Monitor {
        @Override
        public void phase(String name, long units, String unit) {
            phase(name, units, unit, 0);
        }

        @Override
        public void phase(String name, long units, String unit, long done) {
            all.phase(total == 1 ? name : number + "/" + total + " " + name, units, unit, done);
        }

        @Override
        public void at(long done, String note) {
            all.at(done, note);
        }

        @Override
        public void warn(String message) {
            all.warn(message);
        }
    }
}
