package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;

/**
 * Codes with bounds from both sides on the least ½‖x − Φa‖² of each patch that its problem allows.
 *
 * @param codes      N×K. Rounding them to single precision keeps them within their problem's
 *                   limits, and as a rule raises their error by less than 1e-7 of ½‖x‖²
 * @param objective  ½‖x − Φa‖² of each patch's code in double precision, before it was rounded; an
 *                   upper bound on the least
 * @param lowerBound a proven lower bound on the least, ≥ 0 and ≤ objective
 * @param iterations steps that each patch took
 */
public record Bounded(FMatrixRMaj codes, double[] objective, double[] lowerBound,
        int[] iterations) {

    /** For n patches and k units. */
    static Bounded of(int n, int k) {
        return new Bounded(new FMatrixRMaj(n, k), new double[n], new double[n], new int[n]);
    }

    /** Writes the bounds of a patch. Rounding of double precision may not let them cross. */
    void record(int patch, double objective, double lowerBound, int iterations) {
        if (!Double.isFinite(objective)) {
            throw PatchException.ofCode(patch);
        }
        this.objective[patch] = objective;
        this.lowerBound[patch] = Math.max(0, Math.min(objective, lowerBound));
        this.iterations[patch] = iterations;
    }
}
