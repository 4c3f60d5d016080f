package parsimony.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The common look of all figures: type, ink and lines. Lengths are points, 1/72 inch, unless they
 * say otherwise.
 */
final class Theme {
    static final double POINTS_PER_MM = 72 / 25.4;
    /** Dots per inch of a PNG. */
    static final int DPI = 300;
    /** The side of one dot of a PNG. */
    static final double DOT = 72.0 / DPI;

    /**
     * The typeface of all text, in PDFBox's jar. Its letters have the widths of Arial and
     * Helvetica, so a viewer that substitutes one of these keeps the layout.
     */
    private static final String TYPEFACE =
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    static final Font FONT = load().deriveFont(8f);
    /** The least type of a figure, for numbers below small pictures. */
    static final Font SMALL = FONT.deriveFont(7f);
    static final Color INK = Color.BLACK;
    static final Color PAPER = Color.WHITE;
    static final Color GRID = new Color(0xE6E6E6);
    /** The interval of a value that a line marks; other lines show through where two overlap. */
    static final Color BAND = new Color(0, 0, 0, 28);
    static final Color ALARM = new Color(0xD55E00);
    static final Stroke HAIRLINE = new BasicStroke(0.5f);
    private static final Stroke BOLD =
            new BasicStroke(0.45f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final float LINE = 1f;

    private Theme() {}

    /** Sets smooth edges, and letters of the exact width of the typeface, not rounded to dots. */
    static void sharpen(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING,
                RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS,
                RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** A drawing for measures alone; the caller disposes of it. */
    static Graphics2D scratch() {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        sharpen(g);
        return g;
    }

    /** Dashes of lines that mark values, in points, in the order in which lines come. */
    private static final float[][] DASHES = {{3, 2}, {1, 1.5f}, {6, 2}};

    /** The stroke of the i-th line that marks a value, from 0. */
    static BasicStroke dashed(int i) {
        return new BasicStroke(0.75f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10,
                DASHES[i % DASHES.length], 0);
    }

    /**
     * Writes a bold line of text. The typeface has no bold letters, so a thin line is drawn about
     * each.
     */
    static void drawBold(Graphics2D g, String text, Font font, float x, float y) {
        g.setFont(font);
        g.drawString(text, x, y);
        g.setStroke(BOLD);
        g.draw(font.createGlyphVector(new FontRenderContext(null, true, true), text)
                .getOutline(x, y));
    }

    /** The measures of text in a font, independent of a device. */
    static FontMetrics metrics(Font font) {
        Graphics2D g = scratch();
        FontMetrics metrics = g.getFontMetrics(font);
        g.dispose();
        return metrics;
    }

    /** The typeface as a TrueType file; the caller closes it. */
    static InputStream typeface() {
        return PDDocument.class.getResourceAsStream(TYPEFACE);
    }

    private static Font load() {
        try {
            try {
                return read();
            } catch (IOException | InternalError noSystemFonts) {
                // A bare machine has no fontconfig, without which Java refuses every font, even one
                // of our own. An empty table of system fonts lets it start; none of them is ever
                // asked for.
                Path empty = Files.createTempFile("fontconfig", ".properties");
                empty.toFile().deleteOnExit();
                Files.writeString(empty, "version=1\nsequence.allfonts=default\n");
                System.setProperty("sun.awt.fontconfig", empty.toString());
                return read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Font read() throws IOException, FontFormatException {
        try (InputStream in = typeface()) {
            return Font.createFont(Font.TRUETYPE_FONT, in);
        }
    }
}
