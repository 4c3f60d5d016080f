package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PursuitTest {
    private static final Dictionary OBLIQUE = new Dictionary(Draw.matrix(2, 2, 1, 0, 0.6, 0.8));

    /**
     * x = (2, 1) has b = (2, 2). φ₁ comes first and leaves (0, 1). φ₂ explains .8 of that and
     * leaves (−.48, .36).
     */
    @Test
    void matchingPursuitChoosesAsByHand() {
        FMatrixRMaj patch = Draw.matrix(1, 2, 2, 1);
        Solution two = new MatchingPursuit(OBLIQUE, PursuitSettings.of(2)).solve(patch);
        assertEquals(2, two.codes().get(0, 0), 1e-6);
        assertEquals(0.8, two.codes().get(0, 1), 1e-6);
        assertEquals(0.5 * (0.48 * 0.48 + 0.36 * 0.36), two.objective()[0], 1e-6);
        Solution three =
                new MatchingPursuit(OBLIQUE, PursuitSettings.of(3).withSigned(true)).solve(patch);
        assertEquals(2 - 0.48, three.codes().get(0, 0), 1e-6);
    }

    /** φ₁ is long and has the larger correlation with x = (1, 1.5), but φ₂ explains more of it. */
    @Test
    void longAtomsHaveNoAdvantage() {
        Dictionary uneven = new Dictionary(Draw.matrix(2, 2, 2, 0, 0, 1));
        FMatrixRMaj patch = Draw.matrix(1, 2, 1, 1.5);
        for (SparseEncoder pursuit : new SparseEncoder[] {
            new MatchingPursuit(uneven, PursuitSettings.of(1)),
            new OrthogonalMatchingPursuit(uneven, PursuitSettings.of(1))}) {
            Solution solution = pursuit.solve(patch);
            assertEquals(0, solution.codes().get(0, 0));
            assertEquals(1.5, solution.codes().get(0, 1), 1e-6);
            assertEquals(0.5, solution.objective()[0], 1e-6);
        }
    }

    @Test
    void orthogonalMatchingPursuitSolvesLeastSquaresOnItsAtoms() {
        Solution solution = new OrthogonalMatchingPursuit(OBLIQUE, PursuitSettings.of(2))
                .solve(Draw.matrix(1, 2, 2, 1));
        assertEquals(1.25, solution.codes().get(0, 0), 1e-5);
        assertEquals(1.25, solution.codes().get(0, 1), 1e-5);
        assertEquals(0, solution.objective()[0], 1e-9);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void orthogonalMatchingPursuitAndHardThresholdingRecoverSpikeAndSlabCodes(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(1);
        Dictionary dictionary = Draw.unitAtoms(128, 96, random);
        FMatrixRMaj codes = new FMatrixRMaj(30, 128);
        for (int i = 0; i < 30; i++) {
            for (int j = 0; j < 4; j++) {
                codes.set(i, random.nextInt(128),
                        (float) ((1 + random.nextDouble()) * (nonNegative || j % 2 == 0 ? 1 : -1)));
            }
        }
        FMatrixRMaj patches = dictionary.decode(codes);
        PursuitSettings settings =
                PursuitSettings.of(8).withSigned(!nonNegative).withResidual(1e-8);
        Solution omp = new OrthogonalMatchingPursuit(dictionary, settings).solve(patches);
        Solution iht = new IterativeHardThresholding(dictionary,
                new IterativeHardThresholding.Settings(4, !nonNegative, 5000)).solve(patches);
        assertTrue(Draw.largestDifference(codes, omp.codes()) < 1e-4);
        int recovered = 0;
        for (int i = 0; i < 30; i++) {
            assertEquals(Solution.Stop.RESIDUAL, omp.stop()[i]);
            assertTrue(omp.iterations()[i] <= 8);
            double worst = 0;
            for (int k = 0; k < 128; k++) {
                worst = Math.max(worst, Math.abs(codes.get(i, k) - iht.codes().get(i, k)));
            }
            recovered += worst < 1e-3 ? 1 : 0;
        }
        assertTrue(recovered >= 24,
                "hard thresholding is only a local method, but it recovers most: " + recovered);
    }

    @Test
    void nonNegativeOrthogonalMatchingPursuitNeverGoesBelowZeroAndNeverGetsWorse() {
        SplittableRandom random = new SplittableRandom(2);
        Dictionary dictionary = Draw.correlatedAtoms(60, 20, random);
        FMatrixRMaj patches = Draw.gaussian(20, 20, 1, random);
        double[] before = null;
        for (int atoms = 1; atoms <= 15; atoms++) {
            Solution solution = new OrthogonalMatchingPursuit(dictionary, PursuitSettings.of(atoms))
                    .solve(patches);
            for (int i = 0; i < solution.codes().getNumElements(); i++) {
                assertTrue(solution.codes().data[i] >= 0);
            }
            for (int i = 0; before != null && i < 20; i++) {
                assertTrue(solution.objective()[i] <= before[i] + 1e-6);
            }
            before = solution.objective();
        }
    }

    @Test
    void hardThresholdingKeepsItsNumberOfAtomsAndDescends() {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Draw.unitAtoms(64, 32, random);
        FMatrixRMaj patches = Draw.gaussian(10, 32, 1, random);
        double before = Double.POSITIVE_INFINITY;
        for (int steps : new int[] {1, 3, 10, 30, 100}) {
            Solution solution = new IterativeHardThresholding(dictionary,
                    new IterativeHardThresholding.Settings(5, true, steps)).solve(patches);
            for (int i = 0; i < 10; i++) {
                int used = 0;
                for (int k = 0; k < 64; k++) {
                    used += solution.codes().get(i, k) != 0 ? 1 : 0;
                }
                assertTrue(used <= 5);
            }
            assertTrue(solution.meanObjective() <= before + 1e-6);
            before = solution.meanObjective();
        }
    }

    /**
     * With one unit atom and x = 3φ: ½(3 − a)² + λ(α + 1)log(1 + a/β) is stationary where (a − 3)(β
     * + a) + λ(α + 1) = 0.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 1.5})
    void laplacianScaleMixtureReachesItsStationaryPoint(double alpha) {
        Dictionary dictionary = new Dictionary(Draw.matrix(1, 2, 0.6, 0.8));
        LaplacianScaleMixture.Settings settings =
                new LaplacianScaleMixture.Settings(0.5, false, 1e-9, 60, alpha, 0.5, 100);
        Solution solution =
                new LaplacianScaleMixture(dictionary, settings).solve(Draw.matrix(1, 2, 1.8, 2.4));
        double pull = 0.5 * (alpha + 1);
        double expected = (2.5 + Math.sqrt(2.5 * 2.5 + 4 * (1.5 - pull))) / 2;
        assertEquals(expected, solution.codes().get(0, 0), 1e-5);
        assertEquals(0.5 * (3 - expected) * (3 - expected) + pull * Math.log(1 + expected / 0.5),
                solution.objective()[0], 1e-5);
    }

    @Test
    void reweightingNeverRaisesTheObjectiveAndSparsifies() {
        SplittableRandom random = new SplittableRandom(4);
        Dictionary dictionary = Draw.unitAtoms(96, 48, random);
        FMatrixRMaj patches = Draw.gaussian(10, 48, 1, random);
        double before = Double.POSITIVE_INFINITY;
        double[] zeros = new double[6];
        for (int rounds = 1; rounds <= 5; rounds++) {
            Solution solution = new LaplacianScaleMixture(dictionary,
                    new LaplacianScaleMixture.Settings(0.1, true, 1e-5, rounds, 1, 0.5, 5000))
                    .solve(patches);
            assertTrue(solution.meanObjective() <= before * (1 + 1e-5));
            assertEquals(Solution.Stop.CONVERGED, solution.stop()[0]);
            before = solution.meanObjective();
            zeros[rounds] = Measures.of(patches, solution.codes(), dictionary).portionZeros();
        }
        assertTrue(zeros[5] > zeros[1]);
    }

    @Test
    void zeroAtomsAndPatchesGiveZeroCodes() {
        Dictionary zero = new Dictionary(new FMatrixRMaj(3, 2));
        for (SparseEncoder encoder : List.of(new MatchingPursuit(zero, PursuitSettings.of(2)),
                new OrthogonalMatchingPursuit(zero, PursuitSettings.of(2)),
                new IterativeHardThresholding(zero,
                        new IterativeHardThresholding.Settings(2, false, 10)),
                new LaplacianScaleMixture(zero, LaplacianScaleMixture.Settings.of(0.1)))) {
            assertEquals(12.5, encoder.solve(Draw.matrix(1, 2, 3, 4)).objective()[0], 1e-9);
            assertEquals(0, encoder.solve(new FMatrixRMaj(1, 2)).objective()[0], 0);
        }
        assertThrows(IllegalArgumentException.class, () -> PursuitSettings.of(0));
        assertThrows(IllegalArgumentException.class, () -> PursuitSettings.of(1).withResidual(-1));
    }
}
