package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Orthogonal matching pursuit: after each choice of an atom, the code is the least-squares code of
 * all chosen ones. With codes ≥ 0 that is non-negative least squares, and an atom may leave again.
 *
 * <p>Pati, Rezaiifar &amp; Krishnaprasad (1993), Asilomar Conference 27; non-negative: Lawson &amp;
 * Hanson (1974), chapter 23.
 */
public final class OrthogonalMatchingPursuit extends Pursuit {
    /** Orthogonal matching pursuit as a {@link Solver}. */
    static final class Method extends Solver<PursuitSettings> {
        Method() {
            super("omp", "OMP", "greedy, with least squares over its atoms", PursuitSettings.of(1));
        }

        @Override
        public SparseEncoder encoder(Dictionary dictionary, PursuitSettings settings,
                FMatrixRMaj logPrior) {
            return new OrthogonalMatchingPursuit(dictionary, settings);
        }
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
        LeastSquares leastSquares = new LeastSquares(dictionary, !settings.signed());
        return new Adaptation() {
            @Override
            public void begin(float[] patches, int patch) {
                leastSquares.begin(patches, patch);
            }

            @Override
            public void correlate(double[] c) {
                leastSquares.correlate(c);
            }

            @Override
            public boolean adapt(int atom, double c) {
                return leastSquares.add(atom);
            }

            @Override
            public float[] code() {
                return leastSquares.code();
            }

            @Override
            public double squaredResidual() {
                return leastSquares.squaredResidual();
            }
        };
    }
}
