package parsimony.experiment.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.report.Csv;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Comparison;
import parsimony.figures.Estimate;
import parsimony.figures.Figure;
import parsimony.figures.Histogram;
import parsimony.figures.Palette;
import parsimony.signals.InputException;

/**
 * The figures beside the paper's tables, each a function of the folder that {@code table} writes.
 * There is one figure for each dataset. If there are several, the name of its file contains the
 * dataset.
 */
public final class TableFigures {
    private static final int BINS = 50;
    /** Ends of the axis in nats. Units beyond them count in the first or last bin. */
    private static final double LEAST_KL = 1e-6;
    private static final double MOST_KL = 10;
    /** The file with the KL of every unit of every run, and the run's row in the table. */
    static final String UNITS = "kl_per_unit.csv";
    /** The file with the encoder and the measures of every run, and the run's row in the table. */
    private static final String SEEDS = "per_seed.csv";
    /** More models than these need both columns of a page. */
    private static final int NARROW = 6;

    /**
     * A row of the table.
     *
     * @param number from 0
     */
    private record Row(int number, JsonNode cells) {
        String text(String column) {
            return cells.path(column).asText();
        }

        String name() {
            return text("model") + ", " + text("estimator");
        }

        /** The rows of another table that belong to this one. */
        Rows of(Rows others) {
            return others.where("row", String.valueOf(number));
        }
    }

    /** Draws the rows of one dataset. */
    private interface OfRows {
        Figure of(List<Row> rows);
    }

    private TableFigures() {}

    /**
     * {@return NELBO by model and estimator with intervals, in a section for each kind of encoder
     * (fig. 4): {@code nelbo}} A strip below it has every seed. The folder of an earlier version
     * does not say which encoders its models have and what each seed came to; then there are
     * neither.
     *
     * @param result the result folder
     * @throws IOException if a file cannot be read
     */
    public static List<Drawing> nelbo(ResultView result) throws IOException {
        String caption = "The mean over seeds of the negative evidence lower bound, lower is"
                + " better, with its interval from three seeds up.";
        if (!result.has(SEEDS)) {
            return drawings(result, "nelbo", "nelbo", "NELBO by model and estimator", caption,
                    rows -> {
                        Comparison comparison = comparison(rows, Column.SINGLE);
                        rows.forEach(row -> comparison.estimate(row.text("model"),
                                row.text("estimator"), estimate(row.cells, "nelbo")));
                        return comparison;
                    });
        }
        Rows seeds = Rows.read(result.file(SEEDS));
        return drawings(result, "nelbo", "nelbo", "NELBO by model and estimator", caption
                + " Below: by how many percent each seed is above the lowest mean with the same"
                + " encoder.", rows -> byEncoder(rows, seeds));
    }

    private static Comparison comparison(List<Row> rows, Column column) {
        Palette palette =
                new Palette(rows.stream().map(row -> row.text("estimator")).distinct().toList());
        return new Comparison(Axis.linear("NELBO (nats)"), palette, column);
    }

    private static Comparison byEncoder(List<Row> rows, Rows seeds) {
        Map<String, List<Row>> sections = rows.stream().collect(Collectors.groupingBy(
                row -> row.of(seeds).distinct("encoder").get(0), LinkedHashMap::new,
                Collectors.toList()));
        long models = rows.stream().map(row -> row.text("model")).distinct().count();
        Comparison comparison = comparison(rows, models > NARROW ? Column.DOUBLE : Column.SINGLE)
                .strip(Axis.linear("% above best"));
        sections.forEach((encoder, own) -> {
            if (sections.size() > 1) {
                comparison.section(encoder + " encoder");
            }
            double best = own.stream().mapToDouble(row -> estimate(row.cells, "nelbo").value())
                    .min().orElseThrow();
            for (Row row : own) {
                // The title of the section says it for all of its models.
                String model = sections.size() == 1 ? row.text("model")
                        : row.text("model").replace(Condition.encoderWords(encoder), "");
                comparison.estimate(model, row.text("estimator"), estimate(row.cells, "nelbo"));
                comparison.dots(model, row.text("estimator"),
                        Arrays.stream(row.of(seeds).numbers("nelbo"))
                                .map(nelbo -> 100 * (nelbo - best) / Math.abs(best)).toArray());
            }
        });
        return comparison;
    }

    private static Estimate estimate(JsonNode cells, String name) {
        double value = cells.path(name).asDouble();
        JsonNode low = cells.path(name + "_low");
        return low.isNumber()
                ? new Estimate(value, low.asDouble(), cells.path(name + "_high").asDouble())
                : Estimate.exact(value);
    }

