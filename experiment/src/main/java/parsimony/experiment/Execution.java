package parsimony.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.tensorflow.exceptions.TensorFlowException;
import parsimony.data.FileFault;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.LostLease;
import parsimony.experiment.run.PreparedPatches;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunContext;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;
import parsimony.vae.DivergenceException;

/**
 * Carries out the runs of a plan that are not finished, each in its folder of the store, several at
 * once if asked to. It may be stopped at any time: finished runs stay, and another execution
 * continues the others where they stopped. The result of a run does not depend on how many others
 * run beside it.
 *
 * <p>Several processes can work on one store at once. A run belongs to the process that holds its
 * lock; the others go on with other runs, and come back until all are finished. If the process ends
 * before the run, whoever comes first takes it over. A run that fails ends its process; another
 * tries it once more, because the fault may have been the machine's.
 */
public final class Execution {
    private static final int SECONDS_TO_STOP = 15;
    private static final int MILLISECONDS_BETWEEN_LOOKS = 500;

    private final Plan plan;
    private final List<Plan.Cell> cells;
    private final RunStore store;
    private final List<String> command;
    private final Monitor progress;
    private PreparedPatches patches;

    /**
     * What carries a plan out.
     *
     * @param plan the plan of the experiment
     * @param store the folder of its runs
     * @param command arguments of {@code parsimony} as given, kept in each {@code config.json}
     * @param progress is told how the work goes on
     */
    public Execution(Plan plan, RunStore store, List<String> command, Monitor progress) {
        this(plan, plan.cells(), store, command, progress);
    }

    private Execution(Plan plan, List<Plan.Cell> cells, RunStore store, List<String> command,
            Monitor progress) {
        this.plan = plan;
        this.cells = cells;
        this.store = store;
        this.command = command;
        this.progress = progress;
    }

    /**
     * Carries out all runs of a sweep that are not finished, those on the same patches together.
     *
     * @param plan of the sweep
     * @param store the folder of its runs
     * @param command arguments of {@code parsimony} as given, kept in each {@code config.json}
     * @param progress is told how the work goes on
     * @param jobs most models to train at once, ≥ 1; null for what suits this machine
     * @throws InputException if a run cannot be done, or the folder of one cannot be written
     * @throws CancellationException if the thread is interrupted
     * @throws IOException if a file cannot be read or written
     */
    public static void carryOut(SweepPlan plan, RunStore store, List<String> command,
            Monitor progress, Integer jobs) throws IOException {
        for (SweepPlan.Share share : plan.shares()) {
            new Execution(share.plan(), share.cells(), store, command, progress).run(jobs);
        }
    }

