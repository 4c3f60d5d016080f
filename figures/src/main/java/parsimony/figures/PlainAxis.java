package parsimony.figures;

import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueAxisPlot;
import org.jfree.data.Range;

/**
 * A linear axis from its least value to its largest, with room for marks at both ends, also at
 * zero.
 */
final class PlainAxis extends NumberAxis {
    /** The least range of the axis, as a share of the largest magnitude. */
    private static final double LEAST_RANGE = 1e-3;

    PlainAxis(String label) {
        super(label);
        setAutoRangeIncludesZero(false);
        setAutoRangeStickyZero(false); // it would cut off the lower half of marks at zero
        setStandardTickUnits(new PlainTicks());
        setTickUnit(PlainTicks.FIRST, false, false); // JFreeChart starts from it to choose another
    }

    /**
     * Gives data that almost coincide a range in proportion to their size. JFreeChart's least range
     * is always 1e-8.
     */
    @Override
    protected void autoAdjustRange() {
        Range data = getPlot() instanceof ValueAxisPlot plot ? plot.getDataRange(this) : null;
        if (data != null) {
            double largest =
                    Math.max(Math.abs(data.getLowerBound()), Math.abs(data.getUpperBound()));
            setAutoRangeMinimumSize(
                    Math.max(Double.MIN_NORMAL, largest == 0 ? 1 : LEAST_RANGE * largest), false);
        }
        super.autoAdjustRange();
    }
}
