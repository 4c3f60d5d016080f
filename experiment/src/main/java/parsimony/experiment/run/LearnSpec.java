package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.PatchSource;

/**
 * The settings of dictionary learning. {@code config.json} keeps them, and a resumed run reads them
 * from there.
 * The run leaves a checkpoint after each epoch, then {@code dictionary.npy} and
 * {@code history.csv}, and last {@code metrics.json}, which says that the run is whole.
 *
 * @param train place of the patches to learn from, N×D: {@code FILE} or {@code FILE#NAME}
 * @param validation place of the patches that the objective is measured on; null if some of {@code
 *     train} are set aside for it
 * @param learning how the dictionary is learned
 * @param shape of a patch; null if it is not known, or patches are no pictures
 */
public record LearnSpec(String train, String validation, Learning learning, PatchShape shape) {
    /** Validation patches that tell how much each unit is used, as all may not fit into memory. */
    private static final int MOST_FOR_USAGE = 2000;

    /**
     * {@return whether an epoch of a run is complete, so that the run can go on after it}
     *
     * @param run the folder of the run
     */
    public static boolean hasCheckpoint(Path run) {
        return new CheckpointFile(run.resolve(FileNames.LEARNING_CHECKPOINT)).exists();
    }

    /**
     * Carries a run out to its end. It begins at the checkpoint of the last epoch if there is one,
     * else at the beginning.
     *
     * @param run folder that holds its {@code config.json}
     * @param train N patches
     * @param validation M patches
     * @param progress is told how the work goes on
     * @return the result, as {@code metrics.json} has it
     * @throws CancellationException if the thread is interrupted
     * @throws InputException if a number is out of its range
     * @throws IOException if the checkpoint is damaged, or a file cannot be written
     */
    public LearnResult carryOut(Path run, PatchSource train, PatchSource validation,
            Monitor progress) throws IOException {
        CheckpointFile checkpoint = new CheckpointFile(run.resolve(FileNames.LEARNING_CHECKPOINT));
        DictionaryLearning.Result result = learning.run(train, validation,
                checkpoint.exists() ? checkpoint.read() : null, checkpoint, progress);
        Npy.write(run.resolve(FileNames.DICTIONARY), result.dictionary().atoms());
        learning.writeHistory(run.resolve(FileNames.HISTORY), result.history());
        DictionaryLearning.Epoch last = result.history().get(result.history().size() - 1);
        UnitUsage.write(run, learning.method().learningEncoder(result.dictionary(), last.lambda())
                .encode(validation.read(0, (int) Math.min(MOST_FOR_USAGE, validation.size()))));
        LearnResult learned = new LearnResult(last.objective(), last.change(), last.number(),
                result.checkpoint().seconds());
        RunRecord.writeMetrics(run, learned);
        return learned;
    }
}
