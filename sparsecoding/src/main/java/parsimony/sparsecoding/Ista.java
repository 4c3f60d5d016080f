package parsimony.sparsecoding;

import parsimony.signals.InputException;

/**
 * Iterative shrinkage-thresholding: a ← T_{λ/L}(a − (Ga − b)/L) with L = λ_max(G), descending the
 * lasso's objective at every step.
 *
 * <p>Daubechies, Defrise &amp; De Mol (2004), Communications on Pure and Applied Mathematics 57;
 * step as in Beck &amp; Teboulle (2009), eq. 3.1.
 */
public final class Ista extends ProximalGradient {
    static Solver<LassoSettings> solver() {
        return solver("ista", "ISTA", "gradient steps, each followed by a threshold",
                (dictionary, settings, model) -> new Ista(dictionary, settings));
    }

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public Ista(Dictionary dictionary, LassoSettings settings) {
        super(dictionary, settings);
    }

    @Override
    void extrapolate(State state) {
        System.arraycopy(state.code, 0, state.y, 0, state.y.length);
    }
}
