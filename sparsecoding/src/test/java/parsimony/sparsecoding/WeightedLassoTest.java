package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weighted lasso with a noise scale per pixel, and its certificate. */
class WeightedLassoTest {
    private static final LassoSettings SETTINGS = LassoSettings.of(1);

    private static double[] between(double low, double high, int n, long seed) {
        return new SplittableRandom(seed).doubles(n, low, high).toArray();
    }

    private static double[] constant(double value, int n) {
        double[] values = new double[n];
        Arrays.fill(values, value);
        return values;
    }

    /** P term by term. */
    private static double objective(Dictionary dictionary, FMatrixRMaj patches, int patch,
            double[] code, double[] weights, double[] sigma) {
        double objective = 0;
        for (int d = 0; d < sigma.length; d++) {
            double error = patches.get(patch, d);
            for (int k = 0; k < code.length; k++) {
                error -= code[k] * dictionary.atoms().get(k, d);
            }
            objective += 0.5 * error * error / (sigma[d] * sigma[d]);
        }
        for (int k = 0; k < code.length; k++) {
            objective += weights[k] * Math.abs(code[k]);
        }
        return objective;
    }

    private static double[] row(FMatrixRMaj codes, int row) {
        double[] code = new double[codes.numCols];
        Arrays.setAll(code, k -> codes.get(row, k));
        return code;
    }

    /** φ_kᵀS²(x − Φa), term by term. */
    private static double slope(Dictionary dictionary, FMatrixRMaj patches, int patch,
            double[] code, double[] sigma, int atom) {
        double slope = 0;
        for (int d = 0; d < sigma.length; d++) {
            double error = patches.get(patch, d);
            for (int k = 0; k < code.length; k++) {
                error -= code[k] * dictionary.atoms().get(k, d);
            }
            slope += dictionary.atoms().get(atom, d) * error / (sigma[d] * sigma[d]);
        }
        return slope;
    }

    /** With one pixel and one atom, a = (φx/σ² − w)₊·σ²/φ². */
    @Test
    void oneAtomIsAsByHand() {
        Dictionary dictionary = new Dictionary(Draw.matrix(1, 1, 2));
        WeightedLasso lasso = new WeightedLasso(dictionary, new double[] {0.5},
                new double[] {2}, SETTINGS);
        Solution solution = lasso.solve(Draw.matrix(2, 1, 3, 0.5));
        assertEquals((2 * 3 / 4.0 - 0.5) * 4 / 4.0, solution.codes().get(0, 0), 1e-6);
        assertEquals(0, solution.codes().get(1, 0));
        assertEquals(0.5 * Math.pow((3 - 2 * 1) / 2.0, 2) + 0.5, solution.objective()[0], 1e-7);
    }

    /** Orthonormal atoms and one σ: every unit for itself, a_k = (φ_kᵀx − w_kσ²)₊. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void orthonormalAtomsAreShrunkenEachByItsWeight(boolean signed) {
        SplittableRandom random = new SplittableRandom(1);
        Dictionary dictionary = Draw.orthonormalAtoms(12, random);
        FMatrixRMaj patches = Draw.gaussian(5, 12, 2, random);
        double[] weights = between(0.05, 3, 12, 2);
        double sigma = 0.7;
        Solution solution = new WeightedLasso(dictionary, weights, constant(sigma, 12),
                SETTINGS.withSigned(signed)).solve(patches);
        for (int i = 0; i < 5; i++) {
            for (int k = 0; k < 12; k++) {
                double b = slope(dictionary, patches, i, new double[12], constant(1, 12), k);
                double threshold = weights[k] * sigma * sigma;
                double expected = Math.max(0, b - threshold)
                        + (signed ? Math.min(0, b + threshold) : 0);
                assertEquals(expected, solution.codes().get(i, k), 2e-6);
            }
        }
    }

    @Test
    void constantWeightsAndScalesAreTheLasso() {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Draw.unitAtoms(40, 20, random);
        FMatrixRMaj patches = Draw.gaussian(16, 20, 1.5, random);
        double sigma = 0.5;
        Solution lasso = new Lasso(dictionary, LassoSettings.of(0.3).withGap(1e-9)).solve(patches);
        Solution weighted = new WeightedLasso(dictionary, constant(0.3 / (sigma * sigma), 40),
                constant(sigma, 20), SETTINGS.withGap(1e-9)).solve(patches);
        Solution halved = new WeightedLasso(dictionary, constant(1, 40), constant(1, 20),
                LassoSettings.of(0.3).withGap(1e-9)).solve(patches);
        for (int i = 0; i < 16; i++) {
            double expected = lasso.objective()[i];
            assertEquals(expected, weighted.objective()[i] * sigma * sigma, 1e-7 * expected);
            assertEquals(expected, halved.objective()[i], 1e-7 * expected, "λ multiplies");
        }
        assertTrue(Draw.largestDifference(lasso.codes(), weighted.codes()) < 1e-3);
    }

    /** Uneven atoms, weights over three and scales over two orders of magnitude. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void meetsTheOptimalityConditionsWithinTheGap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Dictionary dictionary = Draw.unevenAtoms(60, 24, random);
        FMatrixRMaj patches = Draw.gaussian(20, 24, 2, random);
        double[] weights = Arrays.stream(between(-4, 1, 60, seed)).map(Math::exp).toArray();
        double[] sigma = Arrays.stream(between(-2, 1, 24, seed)).map(Math::exp).toArray();
        WeightedLasso lasso = new WeightedLasso(dictionary, weights, sigma, SETTINGS);
        Solution solution = lasso.solve(patches);
        for (int i = 0; i < 20; i++) {
            assertEquals(Solution.Stop.CONVERGED, solution.stop()[i]);
            assertTrue(solution.relativeGap()[i] < 1e-6);
            double[] code = row(solution.codes(), i);
            assertEquals(objective(dictionary, patches, i, code, weights, sigma),
                    solution.objective()[i], 1e-9 * solution.objective()[i]);
            for (int k = 0; k < 60; k++) {
                double slope = slope(dictionary, patches, i, code, sigma, k);
                assertTrue(slope <= weights[k] * (1 + 1e-3) + 1e-4, slope + " > " + weights[k]);
                if (code[k] > 0) {
                    assertEquals(weights[k], slope, 1e-3 * weights[k] + 1e-4);
                }
            }
        }
        assertEquals(0, Draw.largestDifference(solution.codes(),
                lasso.certify(patches, solution.codes()).codes()));
    }

    /** No code of a fine grid is better, and none is below the certified bound. */
    @Test
    void noCodeOfAGridIsBelowTheBound() {
        Dictionary dictionary = new Dictionary(Draw.matrix(3, 2, 1, 0.4, 0.3, 0.9, -0.5, 0.8));
        FMatrixRMaj patch = Draw.matrix(1, 2, 1.3, 0.9);
        double[] weights = {0.3, 0.1, 0.7};
        double[] sigma = {0.5, 1.5};
        WeightedLasso lasso = new WeightedLasso(dictionary, weights, sigma, SETTINGS);
        Solution best = lasso.solve(patch);
        double lowest = Double.POSITIVE_INFINITY;
        for (int a = 0; a <= 200; a++) {
            for (int b = 0; b <= 200; b++) {
                for (int c = 0; c <= 40; c++) {
                    lowest = Math.min(lowest, objective(dictionary, patch, 0,
                            new double[] {a * .01, b * .01, c * .01}, weights, sigma));
                }
            }
        }
        assertTrue(lowest >= best.objective()[0] - best.gap()[0]);
        assertEquals(lowest, best.objective()[0], 1e-3);
    }

