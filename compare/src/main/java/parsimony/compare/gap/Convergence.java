package parsimony.compare.gap;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.SparseEncoder;

/**
 * How energy, error and sparsity come down with iterations and with time. Every point is a separate
 * run from the cold start, with a fixed number of steps and no observer, so that its time is that
 * of inference alone. It is the time that processors work on it, of all threads together: other
 * work of the machine, a compiler's pause or a collector's is not in it. All numbers of steps are
 * run in turn, round after round, and the shortest run of each counts. Where that still has fewer
 * steps take longer than more, both get their mean.
 *
 * @param inference  {@code lca}, {@code ista}, {@code fista} or {@code poisson}
 * @param patches    how many were inferred together
 * @param lowerBound certified lower bound on the minimum of its mean energy
 * @param points     in order of increasing iterations
 */
public record Convergence(String inference, int patches, double lowerBound, List<Point> points) {
    /** The least rounds, and the most, which are done if they take {@link #SECONDS} at most. */
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 10;
    private static final double SECONDS = 5;

    /**
     * The state of all patches after some iterations.
     *
     * @param iterations steps done, ≥ 1
     * @param seconds    processor time of these steps for all patches, never less than that of
     *                   fewer steps
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
        List<Integer> counts = counts(most);
        List<SparseEncoder> encoders = counts.stream().map(encoder::apply).toList();
        encoders.get(encoders.size() - 1).solve(patches); // warms the compiler up
        double[] seconds = seconds(encoders, patches);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            SparseEncoder inferring = encoders.get(i);
            Solution solution = inferring.solve(patches);
            Measures measures = Measures.of(patches, solution.codes(), inferring.dictionary());
            points.add(new Point(counts.get(i), seconds[i], solution.meanObjective(),
                    measures.mse(), measures.lifetime(), measures.portionZeros()));
        }
        return new Convergence(inference, patches.numRows,
                optimum.meanObjective() - optimum.meanGap(), List.copyOf(points));
    }

    /** The shortest time of each encoder, over rounds in which each runs once. */
    private static double[] seconds(List<SparseEncoder> encoders, FMatrixRMaj patches) {
        double[] shortest = new double[encoders.size()];
        Arrays.fill(shortest, Double.POSITIVE_INFINITY);
        double all = 0;
        for (int round = 0; round < MOST_ROUNDS
                && (round < LEAST_ROUNDS || all < SECONDS); round++) {
            for (int i = 0; i < shortest.length; i++) {
                Map<Long, Long> before = worked();
                encoders.get(i).solve(patches);
                double seconds = seconds(before, worked());
                shortest[i] = Math.min(shortest[i], seconds);
                all += seconds;
            }
        }
        return rising(shortest);
    }

    /** Nanoseconds that each thread of Java has worked so far, by its number. */
    private static Map<Long, Long> worked() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> worked = new HashMap<>();
        for (long thread : threads.getAllThreadIds()) {
            worked.put(thread, Math.max(0, threads.getThreadCpuTime(thread))); // -1 if it has ended
        }
        return worked;
    }

    /**
     * Seconds that the threads have worked in between. A thread that has ended meanwhile does not
     * count: what it worked long before must not be taken off.
     */
    static double seconds(Map<Long, Long> before, Map<Long, Long> after) {
        return after.entrySet().stream().mapToLong(thread -> Math.max(0,
                thread.getValue() - before.getOrDefault(thread.getKey(), 0L))).sum() * 1e-9;
    }

    /**
     * The nearest values, in least squares, that do not fall: neighbours that do are pooled
     * (Barlow, Bartholomew, Bremner &amp; Brunk 1972, Statistical Inference under Order
     * Restrictions, sec. 1.2).
     */
    static double[] rising(double... values) {
        double[] sums = new double[values.length];
        int[] sizes = new int[values.length];
        int pools = 0;
        for (double value : values) {
            sums[pools] = value;
            sizes[pools++] = 1;
            while (pools > 1
                    && sums[pools - 2] / sizes[pools - 2] > sums[pools - 1] / sizes[pools - 1]) {
                pools--;
                sums[pools - 1] += sums[pools];
                sizes[pools - 1] += sizes[pools];
            }
        }
        double[] rising = new double[values.length];
        int at = 0;
        for (int pool = 0; pool < pools; pool++) {
            Arrays.fill(rising, at, at + sizes[pool], sums[pool] / sizes[pool]);
            at += sizes[pool];
        }
        return rising;
    }

    /** The powers of 2 up to {@code most} and the numbers half-way between them, rising. */
    private static List<Integer> counts(int most) {
        List<Integer> counts = new ArrayList<>();
        for (int octave = 1; octave <= most; octave *= 2) {
            counts.add(octave);
            if (octave > 1 && octave * 3 / 2 <= most) {
                counts.add(octave * 3 / 2);
            }
        }
        return counts;
    }
}
