package parsimony.figures;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * A dictionary as a mosaic of its atoms, row by row. Each atom is divided by its own largest
 * magnitude: zero is middle gray in every atom, and −max and +max are black and white. In every
 * format, the side of an atom's pixel is a whole number of dots at 300 dpi, so edges stay sharp at
 * any zoom.
 */
public final class Mosaic extends Figure {
    /** The height of the title's line, in dots of 1/300 inch. */
    private static final int TITLE_DOTS = 50;
    /**
     * The weight of a layout whose last row is full. It is preferred to one with a gap unless the
     * atoms of that one cover more than 1.3 times as much.
     */
    private static final double WHOLE = 1.3;

    private final FMatrixRMaj atoms;
    private final int atomHeight;
    private final int atomWidth;
    private final Column column;
    private int[] order;
    private BitSet dead = new BitSet();
    private Shade shade = Shade.GRAY;
    private String title = "";
    private boolean alike;
    private int perRow;

    /**
     * A mosaic of all atoms, in their order.
     *
     * @param atoms K×D, one atom per row, pixels row by row, finite
     * @param atomHeight pixel rows h of an atom
     * @param atomWidth pixel columns w of an atom, h·w = D
     * @param column the width that the figure must fit in; the figure may be narrower, since a
     *     pixel is a whole number of dots
     * @throws InputException if there is no atom, D ≠ h·w or a value is not finite
     */
    public Mosaic(FMatrixRMaj atoms, int atomHeight, int atomWidth, Column column) {
        Tile.requireImages("atoms", atoms, atomHeight, atomWidth);
        this.atoms = atoms.copy();
        this.atomHeight = atomHeight;
        this.atomWidth = atomWidth;
        this.column = column;
        this.order = IntStream.range(0, atoms.numRows).toArray();
        if (widest() < 1) {
            throw new InputException("atomWidth: " + atomWidth + " pixels do not fit in "
                    + column.millimetres() + " mm at " + Theme.DPI + " dpi");
        }
    }

    /**
     * Chooses which atoms are shown, and in which order.
     *
     * @param indices of atoms, each at most once
     * @return this
     * @throws InputException if an index is not an atom's or comes twice, or there is none
     */
    public Mosaic order(int... indices) {
        BitSet seen = new BitSet();
        for (int k : indices) {
            if (k < 0 || k >= atoms.numRows || seen.get(k)) {
                throw new InputException("order: " + k + " must be an atom from 0 to "
                        + (atoms.numRows - 1) + ", and come once");
            }
            seen.set(k);
        }
        if (indices.length == 0) {
            throw new InputException("order: names no atom; must name at least one");
        }
        order = indices.clone();
        return this;
    }

