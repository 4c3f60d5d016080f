package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;

/**
 * Greedy pursuits. Each step chooses the atom that explains most of the residual, then adapts the
 * code.
 *
 * <p>The objective is ½‖x − Φa‖², which falls with every atom; iterations are atoms chosen. An atom
 * that does not lower it is left out. If no atom lowers it, the pursuit stops with {@link
 * Solution.Stop#NO_GAIN}. The settings may ask for more atoms than the dictionary has.
 */
abstract class Pursuit extends PatchwiseEncoder<PursuitSettings> {
    /**
     * A correlation with a unit atom below this share of the patch's norm is rounding of double
     * precision.
     */
    private static final double NOTHING = 1e-13;
    /**
     * Two correlations count as equal up to this ratio, because atoms are rounded to single
     * precision.
     */
    private static final double TIE = 1 + 0x1p-22;

    Pursuit(Dictionary dictionary, PursuitSettings settings) {
        super(dictionary, settings);
    }

    /** How the code takes up a chosen atom. */
    interface Adaptation {
        /** Begins a patch, with a code of zeros. */
        void begin(float[] patches, int patch);

        /**
         * Writes Φᵀr, K, of the residual r that the next atom is to explain. Call it only after
         * {@link #begin} or after {@link #adapt} returned true.
         */
        void correlate(double[] c);

        /**
         * Adapts the code to a chosen atom whose correlation with that residual is c. Returns
         * false, and keeps the code, if its residual would not be lower.
         */
        boolean adapt(int atom, double c);

        /** The code now, of single precision. */
        float[] code();

        /** ‖x − Φa‖² of that code. */
        double squaredResidual();
    }

    abstract Adaptation adaptation();

    @Override
    final PatchSolver patchSolver() {
        return new Workspace();
    }

    private final class Workspace implements PatchSolver {
        private final int k = dictionary.size();
        private final boolean nonNegative = !settings.signed();
        private final double[] norms = IntStream.range(0, k)
                .mapToDouble(j -> Math.sqrt(dictionary.squaredNorm(j))).toArray();
        private final Adaptation adaptation = adaptation();
        private final Certificate certificate = new Certificate(dictionary, 0, Threshold.HARD);
        private final double[] c = new double[k];
        private final boolean[] refused = new boolean[k];

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            adaptation.begin(patches.data, i);
            adaptation.correlate(c);
            double energy = adaptation.squaredResidual();
            Arrays.fill(refused, false);
            int chosen = 0;
            Solution.Stop stop = null;
            while (stop == null) {
                int best = best(NOTHING * Math.sqrt(energy));
                if (adaptation.squaredResidual() <= settings.residual()) {
                    stop = Solution.Stop.RESIDUAL;
                } else if (chosen == settings.nonzeros()) {
                    stop = Solution.Stop.STEPS;
                } else if (best < 0
                        || adaptation.squaredResidual() <= LeastSquares.NOTHING * energy) {
                    stop = Solution.Stop.NO_GAIN;
                } else if (adaptation.adapt(best, c[best])) {
                    chosen++;
                    adaptation.correlate(c);
                } else {
                    refused[best] = true;
                }
            }
            System.arraycopy(adaptation.code(), 0, solution.codes().data, i * k, k);
            certificate.certify(patches.data, solution, i, chosen, stop);
        }

        /**
         * The atom of the largest φ_kᵀr/‖φ_k‖, the first of equal ones; −1 if none is above {@code
         * nothing}.
         */
        private int best(double nothing) {
            int best = -1;
            double least = nothing;
            for (int j = 0; j < k; j++) {
                double correlation = (nonNegative ? c[j] : Math.abs(c[j])) / norms[j];
                if (correlation > least && !refused[j]) { // false for a zero atom, 0/0
                    least = TIE * correlation;
                    best = j;
                }
            }
            return best;
        }
    }
}
