package parsimony.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import parsimony.compare.CurvePoint;
import parsimony.compare.GapEstimate;
import parsimony.compare.Sparsity;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.compare.statistics.SampleMean;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Comparison;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Panels;
import parsimony.figures.Plane;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Solver;

/**
 * The planes of an experiment: the error–sparsity plane of all encoders (Vafaii, Galor &amp; Yates
 * 2024, fig. 3a), and the same with iterative inference and the amortization gap (fig. 3b). A model
 * has the same colour in both. A point is a mean over seeds with its interval; each seed is a small
 * mark. A point is hollow if its codes are not proven to be within {@link CurvePoint#CONVERGED} of
 * their optimum.
 */
final class ExperimentPlanes {
    /** The solver that is drawn beside the first one, because its codes are the optimum. */
    private static final Solver<?> EXACT = Solver.of("lasso");
    /** Series that one column of a journal has room for. */
    private static final int MOST_IN_ONE_COLUMN = 6;
    /** The room above estimates for the titles of their sections, as a share of their range. */
    private static final double TITLES = 0.2;

    private final Experiment experiment;
    private final Results results;
    private final Palette palette;
    private final boolean transposed;

    /** @param transposed whether planes have the error on the horizontal axis */
    ExperimentPlanes(Experiment experiment, Results results, boolean transposed) {
        this.experiment = experiment;
        this.results = results;
        this.transposed = transposed;
        palette = palette(experiment);
        Stream.concat(experiment.drawnVaes().stream().map(Experiment.Vae::name),
                experiment.encoders().stream().map(Experiment.Given::name))
                .forEach(model -> drawn().forEach(
                        method -> palette.variant(on(method, model), Labels.of(model))));
    }

    /**
     * A colour for every model.
     *
     * @throws InputException if there are more models than colours that can be told apart
     */
    static Palette palette(Experiment experiment) {
        List<String> names = new ArrayList<>();
        experiment.drawnVaes().forEach(vae -> names.add(Labels.of(vae.name())));
        experiment.dictionaries()
                .forEach(dictionary -> names.add(Labels.ofDictionary(dictionary.name())));
        experiment.encoders().forEach(encoder -> names.add(Labels.of(encoder.name())));
        if (names.size() > Palette.SIZE) {
            throw new InputException(
                    "vaes, dictionaries: " + names.size() + " models; figures can tell at most "
                            + Palette.SIZE + " apart; say drawn: false of some");
        }
        return new Palette(names);
    }

    /** Whether the encoders have more than one point to show. */
    boolean hasEncoders() {
        return experiment.drawnVaes().stream().mapToInt(vae -> vae.beta().size()).sum()
                + experiment.encoders().size() > 1;
    }

    /**
     * Figure 3a: the encoder of every VAE. If a VAE was trained with several β, a line joins its
     * points.
     */
    Plane encoders() {
        ErrorSparsityPlane plane = plane(Column.SINGLE);
        addEncoders(plane);
        return plane.figure();
    }

    /**
     * Figure 3b: encoders, inference on their dictionaries as λ varies, dictionaries learned by
     * sparse coding, and the gap.
     */
    Plane gaps() {
        int series =
                (1 + drawn().size())
                        * (experiment.drawnVaes().size() + experiment.encoders().size())
                        + experiment.dictionaries().size();
        return all(series > MOST_IN_ONE_COLUMN ? Column.DOUBLE : Column.SINGLE).figure();
    }

    /**
     * The plane, its part about the gap of the headline, and the gaps of all encoders, as one
     * figure for both columns of a page. Empty if there is no gap with both differences.
     */
    Optional<Panels> figure3() {
        return results.headline().map(Results.Headline::gap)
                .filter(gap -> gap.deltaMse().isPresent() && gap.deltaSparsity().isPresent()
                        && experiment.draw().sparsity().measure() == Sparsity.LIFETIME
                        && experiment.draw().error() == Experiment.Error.SQUARED_ERROR)
                .map(gap -> new Panels(2, Column.DOUBLE).sharedLegend()
                        .panel("", all(Column.SINGLE).figure())
                        .panel("", all(Column.SINGLE).about(gap).figure())
                        .panel("At equal sparsity",
                                differences("Δ error per patch", GapEstimate::deltaMse))
                        .panel("At equal error",
                                differences("Δ lifetime sparsity", GapEstimate::deltaSparsity))
                        .note(note()));
    }

