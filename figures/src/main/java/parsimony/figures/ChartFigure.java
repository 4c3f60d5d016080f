package parsimony.figures;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Collection;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.LegendItemSource;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;

/**
 * A figure that JFreeChart draws in the style of {@link Theme}. The legend stands below or beside
 * the plot, never on it.
 */
abstract class ChartFigure extends Figure {
    private static final RectangleInsets NONE = RectangleInsets.ZERO_INSETS;
    private static final RectangleInsets PADDING = new RectangleInsets(4, 1, 1, 8);
    /** The room at each end of an axis, as a share of its length, so that half a mark fits. */
    private static final double ROOM = 0.02;

    static {
        // JFreeChart's old workaround turns rotated text into outlines; text must stay text.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    /** The height of a chart that is one of several panels, without its legend. */
    private static final double LOW_MM = 38;
    /** The heights of charts of one and of both columns, without their legends. */
    private static final double SINGLE_MM = 60;
    private static final double DOUBLE_MM = 75;
    /** The height of a narrower chart, relative to its width: labels of its axis still fit. */
    private static final double FLAT = 0.8;
    /** The width in millimetres from which the legend stands beside the plot. */
    private static final double WIDE_MM = 150;

    final Palette palette;
    final Column column;
    private double widthMm;
    private boolean low;
    private boolean fits;
    private boolean legendElsewhere;

    ChartFigure(Palette palette, Column column) {
        this.palette = palette;
        this.column = column;
        this.widthMm = column.millimetres();
    }

    /** Refuses a name that the palette does not know, or that was added before. */
    final void requireNew(String what, String name, Collection<String> added) {
        palette.style(name);
        if (added.contains(name)) {
            throw new IllegalArgumentException(
                    what + ": \"" + name + "\" is there already; names must differ");
        }
    }

    /** The plot with all data added so far. Two or more legend items become the legend. */
    abstract Plot plot();

    @Override
    public double widthMm() {
        return widthMm;
    }

    /** Makes this chart as wide as its share of a larger figure, and no higher than it is wide. */
    @Override
    final void fit(double millimetres) {
        widthMm = millimetres;
        fits = true;
    }

    /** Leaves the legend to a larger figure, which shows it once for several charts. */
    final void legendElsewhere() {
        legendElsewhere = true;
    }

    /** Makes this chart as low as one of several panels. */
    final void lower() {
        low = true;
    }

    /** The height without a legend, in millimetres. */
    double plotHeightMm() {
        return fits ? Math.min(SINGLE_MM, FLAT * widthMm) : low ? LOW_MM
                : isWide() ? DOUBLE_MM : SINGLE_MM;
    }

    /** The height of the plot and, in a single column, of the legend below it, in millimetres. */
    @Override
    public double heightMm() {
        LegendTitle legend = legend(plot());
        if (legend == null || isWide()) {
            return plotHeightMm();
        }
        double height =
                height(legend, widthPoints() - PADDING.getLeft() - PADDING.getRight());
        return plotHeightMm() + Math.ceil(height / Theme.POINTS_PER_MM);
    }

    private boolean isWide() {
        return widthMm >= WIDE_MM;
    }

    /** The height of a legend in rows of this width, in points. */
    static double height(LegendTitle legend, double width) {
        Graphics2D scratch = Theme.scratch();
        double height = legend.arrange(scratch,
                new RectangleConstraint(new Range(0, width), new Range(0, 10 * width))).getHeight();
        scratch.dispose();
        return height;
    }

    /** What the legend of this chart has; null if the chart has none. */
    final LegendItemCollection legendItems() {
        return plot().getLegendItems();
    }

    @Override
    protected void draw(Graphics2D g) {
        Plot plot = plot();
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        JFreeChart chart = new JFreeChart(null, Theme.FONT, plot, false);
        chart.setBackgroundPaint(null);
        chart.setPadding(PADDING);
        LegendTitle legend = legend(plot);
        if (legend != null) {
            chart.addSubtitle(legend);
        }
        chart.draw(g, new Rectangle2D.Double(0, 0, widthPoints(), heightPoints()));
    }

    /**
     * The legend: below the plot in a single column, to its right in a double one. Null if there
     * are fewer than two items.
     */
    private LegendTitle legend(Plot plot) {
        LegendItemCollection items = plot.getLegendItems();
        if (legendElsewhere || items == null || items.getItemCount() < 2) {
            return null;
        }
        LegendTitle legend = legend(() -> items);
        legend.setPosition(isWide() ? RectangleEdge.RIGHT : RectangleEdge.BOTTOM);
        return legend;
    }

    /** A legend in the style of the theme. */
    static LegendTitle legend(LegendItemSource items) {
        LegendTitle legend = new LegendTitle(items);
        legend.setItemFont(Theme.FONT);
        legend.setItemPaint(Theme.INK);
        legend.setBackgroundPaint(null);
        legend.setLegendItemGraphicPadding(new RectangleInsets(1, 3, 1, 2));
        legend.setItemLabelPadding(new RectangleInsets(1, 1, 1, 5));
        legend.setMargin(4, 0, 0, 0);
        return legend;
    }

    static XYPlot xyPlot(Axis x, Axis y) {
        return xyPlot(dress(x, true), y);
    }

    static XYPlot xyPlot(ValueAxis x, Axis y) {
        XYPlot plot = new XYPlot(null, x, dress(y, false), null);
        plot.setAxisOffset(NONE);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(Theme.GRID);
        plot.setRangeGridlineStroke(Theme.HAIRLINE);
        plot.setInsets(NONE);
        return plot;
    }

    /** Makes JFreeChart's axis from one of ours. */
    static ValueAxis dress(Axis axis, boolean horizontal) {
        ValueAxis dressed =
                axis.logarithmic() ? new DecadeAxis(axis.label()) : new PlainAxis(axis.label());
        dress(dressed, horizontal);
        if (!axis.isFree()) {
            dressed.setRange(widened(axis));
        }
        return dressed;
    }

    static void dress(ValueAxis dressed, boolean horizontal) {
        dressed.setLabelFont(Theme.FONT);
        dressed.setTickLabelFont(Theme.FONT);
        dressed.setLabelPaint(Theme.INK);
        dressed.setTickLabelPaint(Theme.INK);
        dressed.setAxisLinePaint(Theme.INK);
        dressed.setTickMarkPaint(Theme.INK);
        dressed.setAxisLineStroke(Theme.HAIRLINE);
        dressed.setTickMarkStroke(Theme.HAIRLINE);
        dressed.setTickMarkOutsideLength(2.5f);
        dressed.setMinorTickMarkOutsideLength(1.5f);
        dressed.setLabelInsets(new RectangleInsets(2, 2, 2, 2));
        // The free space about labels. It keeps labels apart, so that fewer are drawn.
        dressed.setTickLabelInsets(
                horizontal ? new RectangleInsets(1, 5, 1, 5) : new RectangleInsets(5, 2, 5, 3));
    }

    /** A range with room at both ends for half a mark. */
    static Range widened(Axis axis) {
        if (axis.logarithmic()) {
            double ratio = Math.pow(axis.high() / axis.low(), ROOM);
            return new Range(axis.low() / ratio, axis.high() * ratio);
        }
        double room = ROOM * (axis.high() - axis.low());
        return new Range(axis.low() - room, axis.high() + room);
    }
}
