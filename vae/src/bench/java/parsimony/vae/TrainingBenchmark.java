package parsimony.vae;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A gradient step at the paper's size: 1000 patches of 256 pixels, 512 latents. Asked for on 2
 * cores: exact at most 9 ms, Monte Carlo at most 2.5 times that at T = 0.05 and 5 times at T = 1.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class TrainingBenchmark {
    /** Estimator and temperature. */
    @Param({"EXACT 1", "MC 0.05", "MC 1", "STRAIGHT_THROUGH 0.05"})
    public String step;

    private Trainer trainer;

    /** Trains a little first: rates of an untrained model are not those of a training. */
    @Setup(Level.Trial)
    public void setUp() {
        String[] parts = step.split(" ");
        trainer = trainer(Estimator.valueOf(parts[0]), Double.parseDouble(parts[1]));
        for (int i = 0; i < 500; i++) {
            trainer.advance();
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        trainer.close();
    }

    @Benchmark
    public Step step() {
        return trainer.advance();
    }

    static Trainer trainer(Estimator estimator, double temperature) {
        Training training = Training.PATCHES.withEstimator(estimator).withIterations(1_000_000)
                .withTemperature(Schedule.constant(temperature)).withBeta(Schedule.constant(1));
        return new Trainer(Architecture.linear(Distribution.POISSON, 256, 512), training, patches(),
                Device.CPU);
    }

    /** Sparse mixtures of random atoms with an energy of about 256. */
    static FMatrixRMaj patches() {
        Random random = new Random(1);
        FMatrixRMaj atoms = new FMatrixRMaj(400, 256);
        for (int i = 0; i < atoms.data.length; i++) {
            atoms.data[i] = (float) random.nextGaussian();
        }
        FMatrixRMaj patches = new FMatrixRMaj(20_000, 256);
        for (int i = 0; i < patches.numRows; i++) {
            for (int s = 0; s < 10; s++) {
                int atom = random.nextInt(atoms.numRows);
                float weight = (float) (random.nextGaussian() / Math.sqrt(10));
                for (int d = 0; d < 256; d++) {
                    patches.data[i * 256 + d] += weight * atoms.data[atom * 256 + d];
                }
            }
        }
        return patches;
    }
}
