package parsimony.compare.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.signals.InputException;

class AssignmentTest {

    private static float[][] random(int rows, int columns, long seed, int levels) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] scores = new float[rows][columns];
        for (float[] row : scores) {
            for (int j = 0; j < columns; j++) {
                row[j] = levels > 0 ? random.nextInt(levels) : (float) random.nextDouble(-1, 1);
            }
        }
        return scores;
    }

    /** The best sum of all assignments, by trying every one; rows ≤ columns. */
    private static double bestByTrying(float[][] scores, int row, int taken) {
        if (row == scores.length) {
            return 0;
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < scores[0].length; j++) {
            if ((taken >> j & 1) == 0) {
                best = Math.max(best,
                        scores[row][j] + bestByTrying(scores, row + 1, taken | 1 << j));
            }
        }
        return best;
    }

    private static double sum(float[][] scores, int[] columnOf) {
        return IntStream.range(0, scores.length).filter(i -> columnOf[i] >= 0)
                .mapToDouble(i -> scores[i][columnOf[i]]).sum();
    }

    private static void requireOneToOne(int[] columnOf, int pairs) {
        int[] assigned = Arrays.stream(columnOf).filter(j -> j >= 0).toArray();
        assertEquals(pairs, assigned.length);
        assertEquals(pairs, Arrays.stream(assigned).distinct().count());
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "2,2,0", "5,5,0", "7,7,0", "7,7,3", "7,7,2", "4,8,0", "4,8,2", "1,6,0"})
    void itIsTheBestOfAll(int rows, int columns, int levels) {
        for (long seed = 0; seed < 200; seed++) {
            float[][] scores = random(rows, columns, seed, levels);
            int[] columnOf = Assignment.best(scores);
            requireOneToOne(columnOf, rows);
            assertEquals(bestByTrying(scores, 0, 0), sum(scores, columnOf), 1e-6);
        }
    }

    @Test
    void moreRowsThanColumnsLeaveRowsWithoutOne() {
        for (long seed = 0; seed < 100; seed++) {
            float[][] wide = random(4, 7, seed, 0);
            float[][] tall = new float[7][4];
            for (int i = 0; i < 28; i++) {
                tall[i % 7][i / 7] = wide[i / 7][i % 7];
            }
            int[] columnOf = Assignment.best(tall);
            requireOneToOne(columnOf, 4);
            assertEquals(bestByTrying(wide, 0, 0), sum(tall, columnOf), 1e-6);
        }
    }

    @Test
    void aHiddenPermutationIsFound() {
        int n = 300;
        int[] hidden = IntStream.range(0, n).map(i -> (i * 7 + 11) % n).toArray();
        float[][] scores = random(n, n, 5, 0);
        for (int i = 0; i < n; i++) {
            scores[i][hidden[i]] += 3;
        }
        assertArrayEquals(hidden, Assignment.best(scores));
    }

    @Test
    void scoresThatAreAllEqualGiveSomeAssignment() {
        requireOneToOne(Assignment.best(new float[50][60]), 50);
    }

    @Test
    void aScoreThatIsNoNumberIsRefused() {
        assertThrows(InputException.class, () -> Assignment.best(new float[][] {{0, Float.NaN}}));
    }

    @Test
    void itStopsIfAsked() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> Assignment.best(new float[2][2]));
        Thread.interrupted();
    }
}
