package parsimony.vae;

import java.util.concurrent.TimeUnit;
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
 * A training step of an iterative Poisson VAE at the paper's size: 200 patches of 256 pixels, 512
 * units, relaxed samples at T = 0.05. {@code vae/src/bench/python/iterative_torch.py} times the same
 * loop in PyTorch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class IterativeBenchmark {
    /** Steps of inference. */
    @Param({"8", "16"})
    public int steps;

    private Trainer trainer;

    /** Trains a little first: rates of an untrained model are not those of a training. */
    @Setup(Level.Trial)
    public void setUp() {
        trainer = trainer(steps);
        for (int i = 0; i < 30; i++) {
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

    static Trainer trainer(int steps) {
        Architecture model = Architecture.linear(Distribution.POISSON, 256, 512)
                .withInference(Inference.of(Distribution.POISSON, Inference.Kind.ITERATIVE, steps,
                        null, null));
        Training training = Training.VH16_ITERATIVE.forModel(model)
                .withTemperature(Schedule.constant(0.05)).withBeta(Schedule.constant(24));
        return new Trainer(model, training, TrainingBenchmark.patches(), Device.CPU);
    }
}
