package parsimony.experiment.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
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
    }

    /** Draws the rows of one dataset. */
    private interface OfRows {
        Figure of(List<Row> rows);
    }

    private TableFigures() {}

    /** NELBO by model and estimator with intervals (fig. 4): {@code nelbo}. */
    public static List<Drawing> nelbo(ResultView result) {
        return drawings(result, "nelbo", "nelbo", "NELBO by model and estimator",
                "The mean over seeds of the negative evidence"
                        + " lower bound, lower is better, with its interval from three seeds up.",
                rows -> {
                    Palette palette = new Palette(
                            rows.stream().map(row -> row.text("estimator")).distinct().toList());
                    Comparison comparison =
                            new Comparison(Axis.linear("NELBO (nats)"), palette, Column.SINGLE);
                    rows.forEach(
                            row -> comparison.estimate(row.text("model"), row.text("estimator"),
                                    estimate(row.cells, "nelbo")));
                    return comparison;
                });
    }

    private static Estimate estimate(JsonNode cells, String name) {
        double value = cells.path(name).asDouble();
        JsonNode low = cells.path(name + "_low");
        return low.isNumber()
                ? new Estimate(value, low.asDouble(), cells.path(name + "_high").asDouble())
                : Estimate.exact(value);
    }

    /**
     * The histogram of the KL of the units of all seeds (fig. 5): {@code kl_histogram}. It shows at
     * most as many conditions as there are colours, and marks the threshold of active units of each
     * model with the model's letter.
     *
     * @throws InputException if the table of units is damaged
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
                        histogram.sample(row.name(),
                                units.where("row", String.valueOf(row.number)).numbers("kl"));
                        String model = row.text("model");
                        thresholds.merge(row.cells.path("active_threshold").asDouble(),
                                model.split("-", 2)[0],
                                (letters, letter) -> letters.contains(letter) ? letters
                                        : letters + ", " + letter);
                    }
                    thresholds.forEach((nats, letters) -> histogram.mark(nats,
                            letters + " active from " + nats));
                    return histogram;
                });
    }

    /**
     * Writes {@code kl_per_unit.csv} into the folder of a table, from which the histogram of KL is
     * drawn. Its columns are the row of the table, from 0, the seed, the unit and its KL in nats.
     *
     * @param conditions the rows of the table
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
