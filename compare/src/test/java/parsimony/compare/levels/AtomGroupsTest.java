package parsimony.compare.levels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.compare.gabor.Gabor;
import parsimony.compare.gabor.GaborFit;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;

/** Groups of atoms whose orientations and places are known. */
class AtomGroupsTest {
    private static final int ATOMS = 40;

    /** Even atoms lie one way at the left, odd ones across at the right; the last is no Gabor. */
    private static List<GaborFit> fits() {
        List<GaborFit> fits = new ArrayList<>();
        for (int k = 0; k < ATOMS; k++) {
            boolean even = k % 2 == 0;
            fits.add(new GaborFit(new Gabor(1, even ? 2 : 10, 5, 1, 1, even ? 0.1 : 0.1 + Math.PI
                    / 2, 0.2, 0), k == ATOMS - 1 ? 0.9 : 0.05));
        }
        return fits;
    }

    private static TwoLevelModel model(boolean additive) {
        FMatrixRMaj atoms = new FMatrixRMaj(ATOMS, 2);
        for (int i = 0; i < atoms.data.length; i++) {
            atoms.data[i] = 1;
        }
        FMatrixRMaj level2 = new FMatrixRMaj(3, ATOMS);
        level2.set(0, 4, 2);
        level2.set(0, 2, 1);
        level2.set(0, 8, 0.1f); // less than a quarter
        level2.set(1, 1, 1);
        level2.set(1, 2, 0.9f);
        level2.set(1, 39, 0.8f);
        level2.set(2, 5, additive ? 0 : -1);
        return new TwoLevelModel(new Dictionary(atoms), new float[ATOMS], level2, new float[3],
                additive);
    }

    @Test
    void aGroupHasTheStrongestAtomsInTheirOrder() {
        for (boolean additive : new boolean[] {true, false}) {
            List<int[]> members = AtomGroups.of(model(additive)).members();
            assertArrayEquals(new int[] {4, 2}, members.get(0));
            assertArrayEquals(new int[] {1, 2, 39}, members.get(1));
            assertEquals(0, members.get(2).length);
        }
        FMatrixRMaj images = model(true).images();
        assertEquals(3.1, images.get(0, 1), 1e-6);
        assertEquals(0, images.get(2, 0));
        assertEquals(Math.expm1(-1), model(false).images().get(2, 0), 1e-6);
    }

    @Test
    void spreadIsThatOfTheWellFittedAtomsBesideRandomGroups() {
        AtomGroups.Spread spread = AtomGroups.of(model(true)).spread(fits(),
                new boolean[] {true, true, true}, 5000, 1);
        assertArrayEquals(new int[] {0, 1}, spread.groups());
        assertArrayEquals(new int[] {2, 2}, spread.atoms(), "the last atom is no Gabor");
        assertEquals(0, spread.orientation()[0], 1e-12);
        assertEquals(0, spread.position()[0], 1e-12);
        assertEquals(1, spread.orientation()[1], 1e-12);
        assertEquals(4, spread.position()[1], 1e-12);
        assertEquals(10_000, spread.shuffledOrientation().length);
        // Two of 20 even and 19 odd atoms are of different kinds with a probability of 380/741.
        double different = 20. * 19 / (39 * 38 / 2);
        assertEquals(different, spread.meanShuffledOrientation(), 0.02);
        assertEquals(4 * different, spread.meanShuffledPosition(), 0.08);
        assertEquals(0, AtomGroups.of(model(true)).spread(fits(), new boolean[3], 5, 1)
                .groups().length);
        assertTrue(AtomGroups.of(model(true)).spread(fits(), new boolean[3], 5, 1)
                .meanPosition() == 0);
        assertThrows(InputException.class, () -> AtomGroups.of(model(true)).spread(
                fits().subList(0, 3), new boolean[3], 5, 1));
    }
}
