package parsimony.compare.statistics;

import java.util.Arrays;
import java.util.Optional;
import parsimony.signals.InputException;

/**
 * The straight line y = intercept + slope·x of least squares through some points.
 *
 * @param slope     finite
 * @param intercept finite
 * @param error     standard error of the slope, √(Σ(y − ŷ)² / (n − 2) / Σ(x − x̄)²), ≥ 0
 * @param points    how many there are, n ≥ 3
 */
public record LineFit(double slope, double intercept, double error, int points) {
    /** With fewer, nothing is left over to tell the slope's error by. */
    public static final int LEAST_POINTS = 3;

    /**
     * {@return the line; empty if there are fewer than three points, or all have the same x}
     *
     * @param x finite
     * @param y finite, one for each x
     * @throws InputException if their numbers differ or one is not finite
     */
    public static Optional<LineFit> of(double[] x, double[] y) {
        int n = x.length;
        if (n != y.length || !Arrays.stream(x).allMatch(Double::isFinite)
                || !Arrays.stream(y).allMatch(Double::isFinite)) {
            throw new InputException("line: " + n + " values of x and " + y.length
                    + " of y; must be as many, all finite");
        }
        if (n < LEAST_POINTS || Arrays.stream(x).allMatch(value -> value == x[0])) {
            return Optional.empty();
        }
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double squares = 0;
        double products = 0;
        for (int i = 0; i < n; i++) {
            squares += (x[i] - meanX) * (x[i] - meanX);
            products += (x[i] - meanX) * (y[i] - meanY);
        }
        double slope = products / squares;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double error = y[i] - meanY - slope * (x[i] - meanX);
            rest += error * error;
        }
        return Optional.of(new LineFit(slope, meanY - slope * meanX,
                Math.sqrt(rest / (n - 2) / squares), n));
    }
}
