package parsimony.figures;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.PlotState;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.TextAnchor;

/**
 * Orientation and spatial frequency of a dictionary's atoms, one mark per atom, on a half disc. The
 * angle is the orientation, from 0° to 180°, since opposite orientations are the same. The distance
 * from the centre is the frequency, in cycles per pixel.
 */
public final class Polar extends ChartFigure {
    /** The distance between rings, in cycles per pixel. */
    private static final double RING = 0.1;
    /** Allows for rounding: a frequency on a ring must not add another ring. */
    private static final double ROUNDING = 1e-9;

    private final Map<String, double[][]> atoms = new LinkedHashMap<>();

    /**
     * A chart without atoms.
     *
     * @param palette knows every name that will be added
     * @param column the width of the figure
     */
    public Polar(Palette palette, Column column) {
        super(palette, column);
    }

    /**
     * Adds the atoms of a dictionary.
     *
     * @param name a name of the palette
     * @param orientations in radians, finite; multiples of π make no difference
     * @param frequencies in cycles per pixel, finite, ≥ 0; one for each orientation
     * @return this
     * @throws IllegalArgumentException if the values are not so, the palette does not know the
     *     name, or the name was added before
     */
    public Polar atoms(String name, double[] orientations, double[] frequencies) {
        requireNew("atoms", name, atoms.keySet());
        if (orientations.length != frequencies.length) {
            throw new IllegalArgumentException("atoms: \"" + name + "\" have " + orientations.length
                    + " orientations and " + frequencies.length + " frequencies; must be as many");
        }
        for (int k = 0; k < orientations.length; k++) {
            if (!Double.isFinite(orientations[k]) || !Double.isFinite(frequencies[k])
                    || frequencies[k] < 0) {
                throw new IllegalArgumentException("atoms: \"" + name + "\", atom " + k
                        + " has orientation " + orientations[k] + " and frequency " + frequencies[k]
                        + "; must be finite, and the frequency ≥ 0");
            }
        }
        atoms.put(name, new double[][] {orientations.clone(), frequencies.clone()});
        return this;
    }

    @Override
    double plotHeightMm() {
        return column == Column.SINGLE ? 49 : 75;
    }

    @Override
    Plot plot() {
        return new HalfDisc();
    }

    private final class HalfDisc extends Plot {
        /** Space in points left and right of the half disc, below it and above it, for labels. */
        private static final double MARGIN = 24;
        private static final double BELOW = 26;
        private static final double ABOVE = 12;

        @Override
        public String getPlotType() {
            return "half disc";
        }

        @Override
        public LegendItemCollection getLegendItems() {
            LegendItemCollection items = new LegendItemCollection();
            for (String name : atoms.keySet()) {
                Palette.Style style = palette.style(name);
                items.add(new LegendItem(name, null, null, null, style.mark(), style.color()));
            }
            return items;
        }

        @Override
        public void draw(Graphics2D g, Rectangle2D area, Point2D anchor, PlotState parent,
                PlotRenderingInfo info) {
            double radius =
                    Math.min(area.getWidth() / 2 - MARGIN, area.getHeight() - ABOVE - BELOW);
            double cx = area.getCenterX();
            double cy = area.getMinY() + ABOVE + radius;
            double largest = atoms.values().stream().flatMapToDouble(a -> Arrays.stream(a[1])).max()
                    .orElse(0);
            int rings = Math.max(1, (int) Math.ceil(largest / RING - ROUNDING));
            g.setFont(Theme.FONT);
            drawScale(g, cx, cy, radius, rings);
            if (atoms.values().stream().allMatch(a -> a[0].length == 0)) {
                TextUtils.drawAlignedString("none", g, (float) cx, (float) (cy - radius / 2),
                        TextAnchor.CENTER);
            }
            double unit = radius / (rings * RING);
            for (Map.Entry<String, double[][]> entry : atoms.entrySet()) {
                Palette.Style style = palette.style(entry.getKey());
                g.setStroke(Theme.HAIRLINE);
                g.setPaint(style.color());
                double[][] polar = entry.getValue();
                for (int k = 0; k < polar[0].length; k++) {
                    double angle = polar[0][k] - Math.PI * Math.floor(polar[0][k] / Math.PI);
                    AffineTransform there = AffineTransform.getTranslateInstance(
                            cx + unit * polar[1][k] * Math.cos(angle),
                            cy - unit * polar[1][k] * Math.sin(angle));
                    there.scale(0.6, 0.6);
                    Shape mark = there.createTransformedShape(style.mark());
                    if (style.solid()) {
                        g.fill(mark);
                    }
                    g.draw(mark);
                }
            }
        }

        private void drawScale(Graphics2D g, double cx, double cy, double radius, int rings) {
            g.setStroke(Theme.HAIRLINE);
            for (int ring = 1; ring <= rings; ring++) {
                double r = radius * ring / rings;
                g.setPaint(ring == rings ? Theme.INK : Theme.GRID);
                g.draw(new Arc2D.Double(cx - r, cy - r, 2 * r, 2 * r, 0, 180, Arc2D.OPEN));
            }
            for (int degrees = 0; degrees <= 180; degrees += 30) {
                double cos = Math.cos(Math.toRadians(degrees));
                double sin = Math.sin(Math.toRadians(degrees));
                g.setPaint(degrees % 180 == 0 ? Theme.INK : Theme.GRID);
                g.draw(new Line2D.Double(cx, cy, cx + radius * cos, cy - radius * sin));
                g.setPaint(Theme.INK);
                TextAnchor anchor = degrees < 90 ? TextAnchor.CENTER_LEFT
                        : degrees > 90 ? TextAnchor.CENTER_RIGHT : TextAnchor.BOTTOM_CENTER;
                TextUtils.drawAlignedString(degrees + "°", g, (float) (cx + (radius + 3) * cos),
                        (float) (cy - (radius + 3) * sin), anchor);
            }
            int stride = 1 + rings / 6;
            for (int ring = 0; ring <= rings; ring += stride) {
                String label = ring == 0 ? "0" : String.format(Locale.ROOT, "%.1f", ring * RING);
                float x = (float) (cx + radius * ring / rings);
                TextUtils.drawAlignedString(label, g, x, (float) cy + 2, TextAnchor.TOP_CENTER);
            }
            String quantity = "Spatial frequency (cycles/pixel)";
            TextUtils.drawAlignedString(quantity, g, (float) cx, (float) cy + 13,
                    TextAnchor.TOP_CENTER);
        }
    }
}
