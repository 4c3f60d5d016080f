package parsimony.sparsecoding;

import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The dynamics of an iterative Poisson VAE (iP-VAE) without noise: rates e^u in the place of
 * counts. From u = u_init a step is
 * <pre>  g = −Φᵀ((x − Φe^u)/σ²) + e^b,   u ← C(u + C(−e^η g)),</pre>
 * where C has a floor and a soft ceiling c, C(v) = c − softplus(c − max(floor, v)). It is natural-
 * gradient descent in log-rates, and without C exponentiated gradient descent of the {@linkplain
 * WeightedLasso weighted lasso} with w_k = e^{b_k}, whose duality gap certifies the rates. The
 * floor keeps every rate at e^floor or more, and the ceiling takes log(1 + e^{v−c}) from v at each
 * step; so under the model's own C the gap does not go to 0.
 *
 * <p>The state u is in double precision; codes are e^u. Energies and gaps are those of the weighted
 * lasso. No step is refused: like the model, it may rise where e^η is too long.
 *
 * <p>Vafaii, Galor &amp; Yates (2024), "Brain-like variational inference", arXiv 2410.19315.
 */
public final class PoissonDynamics extends IterativePatchwiseEncoder<PoissonDynamics.Settings> {
    /** The floor of log-rates in the published models. */
    public static final double FLOOR = -8;
    /** The soft ceiling of log-rates in the published models, for a linear decoder. */
    public static final double CEILING = 10;
    /** The least floor and the highest ceiling: rates stay normal numbers of single precision. */
    public static final double WIDEST = 80;

    /**
     * The settings.
     *
     * @param gap        duality gap, relative to the objective, at which a patch is done; ≥ 0
     * @param iterations most steps per patch, ≥ 1
     * @param floor      the least log-rate, −80 or more and below the ceiling
     * @param ceiling    c, above 0 and at most 80
     */
    public record Settings(double gap, int iterations, double floor, double ceiling) {
        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.notNegative("gap", gap);
            Check.atLeastOne("iterations", iterations);
            if (!(ceiling > 0 && ceiling <= WIDEST)) {
                throw new InputException("ceiling", ceiling, "must be above 0, and at most 80");
            }
            if (!(floor >= -WIDEST && floor < ceiling)) {
                throw new InputException("floor", floor,
                        "must be -80 or more, and below the ceiling");
            }
        }

        /**
         * {@return settings of a trained model: so many steps, between its floor and ceiling}
         *
         * @param iterations steps, ≥ 1; all are taken
         */
        public static Settings of(int iterations) {
            return new Settings(0, iterations, FLOOR, CEILING);
        }

