package parsimony.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.Schedule;

/** Dictionary learning as the command line offers it: the paper's update rule, with a plan that fits into a minute or so. */
public final class Learning {
    /** Weight of the l1 norm for patches whose pixels have unit variance. */
    public static final double LAMBDA = 1;
    public static final int EPOCHS = 8;
    public static final int BATCHES_PER_EPOCH = 40;
    public static final int BATCH = 250;

    private static final double FIRST_RATE = 0.05;
    private static final double EPOCHS_TO_HALVE_RATE = 2;

    private Learning() {
    }

    /**
     * The plan with some of its numbers chosen.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public static DictionaryLearning.Settings settings(int atoms, double lambda, int epochs, long seed) {
        return new DictionaryLearning.Settings(atoms, epochs, BATCHES_PER_EPOCH, BATCH, Schedule.constant(lambda),
                Schedule.decay(FIRST_RATE, EPOCHS_TO_HALVE_RATE), DictionaryUpdate.GRADIENT_PER_ATOM, seed);
    }

    /**
     * Learns a dictionary.
     *
     * @param method     how codes are inferred meanwhile
     * @param train      N×D
     * @param validation M×D, patches that the objective is measured on after each epoch
     */
    public static DictionaryLearning.Result learn(InferenceMethod method, DictionaryLearning.Settings settings,
            FMatrixRMaj train, FMatrixRMaj validation, Progress progress) {
        progress.phase("Learning by " + method, (long) settings.epochs() * settings.batchesPerEpoch(), "batches");
        return new DictionaryLearning(settings, (dictionary, lambda) -> method.learner(dictionary, lambda))
                .learn(train, validation, new DictionaryLearning.Progress() {
                    private String note = "";

                    @Override
                    public boolean batch(int done, int total) {
                        progress.at(done, note);
                        return true;
                    }

                    @Override
                    public void epoch(parsimony.sparsecoding.Checkpoint checkpoint) {
                        List<DictionaryLearning.Epoch> history = checkpoint.history();
                        note = String.format(Locale.ROOT, "objective %.2f", history.get(history.size() - 1).objective());
                    }
                });
    }

    /** Writes what each epoch came to as a table. */
    public static void writeHistory(Path file, List<DictionaryLearning.Epoch> history) throws IOException {
        StringBuilder rows = new StringBuilder("epoch,lambda,rate,objective,change,reseeded\n");
        for (DictionaryLearning.Epoch e : history) {
            rows.append(String.format(Locale.ROOT, "%d,%s,%s,%.6f,%.6g,%d\n", e.number(), e.lambda(), e.rate(), e.objective(),
                    e.change(), e.reseeded()));
        }
        Files.writeString(file, rows);
    }
}
