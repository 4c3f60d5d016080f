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
 *                   problem is not convex (hard thresholds, greedy pursuits), the only known lower
 *                   bound of the minimum is 0, and the gap is the objective itself
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
         * A greedy pursuit found no atom that lowers the residual. Either no atom correlates with
         * the residual any more, or single precision cannot hold a code that would lower it.
         */
        NO_GAIN,
        /** Single precision cannot come closer. */
        PRECISION,
        /** The observer asked to stop. */
        OBSERVER
    }

    /** An empty solution for n patches and k units. */
    static Solution of(int n, int k) {
        return new Solution(new FMatrixRMaj(n, k), new double[n], new double[n], new int[n],
                new Stop[n]);
    }

    /**
     * Writes the certificate and the stop of a patch. Its code is already in place.
     *
     * @throws PatchException if the objective or the gap is not finite, which means that the code
     *         overflows single precision or nearly does
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
     * Lets another solver try the patches that have not converged. Its result replaces that of a
     * patch if it has converged or has a lower objective.
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

    /**
     * {@return the gap of each patch as a share of its objective, N; 0 where the gap is 0}
     */
    public double[] relativeGap() {
        return IntStream.range(0, gap.length)
                .mapToDouble(i -> gap[i] == 0 ? 0 : gap[i] / objective[i]).toArray();
    }

    /** {@return the mean over patches of the objective; 0 where there is no patch} */
    public double meanObjective() {
        return mean(objective);
    }

    /** {@return the mean over patches of the gap; 0 where there is no patch} */
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
