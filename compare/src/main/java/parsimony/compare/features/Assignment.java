package parsimony.compare.features;

import java.util.Arrays;
import parsimony.signals.InputException;
import parsimony.signals.Stop;

/**
 * The best one-to-one assignment of rows to columns: the one whose sum of scores is the largest. It
 * is found by shortest augmenting paths, one row after another, which takes at most n²·m steps for
 * n×m scores with n ≤ m, and few more than n·m where most rows have a best column of their own.
 *
 * <p>Jonker &amp; Volgenant (1987), Computing 38; in the form of Crouse (2016), IEEE Transactions
 * on Aerospace and Electronic Systems 52.
 */
final class Assignment {
    private final float[][] scores;
    private final int rows;
    private final int columns;
    /** Dual variables: u_i + v_j ≤ −score_ij, with equality for assigned pairs. */
    private final double[] u;
    private final double[] v;
    private final int[] columnOf;
    private final int[] rowOf;

    private final double[] distance;
    private final int[] before;
    private final int[] open;
    private final boolean[] reached;

    private Assignment(float[][] scores) {
        this.scores = scores;
        rows = scores.length;
        columns = rows == 0 ? 0 : scores[0].length;
        u = new double[rows];
        v = new double[columns];
        columnOf = new int[rows];
        rowOf = new int[columns];
        Arrays.fill(columnOf, -1);
        Arrays.fill(rowOf, -1);
        distance = new double[columns];
        before = new int[columns];
        open = new int[columns];
        reached = new boolean[rows];
    }

    /**
     * {@return the column of each row; −1 for a row that has none, if there are more rows than
     * columns}
     *
     * @param scores n×m, finite
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    static int[] best(float[][] scores) {
        if (scores.length > 0 && scores.length > scores[0].length) {
            int[] rowOf = best(transposed(scores));
            int[] columnOf = new int[scores.length];
            Arrays.fill(columnOf, -1);
            for (int j = 0; j < rowOf.length; j++) {
                columnOf[rowOf[j]] = j;
            }
            return columnOf;
        }
        Assignment assignment = new Assignment(scores);
        assignment.begin();
        for (int i = 0; i < assignment.rows; i++) {
            if (assignment.columnOf[i] < 0) {
                assignment.augment(i);
                Stop.ifAsked("stopped while features were matched");
            }
        }
        return assignment.columnOf;
    }

    private static float[][] transposed(float[][] scores) {
        float[][] transposed = new float[scores[0].length][scores.length];
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < transposed.length; j++) {
                transposed[j][i] = scores[i][j];
            }
        }
        return transposed;
    }

    /** Gives each row its best column, if no row before it has that. */
    private void begin() {
        for (int i = 0; i < rows; i++) {
            int best = 0;
            for (int j = 0; j < columns; j++) {
                if (!Float.isFinite(scores[i][j])) {
                    throw new InputException("score", scores[i][j], "must be finite");
                }
                best = scores[i][j] > scores[i][best] ? j : best;
            }
            u[i] = columns == 0 ? 0 : -scores[i][best];
            if (columns > 0 && rowOf[best] < 0) {
                columnOf[i] = best;
                rowOf[best] = i;
            }
        }
    }

    /** Finds the shortest path from a free row to a free column, and flips the pairs along it. */
    private void augment(int free) {
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(reached, false);
        Arrays.setAll(open, j -> j);
        int remaining = columns;
        double shortest = 0;
        int row = free;
        int sink = -1;
        while (sink < 0) {
            reached[row] = true;
            float[] score = scores[row];
            int nearest = -1;
            for (int p = 0; p < remaining; p++) {
                int j = open[p];
                double through = shortest - score[j] - u[row] - v[j];
                if (through < distance[j]) {
                    distance[j] = through;
                    before[j] = row;
                }
                // Of equal distances, a free column ends the search.
                if (nearest < 0 || distance[j] < distance[open[nearest]]
                        || distance[j] == distance[open[nearest]] && rowOf[j] < 0) {
                    nearest = p;
                }
            }
            int column = open[nearest];
            shortest = distance[column];
            open[nearest] = open[--remaining];
            open[remaining] = column;
            if (rowOf[column] < 0) {
                sink = column;
            } else {
                row = rowOf[column];
            }
        }
        for (int i = 0; i < rows; i++) {
            if (reached[i]) {
                u[i] += i == free ? shortest : shortest - distance[columnOf[i]];
            }
        }
        for (int p = remaining; p < columns; p++) {
            v[open[p]] -= shortest - distance[open[p]];
        }
        for (int column = sink; column >= 0;) {
            int i = before[column];
            int next = columnOf[i];
            columnOf[i] = column;
            rowOf[column] = i;
            column = i == free ? -1 : next;
        }
    }
}
