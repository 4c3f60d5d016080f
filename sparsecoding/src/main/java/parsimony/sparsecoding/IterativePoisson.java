package parsimony.sparsecoding;

import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Poisson inference by natural-gradient descent of the free energy F in log-rates v = log λ. The
 * Fisher information of a Poisson log-rate is its rate, so the natural gradient is ∂F/∂v divided by
 * λ, that is ∂F/∂λ, and a step is
 * <pre>  v ← v − η[β(v − log r) + ‖φ‖² − 2Φᵀ(x − Φe^v)].</pre>
 * A step that would raise F is halved until it does not. The next step tries twice that length, up
 * to η.
 *
 * <p>Codes are rates. A start is rates above 0; without a start, the rates begin at those of the
 * prior. The energy that an observer sees is F.
 *
 * <p>Vafaii, Galor &amp; Yates (2024); the iteration is that of the iterative Poisson VAE of the
 * same group.
 */
public final class IterativePoisson extends IterativePatchwiseEncoder<PoissonSettings> {
    static Solver<Settings> solver() {
        return new Solver<>("ipoisson", "Iterative Poisson",
                "rates of a P-VAE or iP-VAE, by natural gradient steps", Settings.DEFAULT,
                IterativePoisson::encoder, Solver.Trait.FREE_ENERGY, Solver.Trait.ITERATIVE);
    }

    /**
     * The settings of the solver {@code ipoisson}, which takes the steps that suit the model: those
     * of this class for a P-VAE with an encoder, and {@link PoissonDynamics} for an iterative one.
     *
     * @param beta       weight of the divergence from the prior, &gt; 0; 1 for an iterative model
     * @param gap        relative optimality gap at which a patch is done, ≥ 0
     * @param iterations most steps per patch, ≥ 1
     * @param floor      the least log-rate of an iterative model; −8 otherwise
     * @param ceiling    the soft ceiling of log-rates of an iterative model; 10 otherwise
     */
    public record Settings(
            @Knob("Weight of the divergence from the prior, above 0.") double beta,
            @Knob("Relative optimality gap at which a patch is done, at least 0.") double gap,
            @Knob("Most steps per patch, at least 1.") int iterations,
            @Knob("Least log-rate of an iterative model, -80 or more.") double floor,
            @Knob("Soft ceiling of its log-rates, at most 80.") double ceiling) {
        static final Settings DEFAULT = new Settings(1, 1e-6, 2000, PoissonDynamics.FLOOR,
                PoissonDynamics.CEILING);

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.positive("beta", beta);
            dynamics(gap, iterations, floor, ceiling);
        }

