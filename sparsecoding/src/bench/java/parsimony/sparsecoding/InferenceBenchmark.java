package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
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

/**
 * 1000 patches of 256 pixels under 512 atoms by each solver; the baseline is LCA of every unit at
 * every step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
public class InferenceBenchmark {
    private static final double[] GRID = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 0.7, 1};

    @Param({"0.5", "1.0"})
    public double lambda;

    private Dictionary dictionary;
    private FMatrixRMaj patches;

    @Setup
    public void prepare() {
        Scene scene = Scene.of(1000);
        patches = scene.patches();
        dictionary = scene.dictionary();
        dictionary.gramRows();
    }

    /** u += (b − u − (G − I)a)/τ, 900 times, of all units of all patches in parallel: 472 GFLOP. */
    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public FMatrixRMaj dense() {
        int k = dictionary.size();
        FMatrixRMaj codes = new FMatrixRMaj(patches.numRows, k);
        PatchLoop.run(patches.numRows, () -> new float[4][k], (work, i) -> {
            float[] b = work[0];
            float[] u = work[1];
            float[] a = work[2];
            float[] inhibition = work[3];
            dictionary.correlate(patches.data, i * patches.numCols, b);
            Arrays.fill(u, 0f);
            Arrays.fill(a, 0f);
            for (int step = 0; step < 900; step++) {
                Arrays.fill(inhibition, 0f);
                RowSum.addAll(dictionary.gramRows(), a, 0, inhibition);
                for (int j = 0; j < k; j++) {
                    u[j] += (b[j] - u[j] - (inhibition[j] - a[j])) / 100;
                    a[j] = Math.max(0f, u[j] - (float) lambda);
                }
            }
            System.arraycopy(a, 0, codes.data, i * k, k);
        });
        return codes;
    }

    @Benchmark
    public Solution lca() {
        return new Lca(dictionary, Lca.Settings.PAPER.withLambda(lambda)).solve(patches);
    }

    @Benchmark
    public Solution fista() {
        return new Fista(dictionary, LassoSettings.of(lambda).withGap(1e-4)).solve(patches);
    }

    /** Takes some hundredths of a second, and as long again until it is compiled. */
    @Benchmark
    @Warmup(iterations = 30)
    @Measurement(iterations = 20)
    public Solution lasso() {
        return new Lasso(dictionary, LassoSettings.of(lambda)).solve(patches);
    }

    @Benchmark
    public Solution homotopy() {
        return new Homotopy(dictionary, LassoSettings.of(lambda)).solve(patches);
    }

    /** All eight λ of the paper's grid; the benchmark's own λ plays no part. */
    @Benchmark
    @Warmup(iterations = 1)
    @Measurement(iterations = 2)
    public List<Solution> homotopyGrid() {
        return new Homotopy(dictionary, LassoSettings.of(0.001)).solve(patches, GRID);
    }

    @Benchmark
    public Solution orthogonalMatchingPursuit() {
        return new OrthogonalMatchingPursuit(dictionary, PursuitSettings.of(25)).solve(patches);
    }

    @Benchmark
    public Solution poisson() {
        FMatrixRMaj logPrior = new FMatrixRMaj(1, dictionary.size());
        CommonOps_FDRM.fill(logPrior, -3);
        return new PoissonInference(dictionary, logPrior, PoissonSettings.of(lambda))
                .solve(patches);
    }
}
