package parsimony.figures;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.TextAnchor;
import parsimony.signals.InputException;

/**
 * Estimates side by side: in each group, one for each name. An example is the NELBO, with datasets
 * as groups, and models with gradient estimators as names. Estimates are marks with intervals, not
 * bars: in bars that start at zero, a difference of a few nats in two hundred cannot be seen.
 * Groups may stand in titled sections beside one another. A strip below may show single values,
 * such as those of every seed, at the same places.
 */
public final class Comparison extends ChartFigure {
    /** The heights of the two panels, relative to one another. */
    private static final int ESTIMATES_SHARE = 3;
    private static final int STRIP_SHARE = 1;
    /** Between the panels, in points. */
    private static final double PANEL_GAP = 6;
    /** The room above the data for the titles of sections, as a share of the data's range. */
    private static final double TITLE_ROOM = 0.2;
    private static final Color NO_PAINT = new Color(0, true);

    private final Axis y;
    /** The titles of sections, from left to right; the first is empty if it has none. */
    private final List<String> sections = new ArrayList<>(List.of(""));
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, TreeMap<Integer, Estimate>> estimates = new LinkedHashMap<>();
    /** The axis of the strip; null if there is none. */
    private Axis strip;
    /** The values in the strip, of each name and group. */
    private final Map<String, TreeMap<Integer, double[]>> dots = new LinkedHashMap<>();

