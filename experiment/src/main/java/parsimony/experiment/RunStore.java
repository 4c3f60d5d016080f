package parsimony.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import parsimony.data.source.ImageSource;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.LostLease;
import parsimony.experiment.run.PreparedPatches;
import parsimony.experiment.run.Result;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * The folder that keeps runs, each in a folder of its own, and the patches that they use. Several
 * experiments can share it: a run is found again by its key, so no run is done twice. Several
 * processes can work on it at once: each run has a lock of its own.
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

    /** Whether a run was begun. */
    boolean begun(Run run) {
        return Files.exists(folderOf(run).resolve(FileNames.CONFIG));
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
     * Locks a run for this process.
     *
     * @return the lock; the run is free again once it is closed, or when the process ends in
     *     whatever way; empty if the run is another's
     * @throws InputException if nothing can be written here
     */
    Optional<FolderLock> lock(Run run) {
        return lock(folderOf(run));
    }

    private Optional<FolderLock> lock(Path place) {
        return FolderLock.ifFree(place, "‹runs› " + folder);
    }

    /** Who has locked a run, in words. */
    String holder(Run run) {
        return FolderLock.holder(folderOf(run));
    }

    /** Who prepares patches, in words. */
    String preparer(Plan.Prepared patches) {
        return FolderLock.holder(preparation(patches));
    }

    /** The hidden folder that is locked, and else empty, while the patches are prepared. */
    private Path preparation(Plan.Prepared patches) {
        return folder.resolve("." + patchesOf(patches.key()).getFileName());
    }

    /**
     * The folder of the prepared patches of a plan: {@code train.npy} to learn from, and
     * {@code validation.npy} to measure on.
     */
    Path patchesOf(Plan plan) {
        return patchesOf(plan.home().key());
    }

    /** The folder of the patches with a key. */
    Path patchesOf(String key) {
        return folder.resolve("patches-" + key.substring(0, DIGITS));
    }

    /**
     * Prepares patches, unless they are here already.
     *
     * @param patches the images, and what is made of them
     * @param measured most validation patches
     * @return whether they are here; false if another process prepares them
     * @throws InputException       if the images cannot be used, or nothing can be written here
     * @throws CancellationException if the thread is interrupted
     */
    boolean prepare(Plan.Prepared patches, int measured, Monitor progress) throws IOException {
        if (Files.exists(patchesOf(patches.key()))) {
            return true;
        }
        Optional<FolderLock> lock = lock(preparation(patches));
        if (lock.isEmpty()) {
            return false;
        }
        try (FolderLock held = lock.get()) {
            if (!Files.exists(patchesOf(patches.key()))) {
                writePatches(patches, measured, held.guard(progress));
            }
            return true;
        } catch (LostLease e) {
            return false;
        }
    }

    private void writePatches(Plan.Prepared patches, int measured, Monitor progress)
            throws IOException {
        Experiment.Data data = patches.data();
        try (ResultFolder draft = new ResultFolder(patchesOf(patches.key()), false)) {
            PreparedPatches.write(draft.path(), ImageSource.open(data.images(), patches.seed()),
                    patches.pipeline(), data.strict(), measured, progress);
            ObjectNode settings = (ObjectNode) RunRecord.tree(data);
            settings.set("shape", RunRecord.tree(patches.pipeline().shape().orElse(null)));
            RunRecord.writeConfig(draft.path(), List.of(), settings, patches.checksum());
            draft.commit();
        }
    }
}
