package parsimony.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;

/**
 * Estimates side by side, name by name in each group: NELBO by model and gradient estimator, by
 * dataset. Marks with intervals rather than bars, since differences of a few nats in two hundred
 * drown in bars that start at zero.
 */
public final class Comparison extends ChartFigure {
    private final Axis y;
    private final Palette palette;
    private final List<String> groups = new ArrayList<>();
    private final Map<String, TreeMap<Integer, Estimate>> estimates = new LinkedHashMap<>();

    /**
     * @param y       the axis of the estimates
     * @param palette knows every name that will be added
     * @param column  the width of the figure
     */
    public Comparison(Axis y, Palette palette, Column column) {
        super(column);
        this.y = y;
        this.palette = palette;
    }

    /**
     * Adds an estimate. Groups stand from left to right, and names within each, in the order in
     * which they first come.
     *
     * @throws IllegalArgumentException if the palette does not know the name, the group has it
     *                                  already, or the interval reaches where a logarithmic axis
     *                                  has no place for it
     */
    public Comparison estimate(String group, String name, Estimate estimate) {
        palette.style(name);
        y.requireShowable(name, List.of(estimate));
        if (!groups.contains(group)) {
            groups.add(group);
        }
        TreeMap<Integer, Estimate> ofName = estimates.computeIfAbsent(name, n -> new TreeMap<>());
        if (ofName.putIfAbsent(groups.indexOf(group), estimate) != null) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\" is in group \"" + group + "\" already");
        }
        return this;
    }

    @Override
    Plot plot() {
        SymbolAxis across = new SymbolAxis(null, groups.toArray(String[]::new));
        dress(across, true);
        across.setGridBandsVisible(false);
        across.setTickMarksVisible(false);
        across.setRange(-0.5, Math.max(1, groups.size()) - 0.5);
        across.setVerticalTickLabels(upright());
        XYPlot plot = xyPlot(across, y);
        double step = Math.min(0.15, 0.75 / Math.max(1, estimates.size()));
        double offset = -step * (estimates.size() - 1) / 2;
        for (Map.Entry<String, TreeMap<Integer, Estimate>> entry : estimates.entrySet()) {
            double shift = offset;
            List<Estimate> places = entry.getValue().keySet().stream()
                    .map(group -> Estimate.exact(group + shift)).toList();
            Series series =
                    new Series(entry.getKey(), places, List.copyOf(entry.getValue().values()));
            Lines.addMarks(plot, series, palette.style(entry.getKey()), false);
            offset += step;
        }
        return plot;
    }

    /** Names that stand upright get room of their own, instead of the plot's. */
    @Override
    double plotHeightMm() {
        return super.plotHeightMm() + (upright() ? widestGroup() / Theme.POINTS_PER_MM : 0);
    }

    /** Whether a group's name is wider than its place. */
    private boolean upright() {
        return !groups.isEmpty() && widestGroup() > widthPoints() * 0.8 / groups.size();
    }

    /** In points. */
    private int widestGroup() {
        return groups.stream().mapToInt(group -> Theme.metrics(Theme.FONT).stringWidth(group)).max()
                .orElse(0);
    }
}
