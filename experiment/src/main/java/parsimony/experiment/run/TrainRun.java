package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Inference;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;

/**
 * The training of a VAE.
 *
 * @param model the name of the model in the experiment
 * @param name the run's name for people
 * @param key SHA-256 of all that the result depends on
 * @param architecture what is trained
 * @param training how it is trained
 * @param activeThreshold mean divergence in nats from which a unit counts as active; null for the
 *     default of the latent
 */
public record TrainRun(String model, String name, String key, Architecture architecture,
        Training training,
        Double activeThreshold) implements Run {
    /**
     * TensorFlow's threads of every training, on every machine. The last bits may depend on them,
     * so they are part of the key, and must not depend on the machine: else machines could not
     * share a store. A batch is divided into four shares at most, so more would be of little use.
     */
    public static final int THREADS = 4;

    private static final Device DEVICE = new Device(Device.Kind.CPU, 0, THREADS);
    /** Multiply–adds per second on the reference machine. */
    private static final double RATE = 5e10;
    /**
     * Cost of sampling, of the overhead of a step and of the optimizer, in multiply–adds per latent
     * and patch.
     */
    private static final double SAMPLING = 800;
    /** Seconds to build the graph, and to measure the model, in all and for each unit. */
    private static final double BEGINNING = 0.8;
    private static final double MEASURING = 0.007;
    /** Bytes of the patches that a folder keeps to look into, for each pixel and each unit. */
    private static final double EXAMPLES = 5500;
    private static final double BROWSED = 1700;
    /** Bytes of a weight: in the checkpoint with what the optimizer knows of it, and as array. */
    private static final double SAVED = 16;
    /** Seconds to prepare a graph for each step of inference that it has. */
    private static final double PREPARING = 1;
    /** How many arrays of a mini-batch's latents, about, are in memory at once. */
    private static final double COPIES = 40;
    /** How many more of them a step of inference keeps until gradients have come back to it. */
    private static final double COPIES_PER_STEP = 20;
    /** Bytes that TensorFlow itself takes. */
    private static final double OVERHEAD = 4e8;
    /**
     * Bytes of TensorFlow's own copy of the training patches, per pixel of a patch: 100,000 patches
     * of 4 bytes.
     */
    private static final double PATCHES = 4e5;

    @Override
    public long seed() {
        return training.seed();
    }

    @Override
    public Double beta() {
        return training.annealing().beta().end();
    }

    @Override
    public void requireAvailable() {
        DEVICE.requireAvailable();
    }

    @Override
    public boolean hasCheckpoint(Path folder) throws IOException {
        return TrainingRun.hasCheckpoint(folder);
    }

    @Override
    public Size own(Size usual) {
        return usual.withAtoms(architecture.latents());
    }

    @Override
    public double seconds(Size size) {
        int latents = architecture.latents();
        double sampling = training.estimator().samples() ? SAMPLING : SAMPLING / 4;
        Inference inference = architecture.inference();
        if (inference != null) {
            // A step decodes, and goes back through the decoder; a loss along the way decodes
            // again.
            double step = 3 * architecture.decoder().work(architecture.image(), latents)
                    + 2 * latents * SAMPLING / 3;
            return PREPARING * inference.steps()
                    + (3 * step * inference.steps() * training.iterations() * training.batch()
                            + step * inference.testSteps() * size.patches()) / RATE;
        }
        // Three times, because the gradients of weights and inputs cost as much as the values.
        return BEGINNING + MEASURING * latents + training.iterations() * training.batch()
                * (3 * networks() + latents * sampling) / RATE;
    }

    @Override
    public double bytes(Size size) {
        int steps = architecture.inference() == null ? 1
                : Math.max(1, architecture.inference().steps());
        return OVERHEAD + size.pixels() * PATCHES
                + (COPIES + (steps - 1) * COPIES_PER_STEP) * 4 * training.batch()
                        * architecture.latents();
    }

    @Override
    public double disk(Size size) {
        return EXAMPLES * size.pixels() + BROWSED * architecture.latents() + SAVED * networks();
    }

    /** Multiply–adds of both networks for a patch, about as many as they have weights. */
    private double networks() {
        return architecture.encoder().work(architecture.image(), architecture.latents())
                + architecture.decoder().work(architecture.image(), architecture.latents());
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        PreparedPatches patches = context.patches();
        TrainSpec spec =
                new TrainSpec(patches.trainFile().toString(), patches.validationFile().toString(),
                        architecture, training, "cpu", false, patches.shape(), activeThreshold,
                        null);
        // Snapshots would fill the disk; the command train keeps them.
        spec.carryOut(context.open(this, spec), patches.train(), patches.validation(),
                patches.resampling(),
                DEVICE, TrainSpec.Snapshots.NONE, context.progress());
    }

    @Override
    public Optional<OwnEncoder> encoder(Path folder) throws IOException {
        requireAvailable();
        return Optional.of(new VaeEncoder(this, activeThreshold, folder));
    }

    @Override
    public TrainResult result(Path folder) {
        return RunRecord.readMetrics(folder, TrainResult.class);
    }
}
