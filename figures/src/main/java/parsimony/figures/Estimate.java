package parsimony.figures;

/**
 * A number and the interval that it is known to lie in.
 *
 * @param value the number, finite
 * @param low   the lower end, finite, ≤ value
 * @param high  the upper end, finite, ≥ value
 */
public record Estimate(double value, double low, double high) {

    /** @throws IllegalArgumentException if an end is not finite or on the wrong side */
    public Estimate {
        if (!Double.isFinite(value) || !Double.isFinite(low) || !Double.isFinite(high)
                || low > value || high < value) {
            throw new IllegalArgumentException(
                    "estimate: " + value + " in [" + low + ", " + high
                            + "]; must be finite with low ≤ value ≤ high");
        }
    }

    /** A number without an interval. */
    public static Estimate exact(double value) {
        return new Estimate(value, value, value);
    }

    /** A number give or take the same on both sides. */
    public static Estimate of(double value, double halfWidth) {
        return new Estimate(value, value - halfWidth, value + halfWidth);
    }

    boolean isExact() {
        return low == high;
    }
}
