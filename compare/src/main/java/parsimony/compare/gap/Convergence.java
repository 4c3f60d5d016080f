package parsimony.compare.gap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.SparseEncoder;

/**
 * How energy, error and sparsity come down with iterations and with time. Every point is a separate
 * run from the cold start, with a fixed number of steps and no observer, so that its time is that
 * of inference alone. The time is the shortest of a few runs.
 *
 * @param inference  {@code lca}, {@code ista}, {@code fista} or {@code poisson}
 * @param patches    how many were inferred together
 * @param lowerBound certified lower bound on the minimum of its mean energy
 * @param points     in order of increasing iterations
 */
public record Convergence(String inference, int patches, double lowerBound, List<Point> points) {
    /** Runs of each number of steps; the shortest counts. */
    private static final int RUNS = 3;

    /**
     * The state of all patches after some iterations.
     *
     * @param iterations steps done, ≥ 1
     * @param seconds    wall time of these steps for all patches, never less than that of fewer
     *                   steps
     * @param energy     mean of the inference's own objective
     * @param mse        mean Σ_pixels (x − Φa)²
     * @param lifetime   lifetime sparsity of the codes, 0..1
     * @param zeros      share of code entries that are 0, 0..1; rates never are
     */
    public record Point(int iterations, double seconds, double energy, double mse, double lifetime,
            double zeros) {
    }

    /**
     * Runs inference for 1, 2, 3, 4, 6, 8, 12 … steps.
     *
     * @param inference what rows call it
     * @param encoder makes inference with a number of steps
     * @param most steps of the longest run, ≥ 1
     * @param patches N×D, finite
     * @param optimum certified solution of the same patches
     * @return a row for each number of steps
     */
    public static Convergence trace(String inference, IntFunction<SparseEncoder> encoder, int most,
            FMatrixRMaj patches,
            Solution optimum) {
        encoder.apply(most).solve(patches); // warms the compiler up
        List<Point> points = new ArrayList<>();
        double seconds = Double.POSITIVE_INFINITY;
        for (int steps : descending(most)) {
            SparseEncoder inferring = encoder.apply(steps);
            Solution solution = null;
            for (int run = 0; run < RUNS; run++) {
                long begun = System.nanoTime();
                solution = inferring.solve(patches);
                // The shortest run has the least time of other processes in it. Fewer steps cannot
                // take longer than more steps.
                seconds = Math.min(seconds, (System.nanoTime() - begun) * 1e-9);
            }
            Measures measures = Measures.of(patches, solution.codes(), inferring.dictionary());
            points.add(new Point(steps, seconds, solution.meanObjective(), measures.mse(),
                    measures.lifetime(),
                    measures.portionZeros()));
        }
        Collections.reverse(points);
        return new Convergence(inference, patches.numRows,
                optimum.meanObjective() - optimum.meanGap(), List.copyOf(points));
    }

    /**
     * The powers of 2 up to {@code most} and the numbers half-way between them, in falling order.
     */
    private static List<Integer> descending(int most) {
        List<Integer> counts = new ArrayList<>();
        for (int octave = 1; octave <= most; octave *= 2) {
            counts.add(octave);
            if (octave > 1 && octave * 3 / 2 <= most) {
                counts.add(octave * 3 / 2);
            }
        }
        Collections.reverse(counts);
        return counts;
    }
}
