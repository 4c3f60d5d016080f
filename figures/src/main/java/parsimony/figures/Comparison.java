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
 * Estimates side by side: in each group, one for each name. An example is the NELBO, with datasets
 * as groups, and models with gradient estimators as names. Estimates are marks with intervals, not
 * bars: in bars that start at zero, a difference of a few nats in two hundred cannot be seen.
 */
public final class Comparison extends ChartFigure {
    private final Axis y;
    private final List<String> groups = new ArrayList<>();
    private final Map<String, TreeMap<Integer, Estimate>> estimates = new LinkedHashMap<>();

    /**
     * A chart without estimates.
     *
     * @param y the axis of the estimates
     * @param palette knows every name that will be added
     * @param column the width of the figure
     */
    public Comparison(Axis y, Palette palette, Column column) {
        super(palette, column);
        this.y = y;
    }

    /**
     * Adds an estimate. Groups, and names within a group, stand from left to right in the order in
     * which they were first added.
     *
     * @param group the label below
     * @param name a name of the palette
     * @param estimate the value with its interval
     * @return this
     * @throws IllegalArgumentException if the palette does not know the name, the group has it
     *     already, or the interval reaches 0 or below on a logarithmic axis
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

    /** Group names that stand upright make the figure higher, so that the plot keeps its size. */
    @Override
    double plotHeightMm() {
        return super.plotHeightMm() + (upright() ? widestGroup() / Theme.POINTS_PER_MM : 0);
    }

    /** Whether a group's name is wider than its place, so that names stand upright. */
    private boolean upright() {
        return !groups.isEmpty() && widestGroup() > widthPoints() * 0.8 / groups.size();
    }

    private int widestGroup() {
        return groups.stream().mapToInt(group -> Theme.metrics(Theme.FONT).stringWidth(group)).max()
                .orElse(0);
    }
}
