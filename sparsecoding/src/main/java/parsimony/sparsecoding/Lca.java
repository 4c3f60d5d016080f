package parsimony.sparsecoding;

import java.util.Locale;
import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Locally competitive algorithm: leaky integrators that inhibit one another through the
 * dictionary's Gram matrix and settle on a sparse code,
 * <pre>  u ← u + (1/τ)(b − u − (G − I)a),   a = T_λ(u),   b = Φᵀx.</pre>
 * A fixed point with a soft threshold satisfies the lasso's optimality conditions, for atoms of any
 * norm.
 *
 * <p>A start sets the potentials u that produce it. Units at 0 get the potential at which they rest
 * under the start, so an optimal start does not move. The energy that an observer sees is the mean
 * of ½‖x − Φa‖² + λ‖a‖₁, or of ½‖x − Φa‖² + ½λ²‖a‖₀ under a hard threshold. A τ so small that the
 * steps diverge is refused, with the τ that would be stable.
 *
 * <p>Rozell, Johnson, Baraniuk &amp; Olshausen (2008), Neural Computation 20, eqs. 3.1–3.3.
 */
public final class Lca extends IterativePatchwiseEncoder<Lca.Settings> {
    static Solver<Settings> solver() {
        return new Solver<>("lca", "LCA", "leaky integrators that inhibit one another",
                Settings.PAPER, (dictionary, settings, model) -> new Lca(dictionary, settings),
                Solver.Trait.LASSO, Solver.Trait.LEARNS, Solver.Trait.ITERATIVE) {
            @Override
            Settings asInPaper(Dictionary dictionary, double lambda, boolean signed) {
                double tau = stableTau(dictionary, Settings.PAPER.tau());
                return new Settings(lambda, tau, (int) (PAPER_STEPS / Settings.PAPER.tau() * tau),
                        signed, false);
            }

            @Override
            Settings ofSteps(Dictionary dictionary, double lambda, int steps) {
                return Settings.PAPER.withLambda(lambda).withIterations(steps)
                        .withTau(stableTau(dictionary, Settings.PAPER.tau()));
            }

            @Override
            Settings forLearning(Dictionary dictionary, double lambda) {
                double tau = stableTau(dictionary, LEARNING_TAU);
                return new Settings(lambda, tau, (int) (LEARNING_STEPS * tau / LEARNING_TAU), false,
                        false);
            }
        };
    }

    /**
     * The time constant within dictionary learning. Fewer, larger steps than the paper's come close
     * enough there.
     */
    private static final double LEARNING_TAU = 10;
    /** τ over λ_max(G): ½ is just stable, and 2 % are to spare. */
    private static final double STABLE_SHARE = 0.51;
    /** The share by which an energy may rise by rounding without being taken for divergence. */
    private static final double NEGLIGIBLE_RISE = 1e-4;
    /** The last steps, whose energies are watched for divergence if the step may be unstable. */
    private static final int WATCHED_STEPS = 16;
    /** Makes up for the little by which power iteration may fall short of λ_max(G). */
    private static final double STABLE_MARGIN = 1.001;

    /**
     * How the dynamics run.
     *
     * @param lambda threshold and l1 weight, &gt; 0: from 1e-30 to 1e30, in the units of a code
     * @param tau time constant in steps, ≥ 1; the step is stable for every patch while λ_max(G)
     *     &lt; 2τ
     * @param iterations Euler steps, ≥ 1
     * @param signed whether codes may be negative
     * @param hard whether the threshold is hard
     */
    public record Settings(
            @Knob(value = "Weight of the l1 norm, above 0.", needed = true) double lambda,
            @Knob("Time constant in steps, at least 1.") double tau,
            @Knob("Steps to take, at least 1.") int iterations,
            @Knob("Allow negative codes.") boolean signed,
            @Knob("Take a hard threshold instead of a soft one.") boolean hard) {
        /**
         * The settings of Vafaii, Galor &amp; Yates (2024): λ = 0.1, τ = 100, 900 steps,
         * non-negative soft threshold.
         */
        public static final Settings PAPER = new Settings(0.1, 100, 900, false, false);

        /**
         * Checks the values.
         *
         * @throws InputException if a value is out of its range
         */
        public Settings {
            Check.weight("lambda", lambda);
            if (!(tau >= 1 && tau < Double.POSITIVE_INFINITY)) {
                throw new InputException("tau", tau, "must be at least 1 step, and finite");
            }
            Check.atLeastOne("iterations", iterations);
        }

        /**
         * {@return the same settings with another λ}
         *
         * @param lambda λ, the weight of the l1 norm
         */
        public Settings withLambda(double lambda) {
            return new Settings(lambda, tau, iterations, signed, hard);
        }

        /**
         * {@return the same settings with another time constant}
         *
         * @param tau τ, in steps
         */
        public Settings withTau(double tau) {
            return new Settings(lambda, tau, iterations, signed, hard);
        }

        /**
         * {@return the same settings with another number of steps}
         *
         * @param iterations the most steps, ≥ 1
         */
        public Settings withIterations(int iterations) {
            return new Settings(lambda, tau, iterations, signed, hard);
        }

        Threshold threshold() {
            return Threshold.of(signed, hard);
        }
    }