    /**
     * Carries out all runs that are not finished.
     *
     * @param jobs most models to train at once, ≥ 1; null for what suits this machine
     * @throws InputException if a run cannot be done, or the folder of one cannot be written
     * @throws CancellationException if the thread is interrupted
     * @throws IOException if a file cannot be read or written
     */
    public void run(Integer jobs) throws IOException {
        List<Plan.Cell> missing = new ArrayList<>();
        for (Plan.Cell cell : cells) {
            if (!cell.runs().stream().allMatch(store::finished)) {
                missing.add(cell);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        for (Plan.Cell cell : missing) {
            if (!store.finished(cell.model())) {
                // Otherwise the user would learn it only after the patches are made.
                cell.model().requireAvailable();
            }
        }
        try {
            prepare(plan.home());
            for (Plan.Prepared other : plan.elsewhere()) {
                prepare(other);
            }
            patches = PreparedPatches.read(store.patchesOf(plan),
                    plan.pipeline().shape().orElse(null));
            carryOut(missing, jobs != null ? jobs : new Cost(plan, cells).jobs());
        } catch (InterruptedException e) {
            throw Stop.asked("the runs were stopped", e);
        }
    }

    private void prepare(Plan.Prepared made) throws IOException, InterruptedException {
        int measured = plan.experiment().measure().patches();
        for (boolean waits = false; !store.prepare(made, measured, progress); waits = true) {
            if (!waits) {
                progress.phase("Waiting for the patches", Monitor.UNKNOWN, "");
            }
            progress.at(0, "which are with " + store.preparer(made));
            Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
        }
    }

    private void carryOut(List<Plan.Cell> cells, int jobs)
            throws IOException, InterruptedException {
        int together = Math.min(jobs, cells.size());
        ExecutorService workers = Executors.newFixedThreadPool(together);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Agenda agenda = new Agenda(cells, progress);
        SharedProgress shared = together == 1 ? null
                : new SharedProgress(progress, cells, together, new Cost(plan, cells)::seconds);
        for (int i = 0; i < together; i++) {
            workers.execute(() -> {
                try {
                    work(agenda, cells.size(), shared);
                } catch (InterruptedException e) {
                    // Another worker failed, or the user stopped the work.
                    Thread.currentThread().interrupt();
                } catch (IOException | RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    workers.shutdownNow(); // running ones keep a checkpoint
                }
            });
        }
        workers.shutdown();
        await(workers);
        if (failure.get() != null) {
            throw rethrown(failure.get());
        }
    }

    private void work(Agenda agenda, int cells, SharedProgress shared)
            throws IOException, InterruptedException {
        for (Agenda.Look look = agenda.next(); look != null; look = agenda.next()) {
            Monitor alone = new Numbered(progress, look.number(), cells);
            Run held = carryOut(look.cell(), alone, shared, agenda);
            if (held == null) {
                agenda.finished();
            } else {
                agenda.again(look, held, store.holder(held));
            }
        }
    }

    private static void await(ExecutorService workers) throws InterruptedException {
        try {
            workers.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS);
        } finally {
            workers.shutdownNow();
            workers.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        }
    }

    private static RuntimeException rethrown(Throwable failure) throws IOException {
        if (failure instanceof InputException data) {
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

    /**
     * Carries out those runs of a cell that are not finished.
     *
     * @param shared null if no other cell runs at the same time
     * @return a run that is not finished, because another process holds it; null if all are
     */
    private Run carryOut(Plan.Cell cell, Monitor alone, SharedProgress shared, Agenda agenda)
            throws IOException {
        Run held = null;
        for (Run run : cell.runs()) {
            Run needed = run.needs().stream().filter(other -> !store.finished(other)).findFirst()
                    .orElse(null);
            if (store.finished(run)
                    || needed == null && carryOutIfFree(run, alone, shared, agenda)) {
                if (shared != null) {
                    shared.finished(run);
                }
            } else if (run == cell.model()) {
                return run; // the others need it
            } else {
                held = needed != null ? needed : run;
            }
        }
        return held;
    }

    /** {@return whether the run is finished; false if another process holds it} */
    private boolean carryOutIfFree(Run run, Monitor alone, SharedProgress shared, Agenda agenda)
            throws IOException {
        Stop.ifAsked("the runs were stopped");
        Optional<FolderLock> lock = store.lock(run);
        if (lock.isEmpty()) {
            return false;
        }
        try (FolderLock held = lock.get()) {
            if (!store.finished(run)) { // another process may have finished it just now
                if (agenda.begins() && shared != null) {
                    shared.resume();
                }
                try {
                    carryOut(run, held, shared == null ? alone : shared.of(run));
                } finally {
                    agenda.ends();
                }
            }
            return true;
        } catch (LostLease e) {
            progress.warn(run.name() + ": " + e.getMessage());
            return false;
        }
    }

    /** @throws LostLease if another process has taken the run over, whatever that led to here */
    private void carryOut(Run run, FolderLock held, Monitor shown) throws IOException {
        Path folder = store.folderOf(run);
        try {
            run.carryOut(new RunContext(patches, store::folderOf, command, plan.checksum(),
                    held.guard(shown), store::patchesOf));
        } catch (IOException | UncheckedIOException | TensorFlowException e) {
            Stop.ifAsked(run.name() + " was stopped");
            held.requireHeld(); // the other process may have cleared a file that this one wrote
            throw new InputException(folder + ": " + reason(e)
                    + "; finished runs are kept, and the same command goes on from"
                    + " there; delete this folder to begin the run anew", e);
        } catch (FileFault e) {
            Stop.ifAsked(run.name() + " was stopped");
            held.requireHeld();
            throw e;
        } catch (InputException e) {
            held.requireHeld();
            if (!run.hasCheckpoint(folder)) {
                // Nothing was done, and with these settings nothing can be done.
                ResultFolder.empty(folder);
            }
            throw new InputException(run.name() + ": " + e.getMessage(), e);
        } catch (DivergenceException e) {
            throw e.in(run.name());
        }
    }

    private static String reason(Exception e) {
        Throwable said = e instanceof UncheckedIOException ? e.getCause() : e;
        return said instanceof IOException io
                ? FileFault.of(Path.of(""), io).getMessage().substring(2)
                : String.valueOf(said.getMessage()).lines().findFirst().orElse("");
    }

    /** Adds to the name of each phase which model it is about, and of how many. */
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
