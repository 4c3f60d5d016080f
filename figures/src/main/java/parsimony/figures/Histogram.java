package parsimony.figures;

import java.awt.Color;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYAreaRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * The distribution of samples: the share of them in each bin. Bins are equally wide; on a
 * logarithmic axis, their logarithms are. Examples are the gap of each patch and the KL of each
 * unit.
 */
public final class Histogram extends ChartFigure {
    /** The height of the plot, with a label above the bars, relative to the highest bar. */
    private static final double HEADROOM = 1.2;
    /** The height of the plot, without a label, relative to the highest bar. */
    private static final double CLEARANCE = 1.05;
    /** The width of the plot, at least, as a share of that of the figure: the axis needs room. */
    private static final double PLOT = 0.75;

    private final Axis x;
    private final Axis y;
    private final int bins;
    private final Map<String, double[]> samples = new LinkedHashMap<>();
    private final Map<Double, String> marks = new TreeMap<>();
    private boolean parts;

    /**
     * A histogram without samples.
     *
     * @param x the axis of the samples; if it has ends, samples beyond are counted in the first or
     *     last bin
     * @param of what is counted in the plural, such as "patches" in "Share of patches"
     * @param bins the number of bins, ≥ 1
     * @param palette knows the name of every sample that will be added
     * @param column the width of the figure
     * @throws IllegalArgumentException if there are no bins
     */
    public Histogram(Axis x, String of, int bins, Palette palette, Column column) {
        super(palette, column);
        if (bins < 1) {
            throw new IllegalArgumentException("bins: " + bins + "; must be at least 1");
        }
        this.x = x;
        this.y = Axis.linear("Share of " + of);
        this.bins = bins;
    }

    /**
     * Adds a sample.
     *
     * @param name a name of the palette
     * @param values finite, at least one; positive if the axis is logarithmic without ends
     * @return this
     * @throws IllegalArgumentException if the values are not so, the palette does not know the
     *     name, or the name was added before
     */
    public Histogram sample(String name, double... values) {
        requireNew("sample", name, samples.keySet());
        if (values.length == 0) {
            throw new IllegalArgumentException(
                    "values: \"" + name + "\" has none; must have at least one");
        }
        for (double value : values) {
            if (!Double.isFinite(value) || x.logarithmic() && x.isFree() && value <= 0) {
                throw new IllegalArgumentException("values: \"" + name + "\" has " + value
                        + "; must be finite"
                        + (x.logarithmic() ? ", and positive unless the axis has ends" : ""));
            }
        }
        samples.put(name, values.clone());
        return this;
    }

    /**
     * Takes the samples for parts of one whole, such as the dead and the active units of a model:
     * the shares of all samples together make 1. By default those of each sample do.
     *
     * @return this
     */
    public Histogram parts() {
        parts = true;
        return this;
    }

    /**
     * Adds a dashed line at a value, such as the threshold of an active unit. The label of a single
     * line stands above the bars, on the side with more room; labels of several lines, and one that
     * is too long, stand in the legend.
     *
     * @param value where the line stands
     * @param label its text
     * @return this
     * @throws IllegalArgumentException if the value is not finite, or not positive on a logarithmic
     *     axis
     */
    public Histogram mark(double value, String label) {
        x.requireShowable(label, List.of(Estimate.exact(value)));
        marks.put(value, label);
        return this;
    }

    @Override
    Plot plot() {
        XYPlot plot = xyPlot(x, y);
        // The grid's line at zero covers the axis. Where there are data, a line on top restores it.
        plot.setRangeZeroBaselineVisible(!samples.isEmpty());
        plot.setRangeZeroBaselinePaint(Theme.INK);
        plot.setRangeZeroBaselineStroke(Theme.HAIRLINE);
        double[] edges = edges();
        double highest = 1.0 / bins;
        int all = samples.values().stream().mapToInt(values -> values.length).sum();
        for (Map.Entry<String, double[]> sample : samples.entrySet()) {
            double part = parts ? (double) sample.getValue().length / all : 1;
            double[] shares = Arrays.stream(shares(sample.getValue(), edges))
                    .map(share -> share * part).toArray();
            highest = Math.max(highest, Arrays.stream(shares).max().orElse(0));
            draw(plot, sample.getKey(), edges, shares);
        }
        ValueAxis across = plot.getDomainAxis();
        across.setRange(widened(x.between(edges[0], edges[bins])));
        boolean named = addMarks(plot, across);
        ((NumberAxis) plot.getRangeAxis()).setRange(0, highest * (named ? HEADROOM : CLEARANCE));
        return plot;
    }

