package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The noiseless dynamics of an iterative P-VAE, and the weighted lasso that they come to. */
class PoissonDynamicsTest {
    private static final int PIXELS = 20;
    private static final int UNITS = 40;
    private static final Dictionary DICTIONARY =
            Draw.unitAtoms(UNITS, PIXELS, new SplittableRandom(11));
    private static final FMatrixRMaj PATCHES =
            Draw.gaussian(2, PIXELS, 1.5, new SplittableRandom(12));

    /** b about the published start of −3, σ from .6 to 1.6, and a step of .05. */
    private static PoissonModel model() {
        SplittableRandom random = new SplittableRandom(13);
        FMatrixRMaj prior = Draw.gaussian(1, UNITS, 0.5, random);
        FMatrixRMaj bias = Draw.gaussian(1, UNITS, 0.3, random);
        for (int k = 0; k < UNITS; k++) {
            prior.data[k] -= 5;
            bias.data[k] -= 3;
        }
        return new PoissonModel(prior, new PoissonModel.Dynamics(bias,
                Draw.gaussian(1, PIXELS, 0.2, random), Math.log(0.05)));
    }

    /** The least objective by cyclic coordinate descent in double precision. */
    private static double coordinateDescent(int patch, PoissonModel model) {
        double[] residual = new double[PIXELS];
        Arrays.setAll(residual, d -> PATCHES.get(patch, d));
        double[] code = new double[UNITS];
        for (int sweep = 0; sweep < 20_000; sweep++) {
            for (int k = 0; k < UNITS; k++) {
                double slope = 0;
                double curvature = 0;
                for (int d = 0; d < PIXELS; d++) {
                    double phi = DICTIONARY.atoms().get(k, d);
                    double precision = Math.exp(-2.0 * model.dynamics().logSigma().data[d]);
                    slope += phi * residual[d] * precision;
                    curvature += phi * phi * precision;
                }
                double weight = Math.exp(model.dynamics().logBias().data[k]);
                double next = Math.max(0, code[k] + (slope - weight) / curvature);
                for (int d = 0; d < PIXELS; d++) {
                    residual[d] -= (next - code[k]) * DICTIONARY.atoms().get(k, d);
                }
                code[k] = next;
            }
        }
        double objective = 0;
        for (int d = 0; d < PIXELS; d++) {
            double scaled = residual[d] * Math.exp(-model.dynamics().logSigma().data[d]);
            objective += 0.5 * scaled * scaled;
        }
        for (int k = 0; k < UNITS; k++) {
            objective += Math.exp(model.dynamics().logBias().data[k]) * code[k];
        }
        return objective;
    }

    /**
     * Without the floor and the ceiling, the dynamics end at the weighted lasso's optimum. The
     * reference asks for a gap of 5e-8 and for 1e-11 from coordinate descent.
     */
    @Test
    void theLimitIsTheWeightedLasso() {
        PoissonModel model = model();
        PoissonDynamics dynamics = new PoissonDynamics(DICTIONARY, model,
                PoissonDynamics.Settings.of(200_000).unclamped());
        Solution solution = dynamics.solve(PATCHES);
        Solution exact = dynamics.limit(1e-9).solve(PATCHES);
        for (int i = 0; i < PATCHES.numRows; i++) {
            double least = coordinateDescent(i, model);
            assertEquals(least, solution.objective()[i], 1e-11 * least);
            assertEquals(least, exact.objective()[i], 1e-11 * least);
            assertTrue(solution.relativeGap()[i] < 5e-8, solution.relativeGap()[i] + "");
            assertTrue(exact.relativeGap()[i] < 1e-9, exact.relativeGap()[i] + "");
        }
    }

    /**
     * What the model's own limits cost, as docs/solvers.md has it: the objective above the
     * optimum's, as a share of it, by floor and ceiling.
     */
    @Test
    void theFloorLeavesAnExcessThatFallsWithIt() {
        assertEquals(9.0e-5, excess(-10, 80), 5e-6);
        assertEquals(6.7e-4, excess(-8, 80), 3e-5);
        assertEquals(6.5e-4, excess(-80, 10), 1e-4);
        assertEquals(1.3e-3, excess(-8, 10), 1e-4);
    }

    private static double excess(double floor, double ceiling) {
        PoissonDynamics dynamics = new PoissonDynamics(DICTIONARY, model(),
                new PoissonDynamics.Settings(0, 50_000, floor, ceiling));
        double least = dynamics.limit(1e-9).solve(PATCHES).meanObjective();
        return dynamics.solve(PATCHES).meanObjective() / least - 1;
    }

    /**
     * Two steps by hand: one unit φ = 1, x = 2, σ = 2, b = log .1, η = log .5, from u = 0. The
     * first g = −(2 − 1)/4 + .1 = −.15, so C(.075) and C(.075).
     */
    @Test
    void takesStepsAsByHand() {
        Dictionary one = new Dictionary(Draw.matrix(1, 1, 1));
        PoissonModel model = new PoissonModel(Draw.matrix(1, 1, 0),
                new PoissonModel.Dynamics(Draw.matrix(1, 1, Math.log(.1)),
                        Draw.matrix(1, 1, Math.log(2)), Math.log(.5)));
        double u = 0;
        for (int step = 1; step <= 2; step++) {
            double g = -(2 - Math.exp(u)) / 4 + .1;
            u = limited(u + limited(-.5 * g));
            Solution solution = new PoissonDynamics(one, model, PoissonDynamics.Settings.of(step))
                    .solve(Draw.matrix(1, 1, 2));
            assertEquals(Math.exp(u), solution.codes().data[0], 1e-7);
            assertEquals(step, solution.iterations()[0]);
            assertEquals(.5 * Math.pow((2 - Math.exp(u)) / 2, 2) + .1 * Math.exp(u),
                    solution.objective()[0], 1e-7);
        }
        assertEquals(.075 - Math.log1p(Math.exp(.075 - 10)), limited(.075), 1e-15);
    }

