package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    @Test
    void everyMeasureOfTwoPatchesByHand() {
        FMatrixRMaj patches = new FMatrixRMaj(new float[][] {{1, 3}, {2, 2}});
        FMatrixRMaj reconstructions = new FMatrixRMaj(new float[][] {{1, 2}, {2, 2}});
        FMatrixRMaj codes = new FMatrixRMaj(new float[][] {{1, 0, -1}, {1, 0, 0}});
        Measures m = Measures.of(patches, codes, reconstructions);
        assertEquals(0.5, m.mse(), 1e-12, "squared errors 1 and 0");
        assertEquals((0.5 + 1) / 2, m.r2(), 1e-12,
                "1 − 1/2, and a constant patch that is met exactly");
        assertEquals(1 - 1 / 2.0, m.r2Pooled(), 1e-12, "of pixels 1, 3, 2, 2 about their mean 2");
        assertEquals((0.5 + 1) / 2, m.r2Median(), 1e-12);
        // Units across the two patches: (1,1) is dense, (0,0) and (−1,0) fully sparse.
        assertEquals((0 + 1 + 1) / 3.0, m.lifetime(), 1e-12);
        // (1,0,−1): (1 − 4/(3·2))/(1 − 1/3) = 1/2; (1,0,0): 1.
        assertEquals((0.5 + 1) / 2, m.population(), 1e-12);
        assertEquals(3 / 6.0, m.portionZeros(), 1e-12);
        assertEquals(1.5, m.l1(), 1e-12);
        assertEquals(Math.sqrt((0.25 * 0.25 + 0.5 * 0.5) / 2), m.distanceToIdeal(), 1e-12);
    }

    /**
     * Half of ten patches are nearly constant. Then the mean R² over patches is useless; the pooled
     * R² and the median are not.
     */
    @Test
    void nearlyConstantPatchesRuleTheMeanOfR2ButNeitherThePooledOneNorTheMedian() {
        FMatrixRMaj patches = new FMatrixRMaj(10, 2);
        FMatrixRMaj reconstructions = new FMatrixRMaj(10, 2);
        for (int i = 0; i < 10; i++) {
            float contrast = i < 3 ? 1e-3f : 10;
            patches.set(i, 0, 5 + contrast);
            patches.set(i, 1, 5 - contrast);
            reconstructions.set(i, 0, patches.get(i, 0) + .1f);
            reconstructions.set(i, 1, patches.get(i, 1));
        }
        Measures m = Measures.of(patches, new FMatrixRMaj(10, 1), reconstructions);
        assertTrue(m.r2() < -1000, "mean " + m.r2());
        assertEquals(1 - 10 * .01 / (7 * 200 + 3 * 2e-6), m.r2Pooled(), 1e-6);
        assertEquals(1 - .01 / 200, m.r2Median(), 1e-6);
    }

    @Test
    void patchesOfOneGrayAreExplainedWholeOrNotAtAll() {
        FMatrixRMaj gray = new FMatrixRMaj(new float[][] {{.1f, .1f}, {.1f, .1f}});
        FMatrixRMaj codes = new FMatrixRMaj(2, 1);
        assertEquals(1, Measures.of(gray, codes, gray).r2Pooled());
        assertEquals(0, Measures.of(gray, codes, new FMatrixRMaj(2, 2)).r2Pooled());
    }

    @Test
    void theErrorOfEachPatchAddsUpToThatOfAll() {
        FMatrixRMaj patches = new FMatrixRMaj(new float[][] {{1, 3}, {2, 2}});
        FMatrixRMaj reconstructions = new FMatrixRMaj(new float[][] {{0, 1}, {2, 5}});
        assertArrayEquals(new double[] {5, 9}, Measures.errors(patches, reconstructions), 1e-12);
        assertEquals(7, Measures.of(patches, new FMatrixRMaj(2, 1), reconstructions).mse(), 1e-12);
        assertThrows(IllegalArgumentException.class,
                () -> Measures.errors(patches, new FMatrixRMaj(1, 2)));
    }

    @Test
    void sparsityOfExponentialResponsesIsOneHalf() {
        // E[v]²/E[v²] = 1/2 for an exponential variable.
        SplittableRandom random = new SplittableRandom(5);
        FMatrixRMaj codes = new FMatrixRMaj(20_000, 3);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = (float) -Math.log(1 - random.nextDouble());
        }
        FMatrixRMaj patches = new FMatrixRMaj(codes.numRows, 1);
        assertEquals(0.5, Measures.of(patches, codes, patches).lifetime(), 0.01);
    }

    @Test
    void sparsityDoesNotDependOnTheScaleOfACode() {
        SplittableRandom random = new SplittableRandom(6);
        FMatrixRMaj codes = new FMatrixRMaj(50, 7);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = (float) Math.max(0, random.nextDouble() - 0.6);
        }
        FMatrixRMaj louder = codes.copy();
        CommonOps_FDRM.scale(8, louder);
        FMatrixRMaj patches = new FMatrixRMaj(50, 1);
        Measures quiet = Measures.of(patches, codes, patches);
        Measures loud = Measures.of(patches, louder, patches);
        assertEquals(quiet.lifetime(), loud.lifetime(), 1e-12);
        assertEquals(quiet.population(), loud.population(), 1e-12);
    }

    @Test
    void blocksOneAfterAnotherMeasureTheSameAsAllAtOnce() {
        SplittableRandom random = new SplittableRandom(7);
        FMatrixRMaj patches = random(random, 90, 5);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] += 1000; // squares about 0 would lose six digits
        }
        FMatrixRMaj codes = random(random, 90, 4);
        FMatrixRMaj reconstructions = random(random, 90, 5);
        Measures.Sums sums = new Measures.Sums(4);
        for (int from = 0; from < 90; from += 40) {
            sums.add(Measures.Sums.of(patches, codes, reconstructions, from,
                    Math.min(90, from + 40)));
        }
        Measures all = Measures.of(patches, codes, reconstructions);
        Measures added = sums.measures();
        assertEquals(90, sums.patches());
        assertEquals(all.mse(), added.mse(), 1e-13 * all.mse());
        assertEquals(all.r2(), added.r2(), 1e-13 * Math.abs(all.r2()));
        assertEquals(all.r2Pooled(), added.r2Pooled(), 1e-9 * Math.abs(all.r2Pooled()));
        assertEquals(all.r2Median(), added.r2Median());
        assertEquals(all.lifetime(), added.lifetime(), 1e-13);
        assertEquals(all.population(), added.population(), 1e-13);
        assertEquals(all.portionZeros(), added.portionZeros());
        assertEquals(all.l1(), added.l1(), 1e-13 * all.l1());
    }

    @Test
    void oneBlockAddedToNothingKeepsItsBits() {
        SplittableRandom random = new SplittableRandom(8);
        FMatrixRMaj patches = random(random, 30, 5);
        FMatrixRMaj codes = random(random, 30, 4);
        Measures.Sums sums = new Measures.Sums(4);
        sums.add(Measures.Sums.of(patches, codes, patches));
        assertEquals(Measures.of(patches, codes, patches), sums.measures());
        assertThrows(IllegalArgumentException.class,
                () -> sums.add(new Measures.Sums(3)));
    }

    @Test
    void shapesThatDoNotAgreeAreRefused() {
        FMatrixRMaj patches = new FMatrixRMaj(3, 2);
        assertThrows(IllegalArgumentException.class,
                () -> Measures.of(patches, new FMatrixRMaj(2, 4), patches));
        assertThrows(IllegalArgumentException.class,
                () -> Measures.of(patches, new FMatrixRMaj(3, 4), new FMatrixRMaj(3, 3)));
        assertThrows(IllegalArgumentException.class,
                () -> Measures.of(new FMatrixRMaj(0, 2), new FMatrixRMaj(0, 4),
                        new FMatrixRMaj(0, 2)));
    }

    private static FMatrixRMaj random(SplittableRandom random, int rows, int columns) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble() - 0.3f;
        }
        return matrix;
    }

    /** An r2 below 0, worse than the patch's mean, counts as r2 = 0. */
    @Test
    void theIdealIsAllExplainedByNothingActive() {
        assertEquals(0, new Measures(0, 1, 1, 1, 1, 1, 1, 0).distanceToIdeal(), 1e-12);
        assertEquals(Math.sqrt((0.25 + 0.04) / 2),
                new Measures(1, 0.5, 0, 0, 1, 1, 0.8, 0).distanceToIdeal(), 1e-12);
        assertEquals(1, new Measures(1, 0, 0, 0, 1, 1, 0, 0).distanceToIdeal(), 1e-12);
        assertEquals(1, new Measures(9, -7, 0, 0, 1, 1, 0, 0).distanceToIdeal(), 1e-12);
    }
}
