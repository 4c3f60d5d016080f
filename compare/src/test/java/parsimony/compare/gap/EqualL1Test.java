package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.sparsecoding.Dictionary;

class EqualL1Test {
    @Test
    void onOrthogonalAtomsOptimumAndLcaAreTheProjectionOntoTheSimplex() {
        // Atoms of norms 2 and ½. In units of norm 1, x is (3, 1, 7), and the code given has t = 2.
        FMatrixRMaj atoms = new FMatrixRMaj(2, 3, true, 2, 0, 0, 0, .5f, 0);
        FMatrixRMaj inputs = new FMatrixRMaj(1, 3, true, 3, 1, 7);
        EqualL1 equal = EqualL1.compare(inputs, new FMatrixRMaj(1, 2, true, .5f, 2),
                new Dictionary(atoms));
        // By hand: 3 − 1 = 2 of the first, none of the second; λ is what both lack, 1.
        assertArrayEquals(new float[] {1, 0}, equal.optimum().data, 1e-5f);
        assertEquals(1, equal.lambda()[0], 1e-5);
        assertEquals(4 + 0 + 49, equal.encoderError()[0], 1e-4);
        assertEquals(1 + 1 + 49, equal.optimumError()[0], 1e-4);
        assertEquals(1 + 1 + 49, equal.lower()[0], 1e-3);
        assertArrayEquals(new float[] {1, 0}, equal.lca().data, 1e-2f, "900 steps are not all");
        assertEquals(2, EqualL1.l1(equal.encoder(), 0, equal.weights()), 1e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theOptimumIsThatOfTheCodeGapAndLcaComesNearItWithAtMostItsL1(boolean signed) {
        Random random = new Random(3);
        Dictionary dictionary =
                new Dictionary(RandomMatrices_FDRM.rectangle(40, 20, -2, 2, random));
        FMatrixRMaj inputs = RandomMatrices_FDRM.rectangle(30, 20, -1, 1, random);
        FMatrixRMaj codes =
                RandomMatrices_FDRM.rectangle(30, 40, signed ? -.02f : 0, .02f, random);
        EqualL1 equal = EqualL1.compare(inputs, codes, dictionary, signed);
        CodeGap gap = new CodeGapMeter(dictionary, null, signed).measure(inputs, codes);
        for (int i = 0; i < 30; i++) {
            assertEquals(gap.squaredError()[i], equal.encoderError()[i], 1e-4);
            assertEquals(gap.atEqualL1()[i], equal.optimumError()[i], 1e-4);
            assertTrue(equal.lower()[i] <= equal.optimumError()[i]);
            assertEquals(gap.atEqualL1Lower()[i], equal.lower()[i], 1e-4);
            assertEquals(equal.optimumError()[i], equal.lcaError()[i],
                    .02 * equal.optimumError()[i], "LCA at the multiplier as λ");
            double t = EqualL1.l1(equal.encoder(), i, equal.weights());
            assertEquals(t, EqualL1.l1(equal.lca(), i, equal.weights()), .05 * t);
        }
    }

    @Test
    void aPatchOfZerosAndOneThatItsCodeDescribesInFullHaveFiniteNumbers() {
        Dictionary dictionary = new Dictionary(new FMatrixRMaj(3, 2, true, 1, 0, 0, 1, 0, 0));
        EqualL1 equal = EqualL1.compare(new FMatrixRMaj(2, 2, true, 0, 0, 2, 3),
                new FMatrixRMaj(2, 3, true, 0, 0, 5, 2, 3, 1), dictionary);
        assertArrayEquals(new double[] {0, 0}, equal.optimumError(), 1e-9);
        assertArrayEquals(new double[] {0, 0}, equal.lcaError(), 1e-2);
    }
}