    /**
     * {@return the time constant for a dictionary: {@code wanted}, or the least stable one if that
     * is larger} A step is stable for every choice of active units if τ ≥ λ_max(G)/2; 2 % are
     * added.
     *
     * @param dictionary K×D
     * @param wanted τ that the caller would like, ≥ 1
     */
    static double stableTau(Dictionary dictionary, double wanted) {
        return Math.max(wanted, Math.ceil(STABLE_SHARE * dictionary.lipschitz()));
    }

    /** Whether no choice of active units makes the step unstable. */
    private final boolean surelyStable;

    /**
     * LCA under a dictionary.
     *
     * @param dictionary K×D
     * @param settings the settings, with their ranges in the record
     * @throws InputException if an argument is missing
     */
    public Lca(Dictionary dictionary, Settings settings) {
        super(dictionary, settings);
        surelyStable = STABLE_MARGIN * dictionary.lipschitz() < 2 * settings.tau;
    }

    @Override
    int iterations() {
        return settings.iterations;
    }

    @Override
    void checkStart(FMatrixRMaj start, FMatrixRMaj patches) {
        Check.start(start, patches, dictionary, settings.threshold().nonNegative());
    }

    @Override
    PatchSolver patchSolver(FMatrixRMaj start) {
        return new Workspace(start);
    }

    @Override
    Supplier<PatchStepper> inStep(FMatrixRMaj patches, FMatrixRMaj start, Solution solution,
            Seen seen) {
        FMatrixRMaj inputs = new FMatrixRMaj(patches.numRows, dictionary.size());
        FMatrixRMaj potentials = new FMatrixRMaj(patches.numRows, dictionary.size());
        double[] begun = new double[patches.numRows];
        double[] energy = solution.objective();
        return () -> new PatchStepper() {
            private final Workspace work = new Workspace(start);

            @Override
            public void begin(int i) {
                work.begin(patches, i);
                work.dynamics.store(inputs, potentials, i);
                energy[i] = work.read(patches, solution.codes(), i);
                begun[i] = energy[i];
            }

            @Override
            public void step(int i, int number) {
                work.dynamics.load(inputs, potentials, i);
                work.dynamics.step();
                work.dynamics.store(inputs, potentials, i);
                double before = energy[i];
                energy[i] = work.read(patches, solution.codes(), i);
                seen.record(i, work.certificate.squaredResidual(), work.certificate.nonZero());
                if (!surelyStable && number > settings.iterations - WATCHED_STEPS) {
                    requireDescent(patches, i, begun[i], before, energy[i]);
                }
            }

            @Override
            public void end(int i, int steps) {
                Solution.Stop stop = solution.stop()[i];
                work.certificate.certify(patches.data, solution, i, steps,
                        stop == null ? Solution.Stop.STEPS : stop);
            }
        };
    }

    /** What a thread needs for a patch. */
    private final class Workspace implements PatchSolver {
        final FMatrixRMaj start;
        final LcaDynamics dynamics = new LcaDynamics(dictionary, settings);
        final Certificate certificate =
                new Certificate(dictionary, settings.lambda, settings.threshold());

        Workspace(FMatrixRMaj start) {
            this.start = start;
        }

        void begin(FMatrixRMaj patches, int i) {
            if (start == null) {
                dynamics.begin(patches.data, i);
            } else {
                dynamics.begin(patches.data, i, start.data, i);
            }
        }

        /** Reads the code out and returns its objective. */
        double read(FMatrixRMaj patches, FMatrixRMaj codes, int i) {
            if (!dynamics.readCode(codes.data, i)) {
                throw surelyStable ? PatchException.ofCode(i) : divergence(i);
            }
            certificate.evaluate(patches.data, i, codes.data, i);
            return certificate.objective();
        }

        @Override
        public void solve(FMatrixRMaj patches, int i, Solution solution) {
            int watched = surelyStable ? 0 : Math.min(WATCHED_STEPS, settings.iterations);
            begin(patches, i);
            double begun = watched == 0 ? 0 : read(patches, solution.codes(), i);
            dynamics.run(settings.iterations - watched);
            double energy = read(patches, solution.codes(), i);
            for (int step = 0; step < watched; step++) {
                dynamics.step();
                double before = energy;
                energy = read(patches, solution.codes(), i);
                requireDescent(patches, i, begun, before, energy);
            }
            certificate.certify(solution, i, certificate.lowerBound(), settings.iterations,
                    Solution.Stop.STEPS);
        }
    }

    /**
     * Throws if the steps diverge, for a τ that may be unstable. They diverge if the energy is
     * above both that of the first code and that of a code of zeros. Under a soft threshold they
     * also diverge if the energy still rises in the last steps.
     */
    private void requireDescent(FMatrixRMaj patches, int i, double begun, double before,
            double energy) {
        double atRest = 0;
        for (int d = i * patches.numCols; d < (i + 1) * patches.numCols; d++) {
            atRest += 0.5 * patches.data[d] * patches.data[d];
        }
        boolean rising = settings.threshold().soft() && energy > before * (1 + NEGLIGIBLE_RISE);
        if (!(energy <= Math.max(begun, atRest) * (1 + NEGLIGIBLE_RISE)) || rising) {
            throw divergence(i);
        }
    }

    private InputException divergence(int i) {
        return new PatchException(i,
                "‹tau›: " + settings.tau
                        + " is too short for this dictionary, the steps diverge on ",
                String.format(Locale.ROOT, "; stable from %.4g on (λ_max(G)/2)",
                        0.5 * STABLE_MARGIN * dictionary.lipschitz()));
    }
}
