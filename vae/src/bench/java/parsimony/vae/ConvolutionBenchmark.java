package parsimony.vae;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A gradient step of the paper's convolutional encoder with a linear decoder: 250 patches of 16×16
 * pixels, 512 latents, exact gradients. Asked for: no slower than the same network in PyTorch.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 4, time = 5)
@Fork(1)
public class ConvolutionBenchmark {
    private Trainer trainer;

    /** Builds the graph. */
    @Setup(Level.Trial)
    public void setUp() {
        trainer = trainer();
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        trainer.close();
    }

    @Benchmark
    public Step step() {
        return trainer.advance();
    }

    static Trainer trainer() {
        return new Trainer(
                new Architecture(Distribution.POISSON, Activation.NONE, Network.of("conv+b"),
                        new LinearNetwork(), new ImageShape(16, 16, 1), 512),
                Training.PATCHES.withBatch(250).withIterations(1_000_000),
                TrainingBenchmark.patches(), Device.CPU);
    }
}
