package parsimony.figures;

import java.awt.Color;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    /**
     * The height of the plot, with marks, relative to the highest bar: the labels of marks stand
     * above it. {@link #ROW} is added for each further row of labels.
     */
    private static final double HEADROOM = 1.2;
    private static final double ROW = 0.1;
    /** The height of the plot, without marks, relative to the highest bar. */
    private static final double CLEARANCE = 1.05;
    /**
     * The share of the axis that a short label takes. Marks closer than this have labels in several
     * rows.
     */
    private static final double LABEL = 0.15;

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
     * Adds a dashed line at a value, such as the threshold of an active unit, with its label above
     * the bars. The label stands on the side of the line with more room.
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
        List<Double> values = List.copyOf(marks.keySet());
        double[] at = values.stream()
                .mapToDouble(v -> x.position(v, across.getLowerBound(), across.getUpperBound()))
                .toArray();
        int row = 0;
        int rows = 0;
        for (int i = 0; i < at.length; i++) {
            double left = at[i] - (i == 0 ? 0 : at[i - 1]);
            double right = (i == at.length - 1 ? 1 : at[i + 1]) - at[i];
            row = Math.max(left, right) < LABEL ? row + 1 : 0;
            rows = Math.max(rows, row);
            plot.addDomainMarker(
                    marker(values.get(i), marks.get(values.get(i)), right > left, row));
        }
        ((NumberAxis) plot.getRangeAxis()).setRange(0,
                highest * (marks.isEmpty() ? CLEARANCE : HEADROOM + ROW * rows));
        return plot;
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

    private static ValueMarker marker(double value, String label, boolean textOnRight, int row) {
        ValueMarker marker = new ValueMarker(value, Theme.INK, Theme.dashed(0));
        marker.setLabel(label);
        marker.setLabelFont(Theme.FONT);
        marker.setLabelPaint(Theme.INK);
        marker.setLabelBackgroundColor(new Color(0, true));
        marker.setLabelAnchor(textOnRight ? RectangleAnchor.TOP_RIGHT : RectangleAnchor.TOP_LEFT);
        marker.setLabelTextAnchor(textOnRight ? TextAnchor.TOP_LEFT : TextAnchor.TOP_RIGHT);
        marker.setLabelOffset(new RectangleInsets(3 + row * 1.2 * Theme.FONT.getSize2D(), 3, 3, 3));
        return marker;
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
