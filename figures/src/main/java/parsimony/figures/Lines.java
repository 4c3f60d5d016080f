package parsimony.figures;

import java.awt.Paint;
import java.awt.geom.Line2D;
import java.util.List;
import org.jfree.chart.LegendItem;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** Draws a series on a plot, as marks with error bars or as a line in a band. */
final class Lines {
    private Lines() {}

    /** The length of a dashed line in the legend, in points. */
    private static final double SAMPLE = 14;
    /** The size of the mark of a single value, relative to the mark of a mean. */
    private static final double DOT = 0.55;

    /** What the legend has of the i-th dashed line that marks a value, from 0. */
    static LegendItem dashed(String label, int i) {
        return new LegendItem(label, null, null, null,
                new Line2D.Double(-SAMPLE / 2, 0, SAMPLE / 2, 0), Theme.dashed(i), Theme.INK);
    }

    /** Draws marks, some of which are hollow. */
    private static final class PartlyOpen extends XYErrorRenderer {
        private final transient List<Boolean> open;

        PartlyOpen(List<Boolean> open) {
            this.open = open;
        }

        @Override
        public Paint getItemFillPaint(int row, int column) {
            return open.get(column) ? Theme.PAPER : super.getItemFillPaint(row, column);
        }
    }

    /**
     * Adds marks, with error bars where an interval has a width.
     *
     * @param joined whether a line joins the marks
     */
    static void addMarks(XYPlot plot, Series series, Palette.Style style, boolean joined) {
        XYErrorRenderer renderer = new PartlyOpen(series.open());
        renderer.setDefaultLinesVisible(joined);
        renderer.setDefaultShapesVisible(true);
        renderer.setDrawXError(!series.x().stream().allMatch(Estimate::isExact));
        renderer.setDrawYError(!series.y().stream().allMatch(Estimate::isExact));
        renderer.setErrorStroke(Theme.HAIRLINE);
        renderer.setCapLength(2.5);
        add(plot, series, renderer, style);
    }

    /** Adds small marks without bars, lines or a place in the legend. */
    static void addDots(XYPlot plot, Series series, Palette.Style style) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        renderer.setDefaultSeriesVisibleInLegend(false);
        add(plot, series, renderer, style.scaled(DOT));
    }

    /**
     * Adds a line and, about it, a band as wide as the intervals of y. A series of one point
     * becomes a mark.
     */
    static void addBand(XYPlot plot, Series series, Palette.Style style) {
        boolean exact = series.y().stream().allMatch(Estimate::isExact);
        XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, series.size() == 1);
        if (!exact) {
            DeviationRenderer band = new DeviationRenderer(true, series.size() == 1);
            band.setAlpha(0.2f);
            line = band;
        }
        add(plot, series, line, style);
    }

    private static void add(XYPlot plot, Series series, XYLineAndShapeRenderer renderer,
            Palette.Style style) {
        renderer.setSeriesShape(0, style.mark());
        renderer.setSeriesPaint(0, style.color());
        renderer.setSeriesStroke(0, style.line());
        renderer.setSeriesOutlineStroke(0, Theme.HAIRLINE);
        renderer.setUseFillPaint(true);
        renderer.setSeriesFillPaint(0, style.color());
        renderer.setUseOutlinePaint(true);
        renderer.setSeriesOutlinePaint(0, style.solid() ? style.color() : Theme.INK);
        renderer.setDrawSeriesLineAsPath(true);

        XYIntervalSeries points = new XYIntervalSeries(series.name(), false, true);
        for (int i = 0; i < series.size(); i++) {
            Estimate x = series.x().get(i);
            Estimate y = series.y().get(i);
            points.add(x.value(), x.low(), x.high(), y.value(), y.low(), y.high());
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(points);
        add(plot, data, renderer);
    }

    /** Adds data with their own renderer, drawn over the data that are there. */
    static void add(XYPlot plot, XYDataset data, XYItemRenderer renderer) {
        int index = plot.getDataset(0) == null ? 0 : plot.getDatasetCount();
        plot.setDataset(index, data);
        plot.setRenderer(index, renderer);
    }
}
