package parsimony.figures;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;
import parsimony.signals.InputException;

/**
 * Several figures as one: panels from left to right and row by row, with the letters a, b, c, … and
 * headings. A panel has one figure, or several one below the other. Charts in it are lower than
 * they are alone.
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
            dots(Column.DOUBLE.millimetres() - 2 * Column.SINGLE.millimetres());
    /** The distance between figures that are one below the other. */
    private static final int BELOW_DOTS = 16;
    /** The further distance between rows of panels. */
    private static final int ROWS_DOTS = 20;
    /** The most panels, one for each letter. */
    private static final int MOST = 26;
    private static final Font LETTER = Theme.FONT.deriveFont(10f);
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
    private final List<Panel> panels = new ArrayList<>();

    /**
     * A figure without panels.
     *
     * @param across panels in a row, ≥ 1
     * @throws InputException if it is below 1
     */
    public Panels(int across) {
        if (across < 1) {
            throw new InputException("across: " + across + "; must be at least 1");
        }
        this.across = across;
    }

    /**
     * Adds a panel.
     *
     * @param heading stands beside its letter; may be empty
     * @param figures one below the other, at least one. A chart stays low when it is drawn alone
     *                later
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
            if (figure instanceof ChartFigure chart) {
                chart.lower();
            }
        }
        panels.add(new Panel(heading, List.of(figures)));
        return this;
    }

    @Override
    public double widthMm() {
        int columns = Math.min(across, panels.size());
        return millimetres(columns * width() + (columns - 1) * BESIDE_DOTS);
    }

    @Override
    public double heightMm() {
        int height = 0;
        for (int first = 0; first < panels.size(); first += across) {
            height += rowHeight(first);
        }
        return millimetres(height - ROWS_DOTS);
    }

    @Override
    protected void draw(Graphics2D g) {
        int y = 0;
        for (int first = 0; first < panels.size(); first += across) {
            for (int i = first; i < end(first); i++) {
                draw(g, i, (i - first) * (width() + BESIDE_DOTS), y);
            }
            y += rowHeight(first);
        }
    }

    /** Draws a panel with its top left corner at dot (x, y), so that tiles lie on whole dots. */
    private void draw(Graphics2D g, int i, int x, int y) {
        Panel panel = panels.get(i);
        g.setColor(Theme.INK);
        g.setFont(LETTER);
        float left = (float) (x * Theme.DOT);
        float line = (float) (y * Theme.DOT) + 9;
        g.drawString(String.valueOf((char) ('a' + i)), left, line);
        g.setFont(Theme.FONT);
        g.drawString(panel.heading, left + HEADING_AT, line);
        int top = y + HEADING_DOTS;
        for (Figure figure : panel.figures) {
            AffineTransform saved = g.getTransform();
            g.translate(x * Theme.DOT, top * Theme.DOT);
            figure.draw(g);
            g.setTransform(saved);
            top += dots(figure.heightMm()) + BELOW_DOTS;
        }
    }

    private int width() {
        return panels.stream().mapToInt(Panel::width).max().orElse(0);
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
