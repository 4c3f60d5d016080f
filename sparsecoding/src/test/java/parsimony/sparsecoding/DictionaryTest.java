package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.MatrixFeatures_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 1})
    void decodingIsTheProductOfCodesAndAtomsHoweverManyAreZero(double active) {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj atoms = Draw.gaussian(37, 21, 1, random);
        FMatrixRMaj codes = Draw.gaussian(50, 37, 1, random);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = random.nextDouble() < active ? codes.data[i] : 0;
        }
        FMatrixRMaj product = new FMatrixRMaj(50, 21);
        CommonOps_FDRM.mult(codes, atoms, product);
        FMatrixRMaj decoded = new Dictionary(atoms).decode(codes);
        assertTrue(MatrixFeatures_FDRM.isEquals(product, decoded, 1e-5f));
    }

    @Test
    void aCodeThatIsNoNumberIsNotPassedOver() {
        FMatrixRMaj codes = Draw.matrix(1, 2, 0, Float.NaN);
        assertTrue(Float.isNaN(new Dictionary(Draw.matrix(2, 1, 1, 1)).decode(codes).get(0, 0)));
    }

    @Test
    void codesOfOtherUnitsAreRefused() {
        Dictionary dictionary = new Dictionary(new FMatrixRMaj(3, 2));
        String said = assertThrows(IllegalArgumentException.class,
                () -> dictionary.decode(new FMatrixRMaj(1, 4))).getMessage();
        assertEquals("codes: have 4 units, the dictionary has 3 atoms", said);
    }

    /**
     * G of two unit atoms with product ½ has the eigenvalues ½ and 3/2; scaling the atoms scales
     * them squared.
     */
    @Test
    void theLipschitzConstantIsTheLargestEigenvalueOfTheGramMatrix() {
        double height = Math.sqrt(0.75);
        assertEquals(1.5, new Dictionary(Draw.matrix(2, 2, 1, 0, 0.5, height)).lipschitz(), 1e-6);
        assertEquals(6, new Dictionary(Draw.matrix(2, 2, 2, 0, 1, 2 * height)).lipschitz(), 1e-5);
        assertEquals(0, new Dictionary(new FMatrixRMaj(3, 2)).lipschitz());
    }
}
