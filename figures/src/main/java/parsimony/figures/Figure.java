package parsimony.figures;

import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import parsimony.signals.Stop;

/**
 * A picture of a fixed size in millimetres that can be written as PNG, SVG and PDF. The same figure
 * always gives the same bytes. A figure must not be used by several threads at once.
 *
 * <p>On a machine without a display run Java with {@code -Djava.awt.headless=true}.
 */
public abstract class Figure {

    /** A figure, which is drawn when it is written. */
    protected Figure() {}

    /** {@return the width in millimetres} */
    public abstract double widthMm();

    /** {@return the height in millimetres} */
    public abstract double heightMm();

    /**
     * Draws the figure.
     *
     * @param g where to draw, in points (1/72 inch) with the origin at the top left
     */
    protected abstract void draw(Graphics2D g);

    /**
     * A PNG of 300 dots per inch. Where all is gray and the background white, it has one channel.
     *
     * @param alpha true for a transparent background, false for a white one; the gaps between tiles
     *     are white in both
     * @return the bytes of the file
     * @throws CancellationException if the thread is interrupted, as for the other forms
     */
    public final byte[] png(boolean alpha) {
        return aside(() -> Png.encode(this, alpha));
    }

    /** {@return a PNG with three channels, whatever its colors} */
    final byte[] colorPng() {
        return aside(() -> Png.encodeInColor(this));
    }

    /**
     * {@return an SVG} Its text is text, in a font that the SVG contains. Several may stand in one
     * HTML page.
     */
    public final String svg() {
        return aside(() -> Svg.encode(this));
    }

    /**
     * {@return a one-page PDF with its font embedded} All is drawn as vectors except for the pixels
     * of images.
     */
    public final byte[] pdf() {
        return aside(() -> Pdf.encode(this));
    }

    /**
     * Draws in a thread of its own. Java's fonts clear the interrupt of a thread, so drawing in the
     * caller's thread could lose a request to stop.
     */
    private static <T> T aside(Supplier<T> drawing) {
        FutureTask<T> drawn = new FutureTask<>(drawing::get);
        Thread artist = new Thread(drawn, "figure");
        artist.setDaemon(true);
        artist.start();
        try {
            return drawn.get();
        } catch (InterruptedException e) {
            throw Stop.asked("stopped while figures were drawn", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /**
     * Writes {@code name.png}, {@code name.svg} and {@code name.pdf}. Each appears whole or not at
     * all.
     *
     * @param directory where to write; it is made if it is missing
     * @param name      file name without an ending
     * @throws IOException if a file cannot be written
     */
    public final void write(Path directory, String name) throws IOException {
        write(directory, name, false);
    }

    /**
     * As {@link #write(Path, String)}.
     *
     * @param directory the folder, made if missing
     * @param name the file name without its ending
     * @param alpha as for {@link #png}
     * @throws IOException if a file cannot be written
     */
    public final void write(Path directory, String name, boolean alpha) throws IOException {
        byte[] png = png(alpha);
        byte[] svg = svg().getBytes(StandardCharsets.UTF_8);
        byte[] pdf = pdf();
        Files.createDirectories(directory);
        place(png, directory.resolve(name + ".png"));
        place(svg, directory.resolve(name + ".svg"));
        place(pdf, directory.resolve(name + ".pdf"));
    }

    /** Makes this figure as wide as its share of a larger one, if it has no width of its own. */
    void fit(double millimetres) {}

    final double widthPoints() {
        return widthMm() * Theme.POINTS_PER_MM;
    }

    final double heightPoints() {
        return heightMm() * Theme.POINTS_PER_MM;
    }

    /**
     * Writes a file beside the wanted one, then moves it into place, so that an existing file is
     * always whole.
     */
    static void place(byte[] content, Path file) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            Files.write(draft, content);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
