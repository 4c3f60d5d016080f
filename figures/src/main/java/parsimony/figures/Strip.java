package parsimony.figures;

import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The same patches in several versions, one below the other: the originals, and the reconstruction
 * of each inference. All versions of a patch have the gray scale of the first, so that lost
 * contrast can be seen. Below each picture of a row a number may stand, such as its error.
 */
public final class Strip extends Figure {
    /** The height of the captions' line, in dots of 1/300 inch. */
    private static final int TEXT_DOTS = 42;
    /** The distance between patches, in dots. */
    private static final int GAP = 8;
    /** The height of the line with the numbers of a row, in dots. */
    private static final int BELOW_DOTS = 32;

    private final int height;
    private final int width;
    private final Column column;
    private final List<String> labels = new ArrayList<>();
    private final List<FMatrixRMaj> rows = new ArrayList<>();
    private final List<List<String>> below = new ArrayList<>();
    private List<String> captions = List.of();
    private String captionLabel = "";
    private Shade shade = Shade.GRAY;

    /**
     * A strip without rows.
     *
     * @param height pixel rows of a patch
     * @param width pixel columns of a patch
     * @param column the width of the figure
     */
    public Strip(int height, int width, Column column) {
        this.height = height;
        this.width = width;
        this.column = column;
    }

    /**
     * Adds a version of the patches below the others.
     *
     * @param label the name of the version, left of the row
     * @param patches N×D, finite, h·w = D; N is the same in every row
     * @param numbers one below each picture, or none
     * @return this
     * @throws InputException if the shape differs, a value is not finite, the patches do not fit
     *     the width, or there is another number of numbers
     */
    public Strip row(String label, FMatrixRMaj patches, String... numbers) {
        Tile.requireImages("patches", patches, height, width);
        if (!rows.isEmpty() && patches.numRows != rows.get(0).numRows) {
            throw new InputException("patches: \"" + label + "\" has " + patches.numRows
                    + "; must be as many as in \"" + labels.get(0) + "\", " + rows.get(0).numRows);
        }
        if (numbers.length != 0 && numbers.length != patches.numRows) {
            throw new InputException("numbers: " + numbers.length + " of them below \"" + label
                    + "\"; must be one per patch, " + patches.numRows + ", or none");
        }
        List<String> wider = new ArrayList<>(labels);
        wider.add(label);
        wider.add(captionLabel);
        if (dots(wider, patches.numRows) < 1) {
            throw new InputException(
                    "patches: " + patches.numRows + " of " + width + " pixels do not fit in "
                            + column.millimetres() + " mm beside \"" + label + "\"");
        }
        labels.add(label);
        rows.add(patches.copy());
        below.add(List.of(numbers));
        return this;
    }

    /**
     * Sets a line of text above each patch, such as its gap.
     *
     * @param above one for each patch of a row
     * @return this
     * @throws InputException if there are not as many as patches in a row
     */
    public Strip captions(String... above) {
        if (rows.isEmpty() || above.length != rows.get(0).numRows) {
            throw new InputException("captions: " + above.length
                    + " of them; must be one per patch, after the first row");
        }
        captions = List.of(above);
        return this;
    }

    /**
     * Sets what the captions are, left of their line.
     *
     * @param label a short word, such as "gap"
     * @return this
     */
    public Strip captionLabel(String label) {
        captionLabel = label;
        return this;
    }

    /**
     * Sets the color scale; {@link Shade#GRAY} by default.
     *
     * @param scale the color scale
     * @return this
     */
    public Strip shade(Shade scale) {
        shade = scale;
        return this;
    }

    @Override
    public double widthMm() {
        return column.millimetres();
    }

    @Override
    public double heightMm() {
        return (top() + y(rows.size())) * Theme.DOT / Theme.POINTS_PER_MM;
    }

    /** The dot at which a row begins below the captions; of the number of rows, the height. */
    private int y(int row) {
        return row * (tile().dotsHigh() + GAP)
                + BELOW_DOTS * (int) below.subList(0, row).stream().filter(n -> !n.isEmpty())
                        .count();
    }

    @Override
    protected void draw(Graphics2D g) {
        Tile tile = tile();
        int count = rows.get(0).numRows;
        int left = labelDots(beside());
        BufferedImage image =
                Tile.paper(count * (tile.dotsWide() + GAP), y(rows.size()));
        for (int i = 0; i < count; i++) {
            double largest = Tile.largest(rows.get(0), i);
            for (int row = 0; row < rows.size(); row++) {
                tile.paint(image, i * (tile.dotsWide() + GAP), y(row),
                        rows.get(row), i, largest, shade);
            }
        }
        Tile.place(g, image, left, top());
        g.setFont(Theme.FONT);
        g.setColor(Theme.INK);
        FontMetrics metrics = Theme.metrics(Theme.FONT);
        for (int row = 0; row < labels.size(); row++) {
            double middle = (top() + y(row) + tile.dotsHigh() / 2.0) * Theme.DOT;
            g.drawString(labels.get(row), 1f, (float) (middle + metrics.getAscent() * 0.38));
        }
        if (!captionLabel.isEmpty()) {
            g.drawString(captionLabel, 1f, 8f);
        }
        centred(g, captions, left, 8);
        g.setFont(Theme.SMALL);
        for (int row = 0; row < rows.size(); row++) {
            centred(g, below.get(row), left,
                    (top() + y(row) + tile.dotsHigh() + BELOW_DOTS - 4) * Theme.DOT);
        }
    }

    /** Writes a text in the middle of each column of patches, on one line. */
    private void centred(Graphics2D g, List<String> texts, int left, double line) {
        FontMetrics metrics = Theme.metrics(g.getFont());
        int wide = tile().dotsWide();
        for (int i = 0; i < texts.size(); i++) {
            double middle = (left + i * (wide + GAP) + wide / 2.0) * Theme.DOT;
            g.drawString(texts.get(i),
                    (float) (middle - metrics.stringWidth(texts.get(i)) / 2.0), (float) line);
        }
    }

    private Tile tile() {
        if (rows.isEmpty()) {
            throw new IllegalStateException("strip: has no row to draw");
        }
        return new Tile(height, width, dots(beside(), rows.get(0).numRows));
    }

    private List<String> beside() {
        return Stream.concat(labels.stream(), Stream.of(captionLabel)).toList();
    }

    private int top() {
        return captions.isEmpty() ? 0 : TEXT_DOTS;
    }

    private int dots(List<String> beside, int count) {
        int free = (int) Math.round(widthPoints() / Theme.DOT) - labelDots(beside);
        return (free - count * GAP) / (count * width);
    }

    private static int labelDots(List<String> beside) {
        FontMetrics metrics = Theme.metrics(Theme.FONT);
        int widest = beside.stream().mapToInt(metrics::stringWidth).max().orElse(0);
        return (int) Math.ceil((widest + 5) / Theme.DOT);
    }
}