        /**
         * {@return the same settings with the floor and the ceiling as far away as they can be}
         */
        public Settings unclamped() {
            return new Settings(gap, iterations, -WIDEST, WIDEST);
        }
    }

    private final double[] start;
    private final double[] bias; // e^b
    private final double[] sigma;
    private final double step; // e^η

    /**
     * The dynamics of a model.
     *
     * @param dictionary Φ, K×D
     * @param model with its dynamics; log-rates, biases and log σ each between −80 and 80
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing, has another shape or is out of range
     */
    public PoissonDynamics(Dictionary dictionary, PoissonModel model, Settings settings) {
        super(dictionary, settings);
        Check.given("model", model);
        Check.given("dynamics", model.dynamics());
        PoissonModel.Dynamics learned = model.dynamics();
        start = Check.logRates(model.logPrior(), dictionary);
        bias = exp(Check.logs("logBias", "unit", learned.logBias(), dictionary.size()));
        sigma = exp(Check.logs("logSigma", "pixel", learned.logSigma(), dictionary.pixels()));
        if (!(Math.abs(learned.logStep()) <= WIDEST)) {
            throw new InputException("logStep", learned.logStep(), "must be between -80 and 80");
        }
        step = Math.exp(learned.logStep());
    }

    private static double[] exp(double[] logs) {
        double[] values = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            values[i] = Math.exp(logs[i]);
        }
        return values;
    }

    /**
     * {@return the weighted lasso that these dynamics descend}
     *
     * @param gap the relative duality gap that it is solved to, ≥ 0
     */
    public WeightedLasso limit(double gap) {
        return new WeightedLasso(dictionary, bias, sigma, LassoSettings.of(1).withGap(gap));
    }

    @Override
    int iterations() {
        return settings.iterations;
    }

    @Override
    void checkStart(FMatrixRMaj rates, FMatrixRMaj patches) {
        if (rates != null) {
            Check.rates(rates, patches, dictionary);
        }
    }

    @Override
    PatchSolver patchSolver(FMatrixRMaj rates) {
        Workspace work = new Workspace(rates);
        double[] logRates = new double[dictionary.size()];
        return (patches, i, solution) -> {
            work.begin(i, logRates);
            double bound = 0;
            for (int number = 1; number <= settings.iterations; number++) {
                PatchLoop.stopIfAsked();
                bound = Math.max(bound, work.step(patches.data, i, logRates));
                boolean last = number == settings.iterations;
                if (last || settings.gap > 0 && work.isDone(bound)) {
                    work.end(patches.data, i, logRates, solution, bound, number);
                    if (last || solution.isDone(i)) {
                        return;
                    }
                }
            }
        };
    }

    @Override
    Supplier<PatchStepper> inStep(FMatrixRMaj patches, FMatrixRMaj rates, Solution solution,
            Seen seen) {
        double[][] logRates = new double[patches.numRows][dictionary.size()];
        double[] bounds = new double[patches.numRows];
        return () -> new PatchStepper() {
            private final Workspace work = new Workspace(rates);

            @Override
            public void begin(int i) {
                work.begin(i, logRates[i]);
            }

            @Override
            public void step(int i, int number) {
                bounds[i] = Math.max(bounds[i], work.step(patches.data, i, logRates[i]));
                work.end(patches.data, i, logRates[i], solution, bounds[i], number);
                seen.record(i, work.problem.squaredResidual(), work.problem.nonZero());
            }
        };
    }

    private final class Workspace {
        private final int k = dictionary.size();
        private final WeightedProblem problem =
                new WeightedProblem(dictionary, bias, sigma, false);
        private final double[] rates = new double[k];
        private final FMatrixRMaj from;

        Workspace(FMatrixRMaj from) {
            this.from = from;
        }

        void begin(int i, double[] logRates) {
            for (int j = 0; j < k; j++) {
                logRates[j] = from == null ? start[j] : Math.log(from.data[i * k + j]);
            }
        }

        /** Moves the log-rates; returns the lower bound that the rates before the step prove. */
        double step(float[] patches, int i, double[] logRates) {
            for (int j = 0; j < k; j++) {
                rates[j] = Math.exp(logRates[j]);
            }
            problem.evaluate(patches, i, rates);
            double[] correlation = problem.correlation();
            for (int j = 0; j < k; j++) {
                logRates[j] = clamp(logRates[j] + clamp(step * (correlation[j] - bias[j])));
            }
            return problem.lowerBound();
        }

        /** Whether the rates before the last step were within the gap, so that it pays to look. */
        boolean isDone(double bound) {
            return problem.objective() - bound <= settings.gap * problem.objective();
        }

        /** Writes the rates and their certificate. */
        void end(float[] patches, int i, double[] logRates, Solution solution, double bound,
                int number) {
            for (int j = 0; j < k; j++) {
                solution.codes().data[i * k + j] = (float) Math.exp(logRates[j]);
            }
            problem.certify(patches, solution, i, bound, settings.gap, number,
                    Solution.Stop.STEPS);
        }
    }

    /** C(v): the floor, then c − softplus(c − v) in a form that loses no digits. */
    private double clamp(double v) {
        double over = Math.max(settings.floor, v) - settings.ceiling;
        return settings.ceiling
                + (over < 0 ? over - Math.log1p(Math.exp(over)) : -Math.log1p(Math.exp(-over)));
    }
}
