package parsimony.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table;
import parsimony.experiment.report.Table.Column;

/** The runs of a sweep as tables of means over seeds, with intervals. */
public final class SweepTables {
    /** What people call a measure or a key; others are called as in files. */
    private static final Map<String, String> LABELS = Map.ofEntries(Map.entry("nelbo", "NELBO"),
            Map.entry("mse", "squared error of samples"), Map.entry("kl", "KL (nats)"),
            Map.entry("mse_map", "squared error of the mean"), Map.entry("r2", "R²"),
            Map.entry("r2_pooled", "R² pooled"), Map.entry("r2_median", "R² median"),
            Map.entry("lifetime", "lifetime sparsity"),
            Map.entry("population", "population sparsity"),
            Map.entry("portion_zeros", "share of zeros"),
            Map.entry("active", "share of active units"), Map.entry("delta_mse", "Δ error"),
            Map.entry("delta_sparsity", "Δ sparsity"), Map.entry("beta", "β"),
            Map.entry("lambda", "λ"), Map.entry("lr", "learning rate"));
    /** The measures that an answer is about: the first that there is. */
    private static final List<String> FIRST = List.of("nelbo", "objective");
    /** Digits that a measure is shown with. */
    private static final int DIGITS = 5;
    private static final int MOST_DECIMALS = 4;

    private final SweepTable table;
    private final List<SweepTable.Group> groups;
    private final double level;

    /**
     * The tables of a sweep.
     *
     * @param table its runs
     * @param level confidence of the intervals
     */
    SweepTables(SweepTable table, double level) {
        this.table = table;
        this.level = level;
        groups = table.groups(level);
    }

    /** What people call a measure or a key. */
    static String label(String name) {
        return LABELS.getOrDefault(name, name.replace('_', ' '));
    }

    /** A table of the models, and one of the gap to each method of inference. */
    Map<String, Table> all() {
        Map<String, Table> tables = new LinkedHashMap<>();
        Map<Boolean, List<SweepTable.Group>> parts = groups.stream()
                .collect(Collectors.partitioningBy(group -> group.inference().isEmpty()));
        tables.put("sweep", of(parts.get(true), "Every model of the sweep. "));
        if (!parts.get(false).isEmpty()) {
            tables.put("sweep_gaps", of(parts.get(false),
                    "How far the encoder of every model is from inference on its dictionary. "));
        }
        return tables;
    }

    private Table of(List<SweepTable.Group> part, String about) {
        boolean inference = !part.get(0).inference().isEmpty();
        Set<String> measures = new LinkedHashSet<>();
        part.forEach(group -> measures.addAll(group.measures().keySet()));
        List<Column> columns = new ArrayList<>(List.of(Column.text("model")));
        if (inference) {
            columns.add(Column.text("inference"));
        }
        for (String key : table.keys()) {
            boolean number = part.stream().map(group -> group.values().get(key))
                    .allMatch(value -> value == null || SweepTable.isNumber(value));
            columns.add((number ? Column.setting(label(key)) : Column.text(label(key)))
                    .inFiles(inFiles(key)));
        }
        for (String measure : measures) {
            columns.add(Column.mean(label(measure), decimals(part, measure))
                    .inFiles(inFiles(measure)));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (SweepTable.Group group : part) {
            List<Object> row = new ArrayList<>(List.of(group.model()));
            if (inference) {
                row.add(group.inference());
            }
            table.keys().forEach(key -> row.add(value(part, key, group.values().get(key))));
            measures.forEach(measure -> row.add(group.measures().get(measure)));
            rows.add(row);
        }
        return new Table(about + "Each row is one choice of the swept keys; an empty cell is a"
                + " key that the model does not depend on, or a number that it does not have."
                + " Means over the seeds; " + SampleMean.percent(level) + " intervals over seeds"
                + " from " + SampleMean.LEAST_SEEDS + " up. Two seeds stand in parentheses.",
                columns, rows);
    }

    private static String inFiles(String name) {
        return name.replace('.', '_');
    }

    private static Object value(List<SweepTable.Group> part, String key, String value) {
        boolean number = part.stream().map(group -> group.values().get(key))
                .allMatch(each -> each == null || SweepTable.isNumber(each));
        return value != null && number ? (Object) Double.valueOf(value) : value;
    }

    private static int decimals(List<SweepTable.Group> part, String measure) {
        double most = part.stream().map(group -> group.measures().get(measure))
                .filter(mean -> mean != null).mapToDouble(mean -> Math.abs(mean.value())).max()
                .orElse(1);
        int before = most < 1 ? 1 : 1 + (int) Math.floor(Math.log10(most));
        return Math.max(0, Math.min(MOST_DECIMALS, DIGITS - before));
    }

    /** In a sentence for each model: where its first measure is least. */
    String answer() {
        Map<String, List<SweepTable.Group>> models = groups.stream()
                .filter(group -> group.inference().isEmpty())
                .collect(Collectors.groupingBy(SweepTable.Group::model, LinkedHashMap::new,
                        Collectors.toList()));
        List<String> said = new ArrayList<>();
        models.forEach((model, own) -> {
            Optional<String> measure = FIRST.stream()
                    .filter(name -> own.get(0).measures().containsKey(name)).findFirst();
            if (own.size() > 1 && measure.isPresent()) {
                SweepTable.Group best = own.stream().min(Comparator.comparingDouble(
                        group -> value(group, measure.get()))).orElseThrow();
                SweepTable.Group worst = own.stream().max(Comparator.comparingDouble(
                        group -> value(group, measure.get()))).orElseThrow();
                String form = "%." + decimals(own, measure.get()) + "f";
                said.add(String.format(Locale.ROOT,
                        "Of %d choices the %s of the %s is least, " + form + ", at %s, and most, "
                                + form + ", at %s.",
                        own.size(), label(measure.get()), Labels.of(model),
                        value(best, measure.get()), values(best), value(worst, measure.get()),
                        values(worst)));
            }
        });
        return said.isEmpty() ? "The table has every choice." : String.join(" ", said);
    }

    private static double value(SweepTable.Group group, String measure) {
        SampleMean mean = group.measures().get(measure);
        return mean == null ? Double.NaN : mean.value();
    }

    private static String values(SweepTable.Group group) {
        return group.values().entrySet().stream()
                .map(entry -> label(entry.getKey()) + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
