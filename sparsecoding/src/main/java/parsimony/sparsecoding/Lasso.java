package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The exact lasso, to a duality gap: over-relaxed coordinate descent on the Gram matrix, with λ
 * coming down in stages, finds the support but for a few atoms; then an active-set method with a
 * Cholesky factor in double precision moves to the optimum of the support, drops atoms whose sign
 * would turn on the way, and takes in the atoms that violate optimality most, until none does. An
 * atom that depends linearly on the active ones comes in by exchange for one of them. Patches on
 * which this does not end, as happens where λ is small and atoms are nearly dependent, are solved
 * again in double precision throughout.
 *
 * <p>Friedman, Hastie &amp; Tibshirani (2010), Journal of Statistical Software 33; over-relaxation:
 * Cryer (1971), SIAM Journal on Control 9; active set: Lee, Battle, Raina &amp; Ng (2007), NIPS,
 * feature-sign search.
 */
public final class Lasso extends PatchwiseEncoder<LassoSettings> {
    /** This as a {@link Solver}. */
    static final class Method extends Solver<LassoSettings> {
        Method() {
            super("lasso", "Lasso", "exact, by coordinate descent and an active set",
                    LassoSettings.of(1),
                    Trait.LASSO, Trait.LEARNS, Trait.EXACT);
        }

        @Override
        public SparseEncoder encoder(Dictionary dictionary, LassoSettings settings,
                FMatrixRMaj logPrior) {
            return new Lasso(dictionary, settings);
        }
    }

    /** λ of a stage, over that of the stage before. */
    private static final double STAGE = 0.6;
    /** Sweeps at the λ that is wanted; the stages before it have one each. */
    private static final int SWEEPS = 3;
    /**
     * Atoms that a stage must have for as many sweeps again: the more there are, the longer they
     * take to settle.
     */
    private static final int MORE_SWEEPS = 64;
    /**
     * ω: a code moves past its minimum by a part of the way, since its neighbours are about to move
     * as well.
     */
    private static final float OVER_RELAXATION = 1.3f;
    /**
     * Atoms that enter the active set at once, if each violates optimality at least half as much as
     * the worst.
     */
    private static final int TOGETHER = 4;

    /**
     * Where single precision cannot tell which atom is to join, more steps than there are atoms
     * lead in circles.
     */
    private final int patience;

    /**
     * @param settings the steps are sweeps of coordinate descent and changes of the active set
     *                 together
     * @throws InputException if an argument is missing
     */
    public Lasso(Dictionary dictionary, LassoSettings settings) {
        super(dictionary, settings);
        patience = Math.min(settings.iterations(), dictionary.size());
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        Solution solution = super.solve(patches);
        if (patience < settings.iterations()) {
            solution.tryAgain(patches, new DoubleLasso(dictionary, settings)::solve);
        }
        return solution;
    }

    private final class Workspace implements PatchSolver {
        private final int k = dictionary.size();
        private final float[][] gram = dictionary.gramRows();
        private final float[] curvature = dictionary.curvatures();
        private final float lambda = (float) settings.lambda();
        private final boolean nonNegative = !settings.signed();
        private final Certificate certificate =
                new Certificate(dictionary, settings.lambda(), settings.threshold());
        private final ActiveSet active = new ActiveSet(k, InnerProducts.of(gram));
        private final float[][] blocks = new float[PatchLoop.CHUNK][k]; // Φᵀx of a chunk of patches
        private float[] b; // of the patch in hand
        private final float[] a = new float[k];
        private final float[] c = new float[k]; // b − Ga
        private final int[] support = new int[k];
        private final int[] moved = new int[4]; // atoms whose last moves c has yet to take up
        // Those moves, or a code, with signs turned.
        private final float[] negated = new float[Math.max(k, moved.length)];
        private int pending;
        private int first; // of the patches that the blocks are for
        private double tolerance;
        private double lowerBound;
        private int steps;

        @Override
        public void begin(FMatrixRMaj patches, int from, int to) {
            first = from;
            dictionary.correlate(patches.data, from, to, blocks);
        }

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            b = blocks[i - first];
            steps = 0;
            lowerBound = 0;
            descendInStages();
            double before = Double.POSITIVE_INFINITY;
            for (int sweeps = SWEEPS + 1;; sweeps *= 2) {
                pursueOptimum(patches.data, i);
                double objective = certificate.objective();
                boolean converged = objective - lowerBound <= settings.gap() * objective;
                if (converged || steps >= patience || objective >= before) {
                    active.copyTo(solution.codes().data, i * k);
                    certificate.certify(solution, i, lowerBound, steps, converged
                            ? Solution.Stop.CONVERGED
                            : steps >= patience ? Solution.Stop.STEPS : Solution.Stop.PRECISION);
                    return;
                }
                before = objective;
                active.copyTo(a, 0);
                correlateAnew();
                descend(lambda, sweeps);
            }
        }

