package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;

/** Greedy pursuits: choose the atom that explains most of the residual, adapt the code, and again. */
abstract class Pursuit implements SparseEncoder {
    /** Share of a patch's norm below which correlations are rounding. */
    private static final double NOTHING = 1e-6;

    private final Dictionary dictionary;
    private final PursuitSettings settings;

    Pursuit(Dictionary dictionary, PursuitSettings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        this.dictionary = dictionary;
        this.settings = settings;
    }

    @Override
    public final Dictionary dictionary() {
        return dictionary;
    }

    final PursuitSettings settings() {
        return settings;
    }

    /** How the code takes up a chosen atom. */
    interface Adaptation {
        /** A code of zeros. */
        void begin(float[] b);

        /** Changes the code for an atom whose correlation with the residual is c; returns false if that cannot help. */
        boolean adapt(int atom, double c);

        /** The code now. */
        double[] code();
    }

    /** A thread's own. */
    abstract Adaptation adaptation();

    /**
     * {@inheritDoc}
     *
     * <p>The objective is ½‖x − Φa‖²; iterations are atoms chosen.
     */
    @Override
    public final Solution solve(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        Solution solution = Solution.of(patches.numRows, dictionary.size());
        PatchLoop.run(patches.numRows, Workspace::new, (work, i) -> work.solve(patches, i, solution));
        return solution;
    }

    private final class Workspace {
        private final int k = dictionary.size();
        private final Adaptation adaptation = adaptation();
        private final Certificate certificate = new Certificate(dictionary, 0, Threshold.HARD);
        private final float[] c = new float[k];
        private final boolean[] refused = new boolean[k];

        void solve(FMatrixRMaj patches, int i, Solution solution) {
            dictionary.correlate(patches.data, i * patches.numCols, c);
            adaptation.begin(c);
            double[] code = adaptation.code();
            certificate.evaluate(patches.data, i, code);
            double nothing = NOTHING * Math.sqrt(certificate.squaredResidual());
            Arrays.fill(refused, false);
            int chosen = 0;
            Solution.Stop stop = Solution.Stop.STEPS;
            while (chosen < settings.atoms()) {
                int best = best(nothing);
                if (best < 0 || certificate.squaredResidual() <= settings.residual()) {
                    stop = Solution.Stop.RESIDUAL;
                    break;
                }
                if (adaptation.adapt(best, c[best])) {
                    chosen++;
                    certificate.evaluate(patches.data, i, code);
                    certificate.correlate(c);
                } else {
                    refused[best] = true;
                }
            }
            for (int j = 0; j < k; j++) {
                solution.codes().data[i * k + j] = (float) code[j];
            }
            certificate.certify(patches.data, solution, i, chosen, stop);
        }

        /** The atom of the largest φ_kᵀr/‖φ_k‖, −1 if none is above what counts as nothing. */
        private int best(double nothing) {
            int best = -1;
            double most = nothing;
            for (int j = 0; j < k; j++) {
                double correlation = (settings.nonNegative() ? c[j] : Math.abs(c[j])) / dictionary.norms()[j];
                if (correlation > most && !refused[j]) {
                    most = correlation;
                    best = j;
                }
            }
            return best;
        }
    }
}
