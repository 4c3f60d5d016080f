package parsimony.compare.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.signals.InputException;

/** Matches of dictionaries, codes and supports. */
class FeaturesTest {
    private static final double SMALL = 1e-6;

    private static FMatrixRMaj matrix(int columns, double... values) {
        FMatrixRMaj matrix = new FMatrixRMaj(values.length / columns, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.data[i] = (float) values[i];
        }
        return matrix;
    }

    /** Sparse codes ≥ 0; the last feature is never active. */
    private static FMatrixRMaj codes(int n, int k, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FMatrixRMaj codes = new FMatrixRMaj(n, k);
        for (int i = 0; i < codes.data.length; i++) {
            codes.data[i] = i % k < k - 1 && random.nextInt(5) == 0 ? random.nextFloat() + .1f : 0;
        }
        return codes;
    }

    private static FMatrixRMaj directions(int k, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FMatrixRMaj directions = new FMatrixRMaj(k, d);
        for (int i = 0; i < directions.data.length; i++) {
            directions.data[i] = (float) random.nextGaussian();
        }
        return directions;
    }

    private static int reversed(int unit, int count) {
        return count - 1 - unit;
    }

    @Test
    void featuresInAnotherOrderAndOfAnotherLengthMatchWhole() {
        FMatrixRMaj features = directions(30, 8, 1);
        FMatrixRMaj atoms = new FMatrixRMaj(30, 8);
        for (int k = 0; k < 30; k++) {
            for (int d = 0; d < 8; d++) {
                atoms.set(reversed(k, 30), d, (k + 1) * features.get(k, d));
            }
        }
        DictionaryMatch match = DictionaryMatch.of(features, atoms, false);
        assertEquals(1, match.meanMaxCosine(), SMALL);
        assertEquals(1, match.meanMaxCosineOfAtoms(), SMALL);
        assertEquals(1, match.meanCosine(), SMALL);
        assertArrayEquals(IntStream.range(0, 30).map(k -> reversed(k, 30)).toArray(),
                match.atomOf());
    }

    @Test
    void cosinesAreThoseOfTheAngles() {
        FMatrixRMaj features = matrix(2, 1, 0, 0, 2);
        // at 60° and at 45° to the first feature, at 30° and 45° to the second; and nothing
        FMatrixRMaj atoms = matrix(2, .5, Math.sqrt(.75), 3, 3, 0, 0);
        DictionaryMatch match = DictionaryMatch.of(features, atoms, false);
        assertEquals((Math.sqrt(.5) + Math.sqrt(.75)) / 2, match.meanMaxCosine(), SMALL);
        assertEquals((Math.sqrt(.75) + Math.sqrt(.5)) / 3, match.meanMaxCosineOfAtoms(), SMALL);
        assertEquals((Math.sqrt(.5) + Math.sqrt(.75)) / 2, match.meanCosine(), SMALL);
        assertArrayEquals(new int[] {1, 0}, match.atomOf());
    }

    @Test
    void oneAtomForTwoFeaturesCountsTwiceOnlyWhereThatIsAllowed() {
        FMatrixRMaj features = matrix(2, 1, .1, 1, -.1);
        DictionaryMatch match = DictionaryMatch.of(features, matrix(2, 1, 0, 0, 0), false);
        double cosine = 1 / Math.sqrt(1.01);
        assertEquals(cosine, match.meanMaxCosine(), SMALL);
        assertEquals(cosine / 2, match.meanCosine(), SMALL);
        DictionaryMatch one = DictionaryMatch.of(features, matrix(2, 1, 0), false);
        assertEquals(cosine / 2, one.meanCosine(), SMALL, "a feature without an atom counts 0");
    }

    @Test
    void aNegativeAtomMatchesOnlySignedCodes() {
        FMatrixRMaj feature = matrix(2, 1, 1);
        FMatrixRMaj atom = matrix(2, -2, -2);
        assertEquals(-1, DictionaryMatch.of(feature, atom, false).meanMaxCosine(), SMALL);
        assertEquals(1, DictionaryMatch.of(feature, atom, true).meanMaxCosine(), SMALL);
        FMatrixRMaj codes = matrix(1, 0, 1, 2);
        FMatrixRMaj negative = matrix(1, 0, -1, -2);
        assertEquals(-1, CodeMatch.of(codes, negative, false).mcc(), SMALL);
        assertEquals(1, CodeMatch.of(codes, negative, true).mcc(), SMALL);
    }