    /** C as iterative.md writes it. */
    private static double limited(double v) {
        return 10 - Math.log1p(Math.exp(10 - Math.max(-8, v)));
    }

    /** A rate whose slope always falls stays at e^−8, and one that always rises below e^10. */
    @Test
    void ratesStayBetweenFloorAndCeiling() {
        Dictionary one = new Dictionary(Draw.matrix(1, 1, 1e-3));
        PoissonModel falling = new PoissonModel(Draw.matrix(1, 1, -5), new PoissonModel.Dynamics(
                Draw.matrix(1, 1, 0), new FMatrixRMaj(1, 1), 0));
        assertEquals(Math.exp(-8), new PoissonDynamics(one, falling,
                PoissonDynamics.Settings.of(100)).solve(Draw.matrix(1, 1, 1)).codes().data[0],
                1e-9);
        Solution risen = new PoissonDynamics(one, falling, PoissonDynamics.Settings.of(300))
                .solve(Draw.matrix(1, 1, 1e6));
        assertTrue(risen.codes().data[0] > Math.exp(9) && risen.codes().data[0] < Math.exp(10));
    }

    @Test
    void startsFromRatesGoesOnAsUnseenAndStopsAtItsGap() {
        PoissonModel model = model();
        PoissonDynamics ten = new PoissonDynamics(DICTIONARY, model,
                PoissonDynamics.Settings.of(10));
        Solution first = ten.solve(PATCHES);
        Solution on = ten.solve(PATCHES, first.codes(), null);
        Solution twenty = new PoissonDynamics(DICTIONARY, model, PoissonDynamics.Settings.of(20))
                .solve(PATCHES);
        assertTrue(Draw.largestDifference(on.codes(), twenty.codes()) < 1e-6);
        Solution seen = ten.solve(PATCHES, null, iteration -> true);
        assertEquals(0, Draw.largestDifference(first.codes(), seen.codes()));
        assertEquals(first.meanObjective(), seen.meanObjective());

        PoissonDynamics toGap = new PoissonDynamics(DICTIONARY, model,
                new PoissonDynamics.Settings(1e-3, 100_000, -80, 80));
        Solution near = toGap.solve(PATCHES);
        Solution nearSeen = toGap.solve(PATCHES, null, iteration -> true);
        for (int i = 0; i < PATCHES.numRows; i++) {
            assertEquals(Solution.Stop.CONVERGED, near.stop()[i]);
            assertTrue(near.relativeGap()[i] <= 1e-3 && near.iterations()[i] < 100_000);
            assertEquals(near.iterations()[i], nearSeen.iterations()[i], 1);
        }
    }

    /** The solver {@code ipoisson} takes the steps that suit the model. */
    @Test
    void theSolverChoosesByTheModel() {
        PoissonModel model = model();
        Solver<?> solver = Solver.of("ipoisson");
        assertTrue(solver.modelEncoder(DICTIONARY, Map.of(), model) instanceof PoissonDynamics);
        assertTrue(solver.modelEncoder(DICTIONARY, Map.of(),
                PoissonModel.of(model.logPrior())) instanceof IterativePoisson);
        FMatrixRMaj rates = solver.modelEncoder(DICTIONARY,
                Map.of("iterations", 30, "gap", 0, "floor", -6), model).encode(PATCHES);
        assertEquals(0, Draw.largestDifference(rates, new PoissonDynamics(DICTIONARY, model,
                new PoissonDynamics.Settings(0, 30, -6, 10)).encode(PATCHES)));
        refused("beta: 2.0; must be 1", solver, Map.of("beta", 2), model);
        refused("floor: -3.0; is of iterative", solver, Map.of("floor", -3),
                PoissonModel.of(model.logPrior()));
        refused("ceiling: 9.0; is of iterative", solver, Map.of("ceiling", 9),
                PoissonModel.of(model.logPrior()));
        refused("floor: 5.0; must be", solver, Map.of("floor", 5, "ceiling", 4), model);
        refused("method: poisson; must be ipoisson", Solver.of("poisson"), Map.of(), model);
        refused("logBias: is 1×3; must be 1×40", solver, Map.of(),
                new PoissonModel(model.logPrior(), new PoissonModel.Dynamics(
                        new FMatrixRMaj(1, 3), model.dynamics().logSigma(), 0)));
        refused("logSigma: is 1×40; must be 1×20", solver, Map.of(),
                new PoissonModel(model.logPrior(), new PoissonModel.Dynamics(
                        model.dynamics().logBias(), model.dynamics().logBias(), 0)));
        refused("logStep: NaN", solver, Map.of(), new PoissonModel(model.logPrior(),
                new PoissonModel.Dynamics(model.dynamics().logBias(),
                        model.dynamics().logSigma(), Double.NaN)));
    }

    private static void refused(String complaint, Solver<?> solver, Map<String, ?> given,
            PoissonModel model) {
        String said = assertThrows(IllegalArgumentException.class,
                () -> solver.modelEncoder(DICTIONARY, given, model)).getMessage();
        assertTrue(said.startsWith(complaint), said);
    }
}
