package parsimony.compare.features;

import java.util.Arrays;

/** Means of scores between features, one in each row, and what was found, in columns. */
final class Scores {
    private Scores() {}

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    /** The mean over rows of the largest score. */
    static double meanOfLargest(float[][] scores) {
        double sum = 0;
        for (float[] row : scores) {
            float largest = row[0];
            for (float score : row) {
                largest = Math.max(largest, score);
            }
            sum += largest;
        }
        return sum / scores.length;
    }

    /** The mean over rows of the score with the assigned column; 0 for a row without one. */
    static double meanOfAssigned(float[][] scores, int[] columnOf) {
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += columnOf[i] < 0 ? 0 : scores[i][columnOf[i]];
        }
        return sum / scores.length;
    }
}
