package parsimony.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.FreeEnergyResult;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/**
 * Figures of a sweep over K and β: what encoders lose, and how active their codes are. Each is a
 * function of the folder that {@code compare} writes.
 */
final class GridFigures {
    private static final String UNITS = "Units K";
    private static final String ENCODER = "encoder";
    private static final String BEST = "best posterior";
    private static final String ZEROS = "portion_zeros";
    private static final String ACTIVITY = "mean_activity";
    /** Panels beside one another. */
    private static final int ACROSS = 3;

    private GridFigures() {}

    /** The means over seeds of one model, by β and K. */
    private record Grid(String label, Map<Double, Map<Integer, SweepTable.Group>> byBeta) {
        /** The same by K and β. */
        Map<Integer, Map<Double, SweepTable.Group>> byAtoms() {
            Map<Integer, Map<Double, SweepTable.Group>> turned = new TreeMap<>();
            byBeta.forEach((beta, byAtoms) -> byAtoms.forEach((atoms, group) -> turned
                    .computeIfAbsent(atoms, none -> new TreeMap<>()).put(beta, group)));
            return turned;
        }

        /** The part in which a measure is known. */
        Grid of(String measure) {
            Map<Double, Map<Integer, SweepTable.Group>> known = new TreeMap<>();
            byBeta.forEach((beta, byAtoms) -> byAtoms.forEach((atoms, group) -> {
                if (group.measures().containsKey(measure)) {
                    known.computeIfAbsent(beta, none -> new TreeMap<>()).put(atoms, group);
                }
            }));
            return new Grid(label, known);
        }
    }

    /** A folder's grids, one for each model and choice of the other keys. */
    private record Grids(Experiment experiment, List<Grid> all) {
        /** None if the folder has no sweep over both. */
        static Optional<Grids> in(ResultView result) throws IOException {
            if (!result.has(FileNames.SWEEP) || !result.has(FileNames.EXPERIMENT)) {
                return Optional.empty();
            }
            Experiment first =
                    ExperimentFile.sweep(result.file(FileNames.EXPERIMENT).toString()).first();
            SweepTable table = SweepTable.read(result.file(FileNames.SWEEP));
            Optional<String> atoms = key(table, "atoms");
            Optional<String> beta = key(table, SweepPlan.BETA);
            if (atoms.isEmpty() || beta.isEmpty()) {
                return Optional.empty();
            }
            Map<List<Object>, Grid> grids = new LinkedHashMap<>();
            for (SweepTable.Group group : table.groups(first.interval())) {
                Map<String, String> rest = new LinkedHashMap<>(group.values());
                String k = rest.remove(atoms.get());
                String b = rest.remove(beta.get());
                if (group.inference().isEmpty() && k != null && b != null) {
                    grids.computeIfAbsent(List.of(group.model(), rest),
                            none -> new Grid(label(group.model(), rest), new TreeMap<>())).byBeta
                            .computeIfAbsent(Double.valueOf(b), none -> new TreeMap<>())
                            .put(Integer.valueOf(k), group);
                }
            }
            return Optional.of(new Grids(first, List.copyOf(grids.values())));
        }

        /** The column of a key, of whichever part of the experiment it is. */
        private static Optional<String> key(SweepTable table, String name) {
            return table.keys().stream()
                    .filter(key -> key.equals(name) || key.endsWith("_" + name)).findFirst();
        }

        private static String label(String model, Map<String, String> rest) {
            return Labels.of(model) + rest.entrySet().stream()
                    .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                    .collect(Collectors.joining());
        }

        String note() {
            int seeds = experiment.seeds().size();
            return "n ≤ " + experiment.measure().patches() + " validation patches, "
                    + (seeds == 1 ? "1 seed." : seeds + " seeds.")
                    + (seeds < SampleMean.LEAST_SEEDS ? "" : " Bars are "
                            + SampleMean.percent(experiment.interval()) + " intervals over them.");
        }
    }

