package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The best Poisson posterior of a patch: the rates λ that minimise the convex free energy
 * <pre>  F(λ) = ‖x − Φλ‖² + Σ_k λ_k‖φ_k‖² + β Σ_k [λ_k log(λ_k/r_k) − λ_k + r_k]</pre>
 * of a linear Poisson VAE with prior rates r, to a certified gap. The difference in F between an
 * amortized encoder's rates and these is its free-energy gap. The method is coordinate descent:
 * with all other rates fixed, the best log-rate v of unit k is the root of 2G_kk·e^v + β(v − log
 * r_k) + ‖φ_k‖² = 2(φ_kᵀr + G_kk·λ_k), found by Newton steps: the left side is convex and
 * increasing, so that the steps come down to the root without passing it.
 *
 * <p>Codes are rates, all above 0. No rate falls below e^−80.
 *
 * <p>Objective: Vafaii, Galor &amp; Yates (2024), the exact loss of a linear decoder. Gap: with
 * λ̂_k = r_k·exp((2φ_kᵀ(x − Φλ) − ‖φ_k‖²)/β), F(λ) − min F ≤ β Σ_k [λ_k log(λ_k/λ̂_k) − λ_k + λ̂_k]
 * by Fenchel duality, derived at {@link PoissonProblem}.
 */
public final class PoissonInference extends PatchwiseEncoder<PoissonSettings> {
    static Solver<PoissonSettings> solver() {
        return new Solver<>("poisson", "Poisson", "exact rates of a P-VAE, by coordinate descent",
                PoissonSettings.of(1), (dictionary, settings, model) -> {
                    if (model != null && model.dynamics() != null) {
                        throw new InputException("method", "poisson", "must be ipoisson for an"
                                + " iterative model, which has no free energy of an encoder");
                    }
                    return new PoissonInference(dictionary, PoissonModel.priorOf(model),
                            settings);
                }, Solver.Trait.FREE_ENERGY, Solver.Trait.EXACT);
    }

    private static final int SWEEPS_PER_CHECK = 5;
    // Smaller changes of a rate enter c only when it is computed anew.
    private static final float NEGLIGIBLE = 1e-9f;
    // e^−80 is still a normal single-precision number
    private static final double SMALLEST_LOG_RATE = -80;

    private final double[] logPrior;

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param logPrior prior log-rates, 1×K, each between −80 and 80
     * @param settings the steps are sweeps over all units
     * @throws InputException if an argument is missing or a log-rate is out of range
     */
    public PoissonInference(Dictionary dictionary, FMatrixRMaj logPrior, PoissonSettings settings) {
        super(dictionary, settings);
        this.logPrior = Check.logRates(logPrior, dictionary);
    }

    @Override
    PatchSolver patchSolver() {
        return new Workspace();
    }

    /**
     * F and its gap at given rates, such as those of an amortized encoder.
     *
     * @param patches N×D, finite
     * @param rates   N×K, each above 0
     * @return the rates with F as objective and the bound on F − min F as gap, after 0 iterations
     * @throws InputException if shapes do not agree or a rate is not positive
     */
    public Solution evaluate(FMatrixRMaj patches, FMatrixRMaj rates) {
        Check.patches(patches, dictionary);
        Check.rates(rates, patches, dictionary);
        Solution solution = Solution.of(patches.numRows, dictionary.size());
        solution.codes().setTo(rates);
        PatchLoop.run(patches.numRows,
                () -> new PoissonProblem(dictionary, logPrior, settings.beta()),
                (problem, i) -> problem.certify(patches.data, solution, i, 0, Solution.Stop.STEPS));
        return solution;
    }

    private final class Workspace implements PatchSolver {
        private final int k = dictionary.size();
        private final float[][] gram = dictionary.gramRows();
        private final PoissonProblem problem =
                new PoissonProblem(dictionary, logPrior, settings.beta());
        private final float[] c = new float[k]; // Φᵀ(x − Φλ)
        private final float[] rates = new float[k];
        private final double[] logRates = new double[k];

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            for (int j = 0; j < k; j++) {
                logRates[j] = Math.max(SMALLEST_LOG_RATE, Math.min(0, logPrior[j]));
                rates[j] = (float) Math.exp(logRates[j]);
            }
            int sweeps = 0;
            while (true) {
                if (sweeps % SWEEPS_PER_CHECK == 0) {
                    PatchLoop.stopIfAsked();
                    correlate(patches, i); // anew, so that rounding does not add up
                }
                sweep();
                sweeps++;
                if (sweeps % SWEEPS_PER_CHECK == 0 || sweeps >= settings.iterations()) {
                    System.arraycopy(rates, 0, solution.codes().data, i * k, k);
                    problem.certify(patches.data, solution, i, sweeps, Solution.Stop.STEPS);
                    if (solution.gap()[i] <= settings.gap() * solution.objective()[i]) {
                        solution.stop()[i] = Solution.Stop.CONVERGED;
                        return;
                    }
                    if (sweeps >= settings.iterations()) {
                        return;
                    }
                }
            }
        }

        private void correlate(FMatrixRMaj patches, int i) {
            dictionary.correlate(patches.data, i * patches.numCols, c);
            float[] inhibition = new float[k];
            RowSum.addAll(gram, rates, 0, inhibition);
            for (int j = 0; j < k; j++) {
                c[j] -= inhibition[j];
            }
        }

        private void sweep() {
            for (int j = 0; j < k; j++) {
                double curvature = 2 * gram[j][j];
                double drive = 2 * c[j] + curvature * rates[j] - problem.squaredNorm(j)
                        + settings.beta() * logPrior[j];
                logRates[j] = root(curvature, drive, logRates[j]);
                float rate = (float) Math.exp(logRates[j]);
                float moved = rate - rates[j];
                rates[j] = rate;
                if (Math.abs(moved) > NEGLIGIBLE) {
                    RowSum.add(gram[j], -moved, c, k);
                }
            }
        }

        /** The v of curvature·e^v + βv = drive. */
        private double root(double curvature, double drive, double start) {
            double beta = settings.beta();
            // Two upper bounds of the root: one without the exponential, and one without βv,
            // which holds for a root above 0.
            double highest =
                    Math.min(drive / beta, drive > curvature ? Math.log(drive / curvature) : 0);
            double v = Math.min(start, highest);
            for (int iteration = 0; iteration < 100; iteration++) {
                double exponential = curvature * Math.exp(v);
                double step = (exponential + beta * v - drive) / (exponential + beta);
                v = Math.min(highest, v - step);
                if (Math.abs(step) < 1e-9) {
                    break;
                }
            }
            return Math.max(SMALLEST_LOG_RATE, v);
        }
    }
}