    /** How many patches and seeds the figure is of. */
    private String note() {
        int seeds = experiment.seeds().size();
        return "n ≤ " + experiment.measure().patches() + " validation patches, " + seeds
                + (seeds == 1 ? " seed" : " seeds") + "; bars: "
                + SampleMean.percent(experiment.interval()) + " intervals over "
                + (seeds >= SampleMean.LEAST_SEEDS ? "seeds" : "patches") + ".";
    }

    /**
     * A difference of every encoder that is drawn to each inference that is drawn, in a section for
     * each inference, on an axis that shows 0.
     */
    private Comparison differences(String label,
            Function<GapEstimate, Optional<SampleMean>> difference) {
        Map<String, String> models = new LinkedHashMap<>();
        experiment.drawnVaes().forEach(vae -> models.put(vae.name(), Labels.of(vae.name())));
        experiment.encoders()
                .forEach(encoder -> models.put(encoder.name(), Labels.of(encoder.name())));
        Map<List<Object>, Estimate> shown = new LinkedHashMap<>();
        results.gapsOverSeeds().forEach((key, gap) -> difference.apply(gap)
                .filter(mean -> models.containsKey((String) key.get(0)))
                .ifPresent(mean -> shown.put(key, mean.estimate())));
        double low = shown.values().stream().mapToDouble(Estimate::low).min().orElse(0);
        double high = shown.values().stream().mapToDouble(Estimate::high).max().orElse(0);
        double room = TITLES * Math.max(high - low, Math.max(high, -low));
        Comparison comparison = new Comparison(
                Axis.linear(label).between(Math.min(0, low), Math.max(0, high) + room), palette,
                Column.SINGLE);
        for (Solver<?> method : drawn()) {
            comparison.section("to " + Labels.ofInference(method.name()));
            shown.forEach((key, estimate) -> {
                if (key.get(2).equals(method.name())) {
                    comparison.estimate(key.get(1) == null ? "given"
                            : "β = " + ErrorSparsityPlane.plain((Double) key.get(1)),
                            models.get((String) key.get(0)), estimate);
                }
            });
        }
        return comparison;
    }

    private static String label(Solver<?> method) {
        return method == EXACT ? "Exact lasso" : method.label();
    }

    /** The plane of everything that is drawn. */
    private ErrorSparsityPlane all(Column column) {
        ErrorSparsityPlane plane = plane(column);
        addEncoders(plane);
        for (Experiment.Vae vae : experiment.drawnVaes()) {
            for (Solver<?> method : drawn()) {
                List<List<Results.Point>> groups = groups(vae.name(), method.name()).stream()
                        .filter(group -> beta(group) == vae.shownBeta()).toList();
                add(plane, on(method, vae.name()), groups);
                if (vae == experiment.drawnVaes().get(0) && method == drawn().get(0)) {
                    // all curves have the same λ
                    labelLambdas(plane, on(method, vae.name()), groups);
                }
            }
        }
        for (Experiment.Given encoder : experiment.encoders()) {
            for (Solver<?> method : drawn()) {
                add(plane, on(method, encoder.name()), groups(encoder.name(), method.name()));
            }
        }
        for (Experiment.Learned dictionary : experiment.dictionaries()) {
            add(plane, Labels.ofDictionary(dictionary.name()),
                    groups(dictionary.name(), dictionary.method().name()));
        }
        results.headline().ifPresent(headline -> plane.gap(headline.gap()));
        return plane;
    }

    /**
     * The methods of inference whose curves are drawn: the first, and the exact one. There is no
     * room for more.
     */
    private List<Solver<?>> drawn() {
        List<Solver<?>> methods = experiment.measure().inference();
        return methods.stream().filter(method -> method == methods.get(0) || method == EXACT)
                .toList();
    }

