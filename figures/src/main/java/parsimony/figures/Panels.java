package parsimony.figures;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.title.LegendTitle;
import parsimony.signals.InputException;

/**
 * Several figures as one: panels from left to right and row by row, with bold letters a, b, c, … at
 * their upper left and headings beside the letters; a single panel has no letter. A panel has one
 * figure, or several one below the other. Charts in it are lower than they are alone. Panels of a
 * {@link Column} share its width; a legend that they have in common, and a note such as the number
 * of patches, stand once, below all of them.
 *
 * <pre>{@code
 * new Panels(2).panel("The atoms", mosaic).panel("Their use", histogram).write(folder, "both");
 * }</pre>
 */
public final class Panels extends Figure {
    /** The height of the line with letter and heading, in dots of 1/300 inch. */
    private static final int HEADING_DOTS = 50;
    /** The distance between panels that are side by side: two single columns make a double one. */
    private static final int BESIDE_DOTS =
            dots(Column.DOUBLE.millimetres()) - 2 * dots(Column.SINGLE.millimetres());
    /** The distance between figures that are one below the other. */
    private static final int BELOW_DOTS = 16;
    /** The further distance between rows of panels. */
    private static final int ROWS_DOTS = 20;
    /** The height of a line of the note. */
    private static final int LINE_DOTS = 42;
    /** The most panels, one for each letter. */
    private static final int MOST = 26;
    private static final Font LETTER = Theme.FONT.deriveFont(9f);
    /** The place of a heading to the right of its letter, in points. */
    private static final float HEADING_AT = 12;

    private record Panel(String heading, List<Figure> figures) {
        int width() {
            return figures.stream().mapToInt(figure -> dots(figure.widthMm())).max().orElse(0);
        }

        int height() {
            return HEADING_DOTS + figures.stream()
                    .mapToInt(figure -> dots(figure.heightMm()) + BELOW_DOTS).sum();
        }
    }

    private final int across;
    /** The width of a panel in dots; 0 if it is that of the widest figure. */
    private final int share;
    private final List<Panel> panels = new ArrayList<>();
    private boolean sharesLegend;
    private String note = "";

    /**
     * A figure without panels. A panel will be as wide as the widest figure.
     *
     * @param across panels in a row, ≥ 1
     * @throws InputException if it is below 1
     */
    public Panels(int across) {
        this(across, 0);
    }

    /**
     * A figure without panels, which share the width of a column equally.
     *
     * @param across panels in a row, ≥ 1
     * @param column the width of the whole figure
     * @throws InputException if across is below 1
     */
    public Panels(int across, Column column) {
        this(across, (dots(column.millimetres()) - (Math.max(1, across) - 1) * BESIDE_DOTS)
                / Math.max(1, across));
    }

    private Panels(int across, int share) {
        if (across < 1) {
            throw new InputException("across: " + across + "; must be at least 1");
        }
        this.across = across;
        this.share = share;
    }

    /**
     * Adds a panel.
     *
     * @param heading stands beside its letter; may be empty
     * @param figures one below the other, at least one. A chart stays low when it is drawn alone
     *                later, and as wide as its panel if panels share the width of a column
     * @return this
     * @throws InputException if there is no figure, or no letter is left
     */
    public Panels panel(String heading, Figure... figures) {
        if (figures.length == 0 || panels.size() == MOST) {
            throw new InputException("panel \"" + heading + "\": has " + figures.length
                    + " figures, after " + panels.size()
                    + " panels; must have at least one, and be one of " + MOST);
        }
        for (Figure figure : figures) {
            if (share > 0) {
                figure.fit(millimetres(share));
            } else if (figure instanceof ChartFigure chart) {
                chart.lower();
            }
        }
        panels.add(new Panel(heading, List.of(figures)));
        return this;
    }

    /**
     * Shows the legends of all charts once, below the panels: a name that several charts have
     * stands there once.
     *
     * @return this
     */
    public Panels sharedLegend() {
        sharesLegend = true;
        return this;
    }

    /**
     * Sets what holds for all panels, such as "n = 100 patches". It stands below them, in lines no
     * wider than the figure.
     *
     * @param text one or more sentences; empty for none
     * @return this
     */
    public Panels note(String text) {
        note = text;
        return this;
    }

    @Override
    public double widthMm() {
        return millimetres(widthDots());
    }

    private int widthDots() {
        int columns = Math.min(across, panels.size());
        return columns * width() + (columns - 1) * BESIDE_DOTS;
    }

