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
        PatchLoop.run(patches.numRows, () -> new Workspace(limit), (work, i) -> work.solve(patches, i, solution));
        return solution;
    }

    private final class Workspace {
        private final int k = dictionary.size();
        private final float[][] gram = dictionary.gramRows();
        private final float lambda = (float) settings.lambda();
        private final boolean nonNegative = settings.nonNegative();
        private final Certificate certificate = new Certificate(dictionary, settings.lambda(), settings.threshold());
        private final ActiveSet active = new ActiveSet(gram);
        private final float[] b = new float[k];
        private final float[] a = new float[k];
        private final float[] c = new float[k]; // b − Ga
        private final int[] support = new int[k];
        private final float[] negated = new float[k];
        private final int limit;
        private double tolerance;
        private double lowerBound;
        private int steps;

        Workspace(int limit) {
            this.limit = limit;
        }

        void solve(FMatrixRMaj patches, int i, Solution solution) {
            dictionary.correlate(patches.data, i * dictionary.pixels(), b);
            Arrays.fill(a, 0f);
            System.arraycopy(b, 0, c, 0, k);
            steps = 0;
            lowerBound = 0;
            descendInStages();
            double before = Double.POSITIVE_INFINITY;
            for (int sweeps = FINAL_SWEEPS; ; sweeps *= 2) {
                boolean optimal = pursueOptimum(patches.data, i);
                if (!optimal) {
                    bound(patches.data, i);
                }
                for (int j = 0; j < k; j++) {
                    a[j] = (float) active.code[j];
                }
                System.arraycopy(a, 0, solution.codes().data, i * k, k);
                certificate.evaluate(patches.data, i, solution.codes().data, i);
                double objective = certificate.objective();
                if (objective - lowerBound <= settings.gap() * objective) {
                    certificate.certify(solution, i, lowerBound, steps, Solution.Stop.CONVERGED);
                    return;
                }
                if (steps >= limit || optimal && objective >= before) {
                    certificate.certify(solution, i, lowerBound, steps,
                            steps >= limit ? Solution.Stop.STEPS : Solution.Stop.PRECISION);
                    return;
                }
                before = objective;
                correlateAnew();
                for (int sweep = 0; sweep < sweeps && steps < limit; sweep++) {
                    sweep(lambda);
                }
            }
        }

        /** Raises the lower bound to what the active set's code proves. */
        private void bound(float[] patches, int i) {
            certificate.evaluate(patches, i, active.code);
            lowerBound = Math.max(lowerBound, certificate.lowerBound());
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
                for (int sweep = 0; sweep < SWEEPS_PER_STAGE; sweep++) {
                    sweep(stage);
                }
            }
            for (int sweep = 0; sweep < FINAL_SWEEPS && steps < limit; sweep++) {
                sweep(lambda);
            }
        }

        /** a_j ← T_λ(c_j + G_jj·a_j)/G_jj in turn, for the atoms that this moves. */
        private void sweep(float lambda) {
            steps++;
            for (int j = 0; j < k; j++) {
                float old = a[j];
                float slope = c[j];
                float curvature = gram[j][j];
                if (old == 0 && (nonNegative ? slope : Math.abs(slope)) <= lambda || curvature == 0) {
                    continue;
                }
                float z = slope + curvature * old;
                float shrunk = Math.max(0f, z - lambda) + (nonNegative ? 0f : Math.min(0f, z + lambda));
                float moved = shrunk / curvature - old;
                if (moved != 0) {
                    a[j] = old + moved;
                    RowSum.add(gram[j], -moved, c, k);
                }
            }
        }

        /** c ← b − Ga. */
        private void correlateAnew() {
            int count = 0;
            for (int j = 0; j < k; j++) {
                if (a[j] != 0) {
                    support[count] = j;
                    negated[count++] = -a[j];
                }
            }
            System.arraycopy(b, 0, c, 0, k);
            RowSum.add(gram, support, negated, count, c, k);
        }

        /**
         * The active-set method from the code in hand. Returns true at the optimum, false if it ended before because atoms
         * depend on each other more closely than rounding can tell, or the steps are used up.
         */
        private boolean pursueOptimum(float[] patches, int patch) {
            active.start(a);
            boolean independent = true;
            while (independent && steps < limit) {
                steps++;
                for (int j = 0; j < k; j++) {
                    a[j] = (float) active.code[j];
                }
                correlateAnew();
                if (settled()) {
                    int entering = worstOutside();
                    if (entering < 0) {
                        entering = refine(patches, patch);
                        if (entering < 0) {
                            return true;
                        }
                    }
                    double sign = Math.signum(c[entering]);
                    independent = active.append(entering, sign) || active.exchange(entering, sign);
                }
                for (int p = 0; p < active.size(); p++) {
                    active.slope(p, c[active.atom(p)] - active.sign(p) * settings.lambda());
                }
                active.move();
            }
            return false;
        }

        /** Whether the active atoms are at the optimum of their signs, as far as single precision can tell. */
        private boolean settled() {
            double farthest = 0;
            for (int p = 0; p < active.size(); p++) {
                farthest = Math.max(farthest, Math.abs(c[active.atom(p)] - active.sign(p) * settings.lambda()));
            }
            return farthest <= tolerance;
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

        /**
         * One more step with the slopes in double precision; returns the inactive atom that still keeps the gap above what
         * is wanted, −1 if there is none.
         */
        private int refine(float[] patches, int patch) {
            certificate.evaluate(patches, patch, active.code);
            for (int p = 0; p < active.size(); p++) {
                active.slope(p, certificate.correlation(active.atom(p)) - active.sign(p) * settings.lambda());
            }
            active.move();
            bound(patches, patch);
            double gap = certificate.objective() - lowerBound;
            int steepest = certificate.steepestAtom();
            if (gap <= settings.gap() * certificate.objective() || steepest < 0 || active.code[steepest] != 0) {
                return -1;
            }
            c[steepest] = (float) certificate.correlation(steepest);
            return steepest;
        }
    }
}
