package parsimony.sparsecoding;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;

/**
 * Codes with, for each patch, a certificate of how good its code is. Objective and gap are computed
 * in double precision from the codes as returned.
 *
 * @param codes      N×K, finite
 * @param objective  the encoder's objective of each patch
 * @param gap        a proven upper bound on the patch's objective minus its minimum, ≥ 0. Where the
 *                   problem is not convex (hard thresholds, greedy pursuits) nothing is known but
 *                   that the minimum is not negative, and the bound is the objective itself
 * @param iterations iterations that each patch took
 * @param stop       why each patch's iteration stopped
 */
public record Solution(FMatrixRMaj codes, double[] objective, double[] gap, int[] iterations,
        Stop[] stop) {

    /** Why an iteration stopped. */
    public enum Stop {
        /** The gap that was asked for is reached. */
        CONVERGED,
        /** The number of steps, or of atoms, that was asked for is done. */
        STEPS,
        /** The residual that was asked for is reached. */
        RESIDUAL,
        /**
         * A greedy pursuit is done before that, since no atom lowers the residual: nothing
         * correlates with it any more, or the code that would lower it takes more digits than
         * single precision has.
         */
        NO_GAIN,
        /** Single precision cannot come closer. */
        PRECISION,
        /** The observer said so. */
        OBSERVER
    }

    /** Room for n patches of k units. */
    static Solution of(int n, int k) {
        return new Solution(new FMatrixRMaj(n, k), new double[n], new double[n], new int[n],
                new Stop[n]);
    }

    /**
     * Writes what became of a patch, whose code is in place.
     *
     * @throws PatchException if the objective or the gap is not finite, and so neither is the code,
     *         or nearly so
     */
    void record(int patch, double objective, double gap, int iterations, Stop stop) {
        if (!Double.isFinite(objective) || !Double.isFinite(gap)) {
            throw PatchException.ofCode(patch);
        }
        this.objective[patch] = objective;
        this.gap[patch] = gap;
        this.iterations[patch] = iterations;
        this.stop[patch] = stop;
    }

    /** Whether a patch needs no more steps. */
    boolean isDone(int patch) {
        return stop[patch] == Stop.CONVERGED || stop[patch] == Stop.PRECISION;
    }

    /**
     * Lets another solver try the patches that have not converged, and takes its answer where that
     * is better.
     *
     * @param patches the N×D patches that this solution is for
     * @param solver  of some of them
     */
    void tryAgain(FMatrixRMaj patches, Function<FMatrixRMaj, Solution> solver) {
        int[] rows =
                IntStream.range(0, stop.length).filter(i -> stop[i] != Stop.CONVERGED).toArray();
        if (rows.length == 0) {
            return;
        }
        int pixels = patches.numCols;
        int k = codes.numCols;
        FMatrixRMaj rest = new FMatrixRMaj(rows.length, pixels);
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(patches.data, rows[r] * pixels, rest.data, r * pixels, pixels);
        }
        Solution again;
        try {
            again = solver.apply(rest);
        } catch (PatchException e) {
            throw e.renumbered(rows[e.patch()]);
        }
        for (int r = 0; r < rows.length; r++) {
            int i = rows[r];
            iterations[i] += again.iterations[r];
            if (again.stop[r] == Stop.CONVERGED || again.objective[r] < objective[i]) {
                System.arraycopy(again.codes.data, r * k, codes.data, i * k, k);
                objective[i] = again.objective[r];
                gap[i] = again.gap[r];
                stop[i] = again.stop[r];
            }
        }
    }

    /** The mean over patches of the objective; 0 where there is no patch. */
    public double meanObjective() {
        return mean(objective);
    }

    /** The mean over patches of the gap; 0 where there is no patch. */
    public double meanGap() {
        return mean(gap);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }
}
