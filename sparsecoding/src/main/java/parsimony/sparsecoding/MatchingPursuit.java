package parsimony.sparsecoding;

import java.util.Arrays;
import parsimony.signals.InputException;

/**
 * Matching pursuit: choose the atom that explains most of the residual r, and add to its code what
 * it explains, a_k += φ_kᵀr/‖φ_k‖².
 *
 * <p>Mallat &amp; Zhang (1993), IEEE Transactions on Signal Processing 41.
 */
public final class MatchingPursuit extends Pursuit {
    static Solver<PursuitSettings> solver() {
        return new Solver<>("mp", "MP", "greedy, one atom at a time",
                PursuitSettings.of(1),
                (dictionary, settings, model) -> new MatchingPursuit(dictionary, settings));
    }

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public MatchingPursuit(Dictionary dictionary, PursuitSettings settings) {
        super(dictionary, settings);
    }

    @Override
    Adaptation adaptation() {
        return new Adaptation() {
            private final Certificate certificate = new Certificate(dictionary, 0, Threshold.HARD);
            private final float[] code = new float[dictionary.size()];
            private float[] patches;
            private int patch;
            private double squaredResidual;

            @Override
            public void begin(float[] patches, int patch) {
                this.patches = patches;
                this.patch = patch;
                Arrays.fill(code, 0f);
                certificate.evaluate(patches, patch, code, 0);
                squaredResidual = certificate.squaredResidual();
            }

            @Override
            public void correlate(double[] c) {
                certificate.correlate(c);
            }

            @Override
            public boolean adapt(int atom, double c) {
                float before = code[atom];
                code[atom] = (float) (before + c / dictionary.squaredNorm(atom));
                certificate.evaluate(patches, patch, code, 0);
                double enough = LeastSquares.NOTHING * certificate.squaredPatch();
                if (!(certificate.squaredResidual() < squaredResidual - enough)) {
                    code[atom] = before;
                    return false;
                }
                squaredResidual = certificate.squaredResidual();
                return true;
            }

            @Override
            public float[] code() {
                return code;
            }

            @Override
            public double squaredResidual() {
                return squaredResidual;
            }
        };
    }
}