    private ErrorSparsityPlane plane(Column column) {
        ErrorSparsityPlane plane =
                new ErrorSparsityPlane(experiment.draw().sparsity().measure(), palette, column)
                        .error(experiment.draw().error().measure());
        return transposed ? plane.transposed() : plane;
    }

    /** Says β at an encoder's points: the smallest, 1 and the largest. */
    private void labelBetas(ErrorSparsityPlane plane, Experiment.Vae vae) {
        List<List<Results.Point>> groups = groups(vae.name(), CurvePoint.AMORTIZED);
        double least = groups.stream().mapToDouble(ExperimentPlanes::beta).min().orElse(1);
        double most = groups.stream().mapToDouble(ExperimentPlanes::beta).max().orElse(1);
        for (List<Results.Point> group : groups) {
            if (List.of(least, 1.0, most).contains(beta(group))) {
                label(plane, Labels.of(vae.name()), group, 'β', beta(group));
            }
        }
    }

    private static double beta(List<Results.Point> group) {
        return group.get(0).at().beta();
    }

    private void labelLambdas(ErrorSparsityPlane plane, String name,
            List<List<Results.Point>> groups) {
        List<List<Results.Point>> rising = groups.stream().sorted(
                Comparator.comparingDouble(group -> group.get(0).at().lambda())).toList();
        if (rising.size() > 1) {
            plane.lambdas(name,
                    rising.stream().mapToDouble(group -> sparsity(group).value()).toArray(),
                    rising.stream().mapToDouble(group -> error(group).value()).toArray(),
                    rising.stream().mapToDouble(group -> group.get(0).at().lambda()).toArray());
        }
    }

    private void label(ErrorSparsityPlane plane, String name, List<Results.Point> group,
            char symbol, double value) {
        plane.label(name, sparsity(group).estimate().value(),
                error(group).estimate().value(), symbol, value);
    }

    private static String on(Solver<?> method, String model) {
        return label(method) + " on " + Labels.of(model);
    }

    private void addEncoders(ErrorSparsityPlane plane) {
        for (Experiment.Vae vae : experiment.drawnVaes()) {
            add(plane, Labels.of(vae.name()), groups(vae.name(), CurvePoint.AMORTIZED));
            labelBetas(plane, vae);
        }
        for (Experiment.Given encoder : experiment.encoders()) {
            add(plane, Labels.of(encoder.name()), groups(encoder.name(), CurvePoint.AMORTIZED));
        }
    }

    /** The points of a model and an inference; a group has the same point of each seed. */
    private List<List<Results.Point>> groups(String model, String inference) {
        return results.acrossSeeds().stream()
                .filter(group -> group.get(0).at().model().equals(model)
                        && group.get(0).at().inference().equals(inference))
                .toList();
    }

    private void add(ErrorSparsityPlane plane, String name, List<List<Results.Point>> groups) {
        plane.marks(name,
                groups.stream().map(group -> new ErrorSparsityPlane.Mark(sparsity(group).estimate(),
                        error(group).estimate(),
                        group.stream().allMatch(point -> point.at().converged()),
                        group.stream().map(Results.Point::at).toList())).toList());
    }

    private SampleMean error(List<Results.Point> group) {
        return results.error(group, experiment.draw().error().measure());
    }

    private SampleMean sparsity(List<Results.Point> group) {
        return sparsity(experiment, results, group);
    }

    /** The mean over seeds of a point's sparsity, by the measure that the experiment draws. */
    static SampleMean sparsity(Experiment experiment, Results results,
            List<Results.Point> group) {
        Sparsity drawn = experiment.draw().sparsity().measure();
        return drawn == Sparsity.LIFETIME ? results.lifetime(group)
                : SampleMean
                        .of(results.level(),
                                group.stream().mapToDouble(point -> drawn.of(point.at())).toArray())
                        .within(0, 1);
    }
}
