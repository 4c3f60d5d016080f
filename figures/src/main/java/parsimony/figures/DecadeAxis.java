package parsimony.figures;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.plot.ValueAxisPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.Range;

/**
 * A logarithmic axis with round labels: powers of ten and, where there is room, 2 and 5 times
 * these.
 */
final class DecadeAxis extends LogAxis {
    /** The most labels on the axis. */
    private static final int MOST_LABELS = 8;
    /** The room of a label in points, along an axis that lies and along one that stands. */
    private static final double WIDE = 26;
    private static final double HIGH = 10;
    /** The least range of the axis, as a share of the largest value. */
    private static final double LEAST_RANGE = 1e-3;

    DecadeAxis(String label) {
        super(label);
        setMinorTickMarksVisible(true);
    }

    /**
     * Gives data that almost coincide a range in proportion to their size. JFreeChart's least range
     * is always 1e-8.
     */
    @Override
    protected void autoAdjustRange() {
        Range data = getPlot() instanceof ValueAxisPlot plot ? plot.getDataRange(this) : null;
        if (data != null) {
            setAutoRangeMinimumSize(Math.max(Double.MIN_NORMAL, LEAST_RANGE * data.getUpperBound()),
                    false);
        }
        super.autoAdjustRange();
    }

    @Override
    public List<ValueTick> refreshTicks(Graphics2D g, AxisState state, Rectangle2D area,
            RectangleEdge edge) {
        TextAnchor anchor =
                RectangleEdge.isTopOrBottom(edge) ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
        int first = (int) Math.floor(Math.log10(getLowerBound()));
        int last = (int) Math.ceil(Math.log10(getUpperBound()));
        double length = (RectangleEdge.isTopOrBottom(edge) ? area.getWidth() : area.getHeight())
                / Math.log10(getUpperBound() / getLowerBound());
        double room = RectangleEdge.isTopOrBottom(edge) ? WIDE : HIGH;
        boolean few = getUpperBound() / getLowerBound() < 1000 && length * Math.log10(2) >= room;
        boolean crowded = last - first > 4;
        int stride = Math.max(1 + (last - first) / MOST_LABELS, (int) Math.ceil(room / length));
        List<ValueTick> ticks = new ArrayList<>();
        for (int decade = first; decade <= last; decade++) {
            for (int digit = 1; digit <= 9; digit++) {
                double value = BigDecimal.valueOf(digit).scaleByPowerOfTen(decade).doubleValue();
                if (value < getLowerBound() || value > getUpperBound() || crowded && digit > 1) {
                    continue;
                }
                boolean labelled = digit == 1 ? Math.floorMod(decade, stride) == 0
                        : few && (digit == 2 || digit == 5);
                ticks.add(new NumberTick(labelled ? TickType.MAJOR : TickType.MINOR, value,
                        labelled ? text(digit, decade) : "", anchor, TextAnchor.CENTER, 0));
            }
        }
        return ticks;
    }

    private static String text(int digit, int decade) {
        return decade < -4 || decade > 5 ? digit + "e" + decade
                : BigDecimal.valueOf(digit).scaleByPowerOfTen(decade).toPlainString();
    }
}
