package parsimony.sparsecoding;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;

/**
 * Poisson inference by natural-gradient descent of the free energy F in log-rates v = log λ. The Fisher information of a
 * Poisson log-rate is its rate, so the natural gradient is ∂F/∂v divided by λ, that is ∂F/∂λ, and a step is
 * <pre>  v ← v − η[β(v − log r) + ‖φ‖² − 2Φᵀ(x − Φe^v)].</pre>
 * A step that would raise F is halved until it does not, and the next tries twice as much again, up to η.
 *
 * <p>Vafaii, Galor &amp; Yates (2024); the iteration is that of the iterative Poisson VAE of the same group.
 */
public final class IterativePoisson implements IterativeEncoder {
    /** This as a {@link Solver}. */
    static final class Method extends Solver<PoissonSettings> {
        Method() {
            super("ipoisson", "Iterative Poisson", PoissonSettings.of(1), Trait.FREE_ENERGY);
        }

        @Override
        public SparseEncoder encoder(Dictionary dictionary, PoissonSettings settings, FMatrixRMaj logPrior) {
            return new IterativePoisson(dictionary, logPrior, NATURAL_GRADIENT_RATE, settings);
        }
    }

    /** The longest step of the natural gradient that suits β = 1. */
    public static final double NATURAL_GRADIENT_RATE = 0.1;
    private static final int MOST_HALVINGS = 40;
    private static final double LARGEST_LOG_RATE = 80;

    private final Dictionary dictionary;
    private final double[] logPrior;
    private final double rate;
    private final PoissonSettings settings;

    /**
     * @param logPrior prior log-rates, 1×K, each between −80 and 80
     * @param rate     η, the longest step, &gt; 0; 0.1 or less suits β = 1
     * @throws IllegalArgumentException if an argument is missing or out of range
     */
    public IterativePoisson(Dictionary dictionary, FMatrixRMaj logPrior, double rate, PoissonSettings settings) {
        Check.given("dictionary", dictionary);
        Check.given("settings", settings);
        Check.positive("rate", rate);
        this.dictionary = dictionary;
        this.logPrior = Check.logRates(logPrior, dictionary);
        this.rate = rate;
        this.settings = settings;
    }

    @Override
    public Dictionary dictionary() {
        return dictionary;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Codes are rates, and so is the start, which must be above 0; without one the rates start from the prior's. The
     * energy that an observer sees is F.
     */
    @Override
    public Solution solve(FMatrixRMaj patches, FMatrixRMaj start, Observer observer) {
        Check.patches(patches, dictionary);
        if (start != null) {
            Check.rates(start, patches, dictionary);
        }
        int n = patches.numRows;
        int k = dictionary.size();
        Solution solution = Solution.of(n, k);
        double[] steps = new double[n];
        for (int i = 0; i < n; i++) {
            steps[i] = rate;
            for (int j = 0; j < k; j++) {
                solution.codes().data[i * k + j] = start == null ? (float) Math.exp(logPrior[j]) : start.data[i * k + j];
            }
        }
        double[] squaredResidual = new double[n];
        int[] nonZero = new int[n];
        if (observer == null) {
            PatchLoop.run(n, Workspace::new, (work, i) -> {
                for (int step = 1; step <= settings.iterations() && !done(solution, i); step++) {
                    steps[i] = work.step(patches, solution, i, step, steps[i]);
                }
            });
            return solution;
        }
        boolean goOn = true;
        for (int step = 1; step <= settings.iterations() && goOn; step++) {
            int number = step;
            PatchLoop.run(n, Workspace::new, (work, i) -> {
                if (!done(solution, i)) {
                    steps[i] = work.step(patches, solution, i, number, steps[i]);
                    squaredResidual[i] = work.problem.squaredResidual();
                    nonZero[i] = k;
                }
            });
            goOn = observer.iteration(Observer.Iteration.of(step, solution, squaredResidual, nonZero));
            for (int i = 0; i < n && !goOn; i++) {
                solution.stop()[i] = done(solution, i) ? solution.stop()[i] : Solution.Stop.OBSERVER;
            }
            goOn &= !IntStream.range(0, n).allMatch(i -> done(solution, i));
        }
        return solution;
    }

    private static boolean done(Solution solution, int i) {
        return solution.stop()[i] == Solution.Stop.CONVERGED || solution.stop()[i] == Solution.Stop.PRECISION;
    }

    private final class Workspace {
        private final int k = dictionary.size();
        private final PoissonProblem problem = new PoissonProblem(dictionary, logPrior, settings.beta());
        private final double[] logRates = new double[k];
        private final double[] slope = new double[k];

        /** One step of the patch's rates in the solution, of at most the given length; returns the length for the next. */
        double step(FMatrixRMaj patches, Solution solution, int i, int number, double length) {
            float[] rates = solution.codes().data;
            problem.evaluate(patches.data, i, rates, i);
            double before = problem.freeEnergy();
            problem.correlate(slope);
            for (int j = 0; j < k; j++) {
                logRates[j] = Math.log(rates[i * k + j]);
                slope[j] = settings.beta() * (logRates[j] - logPrior[j]) + problem.squaredNorm(j) - 2 * slope[j];
            }
            double taken = length;
            for (int halving = 0; halving < MOST_HALVINGS; halving++) {
                for (int j = 0; j < k; j++) {
                    double v = logRates[j] - taken * slope[j];
                    rates[i * k + j] = (float) Math.exp(Math.max(-LARGEST_LOG_RATE, Math.min(LARGEST_LOG_RATE, v)));
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
            problem.certify(solution, i, number, stuck ? Solution.Stop.PRECISION : Solution.Stop.STEPS);
            if (settings.gap() > 0 && solution.gap()[i] <= settings.gap() * solution.objective()[i]) {
                solution.stop()[i] = Solution.Stop.CONVERGED;
            }
            return Math.min(rate, 2 * taken);
        }
    }
}
