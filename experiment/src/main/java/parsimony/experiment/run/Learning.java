package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import parsimony.experiment.report.Csv;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Checkpoint;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.PatchSource;
import parsimony.sparsecoding.Schedule;
import parsimony.sparsecoding.Solver;

/**
 * The settings of dictionary learning for a user. The defaults take about a minute of learning.
 *
 * @param method          infers the codes during learning
 * @param update          how atoms move
 * @param atoms           K, ≥ 1
 * @param lambda          weight of the l1 norm, &gt; 0; empty for the paper's ramp, from 0.05 up to
 *                        0.7
 * @param rate            step of the gradient updates in the first epoch, &gt; 0
 * @param epochs          ≥ 1
 * @param batches         mini-batches in an epoch, ≥ 1
 * @param batch           patches in a mini-batch, ≥ 1
 * @param seed            of every random draw
 */
public record Learning(Solver<?> method, DictionaryUpdate update, int atoms, OptionalDouble lambda,
        double rate, int epochs,
        @JsonAlias("batches_per_epoch") int batches, int batch, long seed) {
    /** Default weight of the l1 norm, for patches whose pixels have unit variance. */
    public static final double LAMBDA = 1;
    /** Default step of the gradient updates in the first epoch. */
    public static final double RATE = 0.05;
    /** Default number of epochs. */
    public static final int EPOCHS = 6;
    /** Default number of mini-batches in an epoch. */
    public static final int BATCHES = 40;
    /** Default number of patches in a mini-batch. */
    public static final int BATCH = 250;

    /** Epoch e, from 0, takes the rate divided by 1 + e/2. */
    private static final double EPOCHS_TO_HALVE_RATE = 2;

    /**
     * Checks the values.
     *
     * @throws InputException if no dictionary can be learned with the method, or a number is out of
     *     its range
     */
    public Learning {
        if (!method.is(Solver.Trait.LEARNS)) {
            throw new InputException("‹method›: " + method.name()
                    + " does not learn dictionaries; " + Solver.names(Solver.Trait.LEARNS) + " do");
        }
        require(lambda.isEmpty()
                || lambda.getAsDouble() > 0 && lambda.getAsDouble() < Double.POSITIVE_INFINITY,
                "lambda",
                lambda.orElse(0), "above 0");
        require(rate > 0 && rate < Double.POSITIVE_INFINITY, "rate", rate, "above 0");
        require(epochs >= 1, "epochs", epochs, "at least 1");
        require(batches >= 1, "batches", batches, "at least 1");
        require(batch >= 1, "batch", batch, "at least 1");
    }

    private static void require(boolean met, String name, Object value, String allowed) {
        if (!met) {
            throw new InputException(name, value, "must be " + allowed);
        }
    }

    /**
     * {@return the same settings in the form of {@link DictionaryLearning}}
     *
     * @throws InputException if the number of atoms is not at least 1
     */
    public DictionaryLearning.Settings settings() {
        return new DictionaryLearning.Settings(atoms, epochs, batches, batch,
                lambda.isEmpty() ? Schedule.paperRamp() : Schedule.constant(lambda.getAsDouble()),
                Schedule.decay(rate, EPOCHS_TO_HALVE_RATE),
                update, seed);
    }

    /**
     * Learns a dictionary.
     *
     * @param train      N patches
     * @param validation M patches, which the objective is measured on after each epoch
     * @param from       state of an earlier run that was stopped, or null to begin anew
     * @param checkpoint file that keeps the state after each epoch, or null for none
     */
    DictionaryLearning.Result run(PatchSource train, PatchSource validation, Checkpoint from,
            CheckpointFile checkpoint,
            Monitor progress) {
        progress.phase("Learning by " + method.label(), (long) epochs * batches, "batches",
                from == null ? 0 : (long) from.history().size() * batches);
        DictionaryLearning learning = new DictionaryLearning(settings(), method::learningEncoder);
        Consumer<Checkpoint> keeper = state -> keep(state, checkpoint);
        return from == null ? learning.learn(train, validation, progress, keeper)
                : learning.resume(from, train, validation, progress, keeper);
    }

    private static void keep(Checkpoint state, CheckpointFile file) {
        if (file == null) {
            return;
        }
        try {
            file.write(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a table with a row per epoch; an update without a step has an empty rate. */
    void writeHistory(Path file, List<DictionaryLearning.Epoch> history) throws IOException {
        try (Csv csv = Csv.create(file,
                List.of("epoch", "lambda", "rate", "objective", "change", "reseeded"))) {
            for (DictionaryLearning.Epoch e : history) {
                csv.row(e.number(), Csv.number("%.6g", e.lambda()),
                        update == DictionaryUpdate.ONLINE ? null : Csv.number("%.6g", e.rate()),
                        Csv.number("%.6f", e.objective()), Csv.number("%.6g", e.change()),
                        e.reseeded());
            }
        }
    }
}
