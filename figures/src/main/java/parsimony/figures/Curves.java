package parsimony.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;

/**
 * Smooth lines through many points: energy, squared error or sparsity of iterative inference
 * against iterations or seconds. Intervals of y become a band.
 */
public final class Curves extends SeriesFigure {
    /** A value that a line across the chart marks. */
    private record Mark(Estimate at, String label) {
    }

    private final List<Mark> marks = new ArrayList<>();
    private final List<Mark> levels = new ArrayList<>();
    private final Set<String> marked = new HashSet<>();

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

    /**
     * Adds the cumulative distribution of a sample: for every value, the share of the sample that
     * is no larger. Values left of an axis with ends count at its first value, so that the curve
     * begins at their share.
     *
     * @param name a name of the palette
     * @param values at least one, finite; positive if the horizontal axis is logarithmic without
     *     ends
     * @return this
     * @throws IllegalArgumentException if there is no value, or as for {@link #curve}
     */
    public Curves distribution(String name, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException(
                    "values: \"" + name + "\" has none; must have at least one");
        }
        double first = x.isFree() ? sorted[0] : x.low();
        int below = (int) Arrays.stream(sorted).filter(value -> value <= first).count();
        List<Estimate> across = new ArrayList<>(List.of(Estimate.exact(first)));
        List<Estimate> up = new ArrayList<>(List.of(share(below, sorted.length)));
        for (int i = below; i < sorted.length; i++) {
            across.add(Estimate.exact(sorted[i]));
            up.add(share(i, sorted.length));
            across.add(Estimate.exact(sorted[i]));
            up.add(share(i + 1, sorted.length));
        }
        if (!x.isFree() && sorted[sorted.length - 1] < x.high()) {
            across.add(Estimate.exact(x.high()));
            up.add(Estimate.exact(1));
        }
        return curve(new Series(name, across, up));
    }

    private static Estimate share(int part, int of) {
        return Estimate.exact((double) part / of);
    }

    /**
     * Adds an upright dashed line at a value, such as a mean. An interval is a gray band about it.
     * The legend says what it is, so no text stands on the curves.
     *
     * @param at the value with its interval
     * @param label its text in the legend
     * @return this
     * @throws IllegalArgumentException if an end is not positive on a logarithmic axis
     */
    public Curves mark(Estimate at, String label) {
        x.requireShowable(label, List.of(at));
        marks.add(new Mark(at, label));
        return this;
    }

    /**
     * Adds few points with their marks, joined by a line, such as encoders of several sizes beside
     * the curves of what goes on for many steps.
     *
     * @param points the points with their intervals
     * @return this
     * @throws IllegalArgumentException as for {@link #curve}
     */
    public Curves marks(Series points) {
        add(points);
        marked.add(points.name());
        return this;
    }

    /**
     * Adds a level dashed line at a value that a curve comes down to. The legend says what it is.
     *
     * @param at the value
     * @param label its text in the legend
     * @return this
     * @throws IllegalArgumentException if it is not positive on a logarithmic axis
     */
    public Curves level(double at, String label) {
        Estimate exact = Estimate.exact(at);
        y.requireShowable(label, List.of(exact));
        levels.add(new Mark(exact, label));
        return this;
    }

    @Override
    Plot plot() {
        XYPlot plot = xyPlot(x, y);
        for (Series s : series) {
            if (marked.contains(s.name())) {
                Lines.addMarks(plot, s, palette.style(s.name()), s.size() > 1);
            } else {
                Lines.addBand(plot, s, palette.style(s.name()));
            }
        }
        LegendItemCollection items = plot.getLegendItems();
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            if (!mark.at.isExact()) {
                IntervalMarker band =
                        new IntervalMarker(mark.at.low(), mark.at.high(), Theme.BAND);
                band.setAlpha(1);
                plot.addDomainMarker(band, Layer.BACKGROUND);
            }
            plot.addDomainMarker(
                    new ValueMarker(mark.at.value(), Theme.INK, Theme.dashed(i)));
            items.add(Lines.dashed(mark.label, i));
        }
        for (int i = 0; i < levels.size(); i++) {
            int dash = marks.size() + i;
            plot.addRangeMarker(new ValueMarker(levels.get(i).at.value(), Theme.INK,
                    Theme.dashed(dash)));
            items.add(Lines.dashed(levels.get(i).label, dash));
        }
        plot.setFixedLegendItems(items);
        return plot;
    }
}