    @Override
    public double heightMm() {
        handOverLegends();
        return millimetres(legendTop() + legendDots() + lines().size() * LINE_DOTS);
    }

    @Override
    protected void draw(Graphics2D g) {
        handOverLegends();
        int y = 0;
        for (int first = 0; first < panels.size(); first += across) {
            for (int i = first; i < end(first); i++) {
                draw(g, i, (i - first) * (width() + BESIDE_DOTS), y);
            }
            y += rowHeight(first);
        }
        y = legendTop();
        if (legendDots() > 0) {
            double width = widthDots() * Theme.DOT;
            LegendTitle legend = legend();
            double height = ChartFigure.height(legend, width);
            legend.draw(g, new Rectangle2D.Double(0, y * Theme.DOT, width, height));
            y += legendDots();
        }
        g.setFont(Theme.FONT);
        g.setColor(Theme.INK);
        for (String line : lines()) {
            y += LINE_DOTS;
            g.drawString(line, 1f, (float) (y * Theme.DOT) - 2);
        }
    }

    /** Draws a panel with its top left corner at dot (x, y), so that tiles lie on whole dots. */
    private void draw(Graphics2D g, int i, int x, int y) {
        Panel panel = panels.get(i);
        g.setColor(Theme.INK);
        float left = (float) (x * Theme.DOT);
        float line = (float) (y * Theme.DOT) + 9;
        if (panels.size() > 1) {
            Theme.drawBold(g, String.valueOf((char) ('a' + i)), LETTER, left + 0.5f, line);
        }
        if (!panel.heading.isEmpty()) {
            g.setFont(Theme.FONT);
            g.drawString(panel.heading, left + HEADING_AT, line);
        }
        int top = y + HEADING_DOTS;
        for (Figure figure : panel.figures) {
            AffineTransform saved = g.getTransform();
            g.translate(x * Theme.DOT, top * Theme.DOT);
            figure.draw(g);
            g.setTransform(saved);
            top += dots(figure.heightMm()) + BELOW_DOTS;
        }
    }

    private List<ChartFigure> charts() {
        return panels.stream().flatMap(panel -> panel.figures.stream())
                .filter(ChartFigure.class::isInstance).map(ChartFigure.class::cast).toList();
    }

    private void handOverLegends() {
        if (sharesLegend) {
            charts().forEach(ChartFigure::legendElsewhere);
        }
    }

    /** The legend of all charts, without a name twice. */
    private LegendTitle legend() {
        LegendItemCollection all = new LegendItemCollection();
        Set<String> names = new HashSet<>();
        for (ChartFigure chart : charts()) {
            LegendItemCollection items = chart.legendItems();
            for (int i = 0; items != null && i < items.getItemCount(); i++) {
                LegendItem item = items.get(i);
                if (names.add(item.getLabel())) {
                    all.add(item);
                }
            }
        }
        return ChartFigure.legend(() -> all);
    }

    private int legendDots() {
        return sharesLegend
                ? (int) Math.ceil(ChartFigure.height(legend(), widthDots() * Theme.DOT) / Theme.DOT)
                : 0;
    }

    /** The note in lines that fit the width. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        FontMetrics metrics = Theme.metrics(Theme.FONT);
        StringBuilder line = new StringBuilder();
        for (String word : note.isEmpty() ? new String[0] : note.split(" ")) {
            if (!line.isEmpty()
                    && metrics.stringWidth(line + " " + word) > widthDots() * Theme.DOT - 2) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    /** The dot below the last row of panels. */
    private int legendTop() {
        int height = -ROWS_DOTS;
        for (int first = 0; first < panels.size(); first += across) {
            height += rowHeight(first);
        }
        return height;
    }

    private int width() {
        return share > 0 ? share : panels.stream().mapToInt(Panel::width).max().orElse(0);
    }

    private int rowHeight(int first) {
        return ROWS_DOTS + panels.subList(first, end(first)).stream().mapToInt(Panel::height).max()
                .orElse(0);
    }

    private int end(int first) {
        return Math.min(first + across, panels.size());
    }

    private static int dots(double millimetres) {
        return (int) Math.ceil(millimetres * Theme.POINTS_PER_MM / Theme.DOT - 1e-6);
    }

    private static double millimetres(int dots) {
        return dots * Theme.DOT / Theme.POINTS_PER_MM;
    }
}
