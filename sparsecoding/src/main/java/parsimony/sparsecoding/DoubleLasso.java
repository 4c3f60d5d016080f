package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;

/**
 * The exact lasso for patches on which single precision cannot tell which atom must join, because
 * atoms are nearly dependent and λ is small. It is the active-set method from a code of zeros, one
 * atom at a time, with residuals, correlations and inner products in double precision. It is much
 * slower than {@link Lasso}, which uses it as a last resort.
 */
final class DoubleLasso extends PatchwiseEncoder<LassoSettings> {
    /** After this many moves in a row that added no atom, only rounding is left to gain. */
    private static final int QUIET = 4;

    DoubleLasso(Dictionary dictionary, LassoSettings settings) {
        super(dictionary, settings);
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    private final class Workspace implements PatchSolver {
        private final Certificate certificate =
                new Certificate(dictionary, settings.lambda(), settings.threshold());
        private final ActiveSet active =
                new ActiveSet(dictionary.size(), InnerProducts.of(dictionary.atomRows()));

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            active.clear();
            double lowerBound = 0;
            int steps = 0;
            for (int quiet = 0; quiet < QUIET && steps < settings.iterations(); steps++) {
                certificate.evaluate(patches.data, i, active);
                lowerBound = Math.max(lowerBound, certificate.lowerBound());
                // Half of what is allowed, since the code is yet to be rounded.
                if (certificate.objective() - lowerBound
                        <= 0.5 * settings.gap() * certificate.objective()) {
                    break;
                }
                int steepest = certificate.steepestAtom();
                boolean entered = steepest >= 0 && !active.contains(steepest)
                        && active.enter(steepest, certificate, patches.data, i);
                quiet = entered ? 0 : quiet + 1;
                active.slopes(certificate, settings.lambda());
                active.move();
            }
            active.copyTo(solution.codes().data, i * dictionary.size());
            certificate.evaluate(patches.data, i, solution.codes().data, i);
            boolean converged = certificate.objective() - lowerBound
                    <= settings.gap() * certificate.objective();
            certificate.certify(solution, i, lowerBound, steps, converged ? Solution.Stop.CONVERGED
                    : steps >= settings.iterations() ? Solution.Stop.STEPS
                            : Solution.Stop.PRECISION);
        }
    }
}
