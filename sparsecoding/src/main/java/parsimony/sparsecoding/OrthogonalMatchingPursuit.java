package parsimony.sparsecoding;

import parsimony.signals.InputException;

/**
 * Orthogonal matching pursuit: after each choice of an atom, the code is the least-squares code of
 * all chosen ones. With codes ≥ 0 that is non-negative least squares, and an atom may leave again.
 *
 * <p>Pati, Rezaiifar &amp; Krishnaprasad (1993), Asilomar Conference 27; non-negative: Lawson &amp;
 * Hanson (1974), chapter 23.
 */
public final class OrthogonalMatchingPursuit extends Pursuit {
    static Solver<PursuitSettings> solver() {
        return new Solver<>("omp", "OMP", "greedy, with least squares over its atoms",
                PursuitSettings.of(1), (dictionary, settings,
                        model) -> new OrthogonalMatchingPursuit(dictionary, settings));
    }

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public OrthogonalMatchingPursuit(Dictionary dictionary, PursuitSettings settings) {
        super(dictionary, settings);
    }

    @Override
    Adaptation adaptation() {
        return new LeastSquares(dictionary, !settings.signed());
    }
}