    /**
     * Draws the marks. A single one has its label beside it if there is room; else the legend says
     * what they are.
     *
     * @return whether a label stands on the plot
     */
    private boolean addMarks(XYPlot plot, ValueAxis across) {
        boolean named = false;
        LegendItemCollection items = plot.getLegendItems();
        int i = 0;
        for (Map.Entry<Double, String> mark : marks.entrySet()) {
            ValueMarker line =
                    new ValueMarker(mark.getKey(), Theme.INK, Theme.dashed(i));
            double left = x.position(mark.getKey(), across.getLowerBound(),
                    across.getUpperBound());
            double room = Math.max(left, 1 - left) * PLOT * widthPoints();
            named = marks.size() == 1
                    && Theme.metrics(Theme.FONT).stringWidth(mark.getValue()) <= room;
            if (named) {
                label(line, mark.getValue(), left < 0.5);
            } else {
                items.add(Lines.dashed(mark.getValue(), i));
            }
            plot.addDomainMarker(line);
            i++;
        }
        plot.setFixedLegendItems(items);
        return named;
    }

    private void draw(XYPlot plot, String name, double[] edges, double[] shares) {
        Palette.Style style = palette.style(name);
        Color color = style.color();
        XYAreaRenderer area = new XYAreaRenderer(XYAreaRenderer.AREA);
        area.setSeriesPaint(0, new Color(color.getRed(), color.getGreen(), color.getBlue(), 64));
        area.setSeriesVisibleInLegend(0, false);
        Lines.add(plot, outline(name, edges, shares, 0), area);
        XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, false);
        line.setDrawSeriesLineAsPath(true);
        line.setSeriesPaint(0, color);
        line.setSeriesStroke(0, style.line());
        Lines.add(plot, outline(name, edges, shares, Double.NaN), line);
    }

    private static void label(ValueMarker marker, String label, boolean textOnRight) {
        marker.setLabel(label);
        marker.setLabelFont(Theme.FONT);
        marker.setLabelPaint(Theme.INK);
        marker.setLabelBackgroundColor(new Color(0, true));
        marker.setLabelAnchor(textOnRight ? RectangleAnchor.TOP_RIGHT : RectangleAnchor.TOP_LEFT);
        marker.setLabelTextAnchor(textOnRight ? TextAnchor.TOP_LEFT : TextAnchor.TOP_RIGHT);
        marker.setLabelOffset(new RectangleInsets(3, 3, 3, 3));
    }

    /** The ends of the bins, rising; one more than there are bins. */
    double[] edges() {
        double low = x.low();
        double high = x.high();
        if (x.isFree()) {
            low = samples.values().stream().flatMapToDouble(Arrays::stream).min().orElse(1);
            high = samples.values().stream().flatMapToDouble(Arrays::stream).max().orElse(2);
            if (low == high) {
                high = low + Math.max(1, Math.abs(low)); // a single value: the first bin holds it
            }
        }
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            double t = (double) i / bins;
            edges[i] = x.logarithmic() ? low * Math.pow(high / low, t) : low + t * (high - low);
        }
        return edges;
    }

    /**
     * The share of the values in each bin [edge, next edge); the last bin includes its upper edge.
     */
    static double[] shares(double[] values, double[] edges) {
        double[] shares = new double[edges.length - 1];
        for (double value : values) {
            int at = Arrays.binarySearch(edges, value);
            int bin = at >= 0 ? at : -at - 2;
            shares[Math.max(0, Math.min(shares.length - 1, bin))] += 1.0 / values.length;
        }
        return shares;
    }

    /**
     * The upper outline of the bars, which starts and ends at 0. Over empty bins it has the value
     * {@code gap}.
     */
    private static XYDataset outline(String name, double[] edges, double[] shares, double gap) {
        XYSeries line = new XYSeries(name, false, true);
        for (int i = 0; i < edges.length; i++) {
            double before = i == 0 ? 0 : shares[i - 1];
            double after = i == shares.length ? 0 : shares[i];
            if (before > 0 || after > 0) {
                line.add(edges[i], before);
                line.add(edges[i], after);
            }
            if (after == 0) {
                line.add(edges[i], gap);
            }
        }
        return new XYSeriesCollection(line);
    }
}
