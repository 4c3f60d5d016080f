package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

class SuperpositionTest {
    private static final int COUNT = 20_000;

    private static Superposition source(String options) {
        return new Superposition(Superposition.Settings.parse("superposition(" + options + ")"), 3);
    }

    /** Codes of all inputs, by feature: whether it is active. */
    private static boolean[][] firing(Superposition source) {
        boolean[][] firing = new boolean[source.frequencies().length][source.size()];
        for (int n = 0; n < source.size(); n++) {
            float[] code = source.code(n);
            for (int k = 0; k < code.length; k++) {
                firing[k][n] = code[k] > 0;
            }
        }
        return firing;
    }

    private static double share(boolean[] firing) {
        int count = 0;
        for (boolean fires : firing) {
            count += fires ? 1 : 0;
        }
        return (double) count / firing.length;
    }

    private static double shareOfBoth(boolean[] first, boolean[] second) {
        int count = 0;
        for (int n = 0; n < first.length; n++) {
            count += first[n] && second[n] ? 1 : 0;
        }
        return (double) count / first.length;
    }

    /** Asserts that a share of independent draws is its expectation, within 5 deviations. */
    private static void assertShare(double expected, double share, int draws) {
        assertEquals(expected, share, 5 * Math.sqrt(expected * (1 - expected) / draws));
    }

    @Test
    void inputsAreSumsOfFeaturesOfLengthOne() {
        Superposition source = source("features=50, inputs=7, l0=4, count=30");
        FMatrixRMaj features = source.features().orElseThrow().dictionary();
        assertEquals(50, features.numRows);
        for (int k = 0; k < 50; k++) {
            int row = k;
            assertEquals(1, DoubleStream.iterate(0, d -> d < 7, d -> d + 1)
                    .map(d -> Math.pow(features.get(row, (int) d), 2)).sum(), 1e-6);
        }
        for (int n = 0; n < 30; n++) {
            Image image = source.read(n);
            float[] code = source.code(n);
            assertEquals(1, image.height());
            for (int d = 0; d < 7; d++) {
                double sum = 0;
                for (int k = 0; k < 50; k++) {
                    sum += code[k] * features.get(k, d);
                }
                assertEquals(sum, image.pixels()[d], 1e-5);
            }
        }
    }