    @Test
    void trueCodesScoreOneInAnyOrderAndScale() {
        FMatrixRMaj codes = codes(200, 12, 2);
        FMatrixRMaj shuffled = new FMatrixRMaj(200, 12);
        for (int n = 0; n < 200; n++) {
            for (int k = 0; k < 12; k++) {
                shuffled.set(n, reversed(k, 12), (k + 1) * codes.get(n, k));
            }
        }
        CodeMatch match = CodeMatch.of(codes, shuffled, false);
        assertEquals(11, match.features(), "one is never active");
        assertEquals(1, match.meanMaxCorrelation(), SMALL);
        assertEquals(1, match.mcc(), SMALL);
        SupportMatch support = SupportMatch.of(codes, shuffled,
                IntStream.range(0, 12).map(k -> reversed(k, 12)).toArray());
        assertEquals(1, support.precision(), 0);
        assertEquals(1, support.recall(), 0);
        assertEquals(1, support.f1(), 0);
        assertEquals(1, support.rareF1(), 0);
    }

    /** Pearson's correlation of two columns by its definition. */
    private static double correlation(FMatrixRMaj x, int i, FMatrixRMaj y, int j) {
        int n = x.numRows;
        double meanX = IntStream.range(0, n).mapToDouble(r -> x.get(r, i)).sum() / n;
        double meanY = IntStream.range(0, n).mapToDouble(r -> y.get(r, j)).sum() / n;
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int r = 0; r < n; r++) {
            xy += (x.get(r, i) - meanX) * (y.get(r, j) - meanY);
            xx += Math.pow(x.get(r, i) - meanX, 2);
            yy += Math.pow(y.get(r, j) - meanY, 2);
        }
        return yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    @Test
    void correlationsAreThoseOfPearson() {
        FMatrixRMaj codes = codes(80, 6, 3);
        FMatrixRMaj found = codes(80, 4, 4);
        double[][] r = new double[5][4]; // of the features that are ever active
        double largest = 0;
        for (int i = 0; i < 5; i++) {
            double best = -1;
            for (int j = 0; j < 4; j++) {
                r[i][j] = correlation(codes, i, found, j);
                best = Math.max(best, r[i][j]);
            }
            largest += best / 5;
        }
        double assigned = Double.NEGATIVE_INFINITY; // over all one-to-one ways, by trying
        for (int way = 0; way < 625; way++) {
            int[] feature = {way % 5, way / 5 % 5, way / 25 % 5, way / 125};
            if (IntStream.of(feature).distinct().count() == 4) {
                assigned = Math.max(assigned,
                        IntStream.range(0, 4).mapToDouble(j -> r[feature[j]][j]).sum() / 5);
            }
        }
        CodeMatch match = CodeMatch.of(codes, found, false);
        assertEquals(largest, match.meanMaxCorrelation(), SMALL);
        assertEquals(assigned, match.mcc(), SMALL);
    }

    @Test
    void supportsAreCountedFeatureByFeature() {
        // Feature 0 is active in inputs 0–3, feature 1 in input 4 alone, feature 2 never.
        FMatrixRMaj codes = matrix(3, 1, 0, 0, 1, 0, 0, 2, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0);
        // Unit 1 is feature 0: found twice, false once. Unit 0 is feature 1: found, false once.
        FMatrixRMaj found = matrix(2, 0, 5, 0, 5, 1, 0, 0, 0, 1, 0, 0, 1);
        SupportMatch match = SupportMatch.of(codes, found, new int[] {1, 0, -1});
        assertEquals((2.0 / 3 + 1.0 / 2) / 2, match.precision(), SMALL);
        assertEquals((2.0 / 4 + 1) / 2, match.recall(), SMALL);
        assertEquals((4.0 / 7 + 2.0 / 3) / 2, match.f1(), SMALL);
        assertEquals(2.0 / 3, match.rareF1(), SMALL, "a quarter of two, rounded up");
        assertEquals(1, match.rare());
        assertEquals(1.0 / 6, match.rarestShare(), SMALL);
        assertEquals(5.0 / 6, match.l0(), SMALL);
    }

    @Test
    void aFeatureWithoutAUnitCountsNothing() {
        FMatrixRMaj codes = matrix(2, 1, 0, 1, 1, 0, 1);
        SupportMatch match = SupportMatch.of(codes, codes, new int[] {0, -1});
        assertEquals(.5, match.f1(), 0);
        assertEquals(.5, match.precision(), 0);
        assertEquals(0, match.rareF1(), 0);
    }

    @Test
    void shapesThatDoNotAgreeAreRefused() {
        FMatrixRMaj codes = codes(5, 3, 1);
        assertThrows(InputException.class, () -> CodeMatch.of(codes, codes(6, 3, 1), false));
        assertThrows(InputException.class,
                () -> CodeMatch.of(new FMatrixRMaj(5, 3), codes, false));
        assertThrows(InputException.class,
                () -> SupportMatch.of(codes, codes, new int[] {0, 1, 3}));
        assertThrows(InputException.class, () -> SupportMatch.of(codes, codes, new int[] {0}));
        String message = assertThrows(InputException.class, () -> DictionaryMatch
                .of(directions(3, 4, 1), directions(3, 5, 1), false)).getMessage();
        assertTrue(message.contains("3×4 and 3×5"), message);
    }
}
