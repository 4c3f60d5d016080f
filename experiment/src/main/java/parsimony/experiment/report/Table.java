package parsimony.experiment.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import parsimony.compare.statistics.SampleMean;

/**
 * A table of a paper. CSV has its numbers with all digits; Markdown and LaTeX (with booktabs) have
 * them rounded.
 *
 * @param caption what the table shows, a sentence
 * @param columns at least one
 * @param rows    a cell for each column: a {@link String}, a finite {@link Number}, a
 *                {@link SampleMean} or a {@link Reference}, as the column requires, or null for an
 *                empty cell; an {@link OptionalDouble} stands for its number, or for an empty cell
 */
public record Table(String caption, List<Column> columns, List<List<Object>> rows) {

    /** What the cells of a column are. */
    private enum Kind {
        TEXT(String.class), NUMBER(Number.class), SETTING(Number.class), PROBABILITY(Number.class),
        MEAN(SampleMean.class), REFERENCE(Reference.class);

        private final Class<?> type;

        Kind(Class<?> type) {
            this.type = type;
        }
    }

    /** A column: its name, the kind of its cells, and their digits after the point. */
    public static final class Column {
        private final String name;
        private final Kind kind;
        private final int digits;
        private final String machineName;

        private Column(String name, Kind kind, int digits, String machineName) {
            this.name = name;
            this.kind = kind;
            this.digits = digits;
            this.machineName = machineName;
        }

        private Column(String name, Kind kind, int digits) {
            this(name, kind, digits, ascii(name));
        }

        /**
         * {@return the same column under another name in files}
         *
         * @param other the name in files
         * @throws IllegalArgumentException if the name is not made of lower-case letters, digits
         *     and single underscores
         */
        public Column inFiles(String other) {
            if (!other.matches("[a-z0-9]+(_[a-z0-9]+)*")) {
                throw new IllegalArgumentException(
                        "name: " + other + "; must be lower-case letters, digits and underscores");
            }
            return new Column(name, kind, digits, other);
        }

        /**
         * A name in lower-case ASCII with underscores. Greek letters are spelled out: "Δ error"
         * becomes delta_error.
         */
        private static String ascii(String name) {
            String spelled = Normalizer.normalize(name, Normalizer.Form.NFKD).codePoints()
                    .mapToObj(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.GREEK
                            && Character.isLetter(c)
                                    ? " " + Character.getName(c)
                                            .replaceFirst(".* LETTER (FINAL )?(\\w+).*", "$2") + " "
                                    : Character.toString(c))
                    .collect(Collectors.joining());
            return spelled.replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "_")
                    .replaceAll("^_|_$", "");
        }

        /**
         * {@return a column of words}
         *
         * @param name the name in the table's head
         */
        public static Column text(String name) {
            return new Column(name, Kind.TEXT, 0);
        }

        /**
         * {@return a column of numbers, rounded to some digits after the point}
         *
         * @param name the name in the table's head
         * @param digits how many, ≥ 0
         */
        public static Column number(String name, int digits) {
            return new Column(name, Kind.NUMBER, digits);
        }

        /**
         * {@return a column of settings: numbers that somebody chose, so they are not rounded}
         *
         * @param name the name in the table's head
         */
        public static Column setting(String name) {
            return new Column(name, Kind.SETTING, 0);
        }

        /**
         * {@return a column of p-values with four digits after the point} A value that would round
         * to 0 is shown as below 0.0001.
         *
         * @param name the name in the table's head
         */
        public static Column probability(String name) {
            return new Column(name, Kind.PROBABILITY, 4);
        }

        /**
         * {@return a column of means with their intervals, rounded to some digits after the point}
         *
         * @param name the name in the table's head
         * @param digits how many, ≥ 0
         */
        public static Column mean(String name, int digits) {
            return new Column(name, Kind.MEAN, digits);
        }

        /**
         * {@return a column of published numbers, each with the digits it was published with} In
         * files it is four columns: the number, half the width of its interval, whether ours is
         * inside, and the data it is of.
         *
         * @param name for people
         * @param of name in files of the measure that it stands beside; empty if the table has only
         *     one such column
         */
        public static Column published(String name, String of) {
            return new Column(name, Kind.REFERENCE, 0, of.isEmpty() ? "" : "_" + of);
        }

        /** {@return the name in the table's head} */
        public String name() {
            return name;
        }

