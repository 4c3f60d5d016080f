package parsimony.sparsecoding;

import parsimony.signals.InputException;

/**
 * Fast iterative shrinkage-thresholding: ISTA from an extrapolated code, y = a + (t − 1)/t′·(a −
 * a_before), where t′ = ½(1 + √(1 + 4t²)). The momentum restarts whenever it points uphill, (y −
 * a)·(a − a_before) &gt; 0.
 *
 * <p>Beck &amp; Teboulle (2009), SIAM Journal on Imaging Sciences 2, eqs. 4.1–4.3; restart:
 * O'Donoghue &amp; Candès (2015), Foundations of Computational Mathematics 15, the gradient scheme.
 */
public final class Fista extends ProximalGradient {
    static Solver<LassoSettings> solver() {
        return solver("fista", "FISTA", "ista with momentum",
                (dictionary, settings, model) -> new Fista(dictionary, settings));
    }

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public Fista(Dictionary dictionary, LassoSettings settings) {
        super(dictionary, settings);
    }

    @Override
    void extrapolate(State state) {
        float[] y = state.y;
        float[] a = state.code;
        float[] before = state.previous;
        double uphill = 0;
        for (int j = 0; j < a.length; j++) {
            uphill += (double) (y[j] - a[j]) * (a[j] - before[j]);
        }
        double t = uphill > 0 ? 1 : state.momentum;
        double next = 0.5 * (1 + Math.sqrt(1 + 4 * t * t));
        float momentum = uphill > 0 ? 0 : (float) ((t - 1) / next);
        for (int j = 0; j < a.length; j++) {
            y[j] = a[j] + momentum * (a[j] - before[j]);
        }
        state.momentum = next;
    }
}
