package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Laplacian scale mixture: a Laplacian prior whose inverse scale is itself Gamma(α, β) distributed,
 * which prefers few large entries to many small ones more than the lasso does. Its MAP code
 * minimises
 * <pre>  ½‖x − Φa‖² + λ·Σ_k (α + 1)·log(1 + |a_k|/β)</pre>
 * by reweighting: a lasso with weights λ_k = λ·(α + 1)/(β + |a_k|), then new weights from its code,
 * which never raises the objective.
 *
 * <p>The objective is not convex. The only known lower bound of the minimum is 0, so the gap is the
 * objective itself. Iterations count the weighted lassos. A patch has converged if every weighted
 * lasso has.
 *
 * <p>Garrigues &amp; Olshausen (2010), NIPS 23; λ is the noise variance.
 */
public final class LaplacianScaleMixture extends PatchwiseEncoder<LaplacianScaleMixture.Settings> {
    static Solver<Settings> solver() {
        return new Solver<>("lsm", "LSM", "lassos reweighted towards few large entries",
                Settings.of(1), (dictionary, settings,
                        model) -> new LaplacianScaleMixture(dictionary, settings));
    }

    /** Sweeps between two certificates, each of which takes time as well. */
    private static final int SWEEPS_PER_CHECK = 10;

    /**
     * The prior, and how exactly to solve.
     *
     * @param lambda noise variance, from 1e-30 to 1e30
     * @param signed whether codes may be negative
     * @param gap relative duality gap to which each weighted lasso is solved, &gt; 0
     * @param iterations weighted lassos, ≥ 1
     * @param alpha shape of the Gamma prior, &gt; 0
     * @param beta its rate, &gt; 0, in the units of a code
     * @param sweeps most sweeps of coordinate descent for each, ≥ 1
     */
    public record Settings(
            @Knob(value = "Weight of the l1 norm, above 0.", needed = true) double lambda,
            @Knob("Allow negative codes.") boolean signed,
            @Knob("Relative gap to which each weighted lasso is solved, above 0.") double gap,
            @Knob("Weighted lassos to solve, at least 1.") int iterations,
            double alpha, double beta, int sweeps) {
        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.weight("lambda", lambda);
            Check.positive("alpha", alpha);
            Check.positive("beta", beta);
            Check.atLeastOne("iterations", iterations);
            Check.positive("gap", gap);
            Check.atLeastOne("sweeps", sweeps);
        }

        /**
         * {@return α = 1, β = 1, non-negative codes, 5 weighted lassos to a gap of 1e-4}
         *
         * @param lambda λ, the weight of the l1 norm
         */
        public static Settings of(double lambda) {
            return new Settings(lambda, false, 1e-4, 5, 1, 1, 2000);
        }
    }

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public LaplacianScaleMixture(Dictionary dictionary, Settings settings) {
        super(dictionary, settings);
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    private final class Workspace implements PatchSolver {
        private final int k = dictionary.size();
        private final boolean nonNegative = !settings.signed;
        private final float[][] gram = dictionary.gramRows();
        private final Certificate certificate = new Certificate(dictionary, settings.lambda,
                Threshold.of(settings.signed, false));
        private final float[] a = new float[k];
        private final float[] c = new float[k];

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            dictionary.correlate(patches.data, i * patches.numCols, c);
            Arrays.fill(a, 0f);
            boolean converged = true;
            for (int round = 0; round < settings.iterations; round++) {
                PatchLoop.stopIfAsked();
                for (int j = 0; j < k; j++) {
                    certificate.weights()[j] = settings.lambda * (settings.alpha + 1)
                            / (settings.beta + Math.abs(a[j]));
                }
                converged &= solveWeighted(patches, i);
            }
            System.arraycopy(a, 0, solution.codes().data, i * k, k);
            double objective = 0.5 * certificate.squaredResidual();
            for (float value : a) {
                objective += settings.lambda * (settings.alpha + 1)
                        * Math.log1p(Math.abs(value) / settings.beta);
            }
            solution.record(i, objective, objective, settings.iterations,
                    converged ? Solution.Stop.CONVERGED : Solution.Stop.STEPS);
        }

        /** Coordinate descent from the present code. Returns whether the gap was reached. */
        private boolean solveWeighted(FMatrixRMaj patches, int i) {
            for (int sweep = 1; sweep <= settings.sweeps; sweep++) {
                for (int j = 0; j < k; j++) {
                    update(j, (float) certificate.weights()[j]);
                }
                if (sweep % SWEEPS_PER_CHECK == 0 || sweep == settings.sweeps) {
                    certificate.evaluate(patches.data, i, a, 0);
                    certificate.correlate(c); // anew, so that rounding does not add up
                    if (certificate.objective() - certificate.lowerBound()
                            <= settings.gap * certificate.objective()) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void update(int j, float lambda) {
            float curvature = gram[j][j];
            if (curvature > 0) {
                float z = c[j] + curvature * a[j];
                float shrunk =
                        Math.max(0f, z - lambda) + (nonNegative ? 0f : Math.min(0f, z + lambda));
                float moved = shrunk / curvature - a[j];
                if (moved != 0) {
                    a[j] += moved;
                    RowSum.add(gram[j], -moved, c, k);
                }
            }
        }
    }
}
