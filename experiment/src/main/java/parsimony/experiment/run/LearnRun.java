package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import parsimony.sparsecoding.PatchSource;

/**
 * The learning of a dictionary by sparse coding.
 *
 * @param model the name of the model in the experiment
 * @param name the run's name for people
 * @param key SHA-256 of all that the result depends on
 * @param learning how the dictionary is learned
 */
public record LearnRun(String model, String name, String key, Learning learning) implements Run {
    /** Multiply–adds per second on the reference machine. */
    private static final double RATE = 1e10;
    /** Seconds until Java has compiled what it does. */
    private static final double BEGINNING = 0.2;
    /** Steps of inference in a mini-batch. */
    private static final int STEPS = 80;
    /** Bytes of memory, measured. */
    private static final double BYTES = 4e8;

    @Override
    public long seed() {
        return learning.seed();
    }

    @Override
    public boolean hasCheckpoint(Path folder) {
        return LearnSpec.hasCheckpoint(folder);
    }

    @Override
    public Size own(Size usual) {
        return usual.withAtoms(learning.atoms());
    }

    @Override
    public double seconds(Size size) {
        double atoms = size.atoms();
        return BEGINNING + (double) learning.epochs() * learning.batches() * atoms
                * (learning.batch() * (2.0 * size.pixels() + STEPS * atoms / 8)) / RATE;
    }

    @Override
    public double bytes(Size size) {
        return BYTES;
    }

    @Override
    public void carryOut(RunContext context) throws IOException {
        PreparedPatches patches = context.patches();
        LearnSpec spec = new LearnSpec(patches.trainFile().toString(),
                patches.validationFile().toString(), learning,
                patches.shape());
        spec.carryOut(context.open(this, spec), PatchSource.of(patches.train()),
                PatchSource.of(patches.validation()), context.progress());
    }

    @Override
    public LearnResult result(Path folder) {
        return RunRecord.readMetrics(folder, LearnResult.class);
    }
}
