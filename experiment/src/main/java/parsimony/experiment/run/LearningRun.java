package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.DictionaryLearning;

/**
 * Dictionary learning in a folder of its own: a checkpoint after each epoch, then {@code dictionary.npy} and
 * {@code history.csv}, and last {@code metrics.json}, which says that the run is whole.
 */
public final class LearningRun {
    private static final String CHECKPOINT = "checkpoint.bin";

    /**
     * What {@code config.json} keeps, and a resumed run reads from it.
     *
     * @param train      file of the patches to learn from, N×D .npy
     * @param validation file of the patches that the objective is measured on; null for some of the former
     * @param shape      of a patch; null if it is not known, or patches are no pictures
     */
    public record Settings(String train, String validation, Learning learning, PatchShape shape) {
    }

    private LearningRun() {
    }

    /** Whether an epoch of a run has come to its end, after which the run can go on. */
    public static boolean hasCheckpoint(Path run) {
        return new CheckpointFile(run.resolve(CHECKPOINT)).exists();
    }

    /**
     * Takes a run to its end: from its last epoch's checkpoint if it has one, else from the beginning.
     *
     * @param run        folder that holds its {@code config.json}
     * @param train      N×D
     * @param validation M×D
     * @return the metrics
     * @throws CancellationException    if the thread is interrupted
     * @throws IllegalArgumentException if a number is out of its range
     * @throws IOException              if the checkpoint is damaged, or a file cannot be written
     */
    public static Map<String, Object> carryOut(Path run, Learning learning, FMatrixRMaj train, FMatrixRMaj validation,
            Monitor progress) throws IOException, DataException {
        CheckpointFile checkpoint = new CheckpointFile(run.resolve(CHECKPOINT));
        DictionaryLearning.Result result = learning.run(train, validation,
                checkpoint.exists() ? checkpoint.read() : null, checkpoint, progress);
        Npy.write(run.resolve("dictionary.npy"), result.dictionary().atoms());
        learning.writeHistory(run.resolve("history.csv"), result.history());
        DictionaryLearning.Epoch last = result.history().get(result.history().size() - 1);
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("objective", last.objective());
        metrics.put("change", last.change());
        metrics.put("epochs", last.number());
        metrics.put("seconds", result.checkpoint().seconds());
        RunRecord.writeMetrics(run, metrics);
        return metrics;
    }
}