        /** Whether its cells are numbers, which are aligned right. */
        boolean numeric() {
            return kind != Kind.TEXT;
        }

        /** Its column names in CSV. A mean has three: itself, and the two ends of its interval. */
        private Stream<String> csvNames() {
            return switch (kind) {
                case MEAN -> Stream.of(machineName, machineName + "_low", machineName + "_high");
                case REFERENCE -> Stream.of("published", "published_half_width", "inside",
                        "published_data").map(name -> name + machineName);
                default -> Stream.of(machineName);
            };
        }

        /** The values of a cell under the names in CSV; null where there is none. */
        private Stream<Object> values(Object cell) {
            return switch (kind) {
                case MEAN -> cell == null ? Stream.of(null, null, null)
                        : ((SampleMean) cell).numbers().map(Object.class::cast);
                case REFERENCE -> cell == null ? Stream.of(null, null, null, null)
                        : values((Reference) cell);
                default -> Collections.singletonList(cell).stream();
            };
        }

        private static Stream<Object> values(Reference cell) {
            return Stream.of(cell.value(), cell.halfWidth(),
                    cell.inside() == null ? null : cell.inside() ? "yes" : "no", cell.data());
        }

        /**
         * A cell as people read it, with {@code plusMinus} between a mean and half the width of its
         * interval.
         */
        private String shown(Object cell, String plusMinus) {
            if (cell == null) {
                return "";
            }
            return switch (kind) {
                case TEXT -> (String) cell;
                case NUMBER -> rounded(((Number) cell).doubleValue());
                case SETTING ->
                        new BigDecimal(cell.toString()).stripTrailingZeros().toPlainString();
                case PROBABILITY -> {
                    double p = ((Number) cell).doubleValue();
                    yield p < 1e-4 ? "<0.0001" : rounded(p);
                }
                case MEAN -> shown((SampleMean) cell, plusMinus);
                case REFERENCE -> ((Reference) cell).shown(plusMinus);
            };
        }

        /**
         * A mean with its interval. A symmetric interval is shown by half its width, another by its
         * ends. Two seeds have no interval over seeds; their two values are shown in its place.
         */
        private String shown(SampleMean mean, String plusMinus) {
            String shown = rounded(mean.value()) + (mean.count() != 2 ? ""
                    : mean.seeds().stream().map(this::rounded)
                            .collect(Collectors.joining(", ", " (", ")")));
            if (!mean.hasInterval()) {
                return shown;
            }
            double below = mean.value() - mean.low();
            double above = mean.high() - mean.value();
            return Math.abs(above - below) <= 1e-9 * (above + below)
                    ? shown + plusMinus + rounded(above)
                    : shown + " [" + rounded(mean.low()) + ", " + rounded(mean.high()) + "]";
        }

