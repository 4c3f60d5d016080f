package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;

/**
 * Codes with, for each patch, a certificate of how good its code is. Objective and gap are computed in double precision from
 * the codes as returned.
 *
 * @param codes      N×K, finite
 * @param objective  the encoder's objective of each patch
 * @param gap        a proven upper bound on the patch's objective minus its minimum, ≥ 0. Where the problem is not convex
 *                   (hard thresholds, greedy pursuits) nothing is known but that the minimum is not negative, and the bound
 *                   is the objective itself
 * @param iterations iterations that each patch took
 * @param stop       why each patch's iteration stopped
 */
public record Solution(FMatrixRMaj codes, double[] objective, double[] gap, int[] iterations, Stop[] stop) {

    /** Why an iteration stopped. */
    public enum Stop {
        /** The gap that was asked for is reached. */
        CONVERGED,
        /** The number of steps, or of atoms, that was asked for is done. */
        STEPS,
        /** The residual that was asked for is reached, or nothing correlates with it any more. */
        RESIDUAL,
        /** Single precision cannot come closer. */
        PRECISION,
        /** The observer said so. */
        OBSERVER
    }

    /** Room for n patches of k units. */
    static Solution of(int n, int k) {
        return new Solution(new FMatrixRMaj(n, k), new double[n], new double[n], new int[n], new Stop[n]);
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
