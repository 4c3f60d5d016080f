package parsimony.figures;

import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;

/**
 * Smooth lines through many points: energy, squared error or sparsity of iterative inference
 * against iterations or seconds. Intervals of y become a band.
 */
public final class Curves extends SeriesFigure {
    /**
     * A chart without curves.
     *
     * @param x the horizontal axis, often {@link Axis#log}
     * @param y the vertical axis
     * @param palette knows the name of every curve that will be added
     * @param column the width of the figure
     */
    public Curves(Axis x, Axis y, Palette palette, Column column) {
        super(x, y, palette, column);
    }

    /**
     * Adds a line through points, in their order.
     *
     * @param points the points with their intervals
     * @return this
     * @throws IllegalArgumentException if the palette does not know the name, the name was added
     *     before, or an interval reaches 0 or below on a logarithmic axis
     */
    public Curves curve(Series points) {
        add(points);
        return this;
    }

    @Override
    Plot plot() {
        XYPlot plot = xyPlot(x, y);
        for (Series s : series) {
            Lines.addBand(plot, s, palette.style(s.name()));
        }
        return plot;
    }
}
