package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * Matching pursuit: add to the code of the atom that explains most of the residual what that atom explains of it,
 * a_k += φ_kᵀr/‖φ_k‖².
 *
 * <p>Mallat &amp; Zhang (1993), IEEE Transactions on Signal Processing 41.
 */
public final class MatchingPursuit extends Pursuit {

    /** @throws IllegalArgumentException if an argument is missing */
    public MatchingPursuit(Dictionary dictionary, PursuitSettings settings) {
        super(dictionary, settings);
    }

    @Override
    Adaptation adaptation() {
        return new Adaptation() {
            private final double[] code = new double[dictionary().size()];

            @Override
            public void begin(float[] b) {
                Arrays.fill(code, 0);
            }

            @Override
            public boolean adapt(int atom, double c) {
                code[atom] += c / dictionary().squaredNorm(atom);
                return true;
            }

            @Override
            public double[] code() {
                return code;
            }
        };
    }
}
