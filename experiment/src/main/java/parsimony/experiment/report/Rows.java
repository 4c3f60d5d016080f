package parsimony.experiment.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import parsimony.signals.InputException;

/** The rows of a CSV table that a result folder holds. */
public final class Rows {
    private static final String REMEDY = "; make the result again";
    /** Numbers from here on count as infinite, because a chart of them would overflow. */
    private static final double LARGEST = 1e100;

    /** A row with the number of its line in the file, from 1. */
    private record Row(long line, List<String> cells) {
    }

    private final Path file;
    private final List<String> names;
    private final List<Row> rows;

    private Rows(Path file, List<String> names, List<Row> rows) {
        this.file = file;
        this.names = names;
        this.rows = rows;
    }

    /**
     * Reads a table.
     *
     * @param file the path of the file
     * @return its rows
     * @throws InputException if the file is missing or not such a table, or has no row
     * @throws IOException if a file cannot be read or written
     */
    public static Rows read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new InputException(file + ": is missing; name a result folder that is whole");
        }
        try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, Csv.FORMAT)) {
            return parsed(file, parser);
        }
    }

    /**
     * {@return a table that comes with the program}
     *
     * @param owner class in whose package it is
     * @param name of its file
     */
    public static Rows read(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name);
                CSVParser parser = CSVParser.parse(in, StandardCharsets.UTF_8, Csv.FORMAT)) {
            return parsed(Path.of(name), parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Rows parsed(Path file, CSVParser parser) {
        List<Row> lines = new ArrayList<>();
        try {
            for (CSVRecord record : parser) {
                // The parser does not count a last line without an end.
                long line = Math.max(lines.size() + 1, parser.getCurrentLineNumber());
                lines.add(new Row(line, record.toList()));
                int wanted = lines.get(0).cells.size();
                if (record.size() != wanted) {
                    throw new InputException(file + ":" + line + ": is damaged, it has "
                            + record.size() + " cells where the first line has " + wanted
                            + REMEDY);
                }
            }
        } catch (UncheckedIOException e) { // for example an unclosed quotation mark
            throw new InputException(file + ":" + (lines.size() + 1)
                    + ": is damaged, it is no line of a table" + REMEDY, e);
        }
        if (lines.size() < 2) {
            throw new InputException(file + ": is damaged, it has no row" + REMEDY);
        }
        return new Rows(file, lines.get(0).cells, lines.subList(1, lines.size()));
    }

    /** {@return the file that was read} */
    public Path file() {
        return file;
    }

    /** {@return the names of the columns} */
    public List<String> names() {
        return names;
    }

    /** {@return the number of rows} */
    public int size() {
        return rows.size();
    }

    /** {@return the text of every cell, row by row} */
    public List<List<String>> cells() {
        return rows.stream().map(Row::cells).toList();
    }

    /**
     * {@return a table with one row of this one}
     *
     * @param row its number, from 0
     */
    public Rows row(int row) {
        return new Rows(file, names, List.of(rows.get(row)));
    }

    /**
     * {@return the rows whose cell in a column is this value, in their order}
     *
     * @param column the name of a column
     * @param value  the text of the cell
     * @throws InputException if there is none
     */
    public Rows where(String column, String value) {
        int at = index(column);
        List<Row> chosen = rows.stream().filter(row -> row.cells.get(at).equals(value)).toList();
        if (chosen.isEmpty()) {
            throw new InputException(file + ": is damaged, no " + column + " of it is " + value
                    + REMEDY);
        }
        return new Rows(file, names, chosen);
    }

    /**
     * {@return the rows whose cell in a column is one of those that are asked for, in their order}
     *
     * @param column the name of a column
     * @param asked  says so of the text of a cell
     * @throws InputException if there is none
     */
    public Rows where(String column, Predicate<String> asked) {
        int at = index(column);
        List<Row> chosen = rows.stream().filter(row -> asked.test(row.cells.get(at))).toList();
        if (chosen.isEmpty()) {
            throw new InputException(file + ": is damaged, it lacks rows by " + column + REMEDY);
        }
        return new Rows(file, names, chosen);
    }

    /**
     * {@return the distinct values of a column, in the order of their first row}
     *
     * @param column the name of a column
     */
    public List<String> distinct(String column) {
        int at = index(column);
        return rows.stream().map(row -> row.cells.get(at)).distinct().toList();
    }

    /**
     * {@return a column of numbers}
     *
     * @param column the name of a column
     * @throws InputException if a cell is not a finite number
     */
    public double[] numbers(String column) {
        return numbers(column, -LARGEST, "must be a finite number");
    }

    /**
     * {@return a column of numbers that a logarithmic axis can show}
     *
     * @param column the name of a column
     * @throws InputException if a cell is not a finite number above 0
     */
    public double[] positive(String column) {
        return numbers(column, 0, "must be a finite number above 0");
    }

    private double[] numbers(String column, double above, String rule) {
        int at = index(column);
        double[] numbers = new double[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(rows.get(i).cells.get(at));
            if (!(numbers[i] > above && numbers[i] < LARGEST)) {
                throw damaged(rows.get(i), at, rule);
            }
        }
        return numbers;
    }

    private static double number(String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * The error for a value that a column cannot have.
     *
     * @param column the name of a column
     * @param value  the text of the cell
     * @param rule   what would be right
     * @return an exception, not thrown yet, whose message names the first line with the value
     */
    public InputException damaged(String column, String value, String rule) {
        int at = index(column);
        return damaged(where(column, value).rows.get(0), at, rule);
    }

    private InputException damaged(Row row, int at, String rule) {
        return new InputException(file + ":" + row.line + ": is damaged, its " + names.get(at)
                + " \"" + row.cells.get(at) + "\" " + rule + REMEDY);
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
