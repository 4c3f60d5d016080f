package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IdealCornerTest {
    /** The iterative P-VAE of 16 steps and β = 24 and the best LCA, as their authors report. */
    @Test
    void itIsThePublishedDistance() {
        assertEquals(.284, IdealCorner.distance(.827, .775), 5e-4);
        assertEquals(.282, IdealCorner.distance(.826, .778), 5e-4);
        assertEquals(.379, IdealCorner.distance(.696, .774), 5e-4);
    }

    @Test
    void bothDefinitionsHaveTheirRange() {
        assertEquals(0, IdealCorner.distance(1, 1));
        assertEquals(Math.sqrt(2), IdealCorner.distance(-7, 0), 1e-12);
        assertEquals(1, IdealCorner.scaledDistance(-7, 0), 1e-12);
    }
}
