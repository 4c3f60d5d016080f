package parsimony.experiment.report;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes a table of comma-separated values as in RFC 4180, except that lines end with \n, as in all
 * other text files of Parsimony. {@link Rows} reads it.
 */
public final class Csv implements Closeable {
    static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    private final CSVPrinter printer;

    private Csv(Appendable out) throws IOException {
        printer = new CSVPrinter(out, FORMAT);
    }

    /**
     * Begins a file with the names of its columns.
     *
     * @param file the path of the file
     * @param columns their names, in order
     * @return a table without rows
     * @throws IOException if a file cannot be read or written
     */
    public static Csv create(Path file, Iterable<String> columns) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file);
        Csv csv = new Csv(out);
        csv.printer.printRecord(columns);
        return csv;
    }

    /**
     * Adds a row; a cell is empty for null.
     *
     * @param cells as many as columns
     * @throws IOException if a file cannot be read or written
     */
    public void row(Object... cells) throws IOException {
        printer.printRecord(cells);
    }

    /**
     * {@return a number as text, or null for null}
     *
     * @param form of {@link java.util.Formatter}; the decimal separator is a point in every locale
     * @param value the number; null for none
     */
    public static String number(String form, Number value) {
        return value == null ? null : String.format(Locale.ROOT, form, value);
    }

    /** Rows as text. */
    static String text(Iterable<? extends Iterable<?>> rows) {
        StringBuilder text = new StringBuilder();
        try (Csv csv = new Csv(text)) {
            for (Iterable<?> row : rows) {
                csv.printer.printRecord(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be written", e);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }
}
