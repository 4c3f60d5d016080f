package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;

class PatchesTest {
    private final Patches patches =
            new Patches(new FMatrixRMaj(5, 1, true, 10, 11, 12, 13, 14), 1, 1, "five");

    @Test
    void fewerPatchesAreSpreadOverAll() {
        assertArrayEquals(new float[] {10, 12}, patches.spread(2).pixels().data);
        assertArrayEquals(new float[] {10, 11, 13}, patches.spread(3).pixels().data);
    }

    @Test
    void noMorePatchesThanThereAre() {
        assertArrayEquals(patches.pixels().data, patches.spread(100).pixels().data);
        assertThrows(IllegalArgumentException.class, () -> patches.spread(0));
    }
}
