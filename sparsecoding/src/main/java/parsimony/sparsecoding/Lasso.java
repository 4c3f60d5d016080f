package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The exact lasso, to a duality gap. First, over-relaxed coordinate descent on the Gram matrix
 * lowers λ in stages and finds the support except for a few atoms. Then an active-set method with a
 * Cholesky factor in double precision moves to the optimum of the support. It drops atoms whose
 * sign would change on the way, and adds the atoms that violate optimality most, until no atom
 * does. An atom that depends linearly on the active ones takes the place of one of them. This may
 * not end where λ is small and atoms are nearly dependent; {@link DoubleLasso} then solves those
 * patches again, in double precision throughout.
 *
 * <p>If the Gram matrix, 4K² bytes, would take more than a quarter of the memory that Java may use
 * ({@link Runtime#maxMemory}), {@link WorkingSetLasso} takes the patches instead. It comes to the
 * same optimum within the gap.
 *
 * <p>Friedman, Hastie &amp; Tibshirani (2010), Journal of Statistical Software 33; over-relaxation:
 * Cryer (1971), SIAM Journal on Control 9; active set: Lee, Battle, Raina &amp; Ng (2007), NIPS,
 * feature-sign search.
 */
public final class Lasso extends PatchwiseEncoder<LassoSettings> {
    static Solver<LassoSettings> solver() {
        return new Solver<>("lasso", "Lasso", "exact, by coordinate descent and an active set",
                LassoSettings.of(1),
                (dictionary, settings, model) -> new Lasso(dictionary, settings),
                Solver.Trait.LASSO, Solver.Trait.LEARNS, Solver.Trait.EXACT);
    }

    /** The ratio of a stage's λ to that of the stage before. */
    private static final double STAGE = 0.6;
    /** Sweeps at the final λ. The stages before it have one sweep each. */
    private static final int SWEEPS = 3;
    /**
     * A stage with n atoms takes 1 + n/64 times as many sweeps: more atoms need longer to settle.
     */
    private static final int MORE_SWEEPS = 64;
    /**
     * ω, the over-relaxation: each step is 1.3 times the step to the coordinate's minimum, because
     * the neighbours are about to move as well.
     */
    private static final float OVER_RELAXATION = 1.3f;
    /**
     * The most atoms that enter the active set together. Each must violate optimality at least half
     * as much as the worst.
     */
    private static final int TOGETHER = 4;
    /** The Gram matrix is made if it takes at most one part in so many of the memory. */
    private static final long GRAM_SHARE = 4;
    /** The rounding error of a correlation, as a share of the largest: about 64 roundoffs. */
    private static final double ROUNDING = 4e-6;

    /**
     * The most steps per patch before double precision takes over. More steps than atoms would go
     * in circles, where single precision cannot tell which atom must join.
     */
    private final int patience;
    private final SparseEncoder withoutGram; // null if the Gram matrix fits

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the steps are sweeps of coordinate descent and changes of the active set
     *     together
     * @throws InputException if an argument is missing
     */
    public Lasso(Dictionary dictionary, LassoSettings settings) {
        this(dictionary, settings, Runtime.getRuntime().maxMemory());
    }

    /** @param memory bytes that Java may use */
    Lasso(Dictionary dictionary, LassoSettings settings, long memory) {
        super(dictionary, settings);
        Check.atLeastOne("iterations", settings.iterations());
        patience = Math.min(settings.iterations(), dictionary.size());
        boolean fits = 4L * dictionary.size() * dictionary.size() <= memory / GRAM_SHARE;
        withoutGram = fits ? null : new WorkingSetLasso(dictionary, settings);
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    @Override
    public Solution solve(FMatrixRMaj patches) {
        if (withoutGram != null) {
            return withoutGram.solve(patches);
        }
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
        private float[] b; // of the present patch
        private final float[] a = new float[k];
        private final float[] c = new float[k]; // b − Ga
        private final int[] support = new int[k];
        private final int[] moved = new int[4]; // atoms whose last moves are not yet in c
        // Those moves, or a code, with opposite signs.
        private final float[] negated = new float[Math.max(k, moved.length)];
        private int pending;
        private int first; // the first patch of the blocks
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

        /**
         * Coordinate descent in stages, from the λ at which all codes are 0 down to the λ of the
         * settings.
         */
        private void descendInStages() {
            float stage = 0;
            for (int j = 0; j < k; j++) {
                stage = Math.max(stage, nonNegative ? b[j] : Math.abs(b[j]));
            }
            tolerance = ROUNDING * Math.max(lambda, stage);
            Arrays.fill(a, 0f);
            System.arraycopy(b, 0, c, 0, k);
            while (stage * STAGE > lambda && steps < patience) {
                stage *= (float) STAGE;
                descend(stage, 1);
            }
            descend(lambda, SWEEPS);
            descend(lambda, 1); // with the atoms that only these sweeps have brought above λ
        }

        /** Sweeps over the atoms whose code is not 0, or whose correlation is above λ now. */
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
         * a_j ← a_j + ω(T_λ(c_j + G_jj·a_j)/G_jj − a_j), stopped at 0 if the sign would change, and
         * 0 where T_λ is 0. The pending moves before this one are not yet in c.
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
         * The active-set method from the present code. It ends at the gap of the settings, or where
         * rounding, dependent atoms or the number of steps stop it. The code is rounded before it
         * is certified, so that one residual serves both the objective and the lower bound. If that
         * bound is not tight enough, it comes from a code in double precision.
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
         * Adds an atom, and others that violate optimality about as much. Returns false if the
         * first cannot enter.
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

        /** The inactive atom with the largest correlation above a bound; −1 if there is none. */
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
