package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import parsimony.compare.CurvePoint;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.gap.GapNumbers;
import parsimony.experiment.report.Csv;
import parsimony.experiment.report.Rows;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;

/**
 * A sweep as a tidy table: a row for each run, with its swept values and every number of its
 * {@code metrics.json}; of iterative inference the numbers of the gap to the encoder. What is
 * measured is not listed here: a new number is a new column.
 *
 * @param keys the names of the swept keys, as columns have them
 * @param rows in the order of the plan
 */
record SweepTable(List<String> keys, List<Row> rows) {
    /** The columns before those of the swept keys. */
    private static final List<String> NAMES = List.of("model", "inference", "seed");
    /** The column after them; measures follow. */
    private static final String RUN = "run";
    /** Numbers that differ when the same is done again. */
    private static final String TIME = "(.*_)?(seconds|per_second)";
    /** The ends of an interval, which stand beside the number itself. */
    private static final String END = ".*_(low|high)";

    /**
     * A run.
     *
     * @param model     its name, without swept values
     * @param inference the method of inference on its dictionary; empty for the run of the model
     *                  itself
     * @param seed      of the model
     * @param run       the name of its folder among the runs
     * @param values    of the swept keys that it depends on, by column
     * @param measures  its numbers, by name; a number that it does not have is left out
     */
    record Row(String model, String inference, long seed, String run, Map<String, String> values,
            Map<String, Double> measures) {
    }

    /**
     * The same run of every seed.
     *
     * @param first    the row of the first seed
     * @param measures means over the seeds; a number that a seed does not have is left out
     */
    record Group(Row first, Map<String, SampleMean> measures) {
        String model() {
            return first.model;
        }

        String inference() {
            return first.inference;
        }

        Map<String, String> values() {
            return first.values;
        }
    }

    /** Copies the lists. */
    SweepTable {
        keys = List.copyOf(keys);
        rows = List.copyOf(rows);
    }

    /**
     * Gathers the numbers of a sweep.
     *
     * @throws InputException if a run is not finished or damaged
     */
    static SweepTable of(SweepPlan plan, RunStore store) {
        Map<Plan, List<Results.OfSeed>> gaps = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        for (SweepPlan.Place place : plan.places()) {
            Map<String, String> values = texts(place.values());
            Run model = place.cell().model();
            Map<String, Double> measures =
                    numbers(RunRecord.readMetrics(store.folderOf(model)));
            place.cell().inference()
                    .forEach(run -> measures.putAll(store.result(run).ofModel()));
            rows.add(new Row(place.name(), "", model.seed(), folder(store, model), values,
                    measures));
            for (Run inference : place.cell().inference()) {
                List<Results.OfSeed> known = gaps.computeIfAbsent(place.plan(),
                        one -> new Results(one, store).metrics().gaps());
                String method = method(inference, store);
                known.stream().filter(gap -> gap.model().equals(model.model())
                        && gap.inference().equals(method) && gap.seed() == model.seed()
                        && Objects.equals(gap.beta(), model.beta())).findFirst()
                        .ifPresent(gap -> rows.add(new Row(place.name(), method, model.seed(),
                                folder(store, inference), values,
                                gap(gap.gap()))));
            }
        }
        SweepTable table = new SweepTable(plan.keys(), rows);
        return table.named("lambda");
    }

    /**
     * The points of every run of a sweep: a row for each λ, with λ as one more key.
     *
     * @throws InputException if a run is not finished or damaged
     */
    static SweepTable points(SweepPlan plan, RunStore store) {
        List<Row> rows = new ArrayList<>();
        for (SweepPlan.Place place : plan.places()) {
            for (Run run : place.cell().runs()) {
                for (CurvePoint point : store.result(run).points(run)) {
                    Map<String, String> values = texts(place.values());
                    if (point.lambda() != null) {
                        values.put("lambda", Double.toString(point.lambda()));
                    }
                    Map<String, Double> measures = numbers(RunRecord.tree(point));
                    measures.keySet().removeAll(List.of("lambda", SweepPlan.BETA));
                    rows.add(new Row(place.name(), point.inference(), run.seed(),
                            folder(store, run), values, measures));
                }
            }
        }
        List<String> keys = new ArrayList<>(plan.keys());
        keys.add("lambda");
        return new SweepTable(keys, rows).named();
    }

    private static Map<String, String> texts(Map<String, JsonNode> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((key, value) -> texts.put(key, SweptKey.text(value)));
        return texts;
    }

    /** The numbers of a gap; {@code mse} in it is an earlier name of {@code mse_map}. */
    private static Map<String, Double> gap(GapNumbers numbers) {
        Map<String, Double> measures = numbers(RunRecord.tree(numbers));
        measures.remove("mse");
        return measures;
    }

    private static String method(Run inference, RunStore store) {
        return store.result(inference).points(inference).stream().findFirst()
                .map(CurvePoint::inference).orElse("");
    }

    private static String folder(RunStore store, Run run) {
        return store.folderOf(run).getFileName().toString();
    }

