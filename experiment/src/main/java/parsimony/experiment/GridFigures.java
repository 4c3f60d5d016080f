package parsimony.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import parsimony.compare.gap.EncoderLoss;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.VaeMeasures;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/** Figures of a grid of K × β: what encoders lose, and how active their codes are. */
final class GridFigures {
    private static final String UNITS = "Units K";
    private static final String ENCODER = "encoder";
    private static final String BEST = "best posterior";
    /** Panels beside one another. */
    private static final int ACROSS = 2;

    private GridFigures() {}

    /**
     * The share of the objective that the encoder loses against K, a line for each β, and below,
     * for each β, the objective of the encoder and of the best posterior. One drawing for each
     * family with two K or more of which the loss was measured.
     */
    static List<Drawing> losses(ResultView result) {
        return FinishedExperiment.in(result).stream()
                .flatMap(finished -> Family.of(finished.experiment()).stream()
                        .map(family -> losses(finished, family)))
                .flatMap(Optional::stream).toList();
    }

    private static Optional<Drawing> losses(FinishedExperiment finished, Family family) {
        Map<Double, Map<Integer, List<Results.FreeEnergy>>> found = new TreeMap<>();
        finished.results().freeEnergies().stream()
                .filter(loss -> family.atoms().containsKey(loss.model()))
                .forEach(loss -> found.computeIfAbsent(loss.beta(), beta -> new TreeMap<>())
                        .computeIfAbsent(loss.atoms(), atoms -> new ArrayList<>()).add(loss));
        found.values().removeIf(byAtoms -> byAtoms.size() < 2);
        if (found.isEmpty() || found.size() > Palette.SIZE) {
            return Optional.empty();
        }
        double level = finished.experiment().interval();
        Plane shares = new Plane(Axis.log(UNITS), Axis.linear("Lost by the encoder (%)"),
                new Palette(found.keySet().stream().map(GridFigures::named).toList()),
                Column.SINGLE);
        Panels panels = new Panels(ACROSS, Column.DOUBLE).note(note(finished.experiment()));
        found.forEach((beta, byAtoms) -> shares.curve(series(named(beta), byAtoms,
                group -> EncoderLosses.mean(level, group, loss -> 100 * loss.share(),
                        loss -> 100 * loss.shareError()))));
        panels.panel("Share of the objective", shares);
        found.forEach((beta, byAtoms) -> panels.panel(named(beta),
                new Plane(Axis.log(UNITS), Axis.linear("Objective (nats)"),
                        Palette.of(ENCODER, BEST), Column.SINGLE)
                        .curve(series(ENCODER, byAtoms,
                                group -> EncoderLosses.mean(level, group, EncoderLoss::encoder,
                                        EncoderLoss::encoderError)))
                        .curve(series(BEST, byAtoms,
                                group -> EncoderLosses.mean(level, group, EncoderLoss::best,
                                        EncoderLoss::bestError)))));
        return Optional.of(new Drawing("encoder_loss_" + fileName(family),
                "What the encoder loses: "
                        + family.label(),
                "How much of the objective of training, squared error + β·KL, the"
                        + " one-shot encoder loses against the best Poisson posterior under its own"
                        + " dictionary and prior, and both objectives. The best posterior is found"
                        + " to a certificate that is smaller than any mark. Each K has dictionaries"
                        + " of its own, trained apart, so that a best objective that rises with K"
                        + " tells of training, not of what a larger dictionary can do: with atoms"
                        + " of zeros it could be as the smaller one.",
                panels));
    }

    private static Series series(String name, Map<Integer, List<Results.FreeEnergy>> byAtoms,
            Function<List<Results.FreeEnergy>, SampleMean> mean) {
        return new Series(name,
                byAtoms.keySet().stream().map(atoms -> Estimate.exact(atoms)).toList(),
                byAtoms.values().stream().map(group -> mean.apply(group).estimate()).toList());
    }

    /**
     * The share of zeros and the mean activity of the codes against β, a line for each K, families
     * beside one another; none if no family has two β.
     */
    static List<Drawing> activity(ResultView result) {
        return FinishedExperiment.in(result).flatMap(GridFigures::activity).stream().toList();
    }

    private static Optional<Drawing> activity(FinishedExperiment finished) {
        Map<Family, Map<Integer, Map<Double, List<VaeMeasures>>>> found = new LinkedHashMap<>();
        for (Family family : Family.of(finished.experiment())) {
            Map<Integer, Map<Double, List<VaeMeasures>>> byAtoms = new TreeMap<>();
            finished.results().vaes().stream()
                    .filter(vae -> family.atoms().containsKey(vae.model()) && vae.beta() > 0
                            && vae.measures().meanActivity() != null)
                    .forEach(vae -> byAtoms
                            .computeIfAbsent(family.atoms().get(vae.model()), k -> new TreeMap<>())
                            .computeIfAbsent(vae.beta(), beta -> new ArrayList<>())
                            .add(vae.measures()));
            byAtoms.values().removeIf(byBeta -> byBeta.size() < 2);
            if (!byAtoms.isEmpty()) {
                found.put(family, byAtoms);
            }
        }
        List<Integer> sizes = found.values().stream().flatMap(byAtoms -> byAtoms.keySet().stream())
                .distinct().sorted().toList();
        if (found.isEmpty() || sizes.size() > Palette.SIZE) {
            return Optional.empty();
        }
        Palette palette = new Palette(sizes.stream().map(k -> "K = " + k).toList());
        Panels panels = new Panels(found.size(), Column.DOUBLE).sharedLegend()
                .note(note(finished.experiment()));
        double level = finished.experiment().interval();
        found.forEach((family, byAtoms) -> panels.panel(family.label(),
                againstBeta("Share of zeros", VaeMeasures::portionZeros, byAtoms, palette, level)));
        found.forEach((family, byAtoms) -> panels.panel(family.label(),
                againstBeta("Mean activity of a unit", VaeMeasures::meanActivity, byAtoms, palette,
                        level)));
        return Optional.of(new Drawing("activity", "How active codes are",
                "The share of code entries that are 0, and the expected magnitude of an entry, the"
                        + " rate of spikes if codes are counts, against the weight β of the KL.",
                panels));
    }

    private static Plane againstBeta(String label, ToDoubleFunction<VaeMeasures> measure,
            Map<Integer, Map<Double, List<VaeMeasures>>> byAtoms, Palette palette, double level) {
        Plane plane = new Plane(Axis.log("β"), Axis.linear(label), palette, Column.SINGLE);
        byAtoms.forEach((atoms, byBeta) -> plane.curve(new Series("K = " + atoms,
                byBeta.keySet().stream().map(beta -> Estimate.exact(beta)).toList(),
                byBeta.values().stream().map(seeds -> SampleMean.of(level,
                        seeds.stream().mapToDouble(measure).toArray()).estimate()).toList())));
        return plane;
    }

    private static String named(double beta) {
        return "β = " + ErrorSparsityPlane.plain(beta);
    }

    private static String fileName(Family family) {
        return family.label().replaceAll("[^A-Za-z0-9.-]+", "_");
    }

    private static String note(Experiment experiment) {
        int seeds = experiment.seeds().size();
        return "n = " + experiment.measure().patches() + " patches at most, "
                + (seeds == 1 ? "1 seed" : seeds + " seeds") + ". Bars are "
                + SampleMean.percent(experiment.interval()) + " intervals"
                + (seeds >= SampleMean.LEAST_SEEDS ? " over seeds."
                        : " over patches, where there are any.");
    }
}
