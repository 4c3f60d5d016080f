package parsimony.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Table;
import parsimony.experiment.report.Table.Column;
import parsimony.experiment.run.FileNames;

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
            Map.entry("lambda", "λ"), Map.entry("kl_rate_slope", "slope of log KL on log rate"),
            Map.entry("kl_rate_slope_error", "error of the slope"),
            Map.entry("kl_rate_units", "units of the slope"),
            Map.entry("best_nelbo", "best NELBO"),
            Map.entry("share_of_nelbo_lost", "share of NELBO lost"),
            Map.entry("lr", "learning rate"));
    /** The measures that an answer is about: the first that there is. */
    private static final List<String> FIRST = List.of("nelbo", "objective");
    /** Digits that a measure is shown with. */
    private static final int DIGITS = 4;
    private static final int MOST_DECIMALS = 3;

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

    /**
     * A table of the models that have the same measures, and one of the gaps to inference, by the
     * names of their files.
     */
    Map<String, Table> all() {
        Map<String, Set<String>> ofModels = new HashMap<>();
        groups.stream().filter(group -> group.inference().isEmpty())
                .forEach(group -> ofModels.computeIfAbsent(group.model(), none -> new HashSet<>())
                        .addAll(group.measures().keySet()));
        Map<Set<String>, List<SweepTable.Group>> parts = groups.stream()
                .collect(Collectors.groupingBy(group -> group.inference().isEmpty()
                        ? ofModels.get(group.model()) : Set.<String>of(),
                        LinkedHashMap::new, Collectors.toList()));
        Map<String, Table> tables = new LinkedHashMap<>();
        for (List<SweepTable.Group> part : parts.values()) {
            String names = part.stream().map(SweepTable.Group::model).distinct().map(Labels::of)
                    .collect(Collectors.joining(", "));
            if (part.get(0).inference().isEmpty()) {
                tables.put("sweep_" + part.get(0).model(), of(part, "Every choice: " + names
                        + ". "));
            } else {
                tables.put("sweep_gaps", of(part, "How far the encoder is from inference on its"
                        + " dictionary, at every choice: " + names + ". "));
            }
        }
        return tables;
    }

    private Table of(List<SweepTable.Group> part, String about) {
        boolean inference = !part.get(0).inference().isEmpty();
        List<String> measures = varying(part);
        List<String> keys = table.keys().stream().filter(
                key -> part.stream().anyMatch(group -> group.values().containsKey(key))).toList();
        List<Column> columns = new ArrayList<>(List.of(Column.text("model")));
        if (inference) {
            columns.add(Column.text("inference"));
        }
        for (String key : keys) {
            boolean number = part.stream().map(group -> group.values().get(key))
                    .allMatch(value -> value == null || SweepTable.isNumber(value));
            columns.add((number ? Column.setting(label(key)) : Column.text(label(key)))
                    .inFiles(key));
        }
        for (String measure : measures) {
            columns.add(Column.mean(label(measure), decimals(part, measure))
                    .inFiles(measure));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (SweepTable.Group group : part) {
            List<Object> row = new ArrayList<>(List.of(group.model()));
            if (inference) {
                row.add(group.inference());
            }
            keys.forEach(key -> row.add(value(part, key, group.values().get(key))));
            measures.forEach(measure -> row.add(group.measures().get(measure)));
            rows.add(row);
        }
        return new Table(about + "An empty cell is a key that the model does not depend on, or a"
                + " number that it does not have; numbers that are the same everywhere are in "
                + FileNames.SWEEP + " alone. Means over the seeds; " + SampleMean.percent(level)
                + " intervals over seeds"
                + " from " + SampleMean.LEAST_SEEDS + " up. Two seeds stand in parentheses.",
                columns, rows);
    }

    /** The measures that are not the same everywhere. */
    private static List<String> varying(List<SweepTable.Group> part) {
        Map<String, Set<Double>> values = new LinkedHashMap<>();
        part.forEach(group -> group.measures().forEach((measure, mean) -> values
                .computeIfAbsent(measure, none -> new HashSet<>()).add(mean.value())));
        return values.entrySet().stream().filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey).toList();
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

    private String values(SweepTable.Group group) {
        return table.keys().stream().filter(group.values()::containsKey)
                .map(key -> label(key) + " = " + group.values().get(key))
                .collect(Collectors.joining(", "));
    }
}
