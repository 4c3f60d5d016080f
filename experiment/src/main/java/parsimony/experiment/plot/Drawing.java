package parsimony.experiment.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import parsimony.figures.Figure;

/**
 * One picture of a result, with what a page says of it.
 *
 * @param name    of its files, without their extensions
 * @param title   its heading, a few words
 * @param caption what to see, in sentences
 * @param content what is drawn
 * @param onPage  whether the page of the result shows it; one for a paper alone, which is made of
 *                what the page shows already, is only a file
 */
public record Drawing(String name, String title, String caption, Content content,
        boolean onPage) {

    /** Something that is written into a folder under a name. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes its files.
         *
         * @param folder the folder to write into
         * @param name the file name without its ending
         * @param alpha whether PNGs have no background
         * @return the files that were written; of a figure only its PNG, although SVG and PDF lie
         *     beside it
         * @throws IOException if a file cannot be read or written
         */
        List<Path> write(Path folder, String name, boolean alpha) throws IOException;
    }

    /**
     * Something that the page shows.
     *
     * @param name the file name without its ending
     * @param title what stands above it
     * @param caption what stands below it
     * @param content what is drawn
     */
    public Drawing(String name, String title, String caption, Content content) {
        this(name, title, caption, content, true);
    }

    /** {@return the same as a file alone, which no page shows} */
    public Drawing forPaper() {
        return new Drawing(name, title, caption, content, false);
    }

    /**
     * A picture as PNG, SVG and PDF.
     *
     * @param name the file name without its ending
     * @param title what stands above it
     * @param caption what stands below it
     * @param figure the picture
     */
    public Drawing(String name, String title, String caption, Figure figure) {
        this(name, title, caption, (folder, file, alpha) -> {
            figure.write(folder, file, alpha);
            return List.of(folder.resolve(file + ".png"));
        });
    }

    /**
     * Writes it into a folder, which is made if it is missing.
     *
     * @param folder the folder
     * @param alpha whether PNGs have no background
     * @return the files that were written
     * @throws IOException if a file cannot be read or written
     */
    public List<Path> write(Path folder, boolean alpha) throws IOException {
        return content.write(folder, name, alpha);
    }
}
