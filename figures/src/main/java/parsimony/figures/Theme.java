package parsimony.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Stroke;
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
    static final Color INK = Color.BLACK;
    static final Color PAPER = Color.WHITE;
    static final Color GRID = new Color(0xE6E6E6);
    static final Color ALARM = new Color(0xD55E00);
    static final Stroke HAIRLINE = new BasicStroke(0.5f);
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