    /** A group of a section, which is the last one that was begun when the group came. */
    private record Group(int section, String name) {
    }

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
     * Begins a section. The groups that follow are its own, even if an earlier section has groups
     * of the same names.
     *
     * @param title stands above the groups
     * @return this
     * @throws InputException if there are groups already that stand in no section
     */
    public Comparison section(String title) {
        if (groups.isEmpty()) {
            sections.set(0, title);
        } else if (sections.get(0).isEmpty()) {
            throw new InputException("section: \"" + title + "\" must come before the first group");
        } else {
            sections.add(title);
        }
        return this;
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
        Group added = new Group(sections.size() - 1, group);
        if (!groups.contains(added)) {
            groups.add(added);
        }
        TreeMap<Integer, Estimate> ofName = estimates.computeIfAbsent(name, n -> new TreeMap<>());
        if (ofName.putIfAbsent(groups.indexOf(added), estimate) != null) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\" is in group \"" + group + "\" already");
        }
        return this;
    }

    /**
     * Opens a strip for single values below the estimates.
     *
     * @param axis the axis of the values
     * @return this
     */
    public Comparison strip(Axis axis) {
        strip = axis;
        return this;
    }

    /**
     * Shows single values of an estimate in the strip. They belong to the section that was begun
     * last.
     *
     * @param group the group of the estimate
     * @param name the name of the estimate
     * @param values the values to show
     * @return this
     * @throws InputException if there is no strip, the group has no estimate of this name, or a
     *     value is 0 or below on a logarithmic axis
     */
    public Comparison dots(String group, String name, double... values) {
        int at = groups.indexOf(new Group(sections.size() - 1, group));
        if (strip == null || at < 0 || !estimates.getOrDefault(name, new TreeMap<>())
                .containsKey(at)) {
            throw new InputException("dots: \"" + name + "\" of \"" + group
                    + "\" need a strip, and an estimate that was added before");
        }
        strip.requireShowable(name, Arrays.stream(values).mapToObj(Estimate::exact).toList());
        dots.computeIfAbsent(name, n -> new TreeMap<>()).put(at, values.clone());
        return this;
    }

    @Override
    Plot plot() {
        SymbolAxis across =
                new SymbolAxis(null, groups.stream().map(Group::name).toArray(String[]::new));
        dress(across, true);
        across.setGridBandsVisible(false);
        across.setTickMarksVisible(false);
        across.setRange(-0.5, Math.max(1, groups.size()) - 0.5);
        across.setVerticalTickLabels(upright());
        XYPlot upper = xyPlot(across, y);
        upper.setRangeZeroBaselineVisible(!y.isFree() && y.low() <= 0); // of differences
        upper.setRangeZeroBaselinePaint(Theme.INK);
        upper.setRangeZeroBaselineStroke(Theme.HAIRLINE);
        double step = Math.min(0.15, 0.75 / Math.max(1, estimates.size()));
        Map<String, Double> shifts = new LinkedHashMap<>();
        for (String name : estimates.keySet()) {
            shifts.put(name, step * (shifts.size() - (estimates.size() - 1) / 2.0));
        }
        estimates.forEach((name, ofName) -> {
            List<Estimate> places = ofName.keySet().stream()
                    .map(group -> Estimate.exact(group + shifts.get(name))).toList();
            Series series = new Series(name, places, List.copyOf(ofName.values()));
            Lines.addMarks(upper, series, palette.style(name), false);
        });
        titleSections(upper);
        if (strip == null) {
            separateSections(upper);
            return upper;
        }
        XYPlot lower = xyPlot(across, strip);
        dots.forEach((name, ofName) -> Lines.addDots(lower,
                dots(name, ofName, shifts.get(name)), palette.style(name)));
        CombinedDomainXYPlot both = new CombinedDomainXYPlot(across);
        both.setGap(PANEL_GAP);
        both.add(upper, ESTIMATES_SHARE);
        both.add(lower, STRIP_SHARE);
        for (XYPlot panel : List.of(upper, lower)) {
            separateSections(panel);
            panel.setBackgroundPaint(null);
            panel.setOutlineVisible(false);
        }
        return both;
    }

    private static Series dots(String name, TreeMap<Integer, double[]> ofName, double shift) {
        List<Estimate> x = new ArrayList<>();
        List<Estimate> y = new ArrayList<>();
        ofName.forEach((group, values) -> {
            for (double value : values) {
                x.add(Estimate.exact(group + shift));
                y.add(Estimate.exact(value));
            }
        });
        return new Series(name, x, y);
    }

    /** Writes the titles of sections at the top of a plot, and makes room for them there. */
    private void titleSections(XYPlot plot) {
        if (sections.get(0).isEmpty()) {
            return;
        }
        if (y.isFree()) {
            plot.getRangeAxis().setUpperMargin(TITLE_ROOM);
        }
        for (int i = 0; i < sections.size(); i++) {
            int section = i;
            int[] own = IntStream.range(0, groups.size())
                    .filter(group -> groups.get(group).section == section).toArray();
            if (own.length > 0) {
                IntervalMarker title =
                        new IntervalMarker(own[0] - .5, own[own.length - 1] + .5, NO_PAINT);
                title.setAlpha(1); // its label is drawn with it
                title.setLabel(sections.get(i));
                title.setLabelBackgroundColor(NO_PAINT);
                title.setLabelFont(Theme.FONT);
                title.setLabelPaint(Theme.INK);
                // A title that is wider than its section must not leave the plot.
                boolean wide = Theme.metrics(Theme.FONT).stringWidth(sections.get(i)) > roomFor(
                        own.length);
                boolean first = wide && i == 0;
                boolean last = wide && !first && i == sections.size() - 1;
                title.setLabelAnchor(first ? RectangleAnchor.TOP_LEFT
                        : last ? RectangleAnchor.TOP_RIGHT : RectangleAnchor.TOP);
                title.setLabelTextAnchor(first ? TextAnchor.TOP_LEFT
                        : last ? TextAnchor.TOP_RIGHT : TextAnchor.TOP_CENTER);
                plot.addDomainMarker(title);
            }
        }
    }

    private void separateSections(XYPlot plot) {
        for (int group = 1; group < groups.size(); group++) {
            if (groups.get(group).section != groups.get(group - 1).section) {
                plot.addDomainMarker(new ValueMarker(group - .5, Theme.INK, Theme.HAIRLINE));
            }
        }
    }

    /** Group names that stand upright make the figure higher, so that the plot keeps its size. */
    @Override
    double plotHeightMm() {
        double plots = super.plotHeightMm()
                * (strip == null ? 1 : (double) (ESTIMATES_SHARE + STRIP_SHARE) / ESTIMATES_SHARE);
        return plots + (upright() ? widestGroup() / Theme.POINTS_PER_MM : 0);
    }

    /** Whether a group's name is wider than its place, so that names stand upright. */
    private boolean upright() {
        return !groups.isEmpty() && widestGroup() > roomFor(1);
    }

    /** The width of so many groups, in points, about: the axis beside the plot takes a part. */
    private double roomFor(int some) {
        return widthPoints() * 0.8 * some / groups.size();
    }

    private int widestGroup() {
        return groups.stream()
                .mapToInt(group -> Theme.metrics(Theme.FONT).stringWidth(group.name)).max()
                .orElse(0);
    }
}
