package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LcaTest {
    private static final Lca.Settings SETTINGS = Lca.Settings.PAPER.withLambda(0.5);

    @ParameterizedTest
    @EnumSource(Threshold.class)
    void thresholdsTheCorrelationsOnAnOrthonormalDictionary(Threshold threshold) {
        SplittableRandom random = new SplittableRandom(1);
        Dictionary dictionary = Draw.orthonormalAtoms(24, random);
        FMatrixRMaj patches = Draw.gaussian(20, 24, 2, random);
        FMatrixRMaj codes = new Lca(dictionary, new Lca.Settings(SETTINGS.lambda(), SETTINGS.tau(),
                2000, !threshold.nonNegative(), !threshold.soft())).encode(patches);
        for (int i = 0; i < 20; i++) {
            for (int k = 0; k < 24; k++) {
                double b = 0;
                for (int d = 0; d < 24; d++) {
                    b += (double) dictionary.atoms().get(k, d) * patches.get(i, d);
                }
                double passes = threshold.nonNegative() ? b : Math.abs(b);
                double expected =
                        passes <= 0.5 ? 0 : threshold.soft() ? b - Math.copySign(0.5, b) : b;
                assertEquals(expected, codes.get(i, k), 1e-4, "patch " + i + ", unit " + k);
            }
        }
    }

    /**
     * φ₁ = (1, 0), φ₂ = (.6, .8), x = (2, 1): both active, G a = b − λ gives a₁ = .9375, a₂ =
     * .9375.
     */
    @Test
    void solvesTwoOverlappingAtomsAsByHand() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0.6, 0.8));
        Solution solution =
                new Lca(dictionary, SETTINGS.withIterations(4000)).solve(Draw.matrix(1, 2, 2, 1));
        assertEquals(0.9375, solution.codes().get(0, 0), 1e-4);
        assertEquals(0.9375, solution.codes().get(0, 1), 1e-4);
    }

    /** One atom of norm 2 along x = (3, 0): minimise ½(3 − 2a)² + a/2, so 4a = 6 − ½. */
    @Test
    void reachesTheLassoSolutionForAnAtomOfAnyNorm() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 2, 0, 0, 0));
        Solution solution =
                new Lca(dictionary, SETTINGS.withIterations(2000)).solve(Draw.matrix(1, 2, 3, 0));
        assertEquals(5.5 / 4, solution.codes().get(0, 0), 1e-5);
        assertEquals(0, solution.codes().get(0, 1), 0);
        assertEquals(0.5 * 0.25 * 0.25 + 5.5 / 8, solution.objective()[0], 1e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 900})
    void givesTheCodesOfThePlainDenseIteration(int steps) {
        SplittableRandom random = new SplittableRandom(2);
        Dictionary unit = Draw.unitAtoms(300, 64, random);
        Dictionary uneven = Draw.unevenAtoms(200, 64, random);
        FMatrixRMaj patches = Draw.gaussian(16, 64, 1, random);
        for (Dictionary dictionary : List.of(unit, uneven)) {
            for (Threshold threshold : List.of(Threshold.SOFT, Threshold.SOFT_NON_NEGATIVE)) {
                for (double lambda : new double[] {0.05, 0.5, 1.5}) {
                    Lca.Settings settings = new Lca.Settings(lambda, 100, steps,
                            !threshold.nonNegative(), !threshold.soft());
                    FMatrixRMaj codes = new Lca(dictionary, settings).encode(patches);
                    double difference =
                            Draw.largestDifference(plain(dictionary, settings, patches), codes);
                    assertTrue(difference <= 1e-4, difference + " under " + settings);
                }
            }
        }
    }

    /**
     * If few units are active, a step can be stable that would not be stable with all units active.
     */
    @Test
    void givesTheCodesOfThePlainDenseIterationWhereOnlyTheActiveUnitsAreStable() {
        Dictionary dictionary = Draw.alikeAtoms(200, 16, new SplittableRandom(8));
        FMatrixRMaj patches = Draw.gaussian(8, 16, 1, new SplittableRandom(9));
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] = Math.abs(patches.data[i]);
        }
        for (double lambda : new double[] {0.05, 0.5, 1.5}) {
            Lca.Settings settings = SETTINGS.withLambda(lambda).withTau(30);
            assertTrue(dictionary.lipschitz() > 4 * settings.tau());
            FMatrixRMaj codes = new Lca(dictionary, settings).encode(patches);
            double difference = Draw.largestDifference(plain(dictionary, settings, patches), codes);
            assertTrue(difference <= 1e-4, difference + " under " + settings);
        }
    }

    /**
     * A hard threshold jumps by λ. Rounding can move the step at which a unit crosses it, but only
     * for few units.
     */
    @ParameterizedTest
    @EnumSource(value = Threshold.class, names = {"HARD", "HARD_NON_NEGATIVE"})
    void givesTheCodesOfThePlainDenseIterationUnderAHardThreshold(Threshold threshold) {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Draw.unitAtoms(200, 64, random);
        FMatrixRMaj patches = Draw.gaussian(25, 64, 1, random);
        for (int steps : new int[] {10, 100, 900}) {
            Lca.Settings settings =
                    new Lca.Settings(0.8, 100, steps, !threshold.nonNegative(), !threshold.soft());
            FMatrixRMaj plain = plain(dictionary, settings, patches);
            FMatrixRMaj codes = new Lca(dictionary, settings).encode(patches);
            int differing = 0;
            for (int i = 0; i < codes.getNumElements(); i++) {
                differing += Math.abs(codes.data[i] - plain.data[i]) > 1e-4 ? 1 : 0;
            }
            assertTrue(differing <= codes.getNumElements() / 1000,
                    differing + " units differ after " + steps + " steps");
        }
    }

    /**
     * On orthonormal atoms, the code of x = (2, .3) keeps the whole 2. The objective is ½·.3², plus
     * ½λ² for the one active unit.
     */
    @Test
    void underAHardThresholdEveryActiveUnitCostsTheSame() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0, 1));
        Lca.Settings settings = new Lca.Settings(0.5, 10, 300, true, true);
        Solution solution = new Lca(dictionary, settings).solve(Draw.matrix(1, 2, 2, 0.3));
        assertEquals(2, solution.codes().get(0, 0), 1e-5);
        assertEquals(0, solution.codes().get(0, 1));
        assertEquals(0.5 * 0.3 * 0.3 + 0.5 * 0.5 * 0.5, solution.objective()[0], 1e-5);
        // nothing better than 0 is proven
        assertEquals(solution.objective()[0], solution.gap()[0], 1e-12);
    }

    @Test
    void observedAndUnobservedCodesAgree() {
        SplittableRandom random = new SplittableRandom(4);
        Dictionary dictionary = Draw.unitAtoms(128, 64, random);
        FMatrixRMaj patches = Draw.gaussian(30, 64, 1, random);
        Lca lca = new Lca(dictionary, SETTINGS.withIterations(300));
        List<Observer.Iteration> seen = new ArrayList<>();
        Solution observed = lca.solve(patches, null, seen::add);
        Solution unobserved = lca.solve(patches);
        assertTrue(Draw.largestDifference(observed.codes(), unobserved.codes()) < 1e-4);
        assertEquals(300, seen.size());
        assertEquals(unobserved.meanObjective(), seen.get(299).energy(), 1e-5);
        Measures measures = Measures.of(patches, unobserved.codes(), dictionary);
        assertEquals(measures.mse(), seen.get(299).mse(), 1e-4 * measures.mse());
        assertEquals(measures.portionZeros(), seen.get(299).sparsity(), 1e-3);
        assertTrue(seen.get(0).energy() > seen.get(299).energy());
    }

    @Test
    void anObserverEndsTheRun() {
        SplittableRandom random = new SplittableRandom(5);
        Dictionary dictionary = Draw.unitAtoms(32, 16, random);
        FMatrixRMaj patches = Draw.gaussian(3, 16, 1, random);
        Solution solution = new Lca(dictionary, SETTINGS).solve(patches, null,
                iteration -> iteration.number() < 7);
        assertArrayEquals(new int[] {7, 7, 7}, solution.iterations());
        assertEquals(Solution.Stop.OBSERVER, solution.stop()[0]);
    }

    @Test
    void anOptimalStartStays() {
        SplittableRandom random = new SplittableRandom(6);
        Dictionary dictionary = Draw.unitAtoms(128, 64, random);
        FMatrixRMaj patches = Draw.gaussian(20, 64, 1, random);
        FMatrixRMaj optimal = new Lca(dictionary, SETTINGS.withIterations(20_000)).encode(patches);
        FMatrixRMaj again = new Lca(dictionary, SETTINGS.withIterations(10))
                .solve(patches, optimal, null).codes();
        assertTrue(Draw.largestDifference(optimal, again) < 1e-4);
    }

    @ParameterizedTest
    @EnumSource(Threshold.class)
    void reportsTheTauThatWouldBeStable(Threshold threshold) {
        SplittableRandom random = new SplittableRandom(7);
        Dictionary dictionary = Draw.correlatedAtoms(64, 16, random);
        FMatrixRMaj patches = new FMatrixRMaj(1, 16); // all atoms alike, so that all fire
        for (int i = 0; i < dictionary.atoms().getNumElements(); i++) {
            patches.data[i % 16] += dictionary.atoms().data[i];
        }
        Lca.Settings settings =
                new Lca.Settings(0.1, 5, 900, !threshold.nonNegative(), !threshold.soft());
        IllegalArgumentException unobserved = assertThrows(IllegalArgumentException.class,
                () -> new Lca(dictionary, settings).solve(patches));
        assertThrows(IllegalArgumentException.class,
                () -> new Lca(dictionary, settings).solve(patches, null, iteration -> true));
        assertTrue(unobserved.getMessage().startsWith("tau: 5.0 is too short"),
                unobserved.getMessage());
        double stable = Double.parseDouble(
                unobserved.getMessage().replaceAll(".*stable from ([0-9.]+) on.*", "$1"));
        assertEquals(dictionary.lipschitz() / 2, stable, 0.01 * stable);
        assertTrue(Double.isFinite(new Lca(dictionary, settings.withTau(stable * 1.01))
                .solve(patches).meanObjective()));
    }

    @Test
    void anObserverThatStopsDoesNotHideDivergence() {
        SplittableRandom random = new SplittableRandom(10);
        Lca lca = new Lca(Draw.unitAtoms(64, 16, random),
                new Lca.Settings(SETTINGS.lambda(), 1, SETTINGS.iterations(), true, false));
        FMatrixRMaj patches = Draw.gaussian(2, 16, 1, random);
        assertRefused("tau: 1.0 is too short",
                () -> lca.solve(patches, null, iteration -> iteration.number() < 200));
    }

    /**
     * This holds also where all units together are not stable. What counts is that the energy
     * falls.
     */
    @Test
    void takesFewStepsFromAStartWorseThanZeros() {
        Dictionary dictionary = Draw.alikeAtoms(200, 16, new SplittableRandom(11));
        FMatrixRMaj patches = Draw.alikeAtoms(1, 16, new SplittableRandom(12)).atoms();
        FMatrixRMaj start = new FMatrixRMaj(1, 200);
        start.data[3] = 4;
        Lca lca = new Lca(dictionary, SETTINGS.withTau(30).withIterations(2));
        double begun = lca.solve(patches, start, iteration -> false).objective()[0];
        double ended = lca.solve(patches, start, null).objective()[0];
        assertTrue(ended < begun && begun > 0.5, begun + " to " + ended);
    }

    @Test
    void refusesWhatCannotBe() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0, 1));
        assertRefused("lambda: 0.0", () -> SETTINGS.withLambda(0));
        assertRefused("tau: 0.5", () -> SETTINGS.withTau(0.5));
        assertRefused("iterations: 0", () -> SETTINGS.withIterations(0));
        Lca lca = new Lca(dictionary, SETTINGS);
        assertThrows(IllegalArgumentException.class, () -> lca.encode(new FMatrixRMaj(1, 3)));
        assertThrows(IllegalArgumentException.class,
                () -> lca.encode(Draw.matrix(1, 2, Double.NaN, 0)));
        assertThrows(IllegalArgumentException.class,
                () -> lca.solve(new FMatrixRMaj(2, 2), new FMatrixRMaj(1, 2), null));
        assertThrows(IllegalArgumentException.class,
                () -> lca.solve(new FMatrixRMaj(1, 2), Draw.matrix(1, 2, -1, 0), null));
    }

    private static void assertRefused(String complaint, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(complaint), message);
    }

    /** The iteration as the paper writes it, in double precision, every unit at every step. */
    static FMatrixRMaj plain(Dictionary dictionary, Lca.Settings settings, FMatrixRMaj patches) {
        int k = dictionary.size();
        int pixels = dictionary.pixels();
        float[] phi = dictionary.atoms().data;
        double[][] g = new double[k][k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                for (int d = 0; d < pixels; d++) {
                    g[i][j] += (double) phi[i * pixels + d] * phi[j * pixels + d];
                }
                g[i][j] -= i == j ? 1 : 0;
            }
        }
        FMatrixRMaj codes = new FMatrixRMaj(patches.numRows, k);
        for (int n = 0; n < patches.numRows; n++) {
            double[] b = new double[k];
            for (int i = 0; i < k; i++) {
                for (int d = 0; d < pixels; d++) {
                    b[i] += (double) phi[i * pixels + d] * patches.data[n * pixels + d];
                }
            }
            double[] u = new double[k];
            double[] a = new double[k];
            for (int step = 0; step < settings.iterations(); step++) {
                double[] inhibition = new double[k];
                for (int j = 0; j < k; j++) {
                    if (a[j] != 0) {
                        for (int i = 0; i < k; i++) {
                            inhibition[i] += g[j][i] * a[j];
                        }
                    }
                }
                for (int i = 0; i < k; i++) {
                    u[i] += (b[i] - u[i] - inhibition[i]) / settings.tau();
                    double passes = settings.threshold().nonNegative() ? u[i] : Math.abs(u[i]);
                    a[i] = passes <= settings.lambda() ? 0
                            : settings.threshold().soft()
                                    ? u[i] - Math.copySign(settings.lambda(), u[i]) : u[i];
                }
            }
            for (int i = 0; i < k; i++) {
                codes.set(n, i, (float) a[i]);
            }
        }
        return codes;
    }
}