    /**
     * {@return the histogram of the KL of the units of all seeds (fig. 5): {@code kl_histogram}} It
     * shows at most as many conditions as there are colours, and marks the threshold of active
     * units of each model with the model's letter.
     *
     * @param result the result folder
     * @throws InputException if the table of units is damaged
     * @throws IOException if a file cannot be read or written
     */
    public static List<Drawing> divergence(ResultView result) throws IOException {
        if (!result.has(UNITS)) {
            return List.of();
        }
        Rows units = Rows.read(result.file(UNITS));
        return drawings(result, "active", "kl_histogram", "What the units carry",
                "The KL of the units of all seeds. Units below"
                        + " a line are counted as dead.",
                all -> {
                    List<Row> rows = all.stream().limit(Palette.SIZE).toList();
                    Palette palette = new Palette(rows.stream().map(Row::name).toList());
                    Axis axis = Axis.log("KL of a unit (nats)").between(LEAST_KL, MOST_KL);
                    Histogram histogram =
                            new Histogram(axis, "units", BINS, palette, Column.SINGLE);
                    Map<Double, String> thresholds = new TreeMap<>();
                    for (Row row : rows) {
                        histogram.sample(row.name(), row.of(units).numbers("kl"));
                        String model = row.text("model");
                        thresholds.merge(row.cells.path("active_threshold").asDouble(),
                                model.split("-", 2)[0],
                                (letters, letter) -> letters.contains(letter) ? letters
                                        : letters + ", " + letter);
                    }
                    thresholds.forEach((nats, letters) -> histogram.mark(nats,
                            letters + " active: KL ≥ " + nats));
                    return histogram;
                });
    }

    /**
     * Writes {@code kl_per_unit.csv} into the folder of a table, from which the histogram of KL is
     * drawn. Its columns are the row of the table, from 0, the seed, the unit and its KL in nats.
     *
     * @param folder the folder
     * @param conditions the rows of the table
     * @throws IOException if a file cannot be read or written
     */
    public static void writeUnits(Path folder, List<Condition> conditions) throws IOException {
        StringBuilder rows = new StringBuilder("row,seed,unit,kl\n");
        for (int row = 0; row < conditions.size(); row++) {
            for (TrainedVae run : conditions.get(row).runs()) {
                float[] units = run.klPerUnit();
                for (int k = 0; k < units.length; k++) {
                    rows.append(row).append(',').append(run.seed()).append(',').append(k)
                            .append(',').append(units[k])
                            .append('\n');
                }
            }
        }
        Files.writeString(folder.resolve(UNITS), rows);
    }

    /**
     * Writes {@code per_seed.csv} into the folder of a table. Its columns are the row of the table,
     * from 0, the kind of encoder, the seed, and the measures.
     *
     * @param folder of the table
     * @param table  with the runs of each row
     * @throws IOException if a file cannot be read or written
     */
    public static void writeSeeds(Path folder, SeedTable table) throws IOException {
        List<String> columns = new ArrayList<>(List.of("row", "encoder", "seed"));
        table.measures().forEach(measure -> columns.add(measure.inFiles()));
        try (Csv csv = Csv.create(folder.resolve(SEEDS), columns)) {
            for (int row = 0; row < table.conditions().size(); row++) {
                for (TrainedVae run : table.conditions().get(row).runs()) {
                    List<Object> cells = new ArrayList<>(List.of(row,
                            run.settings().architecture().encoder().label(), run.seed()));
                    for (int m = 0; m < table.measures().size(); m++) {
                        cells.add(table.value(run, m));
                    }
                    csv.row(cells.toArray());
                }
            }
        }
    }

    private static List<Drawing> drawings(ResultView result, String table, String name,
            String title, String caption,
            OfRows figure) {
        if (!result.settings().path("table").asText().equals(table)
                || !RunRecord.finished(result.folder())) {
            return List.of();
        }
        Map<String, List<Row>> byData = new LinkedHashMap<>();
        for (JsonNode cells : RunRecord.readMetrics(result.folder()).path("rows")) {
            List<Row> rows =
                    byData.computeIfAbsent(cells.path("data").asText(), data -> new ArrayList<>());
            rows.add(new Row(byData.values().stream().mapToInt(List::size).sum(), cells));
        }
        List<Drawing> drawings = new ArrayList<>();
        byData.forEach((data, rows) -> drawings
                .add(byData.size() == 1 ? new Drawing(name, title, caption, figure.of(rows))
                        : new Drawing(name + "_" + data.replaceAll("[^\\p{L}\\p{N}]+", "-"),
                                title + " on " + data, caption,
                                figure.of(rows))));
        return drawings;
    }
}