    @Test
    void directionsAreAlmostOrthogonal() {
        FMatrixRMaj features = source("features=300, inputs=64").dictionary();
        double squares = 0;
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < i; j++) {
                double cosine = 0;
                for (int d = 0; d < 64; d++) {
                    cosine += features.get(i, d) * features.get(j, d);
                }
                squares += cosine * cosine;
            }
        }
        assertEquals(1 / 64.0, squares / (300 * 299 / 2), 0.02 / 64);
    }

    @Test
    void frequenciesFollowZipfAndSumToL0() {
        double[] p = source("features=400, inputs=20, l0=6, zipf=1").frequencies();
        assertEquals(6, Arrays.stream(p).sum(), 1e-9);
        assertEquals(0.5, p[0], 1e-12, "1/H_400 of 6 would be .91");
        assertEquals(2, p[9] / p[19], 1e-9);
        double[] uniform = source("features=400, inputs=20, l0=6").frequencies();
        assertArrayEquals(DoubleStream.generate(() -> 6.0 / 400).limit(400).toArray(), uniform,
                1e-12);
    }

    @Test
    void featuresFireWithTheirFrequencyAndMagnitude() {
        Superposition source = source("features=30, inputs=9, l0=5, zipf=.7, correlation=.6,"
                + " hierarchy=.4, count=" + COUNT);
        double[] p = source.frequencies();
        boolean[][] firing = firing(source);
        for (int k = 0; k < p.length; k++) {
            assertShare(p[k], share(firing[k]), COUNT);
        }
        double sum = 0;
        double squares = 0;
        int active = 0;
        for (int n = 0; n < COUNT; n++) {
            for (float value : source.code(n)) {
                assertTrue(value >= 0);
                sum += value;
                squares += value * value;
                active += value > 0 ? 1 : 0;
            }
        }
        assertEquals(1, sum / active, 0.01); // |1 + ε/4| is 1 + ε/4 but for 3 draws in 100,000
        assertEquals(1.0625, squares / active, 0.01);
    }

    @Test
    void childrenNeverFireWithoutTheirParent() {
        Superposition source =
                source("features=40, inputs=9, l0=6, hierarchy=.5, count=" + COUNT);
        boolean[][] firing = firing(source);
        double[] p = source.frequencies();
        for (int k = 0; k < 40; k++) {
            int parent = source.parent(k);
            assertEquals(k < 20, parent == -1);
            if (parent >= 0) {
                assertTrue(parent < 20);
                assertEquals(share(firing[k]), shareOfBoth(firing[k], firing[parent]), 0);
                assertEquals(0.5, p[k] / p[parent], 1e-9, "all would be equally frequent");
            }
        }
    }

    /** The probability that two normal variables of a correlation both exceed a threshold. */
    private static double bothAbove(double threshold, double correlation) {
        double sum = 0; // by the midpoint rule over both
        double step = 0.005;
        for (double x = threshold + step / 2; x < 8; x += step) {
            for (double y = threshold + step / 2; y < 8; y += step) {
                sum += Math.exp(-(x * x - 2 * correlation * x * y + y * y)
                        / (2 * (1 - correlation * correlation)));
            }
        }
        return sum * step * step / (2 * Math.PI * Math.sqrt(1 - correlation * correlation));
    }

    @Test
    void firingIsCorrelatedWithinGroupsAsTheCopulaSays() {
        Superposition source =
                source("features=20, inputs=9, l0=2, correlation=.5, count=" + COUNT);
        boolean[][] firing = firing(source);
        double both = bothAbove(1.2815515655446004, 0.5); // the quantile of .1
        double together = 0;
        double apart = 0;
        int pairs = 0;
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < i; j++) {
                double share = shareOfBoth(firing[i], firing[j]);
                if (source.together(i, j)) {
                    together += share;
                    pairs++;
                } else {
                    apart += share;
                }
            }
        }
        assertEquals(90, pairs, "two groups of ten");
        assertEquals(both, together / 90, 0.03 * both);
        assertEquals(0.01, apart / 100, 0.03 * 0.01);
        assertTrue(both > 3 * 0.01);
    }

    @Test
    void anotherSeedIsAnotherDictionaryAndTheSameSeedTheSame() {
        Superposition.Settings settings = Superposition.Settings.parse("superposition");
        float[] first = new Superposition(settings, 1).dictionary().data;
        assertArrayEquals(first, new Superposition(settings, 1).dictionary().data);
        assertFalse(Arrays.equals(first, new Superposition(settings, 2).dictionary().data));
    }

    @Test
    void theTextNamesTheSameSource() {
        String text = "superposition(l0=3, features=1e2, zipf=.5)";
        ImageSource source = ImageSource.open(text, 4);
        assertEquals("superposition(features=100, inputs=139, l0=3.0, zipf=0.5, correlation=0.0,"
                + " hierarchy=0.0, count=10000)", source.origin());
        assertArrayEquals(source.read(9).pixels(),
                ImageSource.open(source.origin(), 4).read(9).pixels());
        assertEquals(text, ImageSource.absolute(text));
        assertTrue(ImageSource.place(text).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "features=0; features must be at least 1, got 0",
        "inputs=1; inputs must be 2 to 65536, got 1",
        "inputs=many; inputs must be a whole number such as 10000 or 1e4, got many",
        "features=10, l0=5; l0 must be above 0 and below 5.0",
        "features=10, l0=4, hierarchy=.5; l0 must be above 0 and below 3.75",
        "zipf=-1; zipf must be 0 to 10, got -1.0",
        "correlation=1; correlation must be at least 0 and below 1, got 1.0",
        "hierarchy=1; hierarchy must be at least 0 and leave a feature that is no child",
        "l0=NaN; l0 must be above 0",
        "count=0; count must be at least 1, got 0",
        "depth=2; does not take depth; it takes features, inputs, l0, zipf, correlation,"})
    void aValueOutOfItsRangeIsRefused(String options, String message) {
        String refusal = assertThrows(InputException.class, () -> source(options)).getMessage();
        assertTrue(refusal.contains(message), refusal);
        assertEquals(1, refusal.lines().count());
    }

    @Test
    void anOpenParenthesisIsRefused() {
        String refusal = assertThrows(InputException.class,
                () -> ImageSource.open("superposition(l0=3", 0)).getMessage();
        assertTrue(refusal.endsWith("must be like superposition(features=1000, l0=10)"), refusal);
    }

    @Test
    void aMisspeltNameIsSetRight() {
        String refusal = assertThrows(InputException.class,
                () -> ImageSource.open("superpositon(l0=3)", 0)).getMessage();
        assertTrue(refusal.contains("did you mean superposition(l0=3)?"), refusal);
    }
}
