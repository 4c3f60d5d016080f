package parsimony.figures;

import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** A series as marks, a line and error bars on a plot. */
final class Lines {
    private Lines() {
    }

    static void add(XYPlot plot, Series series, Palette.Style style, boolean line, boolean marks) {
        XYIntervalSeries points = new XYIntervalSeries(series.name(), false, true);
        for (int i = 0; i < series.size(); i++) {
            Estimate x = series.x().get(i);
            Estimate y = series.y().get(i);
            points.add(x.value(), x.low(), x.high(), y.value(), y.low(), y.high());
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(points);

        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDefaultLinesVisible(line);
        renderer.setDefaultShapesVisible(marks);
        renderer.setSeriesShape(0, style.mark());
        renderer.setSeriesPaint(0, style.color());
        renderer.setSeriesStroke(0, style.line());
        renderer.setUseFillPaint(true);
        renderer.setDefaultFillPaint(style.solid() ? style.color() : Theme.PAPER);
        renderer.setDrawXError(!series.x().stream().allMatch(Estimate::isExact));
        renderer.setDrawYError(!series.y().stream().allMatch(Estimate::isExact));
        renderer.setErrorStroke(Theme.HAIRLINE);
        renderer.setCapLength(2.5);
        renderer.setDrawSeriesLineAsPath(true);

        int index = plot.getDataset(0) == null ? 0 : plot.getDatasetCount();
        plot.setDataset(index, data);
        plot.setRenderer(index, renderer);
    }
}
