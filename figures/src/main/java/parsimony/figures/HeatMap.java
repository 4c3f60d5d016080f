package parsimony.figures;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import parsimony.signals.InputException;

/**
 * A value for every pair of two settings, such as the error at every number of atoms and every β:
 * cells with their numbers, coloured from dark (least) to light (largest), and a bar that says
 * which colour is which value. A cell without a value is empty.
 */
public final class HeatMap extends Figure {
    /** The height of a cell: at most this, and at most so much of its width. In points. */
    private static final double HIGHEST = 26;
    private static final double LOWEST = 13;
    private static final double FLAT = 0.75;
    private static final double TICK = 2.5;
    private static final double GAP = 3;
    /** The colour bar: its distance from the cells, its width, and its steps of colour. */
    private static final double BAR_AT = 8;
    private static final double BAR = 6;
    private static final int STEPS = 64;
    /** Digits of a value that tell it from others: so many of the range of all. */
    private static final int DIGITS = 2;
    /** The longest name of a setting that is written in full. */
    private static final int LONGEST = 24;

    private final String across;
    private final List<String> columns;
    private final String down;
    private final List<String> rows;
    private final double[][] values;
    private double low;
    private double high;
    private double widthMm;

    /**
     * A map of values.
     *
     * @param across  what its columns are
     * @param columns the settings of the columns, from left to right; at least one
     * @param down    what its rows are
     * @param rows    the settings of the rows, from the bottom to the top; at least one
     * @param values  one for each row and column, finite or NaN; NaN where there is none
     * @param column  the width of the figure
     * @throws InputException if there are not as many values as rows and columns, one is infinite,
     *     or none is there
     */
    public HeatMap(String across, List<String> columns, String down, List<String> rows,
            double[][] values, Column column) {
        double[] known = Arrays.stream(values).flatMapToDouble(Arrays::stream)
                .filter(value -> !Double.isNaN(value)).toArray();
        boolean rectangle = values.length == rows.size()
                && Arrays.stream(values).allMatch(row -> row.length == columns.size());
        if (!rectangle || known.length == 0 || !Arrays.stream(known).allMatch(Double::isFinite)) {
            throw new InputException("values: " + known.length + " of them for " + rows.size()
                    + " rows of " + columns.size()
                    + "; must be one for each, finite or none, and at least one");
        }
        this.across = across;
        this.columns = columns.stream().map(HeatMap::shortened).toList();
        this.down = down;
        this.rows = rows.stream().map(HeatMap::shortened).toList();
        this.values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
        this.low = Arrays.stream(known).min().orElseThrow();
        this.high = Arrays.stream(known).max().orElseThrow();
        this.widthMm = column.millimetres();
    }

    /**
     * Sets the values of the darkest and of the lightest colour, so that several maps can be
     * compared; by default the least and the largest value.
     *
     * @param least the value of the darkest colour
     * @param largest the value of the lightest colour
     * @return this
     * @throws InputException if a value of the map lies outside
     */
    public HeatMap between(double least, double largest) {
        if (!(least <= low && high <= largest)) {
            throw new InputException("between: " + least + " and " + largest
                    + "; must have all values between them, from " + low + " to " + high);
        }
        low = least;
        high = largest;
        return this;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
    }

    @Override
    void fit(double millimetres) {
        widthMm = millimetres;
    }

    @Override
    public double widthMm() {
        return widthMm;
    }

    @Override
    public double heightMm() {
        return (top() + rows.size() * cellHeight() + bottom()) / Theme.POINTS_PER_MM;
    }

    @Override
    protected void draw(Graphics2D g) {
        double width = cellWidth();
        double height = cellHeight();
        g.setStroke(Theme.HAIRLINE);
        String form = form();
        for (int row = 0; row < rows.size(); row++) {
            double y = top() + (rows.size() - 1 - row) * height;
            for (int col = 0; col < columns.size(); col++) {
                double value = values[row][col];
                Rectangle2D cell =
                        new Rectangle2D.Double(left() + col * width, y, width, height);
                if (!Double.isNaN(value)) {
                    g.setColor(Ramp.color(share(value)));
                    g.fill(cell);
                    write(g, form, value, cell);
                }
                g.setColor(Theme.PAPER); // between cells, so that equal ones can be counted
                g.draw(cell);
            }
        }
        g.setColor(Theme.INK);
        g.draw(new Rectangle2D.Double(left(), top(), columns.size() * width,
                rows.size() * height));
        labelColumns(g);
        labelRows(g);
        drawBar(g);
    }

    private void write(Graphics2D g, String form, double value, Rectangle2D cell) {
        if (form.isEmpty()) {
            return;
        }
        String text = text(form, value);
        FontMetrics metrics = Theme.metrics(Theme.SMALL);
        g.setFont(Theme.SMALL);
        g.setColor(Ramp.letters(share(value)));
        g.drawString(text, (float) (cell.getCenterX() - metrics.stringWidth(text) / 2.0),
                (float) (cell.getCenterY() + metrics.getAscent() * 0.38));
    }

    private double share(double value) {
        return high == low ? 0.5 : (value - low) / (high - low);
    }

    private void labelColumns(Graphics2D g) {
        FontMetrics metrics = Theme.metrics(Theme.FONT);
        g.setFont(Theme.FONT);
        double foot = top() + rows.size() * cellHeight();
        for (int col = 0; col < columns.size(); col++) {
            double x = left() + (col + 0.5) * cellWidth();
            String name = columns.get(col);
            if (upright()) {
                turned(g, name, x + metrics.getAscent() * 0.38,
                        foot + GAP + metrics.stringWidth(name));
            } else {
                g.drawString(name, (float) (x - metrics.stringWidth(name) / 2.0),
                        (float) (foot + GAP + metrics.getAscent()));
            }
        }
        double middle = left() + columns.size() * cellWidth() / 2;
        double from = middle - metrics.stringWidth(across) / 2.0;
        g.drawString(across, (float) Math.max(1, from), (float) (foot + bottom() - GAP));
    }