        /** Coordinate descent with λ coming down from where all codes are 0, down to its value. */
        private void descendInStages() {
            float stage = 0;
            for (int j = 0; j < k; j++) {
                stage = Math.max(stage, nonNegative ? b[j] : Math.abs(b[j]));
            }
            // what rounding leaves of correlations of this size
            tolerance = 4e-6 * Math.max(lambda, stage);
            Arrays.fill(a, 0f);
            System.arraycopy(b, 0, c, 0, k);
            while (stage * STAGE > lambda && steps < patience) {
                stage *= (float) STAGE;
                descend(stage, 1);
            }
            descend(lambda, SWEEPS);
            descend(lambda, 1); // with the atoms that only these sweeps have brought above λ
        }

        /**
         * Sweeps over the atoms that have a code or, as the correlations are now, would get one.
         */
        private void descend(float lambda, int sweeps) {
            int count = 0;
            for (int j = 0; j < k; j++) {
                support[count] = j;
                count += a[j] != 0 || magnitude(j) > lambda ? 1 : 0;
            }
            int enough = sweeps * (1 + count / MORE_SWEEPS);
            for (int sweep = 0; sweep < enough && steps < patience; sweep++) {
                steps++;
                for (int p = 0; p < count; p++) {
                    update(support[p], lambda);
                }
            }
            flush();
        }

        /**
         * a_j ← a_j + ω(T_λ(c_j + G_jj·a_j)/G_jj − a_j), short of another sign, and 0 where T_λ is;
         * c has yet to take up a few moves before this one.
         */
        private void update(int j, float lambda) {
            float old = a[j];
            float z = c[j] + curvature[j] * old;
            for (int i = 0; i < pending; i++) {
                z += negated[i] * gram[moved[i]][j];
            }
            float shrunk = Math.max(0f, z - lambda) + (nonNegative ? 0f : Math.min(0f, z + lambda));
            float target = old + OVER_RELAXATION * (shrunk / curvature[j] - old);
            float step =
                    (shrunk > 0 ? Math.max(0f, target) : shrunk < 0 ? Math.min(0f, target) : 0f)
                            - old;
            if (step != 0) {
                a[j] = old + step;
                moved[pending] = j;
                negated[pending++] = -step;
                if (pending == moved.length) {
                    flush();
                }
            }
        }

        private void flush() {
            RowSum.add(gram, moved, negated, pending, c, k);
            pending = 0;
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
         * The active-set method from the code in hand, to the gap that is wanted, or as far as
         * rounding, atoms that depend on each other and the steps allow. The code is rounded before
         * it is certified, so that one residual serves the objective and the lower bound; only
         * where that is not enough the bound comes from a code in double precision.
         */
        private void pursueOptimum(float[] patches, int patch) {
            active.start(a);
            for (int p = 0; p < active.size(); p++) {
                active.slope(p, c[active.atom(p)] - active.sign(p) * settings.lambda());
            }
            double gap = Double.POSITIVE_INFINITY;
            boolean goingOn = true;
            while (goingOn) {
                steps++;
                active.move();
                active.round();
                certificate.evaluate(patches, patch, active);
                correlateAnew();
                int entering = worstOutside(lambda + tolerance);
                if (entering < 0) {
                    double last = gap;
                    lowerBound = Math.max(lowerBound, certificate.lowerBound(c));
                    gap = certificate.objective() - lowerBound;
                    if (gap <= settings.gap() * certificate.objective()) {
                        return;
                    }
                    int steepest = certificate.steepestAtom();
                    entering = steepest < 0 || active.contains(steepest) ? -1 : steepest;
                    goingOn = entering >= 0 || gap < 0.5 * last;
                }
                goingOn &=
                        steps < patience && (entering < 0 || enterWith(entering, patches, patch));
                active.slopes(certificate, settings.lambda());
            }
            active.move();
            certificate.evaluate(patches, patch, active);
            lowerBound = Math.max(lowerBound, certificate.lowerBound());
            active.round();
            certificate.evaluate(patches, patch, active);
        }

        /**
         * Lets an atom in and others that violate optimality about as much; false if not even the
         * first can enter.
         */
        private boolean enterWith(int atom, float[] patches, int patch) {
            double least = lambda + Math.max(tolerance, 0.5 * (magnitude(atom) - lambda));
            if (!active.enter(atom, certificate, patches, patch)) {
                return false;
            }
            int next = worstOutside(least);
            for (int i = 1; i < TOGETHER && next >= 0 && active.append(next, Math.signum(c[next]));
                    i++) {
                next = worstOutside(least);
            }
            return true;
        }

        /** The inactive atom whose correlation is above a bound by most, −1 if none is. */
        private int worstOutside(double bound) {
            int worst = -1;
            float highest = (float) bound;
            for (int j = 0; j < k; j++) {
                if (magnitude(j) > highest && !active.contains(j)) {
                    highest = magnitude(j);
                    worst = j;
                }
            }
            return worst;
        }

        private float magnitude(int j) {
            return nonNegative ? c[j] : Math.abs(c[j]);
        }
    }
}
