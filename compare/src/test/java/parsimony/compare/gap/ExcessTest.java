package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.NormOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;

class ExcessTest {
    private static final int PATCHES = 30;
    private final Random random = new Random(3);
    private final FMatrixRMaj inputs = RandomMatrices_FDRM.rectangle(PATCHES, 10, -2, 2, random);
    private final FMatrixRMaj atoms = RandomMatrices_FDRM.rectangle(25, 10, -1, 1, random);

    @ParameterizedTest
    @ValueSource(doubles = {.05, .3, 1, 2.5})
    void theExactLassoOnAtomsOfNorm1HasNone(double lambda) {
        for (int k = 0; k < atoms.numRows; k++) {
            FMatrixRMaj atom = CommonOps_FDRM.extractRow(atoms, k, null);
            CommonOps_FDRM.divide(atom, NormOps_FDRM.normF(atom));
            CommonOps_FDRM.insert(atom, atoms, k, 0);
        }
        Dictionary unit = new Dictionary(atoms);
        for (boolean signed : new boolean[] {false, true}) {
            FMatrixRMaj codes =
                    new Lasso(unit, LassoSettings.of(lambda).withSigned(signed).withGap(1e-10))
                            .encode(inputs);
            Excess excess = Excess.of(inputs, codes, unit);
            assertEquals(0, excess.most(), 1e-4);
            assertTrue(excess.least() >= 0 && excess.least() <= excess.most());
        }
    }

    /** For Φ = I the best code is the projection of x onto the ball, a soft threshold. */
    @Test
    void itIsTheClosedFormOfOrthonormalAtoms() {
        Dictionary identity = new Dictionary(CommonOps_FDRM.identity(10));
        FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(PATCHES, 10, -.5f, .5f, random);
        double expected = 0;
        for (int i = 0; i < PATCHES; i++) {
            double t = 0;
            double own = 0;
            for (int k = 0; k < 10; k++) {
                t += Math.abs(codes.get(i, k));
                own += Math.pow(inputs.get(i, k) - (double) codes.get(i, k), 2);
            }
            int row = i;
            double low = 0;
            double high = 2;
            for (int step = 0; step < 200; step++) {
                double theta = (low + high) / 2;
                double norm = 0;
                for (int k = 0; k < 10; k++) {
                    norm += Math.max(0, Math.abs(inputs.get(row, k)) - theta);
                }
                if (norm > t) {
                    low = theta;
                } else {
                    high = theta;
                }
            }
            double least = 0;
            for (int k = 0; k < 10; k++) {
                least += Math.pow(Math.min(low, Math.abs(inputs.get(i, k))), 2);
            }
            expected += (own - least) / PATCHES;
        }
        Excess excess = Excess.of(inputs, codes, identity);
        assertEquals(expected, excess.least(), 1e-4);
        assertEquals(expected, excess.most(), 1e-4);
        assertEquals(PATCHES, excess.patches());
    }

    @Test
    void howAtomsAreScaledDoesNotMatter() {
        FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(PATCHES, 25, -.5f, .3f, random);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = Math.max(0, codes.data[i]);
        }
        Excess excess = Excess.of(inputs, codes, new Dictionary(atoms));
        assertTrue(excess.least() > 0 && excess.most() < 1.001 * excess.least() + 1e-4);
        for (int k = 0; k < 25; k++) {
            float scale = 1 << k % 4; // exact
            for (int d = 0; d < 10; d++) {
                atoms.set(k, d, atoms.get(k, d) * scale);
            }
            for (int i = 0; i < PATCHES; i++) {
                codes.set(i, k, codes.get(i, k) / scale);
            }
        }
        assertEquals(excess.least(), Excess.of(inputs, codes, new Dictionary(atoms)).least(), 1e-4);
    }

    @Test
    void codesOfZerosAreTheBestOfTheirNorm() {
        Excess excess = Excess.of(inputs, new FMatrixRMaj(PATCHES, 25), new Dictionary(atoms));
        assertEquals(0, excess.most(), 1e-6);
        assertThrows(InputException.class, () -> Excess.of(new FMatrixRMaj(0, 10),
                new FMatrixRMaj(0, 25), new Dictionary(atoms)));
    }
}