        private String rounded(double value) {
            String text = String.format(Locale.ROOT, "%." + digits + "f", value);
            return text.matches("-[0.]+") ? text.substring(1) : text; // −0 becomes 0
        }
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no column, a cell is not of its column's kind,
     *     or a number is not finite
     */
    public Table {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("columns: none; a table has at least one");
        }
        columns = List.copyOf(columns);
        List<List<Object>> kept = new ArrayList<>();
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "row " + row + ": has " + row.size() + " cells for " + columns.size()
                                + " columns");
            }
            List<Object> cells = new ArrayList<>();
            for (int c = 0; c < row.size(); c++) {
                Object cell = plain(row.get(c));
                requireOfKind(columns.get(c), cell);
                cells.add(cell);
            }
            kept.add(Collections.unmodifiableList(cells));
        }
        rows = Collections.unmodifiableList(kept);
    }

    private static Object plain(Object cell) {
        return cell instanceof OptionalDouble number
                ? number.stream().boxed().findAny().orElse(null) : cell;
    }

    private static void requireOfKind(Column column, Object cell) {
        boolean right = cell == null || column.kind.type.isInstance(cell)
                && !(cell instanceof Number number && !Double.isFinite(number.doubleValue()));
        if (!right) {
            throw new IllegalArgumentException(
                    "column \"" + column.name + "\": " + cell + "; must be a "
                            + column.kind.type.getSimpleName()
                            + (column.kind.type == Number.class ? ", finite" : ""));
        }
    }

    /**
     * {@return the rows for other programs: unrounded values by their names in CSV, null if empty}
     */
    public List<Map<String, Object>> records() {
        List<Map<String, Object>> records = new ArrayList<>();
        for (List<Object> row : rows) {
            Map<String, Object> record = new LinkedHashMap<>();
            for (int c = 0; c < columns.size(); c++) {
                Iterator<Object> values = columns.get(c).values(row.get(c)).iterator();
                columns.get(c).csvNames().forEach(name -> record.put(name, values.next()));
            }
            records.add(record);
        }
        return records;
    }

    /**
     * {@return the {@linkplain #records() records} as CSV text: a header and a line per row, as
     * {@link Csv} writes it}
     */
    public String csv() {
        List<Iterable<?>> lines = new ArrayList<>();
        lines.add(columns.stream().flatMap(Column::csvNames).toList());
        records().forEach(record -> lines.add(record.values()));
        return Csv.text(lines);
    }

    /**
     * {@return the cells as people read them, row by row: rounded, with "mean ± half width" or
     * "mean [low, high]"; an empty text for an empty cell}
     */
    public List<List<String>> shown() {
        return shown(" ± ");
    }

    private List<List<String>> shown(String plusMinus) {
        return rows.stream().map(row -> IntStream.range(0, columns.size())
                .mapToObj(c -> columns.get(c).shown(row.get(c), plusMinus)).toList()).toList();
    }

    /**
     * {@return the table as Markdown with its caption above; its columns are aligned on a terminal}
     */
    public String markdown() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns.stream().map(Column::name).toList());
        lines.addAll(shown());
        List<List<String>> escaped =
                lines.stream().map(line -> line.stream().map(Table::markdown).toList()).toList();
        int[] widths = IntStream.range(0, columns.size())
                .map(c -> Math.max(3,
                        escaped.stream().mapToInt(line -> line.get(c).length()).max().orElse(3)))
                .toArray();
        String ruler = IntStream.range(0, columns.size())
                .mapToObj(c -> " " + "-".repeat(widths[c] - 1)
                        + (columns.get(c).numeric() ? ": |" : "- |"))
                .collect(Collectors.joining("", "|", "\n"));
        StringBuilder text = new StringBuilder(caption).append("\n\n");
        for (int i = 0; i < escaped.size(); i++) {
            List<String> line = escaped.get(i);
            text.append(IntStream.range(0, columns.size())
                    .mapToObj(c -> " " + padded(line.get(c), widths[c], columns.get(c)) + " |")
                    .collect(Collectors.joining("", "|", "\n")));
            if (i == 0) {
                text.append(ruler);
            }
        }
        return text.toString();
    }

    /** A cell in which nothing is a mark of Markdown. A _ between letters is none. */
    private static String markdown(String cell) {
        return cell.replaceAll("\\s*\\R\\s*", " ").replaceAll(
                "([\\\\|*`]|<(?!\\d)|_(?![\\pL\\pN])|(?<![\\pL\\pN])_)", "\\\\$1");
    }

    private static String padded(String cell, int width, Column column) {
        String space = " ".repeat(width - cell.length());
        return column.numeric() ? space + cell : cell + space;
    }

    /** {@return the table as a LaTeX float; needs {@code \\usepackage{booktabs}}} */
    public String latex() {
        String head = columns.stream().map(c -> Latex.text(c.name))
                .collect(Collectors.joining(" & ", "    ", " \\\\\n"));
        StringBuilder body = new StringBuilder();
        for (List<String> row : shown(" \\pm ")) {
            body.append(IntStream.range(0, columns.size())
                    .mapToObj(c -> columns.get(c).numeric() ? Latex.number(row.get(c))
                            : Latex.text(row.get(c)))
                    .collect(Collectors.joining(" & ", "    ", " \\\\\n")));
        }
        String alignment =
                columns.stream().map(c -> c.numeric() ? "r" : "l").collect(Collectors.joining());
        return "% needs \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n  \\caption{"
                + Latex.text(caption) + "}\n"
                + "  \\begin{tabular}{" + alignment + "}\n    \\toprule\n" + head
                + "    \\midrule\n" + body
                + "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
    }

    /**
     * Writes {@code name.csv}, {@code name.md} and {@code name.tex}.
     *
     * @param folder the folder
     * @param name the file name without its ending
     * @throws IOException if a file cannot be read or written
     */
    public void write(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name + ".csv"), csv());
        Files.writeString(folder.resolve(name + ".md"), markdown());
        Files.writeString(folder.resolve(name + ".tex"), latex());
    }
}
