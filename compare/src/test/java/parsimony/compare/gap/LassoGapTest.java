package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Solution;

class LassoGapTest {
    private static final double LAMBDA = .3;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOptimumIsTheBestOfAllSignsThatCodesCanHave(boolean signed) {
        Random random = new Random(1);
        FMatrixRMaj atoms = RandomMatrices_FDRM.rectangle(3, 5, -1, 1, random);
        FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(20, 5, -2, 2, random);
        FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(20, 3, signed ? -1 : 0, 1, random);
        LassoGap gap = LassoGap.measure(patches, codes, new Dictionary(atoms),
                LassoSettings.of(LAMBDA).withSigned(signed).withGap(1e-9));
        for (int i = 0; i < gap.patches(); i++) {
            double least = enumerated(patches, i, atoms, signed);
            assertEquals(least, gap.optimal()[i], 1e-6);
            assertTrue(gap.optimal()[i] - gap.certificate()[i] <= least + 1e-12,
                    "the certificate holds");
            assertEquals(objective(patches, i, atoms, row(codes, i)), gap.objective()[i], 1e-12);
            assertTrue(gap.total()[i] > 1e-3, "codes drawn at random are not the best");
        }
    }

    @Test
    void onOrthogonalAtomsTheOptimumIsTheSoftThreshold() {
        FMatrixRMaj atoms = new FMatrixRMaj(2, 3, true, 2, 0, 0, 0, .5f, 0);
        FMatrixRMaj patches = new FMatrixRMaj(1, 3, true, 1, .25f, 7);
        LassoGap gap =
                LassoGap.measure(patches, new FMatrixRMaj(1, 2), new Dictionary(atoms), LAMBDA);
        // By hand: a₀ = (2·1 − .3)/4 = .425, and a₁ = 0 since .5·.25 < .3.
        assertArrayEquals(new float[] {.425f, 0}, gap.optimalCodes().data, 1e-6f);
        assertEquals(.5 * (.15 * .15 + .25 * .25 + 49) + LAMBDA * .425, gap.optimal()[0], 1e-5);
        assertEquals(.5 * (1 + .0625 + 49), gap.objective()[0], 1e-12);
    }

    @Test
    void theCodesOfTheLassoHaveTheObjectiveAndCertificateThatItSays() {
        Random random = new Random(2);
        Dictionary dictionary =
                new Dictionary(RandomMatrices_FDRM.rectangle(24, 12, -1, 1, random));
        FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(15, 12, -1, 1, random);
        Solution solution = new Lasso(dictionary, LassoSettings.of(LAMBDA)).solve(patches);
        LassoGap gap = LassoGap.measure(patches, solution.codes(), dictionary, LAMBDA);
        assertArrayEquals(solution.objective(), gap.objective(), 1e-12);
        assertArrayEquals(new double[15], gap.total(), 1e-12);
        assertArrayEquals(solution.gap(), gap.certificate(), 1e-12);
    }

    @Test
    void betterCodesThanTheSolverFoundTakeItsPlaceAndTightenTheCertificate() {
        Random random = new Random(3);
        Dictionary dictionary =
                new Dictionary(RandomMatrices_FDRM.rectangle(24, 12, -1, 1, random));
        FMatrixRMaj patches = RandomMatrices_FDRM.rectangle(15, 12, -1, 1, random);
        FMatrixRMaj best = new Lasso(dictionary, LassoSettings.of(LAMBDA)).encode(patches);
        LassoGap gap = LassoGap.measure(patches, best, dictionary,
                LassoSettings.of(LAMBDA).withIterations(1));
        assertArrayEquals(gap.objective(), gap.optimal());
        assertArrayEquals(best.data, gap.optimalCodes().data);
    }

    @Test
    void codesThatCannotBeAreRefusedByTheirPlace() {
        Dictionary dictionary = new Dictionary(new FMatrixRMaj(2, 2, true, 1, 0, 0, 1));
        FMatrixRMaj patches = new FMatrixRMaj(2, 2);
        assertEquals("codes: patch 1 has -0.5 at atom 0; must be finite and not negative",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> LassoGap.measure(patches, new FMatrixRMaj(2, 2, true, 0, 0, -.5f, 0),
                                dictionary, 1))
                        .getMessage());
        assertEquals("codes: are 1×2; must be 2×2, a row for each patch and a column for each atom",
                assertThrows(
                        IllegalArgumentException.class,
                        () -> LassoGap.measure(patches, new FMatrixRMaj(1, 2), dictionary, 1))
                        .getMessage());
    }

    /**
     * The least objective over every choice of active atoms and signs. For each choice the gradient
     * is set to 0.
     */
    private static double enumerated(FMatrixRMaj patches, int patch, FMatrixRMaj atoms,
            boolean signed) {
        double least = Double.POSITIVE_INFINITY;
        for (int choice = 0; choice < 27; choice++) {
            int[] sign = {choice % 3 - 1, choice / 3 % 3 - 1, choice / 9 - 1};
            DMatrixRMaj gram = new DMatrixRMaj(3, 3);
            DMatrixRMaj right = new DMatrixRMaj(3, 1);
            for (int j = 0; j < 3; j++) {
                gram.set(j, j, 1); // an atom that is not active has the equation a = 0
                if (sign[j] != 0) {
                    for (int k = 0; k < 3; k++) {
                        gram.set(j, k, sign[k] == 0 ? 0 : dot(atoms, j, atoms, k));
                    }
                    right.set(j, dot(atoms, j, patches, patch) - LAMBDA * sign[j]);
                }
            }
            DMatrixRMaj code = new DMatrixRMaj(3, 1);
            assertTrue(CommonOps_DDRM.solve(gram, right, code));
            boolean possible = true;
            for (int j = 0; j < 3; j++) {
                possible &= code.get(j) * sign[j] >= 0 && (signed || sign[j] >= 0);
            }
            least = possible ? Math.min(least, objective(patches, patch, atoms, code.data)) : least;
        }
        return least;
    }

    private static double objective(FMatrixRMaj patches, int patch, FMatrixRMaj atoms,
            double[] code) {
        double objective = 0;
        for (int d = 0; d < atoms.numCols; d++) {
            double residual = patches.get(patch, d);
            for (int k = 0; k < code.length; k++) {
                residual -= code[k] * atoms.get(k, d);
            }
            objective += residual * residual / 2;
        }
        for (double a : code) {
            objective += LAMBDA * Math.abs(a);
        }
        return objective;
    }

    private static double dot(FMatrixRMaj a, int i, FMatrixRMaj b, int j) {
        double sum = 0;
        for (int d = 0; d < a.numCols; d++) {
            sum += (double) a.get(i, d) * b.get(j, d);
        }
        return sum;
    }

    private static double[] row(FMatrixRMaj matrix, int i) {
        double[] row = new double[matrix.numCols];
        for (int k = 0; k < row.length; k++) {
            row[k] = matrix.get(i, k);
        }
        return row;
    }
}
