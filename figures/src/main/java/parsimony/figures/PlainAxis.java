package parsimony.figures;

import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueAxisPlot;
import org.jfree.data.Range;

/**
 * A linear axis from its least value to its largest, with room for marks at both ends, at zero too.
 */
final class PlainAxis extends NumberAxis {
    /** As a share of the largest magnitude. */
    private static final double LEAST_RANGE = 1e-3;

    PlainAxis(String label) {
        super(label);
        setAutoRangeIncludesZero(false);
        setAutoRangeStickyZero(false); // which would cut off the lower half of marks at zero
        setStandardTickUnits(new PlainTicks());
        setTickUnit(PlainTicks.FIRST, false, false); // the choice of another begins with it
    }

    /**
     * Data that all but coincide are shown in a range of their own size; JFreeChart's least is
     * 1e-8, whatever they are.
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
