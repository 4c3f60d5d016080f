package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;

/**
 * The training of a VAE.
 *
 * @param activeThreshold mean divergence in nats from which a unit counts as active; null for the
 *                        default of the latent
 */
public record TrainRun(String model, String name, String key, Architecture architecture,
        Training training,
        Double activeThreshold) implements Run {
    /** Runs of a plan keep no snapshots, which would fill the disk; {@code train} keeps them. */
    private static final int NO_SNAPSHOTS = 0;
    /** Multiply–adds per second on the reference machine. */
    private static final double RATE = 5e10;
    /**
     * Cost of sampling, of the overhead of a step and of the optimizer, in multiply–adds per latent
     * and patch.
     */
    private static final double SAMPLING = 800;
    /** Seconds to build the graph. */
    private static final double BEGINNING = 1;
    /** How many arrays of a mini-batch's latents, about, are in memory at once. */
    private static final double COPIES = 40;
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
        Device.CPU.requireAvailable();
    }

    @Override
    public boolean hasCheckpoint(Path folder) throws IOException {
        return TrainingRun.hasCheckpoint(folder);
    }

    @Override
    public double seconds(Size size) {
        double layers = architecture.encoder().linear() ? 2 : 10;
        double sampling = training.estimator().samples() ? SAMPLING : SAMPLING / 4;
        return BEGINNING + training.iterations() * training.batch() * (double) size.atoms()
                * (3 * layers * size.pixels() + sampling) / RATE;
    }

    @Override
    public double bytes(Size size) {
        return OVERHEAD + size.pixels() * PATCHES
                + COPIES * 4 * training.batch() * architecture.latents();
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        PreparedPatches patches = context.patches();
        TrainSpec spec =
                new TrainSpec(patches.trainFile().toString(), patches.validationFile().toString(),
                        architecture, training, "cpu", false, patches.shape(), activeThreshold);
        spec.carryOut(context.open(this, spec), patches.train(), patches.validation(),
                patches.resampling(),
                Device.CPU, NO_SNAPSHOTS, context.progress());
    }

    @Override
    public TrainResult result(Path folder) {
        return RunRecord.readMetrics(folder, TrainResult.class);
    }
}
