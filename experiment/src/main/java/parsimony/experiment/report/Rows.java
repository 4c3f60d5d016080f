package parsimony.experiment.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import parsimony.signals.InputException;

/**
 * The rows of a CSV table that a result folder holds.
 *
 * @param file  that was read
 * @param names of the columns
 * @param cells as text, row by row
 */
public record Rows(Path file, List<String> names, List<List<String>> cells) {

    /**
     * Reads a table.
     *
     * @throws InputException if the file is missing or not such a table, or has no row
     */
    public static Rows read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new InputException(file + ": is missing; name a result folder that is whole");
        }
        return of(file, lines(file));
    }

    /**
     * Reads a table that comes with the program.
     *
     * @param owner class in whose package it is
     * @throws InputException if it is not such a table, or has no row
     */
    public static Rows read(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name);
                CSVParser rows = CSVParser.parse(in, StandardCharsets.UTF_8, Csv.FORMAT)) {
            return of(Path.of(name), rows.stream().map(CSVRecord::toList).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rows of(Path file, List<List<String>> lines) {
        if (lines.size() < 2
                || lines.stream().anyMatch(line -> line.size() != lines.get(0).size())) {
            throw new InputException(file
                    + ": is damaged, its rows differ in length or are missing; make the result"
                    + " again");
        }
        return new Rows(file, lines.get(0), lines.subList(1, lines.size()));
    }

    private static List<List<String>> lines(Path file) throws IOException {
        try (CSVParser rows = CSVParser.parse(file, StandardCharsets.UTF_8, Csv.FORMAT)) {
            return rows.stream().map(CSVRecord::toList).toList();
        } catch (UncheckedIOException e) {
            return List.of(); // for example an unclosed quotation mark
        }
    }

    /** The rows whose cell in a column is this value, in their order. */
    public Rows where(String column, String value) {
        int at = index(column);
        return new Rows(file, names,
                cells.stream().filter(row -> row.get(at).equals(value)).toList());
    }

    /** The distinct values of a column, in the order of their first row. */
    public List<String> distinct(String column) {
        int at = index(column);
        return cells.stream().map(row -> row.get(at)).distinct().toList();
    }

    /**
     * A column of numbers.
     *
     * @throws InputException if a cell is not a finite number
     */
    public double[] numbers(String column) {
        int at = index(column);
        return cells.stream().mapToDouble(row -> number(row.get(at), column)).toArray();
    }

    private double number(String cell, String column) {
        try {
            double number = Double.parseDouble(cell);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The exception below says so.
        }
        throw new InputException(
                file + ": is damaged, its " + column + " \"" + cell + "\" must be a finite number");
    }

    private int index(String column) {
        int at = names.indexOf(column);
        if (at < 0) {
            throw new InputException(file + ": has no column " + column
                    + "; it was written by another version, or damaged");
        }
        return at;
    }
}
