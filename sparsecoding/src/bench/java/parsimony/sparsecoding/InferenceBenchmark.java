package parsimony.sparsecoding;

import java.util.List;
import java.util.SplittableRandom;
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

/** 1000 patches of 256 pixels under 512 atoms by each solver; the baseline is LCA as products of whole matrices. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4)
@Measurement(iterations = 5)
public class InferenceBenchmark {
    private static final double[] GRID = {0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 0.7, 1};

    @Param({"0.5", "1.0"})
    public double lambda;

    private Dictionary dictionary;
    private FMatrixRMaj patches;

    @Setup
    public void draw() {
        SplittableRandom random = new SplittableRandom(1);
        dictionary = Scene.gabors(random);
        patches = Scene.patches(dictionary, 1000, random);
        dictionary.gramRows();
    }

    /** u += (b − u − a(G − I))/τ, 900 times, all patches and units: 472 GFLOP. */
    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public FMatrixRMaj dense() {
        FMatrixRMaj g = dictionary.gram();
        CommonOps_FDRM.addEquals(g, -1, CommonOps_FDRM.identity(g.numRows));
        FMatrixRMaj b = new FMatrixRMaj(patches.numRows, g.numRows);
        CommonOps_FDRM.multTransB(patches, dictionary.atoms(), b);
        FMatrixRMaj u = b.createLike();
        FMatrixRMaj a = b.createLike();
        FMatrixRMaj inhibition = b.createLike();
        for (int step = 0; step < 900; step++) {
            CommonOps_FDRM.mult(a, g, inhibition);
            for (int i = 0; i < u.getNumElements(); i++) {
                u.data[i] += (b.data[i] - u.data[i] - inhibition.data[i]) / 100;
                a.data[i] = Math.max(0f, u.data[i] - (float) lambda);
            }
        }
        return a;
    }

    @Benchmark
    public Solution lca() {
        return new Lca(dictionary, Lca.Settings.PAPER.withLambda(lambda)).solve(patches);
    }

    @Benchmark
    public Solution fista() {
        return new Fista(dictionary, LassoSettings.of(lambda).withGap(1e-4)).solve(patches);
    }

    @Benchmark
    public Solution lasso() {
        return new Lasso(dictionary, LassoSettings.of(lambda)).solve(patches);
    }

    @Benchmark
    public Solution homotopy() {
        return new Homotopy(dictionary, LassoSettings.of(lambda)).solve(patches);
    }

    /** All eight λ of the paper's grid; the benchmark's own λ plays no part. */
    @Benchmark
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
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
        return new PoissonInference(dictionary, logPrior, PoissonSettings.of(lambda)).solve(patches);
    }
}
