package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import parsimony.compare.gap.CodeGapSample.Number;
import parsimony.compare.statistics.Resampling;
import parsimony.figures.Estimate;
import parsimony.sparsecoding.Dictionary;

class CodeGapSampleTest {
    private static final int PATCHES = 40;

    private final Random random = new Random(6);
    private final Dictionary dictionary =
            new Dictionary(RandomMatrices_FDRM.rectangle(10, 6, -1, 1, random));
    private final FMatrixRMaj patches =
            RandomMatrices_FDRM.rectangle(PATCHES, 6, -1, 2, random);
    private final FMatrixRMaj codes = RandomMatrices_FDRM.rectangle(PATCHES, 10, 0, .2f, random);
    private final double[] mean = new double[6];

    CodeGapSampleTest() {
        for (int i = 0; i < PATCHES; i++) {
            codes.set(i, 3, 0);
            codes.set(i, 7, 0);
            for (int d = 0; d < 6; d++) {
                mean[d] += patches.get(i, d) / (double) PATCHES;
            }
        }
    }

    private CodeGapSample sample(int rowsAtATime) {
        CodeGapMeter meter = new CodeGapMeter(dictionary, null, false);
        CodeGapSample sample = new CodeGapSample(mean, 10);
        for (int i = 0; i < PATCHES; i += rowsAtATime) {
            int to = Math.min(PATCHES, i + rowsAtATime);
            FMatrixRMaj x = CommonOps_FDRM.extract(patches, i, to, 0, 6);
            FMatrixRMaj a = CommonOps_FDRM.extract(codes, i, to, 0, 10);
            sample.add(x, a, meter.measure(x, a));
        }
        return sample;
    }

    @Test
    void blocksComeToTheSameAsAllPatchesAtOnce() {
        assertEquals(sample(PATCHES).estimates(.95), sample(8).estimates(.95));
    }

    @Test
    void theThreeExplainedVariancesAreTheirDefinitions() {
        FMatrixRMaj made = dictionary.decode(codes);
        double errors = 0;
        double aboutMean = 0;
        double aboutZero = 0;
        double ratios = 0;
        for (int i = 0; i < PATCHES; i++) {
            double error = 0;
            double spread = 0;
            for (int d = 0; d < 6; d++) {
                double x = patches.get(i, d);
                error += (x - made.get(i, d)) * (x - made.get(i, d));
                spread += (x - mean[d]) * (x - mean[d]);
                aboutZero += x * x;
            }
            errors += error;
            aboutMean += spread;
            ratios += (1 - error / spread) / PATCHES;
        }
        CodeGapEstimates found = sample(PATCHES).estimates(.95);
        assertEquals(errors / PATCHES, found.squaredError().value(), 1e-6);
        assertEquals(1 - errors / aboutMean, found.explainedVariancePooled().value(), 1e-6);
        assertEquals(1 - errors / aboutZero, found.explainedVarianceAboutZero().value(), 1e-6);
        assertEquals(ratios, found.explainedVarianceMean().value(), 1e-6);
    }

    @Test
    void meansAreInOrderWithTheirIntervalsAndUnitsThatAreNeverActiveAreDead() {
        CodeGapSample sample = sample(PATCHES);
        CodeGapEstimates found = sample.estimates(.9);
        assertEquals(PATCHES, found.patches());
        assertEquals(10, found.units());
        assertEquals(2, found.dead());
        assertEquals(8, found.l0().value(), 1e-12);
        assertTrue(found.atEqualL1Lower().value() <= found.atEqualL1().value());
        assertTrue(found.atEqualL1().value() < found.squaredError().value());
        assertTrue(found.atEqualL0().value() <= found.onSupport().value());
        assertEquals(found.squaredError().value() - found.onSupport().value(),
                found.magnitudeGap().value(), 1e-9);
        assertEquals(1 - found.atEqualL1().value() / found.squaredError().value(),
                found.relativeGapAtEqualL1().value(), 1e-12);
        double[] errors = new double[PATCHES];
        Arrays.setAll(errors, i -> sample.get(i, Number.SQUARED_ERROR));
        Estimate plain = Resampling.interval(found.squaredError().value(),
                Resampling.of(PATCHES).mean(errors), .9);
        assertEquals(plain.low(), found.squaredError().low(), 1e-6);
        assertEquals(plain.high(), found.squaredError().high(), 1e-6);
        assertTrue(plain.low() < plain.high());
    }

    @Test
    void meansWithoutKeepingResamplesAreTheSameMeans() {
        List<double[]> rows = new ArrayList<>();
        double[] first = new double[30];
        for (int i = 0; i < 30; i++) {
            first[i] = random.nextGaussian();
            rows.add(new double[] {first[i], 1});
        }
        double[] kept = new Resampling(30, 50, 3).mean(first);
        double[][] drawn = Resampling.means(rows, 50, 3);
        for (int r = 0; r < 50; r++) {
            assertArrayEquals(new double[] {kept[r], 1}, drawn[r], 1e-12);
        }
    }

    @Test
    void patchesWithoutErrorOrSpreadGiveNoNaN() {
        FMatrixRMaj zeros = new FMatrixRMaj(3, 6);
        FMatrixRMaj none = new FMatrixRMaj(3, 10);
        CodeGapSample sample = new CodeGapSample(new double[6], 10);
        sample.add(zeros, none, CodeGap.measure(zeros, none, dictionary));
        CodeGapEstimates found = sample.estimates(.95);
        assertEquals(0, found.relativeGapAtEqualL1().value());
        assertEquals(1, found.explainedVariancePooled().value());
        assertEquals(10, found.dead());
        assertEquals(0, sample.saved(0, Number.AT_EQUAL_L0));
        assertThrows(IllegalArgumentException.class,
                () -> new CodeGapSample(new double[6], 10).estimates(.95), "no patch");
    }
}
