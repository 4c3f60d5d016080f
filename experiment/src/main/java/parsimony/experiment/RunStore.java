package parsimony.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import parsimony.data.source.ImageSource;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.PreparedPatches;
import parsimony.experiment.run.Result;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * The folder that keeps runs, each in a folder of its own, and the patches that they use. Several
 * experiments can share it: a run is found again by its key, so no run is done twice.
 */
public final class RunStore {
    /** Digits of a key in the name of a folder. */
    private static final int DIGITS = 10;

    private final Path folder;

    /**
     * The store in a folder.
     *
     * @param folder made when something is first written
     */
    public RunStore(Path folder) {
        this.folder = folder;
    }

    /** {@return the folder of all runs} */
    public Path folder() {
        return folder;
    }

    /** The folder of a run; it may not exist yet. */
    Path folderOf(Run run) {
        return folder.resolve(run.name() + "-" + run.key().substring(0, DIGITS));
    }

    /**
     * Whether a run is finished.
     *
     * @throws InputException if it is, but its result is damaged
     */
    boolean finished(Run run) {
        if (!RunRecord.finished(folderOf(run))) {
            return false;
        }
        result(run);
        return true;
    }

    /** Whether a run was begun and has a state from which it can go on. */
    boolean begun(Run run) {
        return Files.isDirectory(folderOf(run));
    }

    /**
     * The result of a finished run.
     *
     * @throws InputException if it is damaged
     */
    Result result(Run run) {
        return run.result(folderOf(run));
    }

    /**
     * Locks the folder for this process.
     *
     * @return the lock; the folder is free again once it is closed, or when the process ends in
     *     whatever way
     * @throws InputException if nothing can be written here, or another process holds the lock
     */
    Closeable lock() {
        return FolderLock.of(folder, "‹runs›");
    }

    /**
     * The folder of the prepared patches of a plan: {@code train.npy} to learn from, and
     * {@code validation.npy} to measure on.
     */
    Path patchesOf(Plan plan) {
        return folder.resolve("patches-" + plan.patchesKey().substring(0, DIGITS));
    }

    /**
     * Prepares the patches of a plan, unless they are here already.
     *
     * @throws InputException       if the images cannot be used
     * @throws CancellationException if the thread is interrupted
     */
    void prepare(Plan plan, Monitor progress) throws IOException {
        Path patches = patchesOf(plan);
        if (Files.exists(patches)) {
            return;
        }
        Experiment.Data data = plan.experiment().data();
        try (ResultFolder draft = new ResultFolder(patches, false)) {
            PreparedPatches.write(draft.path(),
                    ImageSource.open(data.images(), plan.experiment().dataSeed()),
                    plan.pipeline(), data.strict(), plan.experiment().measure().patches(),
                    progress);
            ObjectNode settings = (ObjectNode) RunRecord.tree(data);
            settings.set("shape", RunRecord.tree(plan.pipeline().shape().orElse(null)));
            RunRecord.writeConfig(draft.path(), List.of(), settings, plan.checksum());
            draft.commit();
        }
    }
}
