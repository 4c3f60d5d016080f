package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampled;
import parsimony.compare.statistics.Resampling;
import parsimony.data.ArrayFile;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Setting;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Evaluation;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;

/**
 * The settings of training a variational autoencoder. {@code config.json} keeps them, and a resumed
 * run reads them from there. While it works, the run writes checkpoints, curves for TensorBoard and
 * snapshots into its folder. Then it writes the model's arrays, and last {@code metrics.json},
 * which marks the run as finished.
 *
 * @param train file of the patches to learn from, N×D .npy
 * @param validation file of the patches to measure on, M×D .npy
 * @param architecture what is trained
 * @param training how it is trained
 * @param device in the form of {@link Device#parse}
 * @param export whether {@code saved_model/} is written too
 * @param shape of a patch; null if it is not known, or patches are no pictures
 * @param activeThreshold mean divergence in nats from which a unit counts as active; null for the
 *     default of the latent
 * @param dictionary file of the dictionary that the decoder begins with, K×D .npy; null for one
 *     that is drawn
 */
public record TrainSpec(String train, String validation, Architecture architecture,
        Training training, String device,
        boolean export, PatchShape shape, Double activeThreshold,
        @JsonInclude(JsonInclude.Include.NON_NULL) String dictionary) {
    /** Codes found step by step that err more than this have left all bounds. */
    private static final double LEAST_R2 = -1;
    /** Fewest checkpoints of a training, so that even a short one loses little when stopped. */
    private static final long CHECKPOINTS_AT_LEAST = 20;

    /**
     * Checks the values.
     *
     * @throws InputException if the threshold is not a number above 0, or a model is to be exported
     *     whose codes are found step by step
     */
    public TrainSpec {
        requireActiveThreshold(activeThreshold);
        if (export && architecture != null && architecture.inference() != null) {
            throw new InputException("‹export›: a saved model gives codes in one shot, and "
                    + Setting.word(architecture.inference().kind())
                    + " inference does not; leave it out");
        }
        activeThreshold = activeThreshold != null || architecture == null ? activeThreshold
                : Double.valueOf(architecture.latent().activeKl());
    }

    /**
     * Checks a threshold of active units in nats; null is allowed.
     *
     * @param nats the threshold
     * @throws InputException if it is not a number above 0
     */
    public static void requireActiveThreshold(Double nats) {
        if (nats != null && !(nats > 0 && nats < Double.POSITIVE_INFINITY)) {
            throw new InputException("active-threshold", nats, "must be above 0 nats");
        }
    }

    /**
     * Snapshots of the dictionary, which are kept during training.
     *
     * @param count how many, ≥ 0
     * @param show  draws them before the run counts as finished
     */
    public record Snapshots(int count, Show show) {
        /** No snapshot. */
        static final Snapshots NONE = new Snapshots(0, (run, shape, figures) -> {});

        /** Draws the snapshots of a run. */
        public interface Show {

            /**
             * Draws them.
             *
             * @param run     folder of the run
             * @param shape   of an atom
             * @param figures folder that is written into
             * @throws IOException if a file cannot be read or written
             */
            void draw(Path run, PatchShape shape, Path figures) throws IOException;
        }
    }

    /**
     * Carries a run out to its end. It begins at the last checkpoint if there is one, else at the
     * beginning.
     *
     * @param run folder that holds its {@code config.json}
     * @param train N×D
     * @param validation M×D
     * @param resampling of the validation patches, on which {@code resampled.npy} has the encoder's
     *                   point; null for none
     * @param device     where to compute
     * @param snapshots  of the dictionary during training
     * @param progress   told about every step
     * @return the result, as {@code metrics.json} has it
     * @throws CancellationException if the thread is interrupted; a checkpoint is written before
     * @throws InputException if model, plan and patches do not fit together, or the checkpoint is
     *     of another model, plan or patches
     * @throws IOException if a file cannot be read or written
     */
    public TrainResult carryOut(Path run, FMatrixRMaj train, FMatrixRMaj validation,
            Resampling resampling, Device device,
            Snapshots snapshots, Monitor progress) throws IOException {
        boolean begun = TrainingRun.hasCheckpoint(run);
        String name = "Training " + (architecture.latent().deterministic()
                ? architecture.latent().label() : Setting.word(architecture.latent()) + " VAE");
        long before = begun ? TrainingRun.iterations(run) : 0;
        Runnable phase = () -> progress.phase(name, training.iterations(), "steps", before);
        boolean grouped = architecture.levels() != null && architecture.levels().groups();
        if (begun || !grouped) {
            phase.run();
        }
        TrainingRun.Traces usual = TrainingRun.Traces.DEFAULT;
        TrainingRun.Traces traces = new TrainingRun.Traces(
                Math.min(usual.checkpointEvery(), training.iterations() / CHECKPOINTS_AT_LEAST + 1),
                usual.logEvery(),
                snapshots.count, shape == null ? 0 : shape.height(), activeThreshold);
        TrainingRun.Observer observer = VaeFiles.observer(run, progress, phase);
        try (Vae vae = begun ? TrainingRun.resume(run, train, device, traces, observer)
                : TrainingRun.start(run, architecture, training, start(), train, device, traces,
                        observer)) {
            return finish(run, vae, validation, resampling, snapshots, progress);
        }
    }

    private Dictionary start() {
        return dictionary == null ? null : new Dictionary(ArrayFile.matrix(dictionary));
    }

    private TrainResult finish(Path run, Vae vae, FMatrixRMaj validation, Resampling resampling,
            Snapshots snapshots, Monitor progress) throws IOException {
        if (architecture.inference() != null) {
            progress.phase("Inferring codes", architecture.inference().testSteps(), "steps");
            VaeFiles.writeConvergence(run,
                    vae.convergence(validation, training.seed(), progress::at));
        }
        Evaluation evaluation = vae.evaluate(validation, training.seed())
                .withActiveThreshold(activeThreshold);
        if (architecture.inference() != null && evaluation.r2Pooled() < LEAST_R2) {
            progress.warn(String.format(Locale.ROOT, "%s: inference is not stable: codes err %.3g"
                    + " times as much as none would. A learned step is too long; train with more"
                    + " steps, a lower rate or a larger beta", run, 1 - evaluation.r2Pooled()));
        }
        VaeFiles.write(vae, run);
        Npy.write(run.resolve(FileNames.KL_PER_UNIT), evaluation.klPerUnit());
        if (evaluation.level2() != null) {
            LevelFiles.write(run, vae, evaluation.level2().klPerUnit(), validation,
                    training.seed());
        }
        VaeFiles.writeExamples(vae, validation, training.seed(), run);
        VaeFiles.writeCurve(run);
        if (resampling != null) {
            ResampledFile.write(run,
                    List.of(resampled(vae, validation, training.seed(), resampling)));
        }
        if (export) {
            vae.export(run.resolve("saved_model"));
        }
        if (shape != null) {
            snapshots.show.draw(run, shape, run.resolve("figures"));
        }
        TrainResult result = new TrainResult(VaeMeasures.of(evaluation, vae.priorLogRate()),
                vae.parameters(),
                training.iterations(), TrainingRun.seconds(run));
        RunRecord.writeMetrics(run, result);
        return result;
    }

    /**
     * The point of a VAE's encoder on every resample: the error of its posterior mean, and the
     * sparsity of sampled codes.
     *
     * @param seed of the sampled codes
     */
    private static Resampled resampled(Vae vae, FMatrixRMaj patches, long seed,
            Resampling resampling) {
        FMatrixRMaj decoded = vae.decode(vae.posteriorMean().encode(patches));
        return resampling.measure(Measures.errors(patches, decoded),
                vae.sampler(seed).encode(patches));
    }
}
