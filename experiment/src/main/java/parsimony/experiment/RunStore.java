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
 * The folder where runs live, each in a folder of its own, and the patches that they were made
 * from. Several experiments share it: a run is found again by its key, so none is done twice.
 */
public final class RunStore {
    private static final int DIGITS = 10;

    private final Path folder;

    /** @param folder made when something is first written */
    public RunStore(Path folder) {
        this.folder = folder;
    }

    /** Where the runs live. */
    public Path folder() {
        return folder;
    }

    /** Where a run lives, or will. */
    Path folderOf(Run run) {
        return folder.resolve(run.name() + "-" + run.key().substring(0, DIGITS));
    }

    /**
     * Whether a run has come to its end.
     *
     * @throws InputException if it has, and what it left is damaged
     */
    boolean finished(Run run) {
        if (!RunRecord.finished(folderOf(run))) {
            return false;
        }
        result(run);
        return true;
    }

    /** Whether a run was begun, and will go on where it was stopped. */
    boolean begun(Run run) {
        return Files.isDirectory(folderOf(run));
    }

    /**
     * What a finished run came to.
     *
     * @throws InputException if what it left is damaged
     */
    Result result(Run run) {
        return run.result(folderOf(run));
    }

    /**
     * Keeps the folder to this process until what is returned is closed, or the process ends in
     * whatever way.
     *
     * @throws InputException if nothing can be written here, or another process is at work here
     */
    Closeable lock() {
        return FolderLock.of(folder, "‹runs›");
    }

    /**
     * Folder of the prepared patches of a plan: {@code train.npy} and the {@code validation.npy}
     * that is measured on.
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