    /** All finite numbers of a tree by their names; lists have no place in a table. */
    static Map<String, Double> numbers(JsonNode tree) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        tree.properties().forEach(entry -> {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isNumber() && !name.matches(TIME)
                    && !(name.matches(END) && tree.has(name.replaceFirst("_(low|high)$", "")))) {
                numbers.put(name, value.doubleValue());
            } else if (value.isObject()) {
                numbers(value).forEach((inner, number) -> numbers.put(name + "_" + inner, number));
            }
        });
        return numbers;
    }

    /** Gives each key its shortest name that is no other column's, here or in other files. */
    private SweepTable named(String... others) {
        Set<String> taken = new LinkedHashSet<>(NAMES);
        taken.add(RUN);
        taken.addAll(keys);
        taken.addAll(measures());
        taken.addAll(List.of(others));
        Map<String, String> names = new LinkedHashMap<>();
        keys.forEach(key -> names.put(key, Sweep.shortest(key, taken).replace('.', '_')));
        return new SweepTable(keys.stream().map(names::get).toList(), rows.stream().map(row -> {
            Map<String, String> values = new LinkedHashMap<>();
            row.values.forEach((key, value) -> values.put(names.get(key), value));
            return new Row(row.model, row.inference, row.seed, row.run, values, row.measures);
        }).toList());
    }

    /** The names of all measures, in the order in which they first come. */
    List<String> measures() {
        return rows.stream().flatMap(row -> row.measures.keySet().stream()).distinct().toList();
    }

    /** The same with some of its rows. */
    SweepTable with(List<Row> some) {
        return new SweepTable(keys, some);
    }

    /**
     * The rows of the same model, method and values together, each with means over the seeds.
     *
     * @param level confidence of the intervals
     */
    List<Group> groups(double level) {
        Map<List<Object>, List<Row>> same = rows.stream().collect(
                Collectors.groupingBy(row -> List.of(row.model, row.inference, row.values),
                        LinkedHashMap::new, Collectors.toList()));
        return same.values().stream().map(group -> {
            Map<String, SampleMean> means = new LinkedHashMap<>();
            for (String measure : group.get(0).measures.keySet()) {
                List<Double> values = group.stream().map(row -> row.measures.get(measure))
                        .filter(Objects::nonNull).toList();
                if (values.size() == group.size()) {
                    means.put(measure, SampleMean.of(level,
                            values.stream().mapToDouble(value -> value).toArray()));
                }
            }
            return new Group(group.get(0), means);
        }).toList();
    }

    /**
     * The values of a key among some rows: numbers rising, words in their order.
     */
    static List<String> values(String key, Collection<Group> groups) {
        List<String> values = groups.stream().map(group -> group.values().get(key))
                .filter(Objects::nonNull).distinct().toList();
        return values.stream().allMatch(SweepTable::isNumber)
                ? values.stream().sorted(Comparator.comparingDouble(Double::parseDouble)).toList()
                : values;
    }

    static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Writes the table.
     *
     * @throws IOException if the file cannot be written
     */
    void write(Path file) throws IOException {
        List<String> measures = measures();
        List<String> columns = new ArrayList<>(NAMES);
        columns.addAll(keys);
        columns.add(RUN);
        columns.addAll(measures);
        try (Csv csv = Csv.create(file, columns)) {
            for (Row row : rows) {
                List<Object> cells = new ArrayList<>(
                        List.of(row.model, row.inference, row.seed));
                keys.forEach(key -> cells.add(row.values.get(key)));
                cells.add(row.run);
                measures.forEach(measure -> cells.add(row.measures.get(measure)));
                csv.row(cells.toArray());
            }
        }
    }

    private static long seed(Path file, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InputException(
                    file + ": is damaged, seed is " + text + "; make the comparison again", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param file the table
     * @throws InputException if it is damaged
     * @throws IOException if it cannot be read
     */
    static SweepTable read(Path file) throws IOException {
        Rows read = Rows.read(file);
        int first = NAMES.size();
        List<String> names = read.names();
        int run = names.indexOf(RUN);
        if (run < first || !names.subList(0, first).equals(NAMES)) {
            throw new InputException(file + ": is damaged, its columns are not those of a sweep;"
                    + " make the comparison again");
        }
        List<Row> rows = new ArrayList<>();
        for (List<String> cells : read.cells()) {
            Map<String, String> values = new LinkedHashMap<>();
            Map<String, Double> measures = new LinkedHashMap<>();
            for (int c = first; c < names.size(); c++) {
                if (!cells.get(c).isEmpty() && c < run) {
                    values.put(names.get(c), cells.get(c));
                } else if (!cells.get(c).isEmpty() && c > run) {
                    if (!isNumber(cells.get(c))) {
                        throw new InputException(file + ": is damaged, " + names.get(c) + " is "
                                + cells.get(c) + "; make the comparison again");
                    }
                    measures.put(names.get(c), Double.parseDouble(cells.get(c)));
                }
            }
            rows.add(new Row(cells.get(0), cells.get(1), seed(file, cells.get(2)),
                    cells.get(run), values, measures));
        }
        return new SweepTable(names.subList(first, run), rows);
    }
}
