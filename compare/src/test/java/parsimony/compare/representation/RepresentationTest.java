package parsimony.compare.representation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.signals.Monitor;

/**
 * Classifiers against scikit-learn 1.2 on four overlapping clusters, and where the answer is known.
 *
 * <pre>
 * def lcg(n, s):
 *     out = []
 *     for _ in range(n):
 *         s = (1103515245 * s + 12345) % 2**31; out.append(s / 2**31)
 *     return np.array(out)
 * def data(n, s):
 *     u = lcg(n * 24, s).reshape(n, 6, 4).sum(2) - 2; y = np.arange(n) % 4; u[np.arange(n), y] += 1
 *     return u.astype(np.float32), y
 * x, y = data(240, 1); t, v = data(400, 2)
 * KNeighborsClassifier(5).fit(x, y).score(t, v); KNeighborsClassifier(5).fit(x[:60], y[:60]).score(t, v)
 * np.mean([LogisticRegression(tol=1e-8, max_iter=10000).fit(x, np.isin(y, c)).score(t, np.isin(v, c))
 *          for c in itertools.combinations(range(4), 2)])
 * few = (np.arange(240) % 4 < 2) | (np.arange(240) < 60); the same mean with .3 * x[few], y[few] and .3 * t
 * </pre>
 */
class RepresentationTest {
    private static final LabelledFeatures TRAIN = clusters(240, 1, 1);
    private static final LabelledFeatures TEST = clusters(400, 2, 1);

    @Test
    void neighboursVoteAsInScikitLearn() {
        assertEquals(.6775, new NearestNeighbours(TRAIN, TEST).accuracy());
        assertEquals(.6375, new NearestNeighbours(TRAIN.rows(0, 60), TEST).accuracy());
    }

    @Test
    void aPoolOfAllCandidatesIsTheWholeAndSmallerOnesKnowLess() {
        NearestNeighbours neighbours = new NearestNeighbours(TRAIN, TEST);
        assertEquals(neighbours.accuracy(), mean(neighbours.accuracies(240, 3, 9)), 1e-12);
        double few = mean(neighbours.accuracies(20, 50, 0));
        double more = mean(neighbours.accuracies(100, 50, 0));
        assertEquals(.5, few, .05);
        assertEquals(.66, more, .03);
        assertArrayEquals(neighbours.accuracies(20, 50, 0), neighbours.accuracies(20, 50, 0),
                "a seed repeats its draws");
    }

    @Test
    void theShatteringDimensionIsThatOfScikitLearn() {
        double[] accuracies = ShatteringDimension.accuracies(TRAIN, TEST, Monitor.SILENT);
        assertEquals(3, accuracies.length, "four classes have three pairs of halves");
        assertEquals(.785, mean(accuracies), .004);
    }

    /**
     * Few and unequal classes of small features: a third of the cost gives .66, thrice .73, no
     * intercept .76.
     */
    @Test
    void thePenaltyAndTheInterceptAreThoseOfScikitLearn() {
        int[] kept = IntStream.range(0, 240).filter(i -> i % 4 < 2 || i < 60).toArray();
        assertEquals(.7008, shattering(shrunk(TRAIN, kept),
                shrunk(TEST, IntStream.range(0, TEST.size()).toArray())), .006);
    }

    private static double shattering(LabelledFeatures train, LabelledFeatures test) {
        return mean(ShatteringDimension.accuracies(train, test, Monitor.SILENT));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static LabelledFeatures shrunk(LabelledFeatures all, int[] kept) {
        FMatrixRMaj features = new FMatrixRMaj(kept.length, 6);
        for (int i = 0; i < kept.length; i++) {
            for (int k = 0; k < 6; k++) {
                features.set(i, k, .3f * all.features().get(kept[i], k));
            }
        }
        return new LabelledFeatures(features,
                IntStream.of(kept).map(i -> all.labels()[i]).toArray());
    }

    @Test
    void clustersFarApartAreToldApartWithoutAnError() {
        LabelledFeatures train = clusters(100, 3, 20);
        LabelledFeatures test = clusters(100, 4, 20);
        assertEquals(1, new NearestNeighbours(train, test).accuracy());
        assertEquals(1, shattering(train, test));
    }

    @Test
    void noiseIsClassifiedByChance() {
        LabelledFeatures train = clusters(1000, 5, 0);
        LabelledFeatures test = clusters(2000, 6, 0);
        assertEquals(.25, new NearestNeighbours(train, test).accuracy(), .04);
        assertEquals(.5, shattering(train, test), .04);
    }

    @Test
    void tenClassesHave126SplitsAndTheirMirrorImages() {
        assertEquals(126, ShatteringDimension.splits(10).size());
    }

    @Test
    void whatCannotBeClassifiedIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> new NearestNeighbours(TRAIN.rows(0, 4), TEST));
        assertThrows(IllegalArgumentException.class,
                () -> new NearestNeighbours(TRAIN, TEST).accuracies(241, 1, 0));
        assertThrows(IllegalArgumentException.class,
                () -> ShatteringDimension.accuracies(TRAIN.rows(0, 3), TEST, Monitor.SILENT));
        assertThrows(IllegalArgumentException.class,
                () -> ShatteringDimension.accuracies(TRAIN.rows(0, 2), TEST, Monitor.SILENT));
        assertThrows(IllegalArgumentException.class,
                () -> new LabelledFeatures(new FMatrixRMaj(1, 1), new int[2]));
        FMatrixRMaj broken = new FMatrixRMaj(1, 1, true, Float.NaN);
        assertThrows(IllegalArgumentException.class,
                () -> new LabelledFeatures(broken, new int[1]));
    }

    /**
     * Four classes in turn in six dimensions, about normal with a standard deviation of 0.58, their
     * means so far from 0.
     */
    private static LabelledFeatures clusters(int n, long seed, double distance) {
        FMatrixRMaj features = new FMatrixRMaj(n, 6);
        int[] labels = IntStream.range(0, n).map(i -> i % 4).toArray();
        long s = seed;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 6; k++) {
                double sum = -2;
                for (int draw = 0; draw < 4; draw++) {
                    s = (1103515245L * s + 12345) % (1L << 31);
                    sum += (double) s / (1L << 31);
                }
                features.set(i, k, (float) (k == labels[i] ? sum + distance : sum));
            }
        }
        return new LabelledFeatures(features, labels);
    }
}
