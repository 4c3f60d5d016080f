package parsimony.figures;

/**
 * A number and the interval that contains it.
 *
 * @param value the number, finite
 * @param low   the lower end, finite, ≤ value
 * @param high  the upper end, finite, ≥ value
 */
public record Estimate(double value, double low, double high) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is not finite, or low ≤ value ≤ high does not
     *     hold
     */
    public Estimate {
        if (!Double.isFinite(value) || !Double.isFinite(low) || !Double.isFinite(high)
                || low > value || high < value) {
            throw new IllegalArgumentException("estimate: " + value + " in [" + low + ", " + high
                    + "]; must be finite with low ≤ value ≤ high");
        }
    }

    /**
     * {@return a number without an interval}
     *
     * @param value the number
     */
    public static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    /**
     * {@return a number with an interval that reaches equally far on both sides}
     *
     * @param value the number
     * @param halfWidth ≥ 0
     */
    public static Estimate of(double value, double halfWidth) {
        return new Estimate(value, value - halfWidth, value + halfWidth);
    }

    boolean isExact() {
        return low == high;
    }
}
