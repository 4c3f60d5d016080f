package parsimony.compare.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;

class NearestAtomsTest {
    @Test
    void theNearestAreThoseOfTheLargestAbsoluteCosineWhateverTheirNorms() {
        FMatrixRMaj atoms = new FMatrixRMaj(2, 2, true, 1, 0, 1, 1);
        FMatrixRMaj others = new FMatrixRMaj(3, 2, true, 0, 5, -4, 0, 3, 4);
        NearestAtoms nearest = NearestAtoms.of(atoms, others, 2);
        assertArrayEquals(new int[] {1, 2}, nearest.atom()[0]);
        assertArrayEquals(new double[] {1, .6}, nearest.cosine()[0], 1e-6);
        assertArrayEquals(new int[] {2, 0}, nearest.atom()[1], "of equal ones the first");
        assertArrayEquals(new double[] {7 / Math.sqrt(50), Math.sqrt(.5)}, nearest.cosine()[1],
                1e-6);
        assertEquals(3, NearestAtoms.of(atoms, others, 9).atom()[0].length);
    }

    @Test
    void dictionariesOfOtherPixelsAreRefused() {
        assertThrows(InputException.class,
                () -> NearestAtoms.of(new FMatrixRMaj(2, 2), new FMatrixRMaj(2, 3), 1));
    }
}