    @Test
    void certifiesCodesFromAnywhere() {
        SplittableRandom random = new SplittableRandom(5);
        Dictionary dictionary = Draw.unitAtoms(30, 15, random);
        FMatrixRMaj patches = Draw.gaussian(30, 15, 1, random);
        double[] weights = between(0.1, 1, 30, 6);
        double[] sigma = between(0.3, 2, 15, 7);
        WeightedLasso lasso = new WeightedLasso(dictionary, weights, sigma, SETTINGS);
        Solution best = lasso.solve(patches);
        FMatrixRMaj others = best.codes().copy();
        for (int i = 0; i < others.getNumElements(); i++) {
            others.data[i] *= (float) (1 + 0.01 * (i / 30) * random.nextDouble());
        }
        Solution certified = lasso.certify(patches, others);
        for (int i = 0; i < 30; i++) {
            double excess = certified.objective()[i] - best.objective()[i];
            assertTrue(certified.gap()[i] >= excess - 1e-12, "a gap is an upper bound");
            assertTrue(certified.relativeGap()[i] <= 1 + 1e-12);
            assertEquals(0, certified.iterations()[i]);
        }
        Solution zeros = lasso.certify(new FMatrixRMaj(1, 15), new FMatrixRMaj(1, 30));
        assertEquals(0, zeros.relativeGap()[0], "a patch of zeros needs no code");
    }

    @Test
    void refusesWhatCannotBe() {
        Dictionary dictionary = Draw.unitAtoms(3, 2, new SplittableRandom(4));
        refused("weights: are 2; must be 3", dictionary, constant(1, 2), constant(1, 2));
        refused("weights: none", dictionary, null, constant(1, 2));
        refused("sigma: are 3; must be 2", dictionary, constant(1, 3), constant(1, 3));
        refused("sigma 0: 0.0", dictionary, constant(1, 3), constant(0, 2));
        refused("weights 0: NaN", dictionary, constant(Double.NaN, 3), constant(1, 2));
        refused("dictionary: none", null, constant(1, 3), constant(1, 2));
        WeightedLasso lasso =
                new WeightedLasso(dictionary, constant(1, 3), constant(1, 2), SETTINGS);
        assertThrows(IllegalArgumentException.class,
                () -> lasso.certify(new FMatrixRMaj(1, 2), Draw.matrix(1, 3, -1, 0, 0)));
        assertThrows(IllegalArgumentException.class,
                () -> lasso.certify(new FMatrixRMaj(2, 2), new FMatrixRMaj(1, 3)));
        assertEquals(0, lasso.solve(new FMatrixRMaj(0, 2)).gap().length);
    }

    private static void refused(String complaint, Dictionary dictionary, double[] weights,
            double[] sigma) {
        String said = assertThrows(IllegalArgumentException.class,
                () -> new WeightedLasso(dictionary, weights, sigma, SETTINGS)).getMessage();
        assertTrue(said.startsWith(complaint), said);
    }
}
