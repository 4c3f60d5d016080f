package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LCA, ISTA and FISTA solve the same problem, so their objectives agree to their certificates. */
class LassoSolversTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lcaIstaAndFistaAgreeOnRandomCorrelatedDuplicatedAndUnevenAtoms(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(1);
        List<Dictionary> dictionaries =
                List.of(Draw.unitAtoms(96, 48, random), Draw.correlatedAtoms(64, 48, random),
                        Draw.duplicatedAtoms(96, 48, random), Draw.unevenAtoms(96, 48, random));
        FMatrixRMaj patches = Draw.gaussian(20, 48, 1, random);
        for (Dictionary dictionary : dictionaries) {
            LassoSettings settings = LassoSettings.of(0.4).withSigned(!nonNegative).withGap(2e-5);
            Solution ista = new Ista(dictionary, settings).solve(patches);
            Solution fista = new Fista(dictionary, settings).solve(patches);
            Solution lca =
                    new Lca(dictionary, new Lca.Settings(0.4, 40, 8000, settings.signed(), false))
                            .solve(patches);
            for (int i = 0; i < patches.numRows; i++) {
                double objective = fista.objective()[i];
                assertEquals(Solution.Stop.CONVERGED, fista.stop()[i]);
                assertEquals(objective, ista.objective()[i], 1e-4 * objective);
                assertEquals(objective, lca.objective()[i], 1e-4 * objective);
            }
        }
    }

    /** Single precision alone does not close the gap of some of these patches. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lassoAndHomotopyAreExactOnSmoothAtomsAtVerySmallLambda(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(7);
        Dictionary dictionary = Draw.smoothAtoms(256, 32, random);
        FMatrixRMaj patches = Draw.gaussian(100, 32, 3, random);
        LassoSettings settings = LassoSettings.of(1e-3).withSigned(!nonNegative);
        Solution exact = new Lasso(dictionary, settings).solve(patches);
        for (SparseEncoder other : List.of(new Homotopy(dictionary, settings),
                new Lasso(dictionary, settings.withGap(1e-9)))) {
            Solution solution = other.solve(patches);
            for (int i = 0; i < patches.numRows; i++) {
                assertEquals(Solution.Stop.CONVERGED, exact.stop()[i], "patch " + i);
                assertEquals(Solution.Stop.CONVERGED, solution.stop()[i], "patch " + i);
                assertEquals(exact.objective()[i], solution.objective()[i],
                        2e-6 * exact.objective()[i], "patch " + i);
            }
        }
    }

    /**
     * Where hundreds of atoms are nearly dependent, the active-set method can go in circles in
     * single precision.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theExactLassoReachesItsGapAtVerySmallLambdaOnWeakAndCrowdedAtoms(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(6);
        Dictionary crowded = Draw.correlatedAtoms(200, 60, random);
        FMatrixRMaj tenth = crowded.atoms().copy();
        CommonOps_FDRM.scale(0.1f, tenth);
        Dictionary weak = new Dictionary(tenth);
        FMatrixRMaj patches = Draw.gaussian(20, 60, 1, random);
        for (Dictionary dictionary : List.of(crowded, weak)) {
            LassoSettings settings = LassoSettings.of(2e-4).withSigned(!nonNegative);
            Solution exact = new Lasso(dictionary, settings).solve(patches);
            for (int i = 0; i < patches.numRows; i++) {
                assertEquals(Solution.Stop.CONVERGED, exact.stop()[i], "patch " + i);
                assertTrue(exact.gap()[i] <= 1e-6 * exact.objective()[i], "patch " + i);
            }
        }
    }

    /**
     * A gap of 1e-12 is beyond single precision. FISTA that starts from its own optimum notices
     * this soon, and stays there.
     */
    @Test
    void fistaStopsWhereRoundingLeavesNothingToGain() {
        SplittableRandom random = new SplittableRandom(4);
        Dictionary dictionary = Draw.correlatedAtoms(96, 48, random);
        FMatrixRMaj patches = Draw.gaussian(20, 48, 1, random);
        LassoSettings settings = LassoSettings.of(0.2).withGap(1e-12);
        Fista fista = new Fista(dictionary, settings);
        Solution cold = fista.solve(patches);
        Solution warm = fista.solve(patches, cold.codes(), null);
        Solution exact = new Lasso(dictionary, LassoSettings.of(0.2).withGap(1e-9)).solve(patches);
        for (int i = 0; i < patches.numRows; i++) {
            assertEquals(Solution.Stop.PRECISION, warm.stop()[i]);
            assertTrue(warm.iterations()[i] < settings.iterations(),
                    warm.iterations()[i] + " steps");
            assertEquals(exact.objective()[i], cold.objective()[i], 1e-5 * exact.objective()[i]);
            assertEquals(exact.objective()[i], warm.objective()[i], 1e-5 * exact.objective()[i]);
        }
    }

    @Test
    void thresholdsTheCorrelationsOnAnOrthonormalDictionary() {
        SplittableRandom random = new SplittableRandom(2);
        Dictionary dictionary = Draw.orthonormalAtoms(16, random);
        FMatrixRMaj patches = Draw.gaussian(10, 16, 2, random);
        LassoSettings settings = LassoSettings.of(0.5);
        for (IterativeEncoder encoder : List.of(new Ista(dictionary, settings),
                new Fista(dictionary, settings))) {
            FMatrixRMaj codes = encoder.encode(patches);
            for (int i = 0; i < 10; i++) {
                for (int k = 0; k < 16; k++) {
                    double b = 0;
                    for (int d = 0; d < 16; d++) {
                        b += (double) dictionary.atoms().get(k, d) * patches.get(i, d);
                    }
                    assertEquals(Math.max(0, b - 0.5), codes.get(i, k), 2e-5);
                }
            }
        }
    }

    /**
     * One ISTA step from 0 is T_{λ/L}(b/L): with φ₁ = (1, 0), φ₂ = (.6, .8), L = 1.6, b = (2, 2), λ
     * = ½.
     */
    @Test
    void takesTheFirstStepAsByHand() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0.6, 0.8));
        FMatrixRMaj codes = new Ista(dictionary, LassoSettings.of(0.5).withIterations(1))
                .encode(Draw.matrix(1, 2, 2, 1));
        assertEquals(1.5 / 1.6, codes.get(0, 0), 2e-3);
        assertEquals(1.5 / 1.6, codes.get(0, 1), 2e-3);
    }

    @Test
    void istaDescendsAndFistaOvertakesIt() {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Draw.correlatedAtoms(64, 32, random);
        FMatrixRMaj patches = Draw.gaussian(10, 32, 1, random);
        LassoSettings settings = LassoSettings.of(0.1).withGap(0).withIterations(150);
        List<Observer.Iteration> ista = new ArrayList<>();
        List<Observer.Iteration> fista = new ArrayList<>();
        Solution observed = new Ista(dictionary, settings).solve(patches, null, ista::add);
        new Fista(dictionary, settings).solve(patches, null, fista::add);
        for (int step = 1; step < 150; step++) {
            assertTrue(ista.get(step).energy() <= ista.get(step - 1).energy() * (1 + 1e-6),
                    "step " + step);
        }
        assertTrue(fista.get(149).energy() < ista.get(149).energy());
        assertEquals(0, Draw.largestDifference(observed.codes(),
                new Ista(dictionary, settings).encode(patches)));
    }

    @Test
    void anyCodeOfAZeroDictionaryOrPatchIsZero() {
        Dictionary zero = new Dictionary(new FMatrixRMaj(3, 2));
        Dictionary unit = new Dictionary(Draw.matrix(2, 2, 1, 0, 0, 1));
        FMatrixRMaj patch = Draw.matrix(1, 2, 3, 4);
        for (SparseEncoder encoder : solvers(zero)) {
            Solution solution = encoder.solve(patch);
            assertEquals(12.5, solution.objective()[0], 1e-12);
            assertEquals(0, solution.gap()[0], 1e-12);
        }
        for (SparseEncoder encoder : solvers(unit)) {
            assertEquals(0, encoder.solve(new FMatrixRMaj(1, 2)).objective()[0], 0);
            assertEquals(0, encoder.solve(new FMatrixRMaj(0, 2)).codes().numRows);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lassoAndHomotopyReachTheirGapAndNoOneGetsBelowThem(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(4);
        List<Dictionary> dictionaries =
                List.of(Draw.unitAtoms(96, 32, random), Draw.correlatedAtoms(64, 48, random),
                        Draw.duplicatedAtoms(96, 32, random), Draw.unevenAtoms(96, 48, random));
        FMatrixRMaj patches = Draw.gaussian(15, 48, 1, random);
        for (Dictionary dictionary : dictionaries) {
            patches.reshape(15, dictionary.pixels(), true);
            for (double lambda : new double[] {0.02, 0.3, 2}) {
                LassoSettings settings = LassoSettings.of(lambda).withSigned(!nonNegative);
                Solution exact = new Lasso(dictionary, settings).solve(patches);
                Solution path = new Homotopy(dictionary, settings).solve(patches);
                Solution rough = new Fista(dictionary, settings.withGap(0).withIterations(40))
                        .solve(patches);
                for (int i = 0; i < 15; i++) {
                    double best = exact.objective()[i];
                    assertEquals(Solution.Stop.CONVERGED, exact.stop()[i],
                            "lambda " + lambda + ", gap " + exact.gap()[i]);
                    assertEquals(Solution.Stop.CONVERGED, path.stop()[i]);
                    assertEquals(best, path.objective()[i], 2e-6 * best);
                    assertTrue(exact.gap()[i] >= 0 && exact.gap()[i] <= 1e-6 * best);
                    double suboptimality = rough.objective()[i] - best;
                    assertTrue(suboptimality >= -1e-6 * best);
                    assertTrue(rough.gap()[i] >= suboptimality - 1e-9, "a gap is an upper bound");
                }
            }
        }
    }

    @Test
    void permutingAtomsPermutesCodesAndScalingScalesThem() {
        SplittableRandom random = new SplittableRandom(5);
        Dictionary dictionary = Draw.unitAtoms(40, 24, random);
        FMatrixRMaj patches = Draw.gaussian(12, 24, 1, random);
        FMatrixRMaj codes = new Lasso(dictionary, LassoSettings.of(0.2)).encode(patches);
        FMatrixRMaj turned = new FMatrixRMaj(40, 24);
        for (int k = 0; k < 40; k++) {
            System.arraycopy(dictionary.atoms().data, k * 24, turned.data, (39 - k) * 24, 24);
        }
        FMatrixRMaj scaled = patches.copy();
        for (int i = 0; i < scaled.getNumElements(); i++) {
            scaled.data[i] *= 3;
        }
        FMatrixRMaj permuted =
                new Lasso(new Dictionary(turned), LassoSettings.of(0.2)).encode(patches);
        FMatrixRMaj tripled = new Lasso(dictionary, LassoSettings.of(0.6)).encode(scaled);
        for (int i = 0; i < 12; i++) {
            for (int k = 0; k < 40; k++) {
                assertEquals(codes.get(i, k), permuted.get(i, 39 - k), 1e-5);
                assertEquals(3 * codes.get(i, k), tripled.get(i, k), 1e-4);
            }
        }
    }

    private static List<SparseEncoder> solvers(Dictionary dictionary) {
        LassoSettings settings = LassoSettings.of(0.5);
        return List.of(new Lca(dictionary, Lca.Settings.PAPER), new Ista(dictionary, settings),
                new Fista(dictionary, settings),
                new Lasso(dictionary, settings), new Homotopy(dictionary, settings));
    }
}