    private void labelRows(Graphics2D g) {
        FontMetrics metrics = Theme.metrics(Theme.FONT);
        g.setFont(Theme.FONT);
        for (int row = 0; row < rows.size(); row++) {
            double y = top() + (rows.size() - row - 0.5) * cellHeight();
            String name = rows.get(row);
            g.drawString(name, (float) (left() - GAP - metrics.stringWidth(name)),
                    (float) (y + metrics.getAscent() * 0.38));
        }
        double height = rows.size() * cellHeight();
        double middle = top() + (height + metrics.stringWidth(down)) / 2;
        turned(g, down, metrics.getAscent(), Math.min(middle, top() + height + bottom() - GAP));
    }

    /** Writes a text from the bottom to the top, with its first letter at (x, y). */
    private static void turned(Graphics2D g, String text, double x, double y) {
        AffineTransform saved = g.getTransform();
        g.translate(x, y);
        g.rotate(-Math.PI / 2);
        g.drawString(text, 0, 0);
        g.setTransform(saved);
    }

    private void drawBar(Graphics2D g) {
        double x = left() + columns.size() * cellWidth() + BAR_AT;
        double height = rows.size() * cellHeight();
        for (int step = 0; step < STEPS; step++) {
            g.setColor(Ramp.color((step + 0.5) / STEPS));
            // Each step reaches a little under the next one, so that no seam is seen.
            g.fill(new Rectangle2D.Double(x, top() + height * (STEPS - 1 - step) / STEPS, BAR,
                    height / STEPS + (step == 0 ? 0 : 0.3)));
        }
        g.setColor(Theme.INK);
        g.draw(new Rectangle2D.Double(x, top(), BAR, height));
        FontMetrics metrics = Theme.metrics(Theme.SMALL);
        g.setFont(Theme.SMALL);
        String form = barForm();
        for (double value : ticks()) {
            double y = top() + height * (1 - share(value));
            g.draw(new Rectangle2D.Double(x + BAR, y, TICK, 0));
            double line = Math.min(top() + height, Math.max(top() + metrics.getAscent() * 0.76,
                    y + metrics.getAscent() * 0.38));
            g.drawString(text(form, value), (float) (x + BAR + TICK + 1), (float) line);
        }
    }

    /** The values that the bar names: its ends, and its middle where there is room. */
    private double[] ticks() {
        return high == low ? new double[] {low}
                : rows.size() < 2 ? new double[] {low, high}
                        : new double[] {low, (low + high) / 2, high};
    }

    /** The form of the numbers in cells that fits them; empty if none does. */
    private String form() {
        double room = cellWidth() - 2;
        FontMetrics metrics = Theme.metrics(Theme.SMALL);
        return forms().filter(form -> Arrays.stream(values).flatMapToDouble(Arrays::stream)
                .filter(value -> !Double.isNaN(value))
                .allMatch(value -> metrics.stringWidth(text(form, value)) <= room))
                .findFirst().orElse("");
    }

    private String barForm() {
        return forms().findFirst().orElseThrow();
    }

    /** The forms of a number, the most exact one first: at last none of its digits is idle. */
    private Stream<String> forms() {
        double most = Math.max(Math.abs(low), Math.abs(high));
        double range = high > low ? high - low : most;
        if (range == 0) {
            return Stream.of("%.0f");
        }
        int digits = Math.max(0, DIGITS - 1 - (int) Math.floor(Math.log10(range)));
        if (most >= 1e5 || digits > 5) {
            return Stream.of("%.3g", "%.2g", "%.1g");
        }
        return IntStream.rangeClosed(0, Math.min(digits, 2)).map(i -> digits - i)
                .mapToObj(d -> "%." + d + "f");
    }

    private static String text(String form, double value) {
        String text = String.format(Locale.ROOT, form, value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text.replace("-", "−");
    }

    private boolean upright() {
        return widest(columns, Theme.FONT) + 4 > cellWidth();
    }

    private double cellWidth() {
        return (widthPoints() - left() - right()) / columns.size();
    }

    private double cellHeight() {
        // What the rows are called must fit beside them, however few they are.
        double least = (widest(List.of(down), Theme.FONT) - bottom() + 2 * GAP) / rows.size();
        return Math.max(Math.max(LOWEST, least), Math.min(HIGHEST, FLAT * cellWidth()));
    }

    private static double top() {
        return 4;
    }

    private double left() {
        return Theme.metrics(Theme.FONT).getHeight() + 2 + widest(rows, Theme.FONT) + GAP;
    }

    private double right() {
        FontMetrics metrics = Theme.metrics(Theme.SMALL);
        double numbers = DoubleStream.of(ticks())
                .map(value -> metrics.stringWidth(text(barForm(), value))).max().orElse(0);
        return BAR_AT + BAR + TICK + 1 + numbers + 2;
    }

    private double bottom() {
        double line = Theme.metrics(Theme.FONT).getHeight();
        return GAP + (upright() ? widest(columns, Theme.FONT) : line) + line + GAP;
    }

    private static double widest(List<String> texts, Font font) {
        FontMetrics metrics = Theme.metrics(font);
        return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }
}
