package parsimony.sparsecoding;

import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import parsimony.signals.Monitor;

/**
 * 20 mini-batches of 256 patches of dictionary learning, 512 atoms; its ratio is to dense inference
 * of 1000 patches.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class LearningBenchmark {

    @Param({"1.0"})
    public double lambda;

    @Param({"ONLINE", "GRADIENT_PER_ATOM"})
    public DictionaryUpdate update;

    private FMatrixRMaj patches;

    @Setup
    public void prepare() {
        patches = Scene.of(6000).patches();
    }

    @Benchmark
    public DictionaryLearning.Result learn() {
        DictionaryLearning.Settings settings = DictionaryLearning.Settings.PAPER.withEpochs(1, 20)
                .withBatch(256)
                .withLambda(Schedule.constant(lambda)).withUpdate(update, Schedule.constant(0.01));
        FMatrixRMaj heldOut = new FMatrixRMaj(1, patches.numCols);
        return new DictionaryLearning(settings,
                (dictionary, l) -> new Lasso(dictionary, LassoSettings.of(l)))
                .learn(patches, heldOut, Monitor.SILENT, state -> {});
    }
}
