package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Fista;
import parsimony.sparsecoding.LassoSettings;

/** The one measure of codes of any origin. */
class EqualL1ExcessTest {
    private static final int N = 12;
    private static final int K = 24;
    private static final int D = 16;
    private final SplittableRandom random = new SplittableRandom(3);
    private final Dictionary dictionary = new Dictionary(random(K, D, -1, 1));
    private final FMatrixRMaj patches = random(N, D, -1, 1);
    private final FMatrixRMaj reference = random(N, K, 0, .2);
    private final EqualL1Excess excess = new EqualL1Excess(patches, reference, dictionary);

    private FMatrixRMaj random(int rows, int columns, double low, double high) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble(low, high);
        }
        return matrix;
    }

    /** At the reference it is the gap at equal L1, which another solver certifies. */
    @Test
    void ofTheReferenceItIsItsGapAtEqualL1() {
        EqualL1 equal = EqualL1.compare(patches, reference, dictionary, false);
        double[] own = excess.of(reference);
        for (int i = 0; i < N; i++) {
            double gap = equal.encoderError()[i] - equal.optimumError()[i];
            assertEquals(gap, own[i], 2e-3 * equal.encoderError()[i], "patch " + i);
            assertTrue(own[i] >= equal.encoderError()[i] - equal.optimumError()[i] - 1e-5,
                    "weak duality");
        }
    }

    /** e(a) as the class writes it, less the same at the best codes. */
    @Test
    void itIsErrorAndL1AboveTheBest() {
        FMatrixRMaj codes = random(N, K, 0, .4);
        double[] own = excess.of(codes);
        double[] best = excess.of(excess.best());
        for (int i = 0; i < N; i++) {
            assertEquals(penalised(codes, i) - penalised(excess.best(), i), own[i] - best[i],
                    1e-5 * own[i]);
            assertTrue(own[i] > 0 && best[i] < 1e-6 * own[i]);
        }
        assertEquals(Arrays.stream(best).average().orElseThrow(), excess.certificate(), 1e-6);
    }

    private double penalised(FMatrixRMaj codes, int i) {
        double sum = 0;
        for (int d = 0; d < D; d++) {
            double error = patches.get(i, d);
            for (int k = 0; k < K; k++) {
                error -= codes.get(i, k) * dictionary.atoms().get(k, d);
            }
            sum += error * error;
        }
        for (int k = 0; k < K; k++) {
            sum += 2 * excess.lambda()[i] * Math.sqrt(dictionary.squaredNorm(k))
                    * codes.get(i, k);
        }
        return sum;
    }

    /** A solver of the lasso on what is scaled comes to the optimum. */
    @Test
    void scaledPatchesAndUnitAtomsHaveTheSameOptimum() {
        FMatrixRMaj there = new Fista(excess.unit(), LassoSettings.of(1).withGap(1e-9))
                .encode(excess.scaled());
        assertTrue(excess.mean(excess.fromUnit(there)) < 1e-4);
        FMatrixRMaj back = excess.fromUnit(excess.toUnit(reference));
        for (int i = 0; i < back.getNumElements(); i++) {
            assertEquals(reference.data[i], back.data[i], 1e-6);
        }
    }

    @Test
    void patchesAndAtomsOfZerosAndNoPatchWillDo() {
        FMatrixRMaj atoms = dictionary.atoms().copy();
        Arrays.fill(atoms.data, 0, D, 0f);
        FMatrixRMaj withZeros = patches.copy();
        Arrays.fill(withZeros.data, 0, D, 0f);
        EqualL1Excess zeros =
                new EqualL1Excess(withZeros, reference, new Dictionary(atoms));
        for (double e : zeros.of(reference)) {
            assertTrue(e >= 0 && e < 100, e + "");
        }
        assertTrue(zeros.mean(zeros.best()) <= zeros.certificate() + 1e-9);
        EqualL1Excess none = new EqualL1Excess(new FMatrixRMaj(0, D), new FMatrixRMaj(0, K),
                dictionary);
        assertEquals(0, none.mean(new FMatrixRMaj(0, K)));
        FMatrixRMaj negative = reference.copy();
        negative.data[3] = -1;
        assertThrows(IllegalArgumentException.class, () -> excess.of(negative));
    }
}
