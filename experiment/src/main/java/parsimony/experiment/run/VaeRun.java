package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampled;
import parsimony.compare.statistics.Resampling;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Measures;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Evaluation;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;

/**
 * The training of a variational autoencoder in a folder of its own: checkpoints, TensorBoard's curves and snapshots as it goes,
 * then the model's arrays, and last {@code metrics.json}, which says that the run is whole.
 */
public final class VaeRun {
    private static final long CHECKPOINTS_AT_LEAST = 20;

    /**
     * What {@code config.json} keeps, and a resumed run reads from it.
     *
     * @param train      file of the patches to learn from, N×D .npy
     * @param validation file of the patches to measure on, M×D .npy
     * @param device     in the form of {@link Device#parse}
     * @param export     whether {@code saved_model/} is written too
     * @param shape      of a patch; null if it is not known, or patches are no pictures
     * @param activeThreshold mean divergence in nats from which a unit counts as active; if null that of the latent
     */
    public record Settings(String train, String validation, Architecture architecture, Training training, String device,
            boolean export, PatchShape shape, Double activeThreshold) {

        /** @throws IllegalArgumentException if the threshold is not a number above 0 */
        public Settings {
            requireActiveThreshold(activeThreshold);
            activeThreshold = activeThreshold != null || architecture == null ? activeThreshold
                    : Double.valueOf(architecture.latent().activeKl());
        }
    }

    private VaeRun() {
    }

    /** @throws IllegalArgumentException if there is one that is not a number above 0 */
    public static void requireActiveThreshold(Double nats) {
        if (nats != null && !(nats > 0 && nats < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("active-threshold: " + nats + "; must be above 0 nats");
        }
    }

    /**
     * Takes a run to its end: from its last checkpoint if it has one, else from the beginning.
     *
     * @param run        folder that holds its {@code config.json}
     * @param train      N×D
     * @param validation M×D
     * @param resampling of the validation patches, for {@code resampled.npy}, the encoder's point on each resample; null for none
     * @param snapshots  pictures of the dictionary along the way, ≥ 0
     * @return the metrics
     * @throws CancellationException    if the thread is interrupted, after a checkpoint
     * @throws IllegalArgumentException if model, plan and patches do not suit one another, or those of the checkpoint were others
     */
    public static Map<String, Object> carryOut(Path run, Settings settings, FMatrixRMaj train, FMatrixRMaj validation,
            Resampling resampling, Device device, int snapshots, Monitor progress) throws IOException, DataException {
        Training training = settings.training;
        boolean begun = TrainingRun.hasCheckpoint(run);
        progress.phase("Training " + settings.architecture.latent() + " VAE", training.iterations(), "steps",
                begun ? TrainingRun.iterations(run) : 0);
        TrainingRun.Traces usual = TrainingRun.Traces.DEFAULT;
        TrainingRun.Traces traces = new TrainingRun.Traces(
                Math.min(usual.checkpointEvery(), training.iterations() / CHECKPOINTS_AT_LEAST + 1), usual.logEvery(),
                snapshots, settings.shape == null ? 0 : settings.shape.height(), settings.activeThreshold);
        TrainingRun.Observer observer = VaeFiles.observer(run, progress);
        try (Vae vae = begun ? TrainingRun.resume(run, train, device, traces, observer)
                : TrainingRun.start(run, settings.architecture, training, train, device, traces, observer)) {
            return finish(run, vae, settings, validation, resampling);
        }
    }

    private static Map<String, Object> finish(Path run, Vae vae, Settings settings, FMatrixRMaj validation,
            Resampling resampling) throws IOException, DataException {
        Evaluation evaluation = vae.evaluate(validation, settings.training.seed())
                .withActiveThreshold(settings.activeThreshold);
        VaeFiles.write(vae, run);
        Npy.write(run.resolve("kl_per_unit.npy"), evaluation.klPerUnit());
        if (resampling != null) {
            ResampledFile.write(run, List.of(resampled(vae, validation, settings.training.seed(), resampling)));
        }
        if (settings.export) {
            vae.export(run.resolve("saved_model"));
        }
        VaeFiles.animate(run, run.resolve("figures"), settings.shape);
        Map<String, Object> metrics = new LinkedHashMap<>(VaeFiles.metrics(evaluation));
        metrics.put("iterations", settings.training.iterations());
        metrics.put("seconds", TrainingRun.seconds(run));
        RunRecord.writeMetrics(run, metrics);
        return metrics;
    }

    /**
     * The point of a VAE's encoder on resamples: error of its posterior mean, sparsity of sampled codes.
     *
     * @param seed of the sampled codes
     */
    public static Resampled resampled(Vae vae, FMatrixRMaj patches, long seed, Resampling resampling) {
        FMatrixRMaj decoded = vae.decode(vae.posteriorMean().encode(patches));
        return resampling.measure(Measures.errors(patches, decoded), vae.sampler(seed).encode(patches));
    }
}
