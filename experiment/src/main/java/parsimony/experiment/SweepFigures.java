package parsimony.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FileNames;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Comparison;
import parsimony.figures.Estimate;
import parsimony.figures.Figure;
import parsimony.figures.HeatMap;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/**
 * The measures of a sweep against its keys, each a function of the folder that {@code compare}
 * writes. Models of one swept key are curves against it, those of two are heat maps over both, and
 * with a third key there is a figure for each of its values. More keys cannot be seen on paper;
 * they are in the table alone.
 */
final class SweepFigures {
    private static final String NAME = "sweep";
    /** Panels beside one another. */
    private static final int ACROSS = 3;
    /** Panels of one figure at most: they have letters. */
    private static final int MOST = 24;
    /** Values of a third key for which figures are drawn. */
    private static final int MOST_SLICES = 6;
    /** From this ratio on, two values are on a logarithmic axis. */
    private static final double FAR = 4;

    private SweepFigures() {}

    /** Curves of every measure, for each key that is the only one of some models. */
    static List<Drawing> curves(ResultView result) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        Optional<Swept> found = Swept.in(result);
        if (found.isEmpty()) {
            return drawings;
        }
        Swept swept = found.get();
        for (Map.Entry<String, List<SweepTable.Group>> part : swept.parts().entrySet()) {
            Map<String, List<SweepTable.Group>> byKey = new LinkedHashMap<>();
            swept.models(part.getValue()).forEach((model, groups) -> {
                List<String> keys = swept.keys(groups);
                if (keys.size() == 1) {
                    byKey.computeIfAbsent(keys.get(0), none -> new ArrayList<>()).addAll(groups);
                }
            });
            for (Map.Entry<String, List<SweepTable.Group>> one : byKey.entrySet()) {
                List<SweepTable.Group> groups = one.getValue();
                String key = one.getKey();
                List<String> measures = swept.varying(groups);
                List<String> all =
                        groups.stream().map(SweepTable.Group::model).distinct().toList();
                List<String> models = all.stream().limit(Palette.SIZE).toList();
                if (measures.isEmpty()) {
                    continue;
                }
                Palette palette = new Palette(models.stream().map(Labels::of).toList());
                Panels panels = swept.panels(measures.size()).sharedLegend();
                measures.forEach(measure -> panels.panel(SweepTables.label(measure),
                        curve(key, measure, models, groups, palette)));
                drawings.add(new Drawing(name(part.getKey(), key),
                        swept.title(part.getKey(), List.of(key)),
                        "Each panel is a measure against " + SweepTables.label(key) + ". "
                                + (models.size() == all.size() ? ""
                                        : "Of " + all.size() + " models the first "
                                                + models.size() + " are drawn. ")
                                + swept.caption(),
                        panels));
            }
        }
        return drawings;
    }

    private static Figure curve(String key, String measure, List<String> models,
            List<SweepTable.Group> groups, Palette palette) {
        List<String> values = SweepTable.values(key, groups);
        if (!values.stream().allMatch(SweepTable::isNumber)) {
            Comparison comparison = new Comparison(Axis.linear(""), palette, Column.SINGLE);
            for (String value : values) {
                groups.stream().filter(group -> value.equals(group.values().get(key))
                        && group.measures().containsKey(measure)
                        && models.contains(group.model()))
                        .forEach(group -> comparison.estimate(value, Labels.of(group.model()),
                                estimate(group, measure)));
            }
            return comparison;
        }
        String label = SweepTables.label(key);
        Plane plane = new Plane(isLogarithmic(values) ? Axis.log(label) : Axis.linear(label),
                Axis.linear(""), palette, Column.SINGLE);
        for (String model : models) {
            List<SweepTable.Group> own = groups.stream()
                    .filter(group -> group.model().equals(model)
                            && group.measures().containsKey(measure))
                    .sorted(Comparator.comparingDouble(
                            group -> Double.parseDouble(group.values().get(key))))
                    .toList();
            if (!own.isEmpty()) {
                plane.curve(new Series(Labels.of(model),
                        own.stream().map(group -> Estimate
                                .exact(Double.parseDouble(group.values().get(key)))).toList(),
                        own.stream().map(group -> estimate(group, measure)).toList()));
            }
        }
        return plane;
    }

    private static Estimate estimate(SweepTable.Group group, String measure) {
        return group.measures().get(measure).estimate();
    }

    /** Whether the values of a key are spaced by their ratios: 16, 32, 64. */
    static boolean isLogarithmic(List<String> values) {
        double[] x = values.stream().mapToDouble(Double::parseDouble).sorted().toArray();
        if (x[0] <= 0) {
            return false;
        }
        if (x.length == 2) {
            return x[1] / x[0] >= FAR;
        }
        return spread(Arrays.stream(x).map(Math::log).toArray()) < spread(x);
    }

    /** How unequal the steps between values are, relative to their mean. */
    private static double spread(double[] x) {
        double[] steps = IntStream.range(1, x.length).mapToDouble(i -> x[i] - x[i - 1]).toArray();
        double mean = Arrays.stream(steps).average().orElse(1);
        return Math.sqrt(Arrays.stream(steps).map(step -> (step - mean) * (step - mean)).average()
                .orElse(0)) / mean;
    }

    /** Heat maps of every measure, for each model with two swept keys, or with three. */
    static List<Drawing> maps(ResultView result) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        Optional<Swept> found = Swept.in(result);
        if (found.isEmpty()) {
            return drawings;
        }
        Swept swept = found.get();
        for (Map.Entry<String, List<SweepTable.Group>> part : swept.parts().entrySet()) {
            swept.models(part.getValue()).forEach((model, groups) -> {
                List<String> keys = swept.keys(groups);
                List<String> measures = swept.varying(groups);
                if (measures.isEmpty() || keys.size() < 2 || keys.size() > 3) {
                    return;
                }
                // The third key is the one with the fewest values.
                String slice = keys.size() == 2 ? null : keys.stream().min(Comparator
                        .comparingInt(key -> SweepTable.values(key, groups).size()))
                        .orElseThrow();
                List<String> both = keys.stream().filter(key -> !key.equals(slice)).toList();
                List<String> slices =
                        slice == null ? List.of("") : SweepTable.values(slice, groups);
                if (slices.size() > MOST_SLICES) {
                    return;
                }
                for (String value : slices) {
                    Panels panels = swept.panels(measures.size());
                    measures.forEach(measure -> map(groups, both, measure, slice, value)
                            .ifPresent(map -> panels.panel(SweepTables.label(measure), map)));
                    String of = slice == null ? ""
                            : " at " + SweepTables.label(slice) + " = " + value;
                    drawings.add(new Drawing(
                            name(part.getKey(), model)
                                    + (slice == null ? "" : "_" + fileName(slice + "-" + value)),
                            swept.title(part.getKey(), both) + ", " + Labels.of(model) + of,
                            "Each panel is a measure; a cell is its mean at one "
                                    + SweepTables.label(both.get(0)) + " and one "
                                    + SweepTables.label(both.get(1)) + ". "
                                    + (slice == null ? ""
                                            : "Colours mean the same in the figures of all "
                                                    + SweepTables.label(slice) + ". ")
                                    + swept.caption(),
                            panels));
                }
            });
        }
        return drawings;
    }

    /** Empty if the measure has no value in this slice. */
    private static Optional<HeatMap> map(List<SweepTable.Group> groups, List<String> both,
            String measure, String slice, String value) {
        List<SweepTable.Group> measured =
                groups.stream().filter(group -> group.measures().containsKey(measure)).toList();
        List<String> columns = SweepTable.values(both.get(0), groups);
        List<String> rows = SweepTable.values(both.get(1), groups);
        double[][] cells = new double[rows.size()][columns.size()];
        Arrays.stream(cells).forEach(row -> Arrays.fill(row, Double.NaN));
        measured.stream().filter(group -> slice == null || value.equals(group.values().get(slice)))
                .forEach(group -> cells[rows.indexOf(group.values().get(both.get(1)))][columns
                        .indexOf(group.values().get(both.get(0)))] =
                                group.measures().get(measure).value());
        if (Arrays.stream(cells).flatMapToDouble(Arrays::stream).allMatch(Double::isNaN)) {
            return Optional.empty();
        }
        double[] all = measured.stream().mapToDouble(
                group -> group.measures().get(measure).value()).sorted().toArray();
        return Optional.of(new HeatMap(SweepTables.label(both.get(0)), columns,
                SweepTables.label(both.get(1)), rows, cells, Column.SINGLE)
                .between(all[0], all[all.length - 1]));
    }

    private static String name(String inference, String what) {
        return NAME + (inference.isEmpty() ? "" : "_" + inference) + "_" + fileName(what);
    }

    private static String fileName(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}_.-]+", "-");
    }

    /** The groups of a folder's sweep. */
    private record Swept(Experiment experiment, SweepTable table, List<SweepTable.Group> all) {
        /** Empty if the folder has no sweep. */
        static Optional<Swept> in(ResultView result) throws IOException {
            if (!result.has(FileNames.SWEEP) || !result.has(FileNames.EXPERIMENT)) {
                return Optional.empty();
            }
            Sweep sweep =
                    ExperimentFile.sweep(result.file(FileNames.EXPERIMENT).toString());
            SweepTable table = SweepTable.read(result.file(FileNames.SWEEP));
            Experiment first = sweep.first();
            return Optional.of(new Swept(first, table, table.groups(first.interval())));
        }

        /** Models by themselves, and each method of inference on them. */
        Map<String, List<SweepTable.Group>> parts() {
            return all.stream().collect(Collectors.groupingBy(SweepTable.Group::inference,
                    LinkedHashMap::new, Collectors.toList()));
        }

        Map<String, List<SweepTable.Group>> models(List<SweepTable.Group> part) {
            return part.stream().collect(Collectors.groupingBy(SweepTable.Group::model,
                    LinkedHashMap::new, Collectors.toList()));
        }

        /** The keys of which a model has several values. */
        List<String> keys(List<SweepTable.Group> model) {
            return table.keys().stream()
                    .filter(key -> SweepTable.values(key, model).size() > 1).toList();
        }

        /** The measures that are not the same everywhere. */
        List<String> varying(List<SweepTable.Group> groups) {
            return table.measures().stream()
                    .filter(measure -> groups.stream().map(group -> group.measures().get(measure))
                            .filter(mean -> mean != null).map(SampleMean::value).distinct()
                            .count() > 1)
                    .limit(MOST).toList();
        }

        Panels panels(int measures) {
            int seeds = experiment.seeds().size();
            return new Panels(Math.min(ACROSS, Math.max(2, measures)), Column.DOUBLE)
                    .note("n ≤ " + experiment.measure().patches() + " validation patches, " + seeds
                            + (seeds == 1 ? " seed." : " seeds."));
        }

        String title(String inference, List<String> keys) {
            return (inference.isEmpty() ? "Models" : "The gap to "
                    + Labels.ofInference(inference)) + " against "
                    + keys.stream().map(SweepTables::label).collect(Collectors.joining(" and "));
        }

        String caption() {
            return experiment.seeds().size() < SampleMean.LEAST_SEEDS
                    ? "Values are means over the seeds."
                    : "Values are means over the seeds; bars are "
                            + SampleMean.percent(experiment.interval()) + " intervals over them.";
        }
    }
}
