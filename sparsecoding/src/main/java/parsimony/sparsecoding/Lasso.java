package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;

/**
 * The exact lasso, to a duality gap: coordinate descent on the Gram matrix, with λ coming down in stages, finds the support
 * but for a few atoms; then an active-set method with a Cholesky factor in double precision moves to the optimum of the
 * support, drops atoms whose sign would turn on the way, and takes in the atom that violates optimality most, until none
 * does. An atom that depends linearly on the active ones comes in by exchange for one of them. Patches on which this does not end,
 * as happens where λ is small and atoms are nearly dependent, are solved by {@link Homotopy}.
 *
 * <p>Friedman, Hastie &amp; Tibshirani (2010), Journal of Statistical Software 33; active set: Lee, Battle, Raina &amp; Ng
 * (2007), NIPS, feature-sign search.
 */
public final class Lasso implements SparseEncoder {
    private static final double STAGE = 0.5;
    private static final int SWEEPS_PER_STAGE = 2;
    private static final int FINAL_SWEEPS = 3;

    private final Dictionary dictionary;
    private final LassoSettings settings;

    /**
     * @param settings the steps are sweeps of coordinate descent and changes of the active set together
     * @throws IllegalArgumentException if an argument is missing
     */
    public Lasso(Dictionary dictionary, LassoSettings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        this.dictionary = dictionary;
        this.settings = settings;
    }

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        Check.patches(patches, dictionary);
        // After so many steps a walk along the whole path, of hardly more breakpoints than there are atoms, is the shorter way.
        int patience = Math.min(settings.steps(), dictionary.size());
        Solution solution = pursue(patches, patience);
        if (patience < settings.steps()) {
            solution.tryAgain(patches, rest -> new Homotopy(dictionary, settings).walk(rest, settings.lambda()).get(0));
            solution.tryAgain(patches, rest -> pursue(rest, settings.steps()));
        }
        return solution;
    }

    /** What descent and the active-set method alone come to, in at most so many steps. */
    Solution pursue(FMatrixRMaj patches, int limit) {
        Solution solution = Solution.of(patches.numRows, dictionary.size());
        PatchLoop.run(patches.numRows, () -> new Workspace(limit), (work, from, to) -> work.begin(patches, from, to),
                (work, i) -> work.solve(patches, i, solution));
        return solution;
    }

    private final class Workspace {
        private final int k = dictionary.size();
        private final float[][] gram = dictionary.gramRows();
        private final float lambda = (float) settings.lambda();
        private final boolean nonNegative = settings.nonNegative();
        private final Certificate certificate = new Certificate(dictionary, settings.lambda(), settings.threshold());
        private final ActiveSet active = new ActiveSet(gram);
        private final float[][] blocks = new float[PatchLoop.CHUNK][k];
        private float[] b; // Φᵀx of the patch in hand
        private final float[] a = new float[k];
        private final float[] c = new float[k]; // b − Ga
        private final int[] support = new int[k];
        private final float[] negated = new float[k];
        private final int limit;
        private int first;
        private double tolerance;
        private double lowerBound;
        private int steps;

        Workspace(int limit) {
            this.limit = limit;
        }

        /** Takes up the patches from ≤ i &lt; to, which are solved next. */
        void begin(FMatrixRMaj patches, int from, int to) {
            first = from;
            dictionary.correlate(patches.data, from, to, blocks);
        }

        void solve(FMatrixRMaj patches, int i, Solution solution) {
            b = blocks[i - first];
            Arrays.fill(a, 0f);
            System.arraycopy(b, 0, c, 0, k);
            steps = 0;
            lowerBound = 0;
            descendInStages();
            double before = Double.POSITIVE_INFINITY;
            for (int sweeps = FINAL_SWEEPS; ; sweeps *= 2) {
                pursueOptimum(patches.data, i);
                double objective = certificate.objective();
                boolean converged = objective - lowerBound <= settings.gap() * objective;
                if (converged || steps >= limit || objective >= before) {
                    active.copyTo(solution.codes().data, i * k);
                    certificate.certify(solution, i, lowerBound, steps, converged ? Solution.Stop.CONVERGED
                            : steps >= limit ? Solution.Stop.STEPS : Solution.Stop.PRECISION);
                    return;
                }
                before = objective;
                active.copyTo(a, 0);
                descend(lambda, sweeps);
            }
        }

        /** Coordinate descent with λ halved from where all codes are 0, down to its value. */
        private void descendInStages() {
            float stage = 0;
            for (int j = 0; j < k; j++) {
                stage = Math.max(stage, nonNegative ? b[j] : Math.abs(b[j]));
            }
            tolerance = 4e-6 * Math.max(lambda, stage); // what rounding leaves of correlations of this size
            while (stage * STAGE > lambda && steps < limit) {
                stage *= (float) STAGE;
                descend(stage, SWEEPS_PER_STAGE);
            }
            descend(lambda, FINAL_SWEEPS);
        }

        /** a_j ← T_λ(c_j + G_jj·a_j)/G_jj in turn, for the atoms that this moves or could at the beginning. */
        private void descend(float lambda, int sweeps) {
            int count = 0;
            for (int j = 0; j < k; j++) {
                support[count] = j;
                count += a[j] != 0 || (nonNegative ? c[j] : Math.abs(c[j])) > lambda ? 1 : 0;
            }
            for (int sweep = 0; sweep < sweeps && steps < limit; sweep++) {
                steps++;
                for (int p = 0; p < count; p++) {
                    update(support[p], lambda);
                }
            }
        }

        private void update(int j, float lambda) {
            float old = a[j];
            float curvature = gram[j][j];
            float z = c[j] + curvature * old;
            float shrunk = Math.max(0f, z - lambda) + (nonNegative ? 0f : Math.min(0f, z + lambda));
            float moved = shrunk / curvature - old;
            if (moved != 0) {
                a[j] = old + moved;
                RowSum.add(gram[j], -moved, c, k);
            }
        }

        /** c ← b − Ga for the code of the active set. */
        private void correlateAnew() {
            for (int p = 0; p < active.size(); p++) {
                support[p] = active.atom(p);
                negated[p] = (float) -active.code[support[p]];
            }
            System.arraycopy(b, 0, c, 0, k);
            RowSum.add(gram, support, negated, active.size(), c, k);
        }

        /**
         * The active-set method from the code in hand. Ends at the optimum, or before because atoms depend on each other more
         * closely than rounding can tell, or the steps are used up; certifies the code it ends with, in single precision.
         */
        private void pursueOptimum(float[] patches, int patch) {
            active.start(a);
            for (int p = 0; p < active.size(); p++) {
                active.slope(p, c[active.atom(p)] - active.sign(p) * settings.lambda());
            }
            double least = Double.POSITIVE_INFINITY;
            while (true) {
                steps++;
                active.move();
                certificate.evaluate(patches, patch, active);
                correlateAnew();
                int entering = worstOutside();
                if (entering < 0) {
                    lowerBound = Math.max(lowerBound, certificate.lowerBound(c));
                    double gap = certificate.objective() - lowerBound;
                    entering = certificate.steepestAtom();
                    boolean outside = entering >= 0 && active.code[entering] == 0;
                    if (gap <= settings.gap() * certificate.objective() || !outside && gap > 0.5 * least) {
                        break;
                    }
                    least = gap;
                    if (!outside) {
                        entering = -1;
                    }
                }
                if (entering >= 0) {
                    double sign = Math.signum(certificate.correlation(entering));
                    if (!active.append(entering, sign)) {
                        boolean independent = active.exchange(entering, sign);
                        certificate.evaluate(patches, patch, active);
                        if (!independent) {
                            lowerBound = Math.max(lowerBound, certificate.lowerBound());
                            break;
                        }
                    }
                }
                if (steps >= limit) {
                    lowerBound = Math.max(lowerBound, certificate.lowerBound());
                    break;
                }
                for (int p = 0; p < active.size(); p++) {
                    active.slope(p, certificate.correlation(active.atom(p)) - active.sign(p) * settings.lambda());
                }
            }
            active.round();
            certificate.evaluate(patches, patch, active);
        }

        /** The inactive atom that violates optimality most, −1 if none does as far as single precision can tell. */
        private int worstOutside() {
            int worst = -1;
            double excess = lambda + tolerance;
            for (int j = 0; j < k; j++) {
                double magnitude = nonNegative ? c[j] : Math.abs(c[j]);
                if (magnitude > excess && active.code[j] == 0) {
                    excess = magnitude;
                    worst = j;
                }
            }
            return worst;
        }
    }
}