    /**
     * The share of the objective that the encoder loses against K, a line for each β, and for each
     * β the objective of the encoder and of the best posterior. One drawing for each model that it
     * was measured of.
     */
    static List<Drawing> losses(ResultView result) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        Optional<Grids> found = Grids.in(result);
        for (Grid grid : found.map(Grids::all).orElse(List.of())) {
            losses(grid.of(FreeEnergyResult.SHARE), found.get().note()).ifPresent(drawings::add);
        }
        return drawings;
    }

    private static Optional<Drawing> losses(Grid grid, String note) {
        Map<Double, Map<Integer, SweepTable.Group>> lines = new TreeMap<>(grid.byBeta);
        lines.values().removeIf(byAtoms -> byAtoms.size() < 2);
        if (lines.isEmpty() || lines.size() > Palette.SIZE) {
            return Optional.empty();
        }
        Plane shares = new Plane(Axis.log(UNITS), Axis.linear("Lost by the encoder (%)"),
                new Palette(lines.keySet().stream().map(GridFigures::ofBeta).toList()),
                Column.SINGLE);
        lines.forEach((beta, byAtoms) -> shares
                .curve(series(ofBeta(beta), byAtoms, FreeEnergyResult.SHARE, 100)));
        Panels panels = new Panels(ACROSS, Column.DOUBLE).note(note)
                .panel("Share of the objective", shares);
        lines.forEach((beta, byAtoms) -> panels.panel(ofBeta(beta),
                new Plane(Axis.log(UNITS), Axis.linear("Objective (nats)"),
                        Palette.of(ENCODER, BEST), Column.SINGLE)
                        .curve(series(ENCODER, byAtoms, FreeEnergyResult.OBJECTIVE, 1))
                        .curve(series(BEST, byAtoms, FreeEnergyResult.BEST, 1))));
        return Optional.of(new Drawing("encoder_loss_" + fileName(grid.label),
                "What the encoder loses, " + grid.label,
                "How much of the objective of training, squared error + β·KL, the one-shot encoder"
                        + " loses against the best Poisson posterior under its own dictionary and"
                        + " prior, and both objectives against the number of units. The best"
                        + " posterior is proven to a rest smaller than any mark. Each K has a"
                        + " dictionary of its own, trained apart. With atoms of zeros a larger one"
                        + " could be as good as the smaller; where its best objective is higher"
                        + " all the same, training has not found that dictionary or prior.",
                panels));
    }

    /**
     * The share of zeros and the mean activity of the codes against β, a line for each K, models
     * beside one another; none if no model has two β.
     */
    static List<Drawing> activity(ResultView result) throws IOException {
        Optional<Grids> found = Grids.in(result);
        List<Grid> grids = found.map(Grids::all).orElse(List.of()).stream()
                .map(grid -> grid.of(ACTIVITY)).filter(grid -> grid.byBeta.size() > 1).toList();
        List<Integer> sizes = grids.stream().flatMap(grid -> grid.byAtoms().keySet().stream())
                .distinct().sorted().toList();
        if (grids.isEmpty() || sizes.size() > Palette.SIZE || grids.size() > ACROSS) {
            return List.of();
        }
        Palette palette = new Palette(sizes.stream().map(GridFigures::ofAtoms).toList());
        Panels panels = new Panels(Math.max(2, grids.size()), Column.DOUBLE).sharedLegend()
                .note(found.get().note());
        grids.forEach(grid -> panels.panel(grid.label,
                againstBeta("Share of zeros", ZEROS, grid, palette)));
        grids.forEach(grid -> panels.panel(grid.label,
                againstBeta("Mean activity of a unit", ACTIVITY, grid, palette)));
        return List.of(new Drawing("activity", "How active codes are",
                "The share of code entries that are 0, and the expected magnitude of an entry, of"
                        + " spike counts the rate, against the weight β of the KL. Magnitudes of"
                        + " different models have no unit in common.",
                panels));
    }

    private static Plane againstBeta(String label, String measure, Grid grid, Palette palette) {
        Axis across =
                grid.byBeta.containsKey(0.0) ? Axis.linear("β") : Axis.log("β");
        Plane plane = new Plane(across, Axis.linear(label), palette, Column.SINGLE);
        grid.byAtoms().forEach((atoms, byBeta) -> plane
                .curve(series(ofAtoms(atoms), byBeta, measure, 1)));
        return plane;
    }

    private static Series series(String name, Map<? extends Number, SweepTable.Group> groups,
            String measure, double scale) {
        return new Series(name,
                groups.keySet().stream().map(x -> Estimate.exact(x.doubleValue())).toList(),
                groups.values().stream().map(group -> group.measures().get(measure))
                        .filter(Objects::nonNull)
                        // None of these measures can be negative.
                        .map(mean -> mean.within(0, Double.MAX_VALUE).estimate())
                        .map(mean -> new Estimate(scale * mean.value(), scale * mean.low(),
                                scale * mean.high()))
                        .toList());
    }

    private static String ofBeta(double beta) {
        return "β = " + ErrorSparsityPlane.plain(beta);
    }

    private static String ofAtoms(int atoms) {
        return "K = " + atoms;
    }

    private static String fileName(String label) {
        return label.replaceAll("[^A-Za-z0-9.-]+", "_");
    }
}
