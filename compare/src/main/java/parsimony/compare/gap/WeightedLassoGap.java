package parsimony.compare.gap;

import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.WeightedLasso;

/**
 * How far codes lie above the least value of a weighted lasso, patch by patch. Of the rates of an
 * iterative Poisson VAE the objective is ½‖(x − Φr)/σ‖² + Σ_k e^{b_k} r_k, which its steps descend
 * where they have no noise.
 *
 * @param objective of the codes, N
 * @param best      of the best codes found, N, at most {@code objective}
 * @param lower     proven lower bound of the least objective, N, at most {@code best}
 */
public record WeightedLassoGap(double[] objective, double[] best, double[] lower) {

    /**
     * Measures codes.
     *
     * @param patches N×D, finite
     * @param codes   N×K, finite, and ≥ 0 unless the lasso is signed
     * @param lasso   the objective
     * @param optimum what the lasso solves the same patches to
     * @return their gap
     * @throws parsimony.signals.InputException if shapes do not agree or a value is not allowed
     */
    public static WeightedLassoGap measure(FMatrixRMaj patches, FMatrixRMaj codes,
            WeightedLasso lasso, Solution optimum) {
        double[] objective = lasso.certify(patches, codes).objective();
        double[] best = new double[objective.length];
        double[] lower = new double[objective.length];
        for (int i = 0; i < objective.length; i++) {
            // Within the solver's tolerance these codes may be the better ones.
            best[i] = Math.min(objective[i], optimum.objective()[i]);
            lower[i] = Math.min(best[i], optimum.objective()[i] - optimum.gap()[i]);
        }
        return new WeightedLassoGap(objective, best, lower);
    }

    /** {@return how far each code is above the best found, N, ≥ 0: at least so much is lost} */
    public double[] least() {
        return difference(objective, best);
    }

    /** {@return how far each code is above the proven bound, N, ≥ 0: at most so much is lost} */
    public double[] most() {
        return difference(objective, lower);
    }

    private static double[] difference(double[] above, double[] below) {
        double[] difference = new double[above.length];
        for (int i = 0; i < above.length; i++) {
            difference[i] = above[i] - below[i];
        }
        return difference;
    }
}
