package parsimony.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import parsimony.signals.InputException;

/**
 * The colour and mark of each name, so that a model looks the same in all figures of a paper.
 * Colours are those of Okabe &amp; Ito (2008, "Color Universal Design") without yellow, which is
 * hard to see on white. Each has a mark of its own, so that colour alone never tells names apart.
 * From the eighth name on, the colours come again, with rims about the marks and dashed lines.
 */
public final class Palette {
    private static final int[] COLORS =
            {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000};
    private static final Shape[] MARKS = {
        new Ellipse2D.Double(-1.9, -1.9, 3.8, 3.8),
        new Rectangle2D.Double(-1.7, -1.7, 3.4, 3.4),
        polygon(0, -2.4, 2.2, 1.6, -2.2, 1.6),
        polygon(0, -2.5, 2.5, 0, 0, 2.5, -2.5, 0),
        polygon(0, 2.4, 2.2, -1.6, -2.2, -1.6),
        polygon(-2.4, 0, 1.6, 2.2, 1.6, -2.2),
        polygon(2.4, 0, -1.6, 2.2, -1.6, -2.2),
    };

    /** The size of a variant's mark, relative to the mark of the name it belongs to. */
    private static final double VARIANT = 0.8;
    private static final float[] DASHES = {3, 2};
    private static final float[] DOTS = {1, 1};

    /** The most names of a palette, not counting variants. */
    public static final int SIZE = 2 * COLORS.length;

    private final Map<String, Style> styles = new LinkedHashMap<>();
    /** The names that have a variant. */
    private final Set<String> variants = new HashSet<>();

    /**
     * A palette of names. Each name has its own colour and mark, in order.
     *
     * @param names the names; in their order they take the colours blue, vermilion, green, purple,
     *     orange, sky blue, black, then again
     * @throws InputException if a name is blank or comes twice, or there are more than {@link
     *     #SIZE}
     */
    public Palette(List<String> names) {
        if (names.size() > SIZE) {
            throw new InputException(
                    "names: " + names.size() + " of them, at most " + SIZE + " can be told apart");
        }
        for (String name : names) {
            if (name.isBlank() || styles.containsKey(name)) {
                throw new InputException("names: \"" + name + "\" must not be blank or come twice");
            }
            int i = styles.size();
            int turn = i % COLORS.length;
            boolean first = i < COLORS.length;
            styles.put(name,
                    new Style(new Color(COLORS[turn]), MARKS[turn], first, first ? null : DASHES));
        }
    }

    /**
     * As {@link #Palette(List)}.
     *
     * @param names in order of their colours
     * @return the palette
     */
    public static Palette of(String... names) {
        return new Palette(List.of(names));
    }

    /**
     * Adds a name for a variant of another name. It has the same colour, the same mark but smaller,
     * and a dotted line. A second variant of the same name has a dashed line.
     *
     * @param name the new name
     * @param of a name of the palette
     * @return this
     * @throws InputException if the palette knows the new name already, or does not know the other
     */
    public Palette variant(String name, String of) {
        Style style = style(of);
        boolean first = variants.add(of);
        Style variant = new Style(style.color, style.mark, style.solid, first ? DOTS : DASHES)
                .scaled(VARIANT);
        if (styles.putIfAbsent(name, variant) != null) {
            throw new InputException("name: \"" + name + "\" must not come twice");
        }
        return this;
    }

    /**
     * {@return the colour of a name}
     *
     * @param name a name of the palette
     * @throws InputException if the palette was not made with this name
     */
    public Color color(String name) {
        return style(name).color();
    }

    Style style(String name) {
        Style style = styles.get(name);
        if (style == null) {
            throw new InputException(
                    "name: \"" + name + "\" has no colour; the palette knows " + styles.keySet());
        }
        return style;
    }

    private static Shape polygon(double... xy) {
        Path2D path = new Path2D.Double();
        path.moveTo(xy[0], xy[1]);
        for (int i = 2; i < xy.length; i += 2) {
            path.lineTo(xy[i], xy[i + 1]);
        }
        path.closePath();
        return path;
    }

    /**
     * The look of a name.
     *
     * @param mark   about the origin, in points
     * @param solid  whether the mark has no rim
     * @param dashes of the line, in points; null for a solid line
     */
    record Style(Color color, Shape mark, boolean solid, float[] dashes) {
        Style scaled(double factor) {
            return new Style(color,
                    AffineTransform.getScaleInstance(factor, factor).createTransformedShape(mark),
                    solid, dashes);
        }

        BasicStroke line() {
            return dashes == null
                    ? new BasicStroke(Theme.LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                    : new BasicStroke(Theme.LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10,
                            dashes, 0);
        }
    }
}