        private static PoissonDynamics.Settings dynamics(double gap, int iterations, double floor,
                double ceiling) {
            return new PoissonDynamics.Settings(gap, iterations, floor, ceiling);
        }
    }

    private static SparseEncoder encoder(Dictionary dictionary, Settings settings,
            PoissonModel model) {
        Check.given("settings", settings);
        if (model != null && model.dynamics() != null) {
            if (settings.beta != Settings.DEFAULT.beta) {
                throw new InputException("beta", settings.beta, "must be 1 for an iterative model,"
                        + " whose steps have no weight of a divergence; leave it out");
            }
            return new PoissonDynamics(dictionary, model, Settings.dynamics(settings.gap,
                    settings.iterations, settings.floor, settings.ceiling));
        }
        if (settings.floor != PoissonDynamics.FLOOR) {
            throw new InputException("floor", settings.floor, "is of iterative models; leave it"
                    + " out for a P-VAE with an encoder");
        }
        if (settings.ceiling != PoissonDynamics.CEILING) {
            throw new InputException("ceiling", settings.ceiling, "is of iterative models; leave"
                    + " it out for a P-VAE with an encoder");
        }
        return new IterativePoisson(dictionary, PoissonModel.priorOf(model),
                NATURAL_GRADIENT_RATE,
                new PoissonSettings(settings.beta, settings.gap, settings.iterations));
    }

    /** The longest step of the natural gradient that suits β = 1. */
    public static final double NATURAL_GRADIENT_RATE = 0.1;
    private static final int MOST_HALVINGS = 40;
    private static final double LARGEST_LOG_RATE = 80;

    private final double[] logPrior;
    private final double rate;

    /**
     * The solver under a dictionary.
     *
     * @param dictionary K×D
     * @param logPrior prior log-rates, 1×K, each between −80 and 80
     * @param rate η, the longest step, &gt; 0; 0.1 or less suits β = 1
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing or out of range
     */
    public IterativePoisson(Dictionary dictionary, FMatrixRMaj logPrior, double rate,
            PoissonSettings settings) {
        super(dictionary, settings);
        Check.positive("rate", rate);
        this.logPrior = Check.logRates(logPrior, dictionary);
        this.rate = rate;
    }

    @Override
    int iterations() {
        return settings.iterations();
    }

    @Override
    void checkStart(FMatrixRMaj start, FMatrixRMaj patches) {
        if (start != null) {
            Check.rates(start, patches, dictionary);
        }
    }

    @Override
    PatchSolver patchSolver(FMatrixRMaj start) {
        return new Workspace(start);
    }

    @Override
    Supplier<PatchStepper> inStep(FMatrixRMaj patches, FMatrixRMaj start, Solution solution,
            Seen seen) {
        double[] lengths = new double[patches.numRows];
        return () -> new PatchStepper() {
            private final Workspace work = new Workspace(start);

            @Override
            public void begin(int i) {
                work.begin(i, solution);
                lengths[i] = rate;
            }

            @Override
            public void step(int i, int number) {
                lengths[i] = work.step(patches, solution, i, number, lengths[i]);
                seen.record(i, work.problem.squaredResidual(), dictionary.size());
            }
        };
    }

    private final class Workspace implements PatchSolver {
        private final int k = dictionary.size();
        private final PoissonProblem problem =
                new PoissonProblem(dictionary, logPrior, settings.beta());
        private final double[] logRates = new double[k];
        private final double[] slope = new double[k];
        private final FMatrixRMaj start;

        Workspace(FMatrixRMaj start) {
            this.start = start;
        }

        void begin(int i, Solution solution) {
            for (int j = 0; j < k; j++) {
                solution.codes().data[i * k + j] =
                        start == null ? (float) Math.exp(logPrior[j]) : start.data[i * k + j];
            }
        }

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            begin(i, solution);
            double length = rate;
            for (int step = 1; step <= settings.iterations() && !solution.isDone(i); step++) {
                PatchLoop.stopIfAsked();
                length = step(patches, solution, i, step, length);
            }
        }

        /**
         * One step of the patch's rates in the solution, of at most the given length; returns the
         * length for the next.
         */
        double step(FMatrixRMaj patches, Solution solution, int i, int number, double length) {
            float[] rates = solution.codes().data;
            problem.evaluate(patches.data, i, rates, i);
            double before = problem.freeEnergy();
            problem.correlate(slope);
            for (int j = 0; j < k; j++) {
                logRates[j] = Math.log(rates[i * k + j]);
                slope[j] = settings.beta() * (logRates[j] - logPrior[j]) + problem.squaredNorm(j)
                        - 2 * slope[j];
            }
            double taken = length;
            for (int halving = 0; halving < MOST_HALVINGS; halving++) {
                for (int j = 0; j < k; j++) {
                    double v = logRates[j] - taken * slope[j];
                    rates[i * k + j] = (float) Math
                            .exp(Math.max(-LARGEST_LOG_RATE, Math.min(LARGEST_LOG_RATE, v)));
                }
                problem.evaluate(patches.data, i, rates, i);
                if (problem.freeEnergy() <= before) {
                    break;
                }
                taken /= 2;
            }
            boolean stuck = !(problem.freeEnergy() <= before);
            if (stuck) {
                for (int j = 0; j < k; j++) {
                    rates[i * k + j] = (float) Math.exp(logRates[j]);
                }
                problem.evaluate(patches.data, i, rates, i);
            }
            problem.certify(solution, i, number,
                    stuck ? Solution.Stop.PRECISION : Solution.Stop.STEPS);
            if (settings.gap() > 0
                    && solution.gap()[i] <= settings.gap() * solution.objective()[i]) {
                solution.stop()[i] = Solution.Stop.CONVERGED;
            }
            return Math.min(rate, 2 * taken);
        }
    }
}
