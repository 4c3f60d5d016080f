package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.L1Ball;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;

/** Gaps of codes against problems so small that every support and sign can be tried. */
class CodeGapTest {
    private static final int UNITS = 6;
    private static final int PIXELS = 4;
    private static final int PATCHES = 12;
    private static final double CLOSE = 1e-8;

    private final Random random = new Random(5);
    private final FMatrixRMaj atoms =
            RandomMatrices_FDRM.rectangle(UNITS, PIXELS, -1, 1, random);
    private final Dictionary dictionary = new Dictionary(atoms);
    private final FMatrixRMaj patches =
            RandomMatrices_FDRM.rectangle(PATCHES, PIXELS, -2, 2, random);

    /** Codes of a few units, as an encoder might give them. */
    private FMatrixRMaj codes(boolean signed) {
        FMatrixRMaj codes =
                RandomMatrices_FDRM.rectangle(PATCHES, UNITS, signed ? -1 : 0, 1, random);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = random.nextInt(3) == 0 ? codes.data[i] : 0;
        }
        return codes;
    }

    private CodeGap measure(FMatrixRMaj codes, boolean signed) {
        return new CodeGapMeter(dictionary, null, new L1Ball.Settings(signed, 1e-9, 100_000))
                .measure(patches, codes);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyBoundHoldsAgainstTheBestOfAllSupportsAndSigns(boolean signed) {
        FMatrixRMaj codes = codes(signed);
        CodeGap gap = measure(codes, signed);
        double saved = 0;
        for (int i = 0; i < PATCHES; i++) {
            Enumerated best = new Enumerated(i, codes, signed);
            assertEquals(best.own, gap.squaredError()[i], CLOSE);
            assertEquals(best.l1, gap.l1()[i], 1e-6);
            assertEquals(best.l0, gap.l0()[i]);
            assertEquals(best.onSupport, gap.onSupport()[i], CLOSE);
            assertTrue(gap.atEqualL1Lower()[i] <= best.atEqualL1 + CLOSE
                    && best.atEqualL1 <= gap.atEqualL1()[i] + CLOSE, "the bounds hold");
            assertEquals(gap.atEqualL1()[i], gap.atEqualL1Lower()[i],
                    CLOSE * (1 + energy(patches, i)), "and close");
            assertTrue(best.atEqualL0 <= gap.atEqualL0()[i] + CLOSE,
                    "at equal L0 no more is claimed than can be saved");
            assertTrue(gap.atEqualL0()[i] <= gap.onSupport()[i]);
            saved += gap.leastAtEqualL0()[i] / Math.max(1e-9, best.own - best.atEqualL0);
        }
        assertTrue(saved / PATCHES > .9, "and most of it is found: " + saved / PATCHES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theCodesThatItFindsHaveTheErrorsAndSizesThatItSays(boolean signed) {
        FMatrixRMaj codes = codes(signed);
        CodeGap gap = measure(codes, signed);
        for (int i = 0; i < PATCHES; i++) {
            Enumerated atEqualL1 = new Enumerated(i, gap.codesAtEqualL1(), signed);
            assertEquals(atEqualL1.own, gap.atEqualL1()[i], 1e-5);
            assertTrue(atEqualL1.l1 <= gap.l1()[i] * (1 + 1e-6) + 1e-6);
            Enumerated atEqualL0 = new Enumerated(i, gap.codesAtEqualL0(), signed);
            assertEquals(atEqualL0.own, gap.atEqualL0()[i], 1e-5);
            assertTrue(atEqualL0.l0 <= gap.l0()[i]);
        }
        CodeGap there = measure(gap.codesAtEqualL1(), signed);
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(0, there.mostAtEqualL1()[i], 1e-5, "the best code has no gap");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void codesOfTheLassoHaveNoGapAtEqualL1(boolean signed) {
        FMatrixRMaj unit = new Dictionary(atoms).normalized().atoms();
        Dictionary normalized = new Dictionary(unit);
        FMatrixRMaj codes = new Lasso(normalized,
                LassoSettings.of(.2).withSigned(signed).withGap(1e-9)).encode(patches);
        CodeGap gap = new CodeGapMeter(normalized, null, signed).measure(patches, codes);
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(0, gap.mostAtEqualL1()[i], 1e-5 * energy(patches, i));
        }
        assertTrue(Arrays.stream(gap.ofMagnitudes()).sum() > .1, "what shrinkage costs");
    }

    @Test
    void theScaleOfAtomsDoesNotMatter() {
        FMatrixRMaj codes = codes(false);
        CodeGap gap = measure(codes, false);
        FMatrixRMaj scaledAtoms = atoms.copy();
        FMatrixRMaj scaledCodes = codes.copy();
        for (int k = 0; k < UNITS; k++) {
            float factor = Math.scalb(1f, random.nextInt(13) - 6);
            CommonOps_FDRM.scaleRow(factor, scaledAtoms, k);
            CommonOps_FDRM.scaleCol(1 / factor, scaledCodes, k);
        }
        CodeGap scaled = new CodeGapMeter(new Dictionary(scaledAtoms), null,
                new L1Ball.Settings(false, 1e-9, 100_000)).measure(patches, scaledCodes);
        assertArrayEquals(gap.squaredError(), scaled.squaredError(), CLOSE);
        assertArrayEquals(gap.l1(), scaled.l1(), CLOSE);
        assertArrayEquals(gap.onSupport(), scaled.onSupport(), 1e-6);
        assertArrayEquals(gap.atEqualL1(), scaled.atEqualL1(), 1e-6);
        assertArrayEquals(gap.atEqualL1Lower(), scaled.atEqualL1Lower(), 1e-6);
        assertArrayEquals(gap.atEqualL0(), scaled.atEqualL0(), 1e-6);
    }

    @Test
    void aBiasIsSubtractedFromThePatches() {
        FMatrixRMaj codes = codes(false);
        FMatrixRMaj bias = new FMatrixRMaj(1, PIXELS, true, .5f, -.25f, 2, 0);
        FMatrixRMaj raised = patches.copy();
        for (int i = 0; i < raised.getNumElements(); i++) {
            raised.data[i] += bias.data[i % PIXELS];
        }
        CodeGap gap = new CodeGapMeter(dictionary, bias, false).measure(raised, codes);
        CodeGap plain = CodeGap.measure(patches, codes, dictionary);
        assertArrayEquals(plain.squaredError(), gap.squaredError(), 1e-5);
        assertArrayEquals(plain.atEqualL1(), gap.atEqualL1(), 1e-5);
        assertEquals("bias: has 3 numbers; must have 4, one for each pixel",
                assertThrows(IllegalArgumentException.class,
                        () -> new CodeGapMeter(dictionary, new FMatrixRMaj(1, 3), false))
                        .getMessage());
    }

    @Test
    void noUnitAtAllIsTheBestOfItsKind() {
        CodeGap gap =
                CodeGap.measure(patches, new FMatrixRMaj(PATCHES, UNITS), dictionary);
        for (int i = 0; i < PATCHES; i++) {
            assertEquals(energy(patches, i), gap.squaredError()[i], CLOSE);
        }
        assertArrayEquals(new double[PATCHES], gap.mostAtEqualL1(), CLOSE);
        assertArrayEquals(new double[PATCHES], gap.leastAtEqualL0());
    }

    @Test
    void codesThatCannotBeAreRefusedByTheirPlace() {
        FMatrixRMaj codes = new FMatrixRMaj(PATCHES, UNITS);
        codes.set(2, 3, -1);
        assertEquals("codes: patch 2 has -1.0 at atom 3; must be finite and not negative",
                assertThrows(IllegalArgumentException.class,
                        () -> new CodeGapMeter(dictionary, null, false).measure(patches, codes))
                        .getMessage());
        assertEquals(PATCHES, CodeGap.measure(patches, codes, dictionary).patches(), "signed");
        assertEquals(
                "codes: are 2×6; must be 12×6, a row for each patch and a column for each atom",
                assertThrows(IllegalArgumentException.class,
                        () -> CodeGap.measure(patches, new FMatrixRMaj(2, 6), dictionary))
                        .getMessage());
    }

    private static double energy(FMatrixRMaj patches, int i) {
        double energy = 0;
        for (int d = 0; d < PIXELS; d++) {
            energy += (double) patches.get(i, d) * patches.get(i, d);
        }
        return energy;
    }

    /** What every support and every choice of signs comes to, by equations of each. */
    private final class Enumerated {
        private final int patch;
        private final double own;
        private final double l1;
        private final int l0;
        private double onSupport;
        private double atEqualL0;
        private double atEqualL1;

        Enumerated(int patch, FMatrixRMaj codes, boolean signed) {
            this.patch = patch;
            double[] code = new double[UNITS];
            double size = 0;
            int units = 0;
            for (int k = 0; k < UNITS; k++) {
                code[k] = codes.get(patch, k);
                size += Math.abs(code[k]) * norm(k);
                units += code[k] == 0 ? 0 : 1;
            }
            own = error(code);
            l1 = size;
            l0 = units;
            onSupport = own;
            atEqualL0 = own;
            atEqualL1 = own;
            for (int choice = 0; choice < Math.pow(3, UNITS); choice++) {
                int[] sign = new int[UNITS];
                int active = 0;
                boolean within = true;
                boolean negative = false;
                for (int k = 0, rest = choice; k < UNITS; k++, rest /= 3) {
                    sign[k] = rest % 3 - 1;
                    active += sign[k] == 0 ? 0 : 1;
                    within &= sign[k] == 0 || code[k] != 0;
                    negative |= sign[k] < 0;
                }
                if (negative && !signed || active > PIXELS) {
                    continue; // a code of more than D units is no better than one of D
                }
                double[] free = solve(sign, false);
                if (free != null) {
                    double error = error(free);
                    onSupport = within ? Math.min(onSupport, error) : onSupport;
                    atEqualL0 = active <= l0 ? Math.min(atEqualL0, error) : atEqualL0;
                    atEqualL1 = size(free) <= l1 ? Math.min(atEqualL1, error) : atEqualL1;
                }
                double[] bound = active == 0 ? null : solve(sign, true);
                atEqualL1 = bound == null ? atEqualL1 : Math.min(atEqualL1, error(bound));
            }
        }

        /** The best code of these signs, of size l1 or of any; null if its signs are others. */
        private double[] solve(int[] sign, boolean ofSize) {
            DMatrixRMaj matrix = new DMatrixRMaj(UNITS + 1, UNITS + 1);
            DMatrixRMaj right = new DMatrixRMaj(UNITS + 1, 1);
            matrix.set(UNITS, UNITS, 1);
            for (int j = 0; j < UNITS; j++) {
                matrix.set(j, j, 1); // a unit that is not active has the equation a = 0
                if (sign[j] != 0) {
                    for (int k = 0; k < UNITS; k++) {
                        matrix.set(j, k, sign[k] == 0 ? 0 : dot(j, k));
                    }
                    for (int d = 0; d < PIXELS; d++) {
                        right.add(j, 0, (double) atoms.get(j, d) * patches.get(patch, d));
                    }
                    if (ofSize) { // Σ n_k s_k a_k = l1, with its multiplier
                        matrix.set(j, UNITS, sign[j] * norm(j));
                        matrix.set(UNITS, j, sign[j] * norm(j));
                    }
                }
            }
            if (ofSize) {
                matrix.set(UNITS, UNITS, 0);
                right.set(UNITS, 0, l1);
            }
            DMatrixRMaj solution = new DMatrixRMaj(UNITS + 1, 1);
            if (!CommonOps_DDRM.solve(matrix, right, solution)) {
                return null;
            }
            double[] code = Arrays.copyOf(solution.data, UNITS);
            for (int k = 0; k < UNITS; k++) {
                if (!(code[k] * sign[k] >= 0)) {
                    return null;
                }
            }
            return code;
        }

        private double size(double[] code) {
            double size = 0;
            for (int k = 0; k < UNITS; k++) {
                size += Math.abs(code[k]) * norm(k);
            }
            return size;
        }

        private double error(double[] code) {
            double error = 0;
            for (int d = 0; d < PIXELS; d++) {
                double residual = patches.get(patch, d);
                for (int k = 0; k < UNITS; k++) {
                    residual -= code[k] * atoms.get(k, d);
                }
                error += residual * residual;
            }
            return error;
        }

        private double norm(int k) {
            return Math.sqrt(dot(k, k));
        }

        private double dot(int j, int k) {
            double sum = 0;
            for (int d = 0; d < PIXELS; d++) {
                sum += (double) atoms.get(j, d) * atoms.get(k, d);
            }
            return sum;
        }
    }
}
