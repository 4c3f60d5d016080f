package parsimony.figures;

import java.util.List;
import parsimony.signals.InputException;

/**
 * The label, scale and range of an axis.
 *
 * @param label       quantity and unit
 * @param logarithmic whether the scale is logarithmic; values must then be &gt; 0
 * @param low         first value shown, or NaN to leave it to the data
 * @param high        last value shown, or NaN to leave it to the data
 */
public record Axis(String label, boolean logarithmic, double low, double high) {
    /**
     * Checks the values.
     *
     * @throws InputException if only one end is given, the ends are not finite and rising, or an
     *     end is not positive on a logarithmic axis
     */
    public Axis {
        boolean free = Double.isNaN(low) && Double.isNaN(high);
        if (!free && !(low < high && Double.isFinite(low) && Double.isFinite(high)
                && (!logarithmic || low > 0))) {
            throw new InputException("axis \"" + label + "\": shows [" + low + ", " + high
                    + "]; must be finite and rising, and positive if logarithmic");
        }
    }

    /**
     * {@return a linear axis that shows all data}
     *
     * @param label what the axis shows
     */
    public static Axis linear(String label) {
        return new Axis(label, false, Double.NaN, Double.NaN);
    }

    /**
     * {@return a logarithmic axis that shows all data}
     *
     * @param label what the axis shows
     */
    public static Axis log(String label) {
        return new Axis(label, true, Double.NaN, Double.NaN);
    }

    /**
     * {@return the same axis with a fixed range, from one value to another}
     *
     * @param first the lower end
     * @param last the upper end
     */
    public Axis between(double first, double last) {
        return new Axis(label, logarithmic, first, last);
    }

    /** Whether the range follows from the data. */
    boolean isFree() {
        return Double.isNaN(low);
    }

    /** The place of a value on the axis between two others: 0 at the first, 1 at the last. */
    double position(double value, double first, double last) {
        return logarithmic ? Math.log(value / first) / Math.log(last / first)
                : (value - first) / (last - first);
    }

    /**
     * Checks that the axis can show values.
     *
     * @throws InputException if the axis is logarithmic and an end of an estimate is not positive
     */
    void requireShowable(String name, List<Estimate> values) {
        for (Estimate value : values) {
            if (logarithmic && value.low() <= 0) {
                throw new InputException("\"" + name + "\": " + value.low()
                        + " has no place on the logarithmic axis \"" + label + "\"; must be > 0");
            }
        }
    }
}
