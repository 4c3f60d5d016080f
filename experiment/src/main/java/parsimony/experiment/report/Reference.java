package parsimony.experiment.report;

import java.math.BigDecimal;

/**
 * A number from elsewhere that stands beside one of ours, with the digits it was published with.
 *
 * @param value     the number
 * @param halfWidth half the width of its interval; null if it has none
 * @param inside    whether ours is inside the interval; null if that is not judged
 * @param data      that it was measured on, as files call it
 * @param sameData  whether ours was measured on the same data
 */
public record Reference(BigDecimal value, BigDecimal halfWidth, Boolean inside, String data,
        boolean sameData) {
    /** Marks a number of ours inside the interval, in tables for people. */
    public static final String INSIDE = "✓";
    /** Marks a number of ours outside the interval. */
    public static final String OUTSIDE = "✗";
    /** Marks a number of other data. */
    public static final String OTHER_DATA = "†";

    /** As people read it, with {@code plusMinus} between the number and its half width. */
    String shown(String plusMinus) {
        return value.toPlainString()
                + (halfWidth == null ? "" : plusMinus + halfWidth.toPlainString())
                + (inside == null ? "" : inside ? " " + INSIDE : " " + OUTSIDE)
                + (sameData ? "" : " " + OTHER_DATA);
    }
}
