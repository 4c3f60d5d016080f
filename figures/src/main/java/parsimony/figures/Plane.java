package parsimony.figures;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;

/**
 * A plane of two measures with curves, single points and arrows on it: the error–sparsity plane,
 * where an inference gives a curve (one point for each regularisation), an amortized encoder gives
 * a point, and an arrow between them shows the amortization gap.
 */
public final class Plane extends SeriesFigure {
    private static final Shape HOLLOW = new Ellipse2D.Double(-1.9, -1.9, 3.8, 3.8);
    private final List<Arrows.Arrow> arrows = new ArrayList<>();
    private final List<Series> dots = new ArrayList<>();
    private String open;

    /**
     * A plane without points.
     *
     * @param x the horizontal axis
     * @param y the vertical axis
     * @param palette knows the name of everything that will be added
     * @param column the width of the figure
     */
    public Plane(Axis x, Axis y, Palette palette, Column column) {
        super(x, y, palette, column);
    }

    /**
     * Adds points joined by a line, in their order; intervals become error bars.
     *
     * @param points the points with their intervals
     * @return this
     * @throws IllegalArgumentException if the palette does not know the name, the name was added
     *     before, or an interval reaches 0 or below on a logarithmic axis
     */
    public Plane curve(Series points) {
        add(points);
        return this;
    }

    /**
     * Adds small marks in the look of a name, such as the single values of which its marks are the
     * means.
     *
     * @param values the values; intervals are not drawn
     * @return this
     * @throws IllegalArgumentException if the palette does not know the name, or a value is not
     *     positive on a logarithmic axis
     */
    public Plane dots(Series values) {
        palette.style(values.name());
        x.requireShowable(values.name(), values.x());
        y.requireShowable(values.name(), values.y());
        dots.add(values);
        return this;
    }

    /**
     * Sets the text of the legend for hollow marks, which is shown if there are any.
     *
     * @param meaning what hollow marks mean
     * @return this
     */
    public Plane open(String meaning) {
        open = meaning;
        return this;
    }

    /**
     * Adds a single point, under the conditions of {@link #curve}.
     *
     * @param name a name of the palette
     * @param horizontal its place along the horizontal axis
     * @param vertical its place along the vertical axis
     * @return this
     */
    public Plane point(String name, Estimate horizontal, Estimate vertical) {
        return curve(new Series(name, List.of(horizontal), List.of(vertical)));
    }

    /**
     * Adds an arrow from one place to another.
     *
     * @param fromX where it begins, horizontally
     * @param fromY where it begins, vertically
     * @param toX where it ends, horizontally
     * @param toY where it ends, vertically
     * @param label the text beside the arrow; it stands where it covers least
     * @return this
     * @throws IllegalArgumentException if a coordinate is not finite, or not positive on a
     *     logarithmic axis
     */
    public Plane arrow(double fromX, double fromY, double toX, double toY, String label) {
        x.requireShowable(label, List.of(Estimate.exact(fromX), Estimate.exact(toX)));
        y.requireShowable(label, List.of(Estimate.exact(fromY), Estimate.exact(toY)));
        arrows.add(new Arrows.Arrow(fromX, fromY, toX, toY, label, Theme.INK));
        return this;
    }

    /**
     * Writes beside a point what it stands for, such as "β = 1", in the colour of its name. Where
     * the plane is too crowded for it, it is left out.
     *
     * @param name a name of the palette
     * @param atX where the point is, horizontally
     * @param atY where the point is, vertically
     * @param text what stands beside it
     * @return this
     * @throws IllegalArgumentException if the palette does not know the name, a coordinate is not
     *     finite, or not positive on a logarithmic axis
     */
    public Plane label(String name, double atX, double atY, String text) {
        x.requireShowable(text, List.of(Estimate.exact(atX)));
        y.requireShowable(text, List.of(Estimate.exact(atY)));
        arrows.add(new Arrows.Arrow(atX, atY, atX, atY, text, palette.color(name)));
        return this;
    }

    @Override
    Plot plot() {
        XYPlot plot = xyPlot(x, y);
        dots.forEach(s -> Lines.addDots(plot, s, palette.style(s.name())));
        for (Series s : series) {
            Lines.addMarks(plot, s, palette.style(s.name()), s.size() > 1);
        }
        if (!arrows.isEmpty()) {
            plot.addAnnotation(new Arrows(arrows, series));
        }
        if (open != null && series.stream().anyMatch(s -> s.open().contains(true))) {
            LegendItemCollection items = plot.getLegendItems();
            items.add(new LegendItem(open, null, null, null, HOLLOW, Theme.PAPER, Theme.HAIRLINE,
                    Theme.INK));
            plot.setFixedLegendItems(items);
        }
        return plot;
    }
}