    /**
     * Shows the atoms in falling order of a value, such as prior rate, usage or KL.
     *
     * @param values one per atom, not NaN; atoms of equal value keep their order
     * @return this
     * @throws InputException if there are not K values or one is NaN
     */
    public Mosaic orderBy(double... values) {
        if (values.length != atoms.numRows || Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw new InputException("values: " + values.length + " of them; must be one per atom, "
                    + atoms.numRows + ", and none NaN");
        }
        order = IntStream.range(0, values.length).boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -values[k])).mapToInt(k -> k)
                .toArray();
        return this;
    }

    /**
     * Crosses out atoms that are never used.
     *
     * @param unused one per atom: whether atom k is never used
     * @return this
     * @throws InputException if there are not K of them
     */
    public Mosaic dead(boolean... unused) {
        if (unused.length != atoms.numRows) {
            throw new InputException("unused: " + unused.length + " of them; must be one per atom, "
                    + atoms.numRows);
        }
        dead.clear();
        IntStream.range(0, unused.length).filter(k -> unused[k]).forEach(dead::set);
        return this;
    }

    /**
     * Sets the color scale; {@link Shade#GRAY} by default.
     *
     * @param scale the color scale
     * @return this
     */
    public Mosaic shade(Shade scale) {
        shade = scale;
        return this;
    }

    /**
     * Divides all atoms by the largest magnitude of them all, so that they can be compared. By
     * default each is divided by its own.
     *
     * @return this
     */
    public Mosaic alike() {
        alike = true;
        return this;
    }

    /**
     * Sets a line of text above the mosaic; empty for none.
     *
     * @param line the text
     * @return this
     */
    public Mosaic title(String line) {
        title = line;
        return this;
    }

    /**
     * Sets the number of atoms in a row. The default fills the width best, with a mosaic at least
     * as wide as high and at most twice as wide.
     *
     * @param count atoms in a row, ≥ 1
     * @return this
     * @throws InputException if that many do not fit at one dot per pixel
     */
    public Mosaic perRow(int count) {
        if (count < 1 || dotsPerPixel(count) < 1) {
            throw new InputException("perRow: " + count + " atoms of " + atomWidth
                    + " pixels; at least 1 and at most " + widest() + " fit in "
                    + column.millimetres() + " mm at " + Theme.DPI + " dpi");
        }
        perRow = count;
        return this;
    }

    @Override
    public double widthMm() {
        return layout().width() * Theme.DOT / Theme.POINTS_PER_MM;
    }

    @Override
    public double heightMm() {
        return (layout().top + layout().height()) * Theme.DOT / Theme.POINTS_PER_MM;
    }

    @Override
    protected void draw(Graphics2D g) {
        Layout layout = layout();
        Tile.place(g, raster(layout), 0, layout.top);
        g.setColor(Theme.ALARM);
        g.setStroke(new BasicStroke(0.75f));
        for (int i = 0; i < order.length; i++) {
            if (dead.get(order[i])) {
                double x = layout.x(i) * Theme.DOT;
                double y = (layout.top + layout.y(i)) * Theme.DOT;
                double width = layout.tile.dotsWide() * Theme.DOT;
                double height = layout.tile.dotsHigh() * Theme.DOT;
                g.draw(new Line2D.Double(x, y + height, x + width, y));
            }
        }
        if (!title.isEmpty()) {
            g.setFont(Theme.FONT);
            g.setColor(Theme.INK);
            g.drawString(title, (float) (layout.gap * Theme.DOT), 8f);
        }
    }

    private BufferedImage raster(Layout layout) {
        BufferedImage image = Tile.paper(layout.width(), layout.height());
        double most =
                Arrays.stream(order).mapToDouble(k -> Tile.largest(atoms, k)).max().orElse(0);
        for (int i = 0; i < order.length; i++) {
            int k = order[i];
            layout.tile.paint(image, layout.x(i), layout.y(i), atoms, k,
                    alike ? most : Tile.largest(atoms, k), shade);
        }
        return image;
    }

    private Layout layout() {
        int count = perRow > 0 ? perRow : bestPerRow();
        int dots = dotsPerPixel(count);
        int slack = dotsWide() - count * dots * atomWidth;
        int gap = Math.min(slack / (count + 1), Math.max(2, dots));
        int rows = (order.length + count - 1) / count;
        int top = title.isEmpty() ? 0 : TITLE_DOTS;
        return new Layout(count, rows, new Tile(atomHeight, atomWidth, dots), gap, top);
    }

    /**
     * The default number of atoms in a row. Among mosaics from a square to twice as wide as high,
     * it maximises dots per pixel × atoms / rows, which is times {@link #WHOLE} if the last row is
     * full.
     */
    private int bestPerRow() {
        // the square of the number of atoms in a row, if the mosaic is a square
        double square = (double) order.length * atomHeight / atomWidth;
        int best = Math.min(order.length, widest());
        double most = 0;
        for (int count = (int) Math.ceil(Math.sqrt(square));
                count <= order.length && count * count <= 2 * square; count++) {
            double rows = Math.ceil((double) order.length / count);
            double covered = dotsPerPixel(count) * order.length / rows
                    * (order.length % count == 0 ? WHOLE : 1);
            if (covered > most) {
                most = covered;
                best = count;
            }
        }
        return best;
    }

    /**
     * The most dots per pixel at which {@code count} atoms and their gaps fit the width; 0 if none
     * does. A gap is half a pixel, rounded up to whole dots.
     */
    private int dotsPerPixel(int count) {
        int dots = dotsWide() / (count * atomWidth);
        while (dots > 0 && count * dots * atomWidth + (count + 1) * ((dots + 1) / 2) > dotsWide()) {
            dots--;
        }
        return dots;
    }

    private int widest() {
        return (dotsWide() - 1) / (atomWidth + 1);
    }

    private int dotsWide() {
        return (int) Math.round(column.millimetres() * Theme.POINTS_PER_MM / Theme.DOT);
    }

    /** The places of the tiles, in dots; {@code gap} is the distance between tiles. */
    private record Layout(int perRow, int rows, Tile tile, int gap, int top) {
        int x(int place) {
            return gap + place % perRow * (tile.dotsWide() + gap);
        }

        int y(int place) {
            return gap + place / perRow * (tile.dotsHigh() + gap);
        }

        int width() {
            return gap + perRow * (tile.dotsWide() + gap);
        }

        int height() {
            return gap + rows * (tile.dotsHigh() + gap);
        }
    }
}
