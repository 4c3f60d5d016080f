package parsimony.experiment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import parsimony.compare.CurvePoint;
import parsimony.compare.Sparsity;
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.compare.statistics.SampleMean;
import parsimony.figures.Column;
import parsimony.figures.Palette;
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
        ErrorSparsityPlane plane =
                plane(series > MOST_IN_ONE_COLUMN ? Column.DOUBLE : Column.SINGLE);
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
        return plane.figure();
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
                new ErrorSparsityPlane(experiment.draw().sparsity().measure(), palette, column);
        return transposed ? plane.transposed() : plane;
    }

    /** Says β at an encoder's points: the smallest, 1 and the largest; nothing of a single one. */
    private void labelBetas(ErrorSparsityPlane plane, Experiment.Vae vae) {
        List<List<Results.Point>> groups = groups(vae.name(), CurvePoint.AMORTIZED);
        double least = groups.stream().mapToDouble(ExperimentPlanes::beta).min().orElse(1);
        double most = groups.stream().mapToDouble(ExperimentPlanes::beta).max().orElse(1);
        for (List<Results.Point> group : groups) {
            if (least < most && List.of(least, 1.0, most).contains(beta(group))) {
                label(plane, Labels.of(vae.name()), group, "β = " + plain(beta(group)));
            }
        }
    }

    private static double beta(List<Results.Point> group) {
        return group.get(0).at().beta();
    }

    /** Says λ at the ends of a curve of inference. */
    private void labelLambdas(ErrorSparsityPlane plane, String name,
            List<List<Results.Point>> groups) {
        Comparator<List<Results.Point>> byLambda =
                Comparator.comparingDouble(group -> group.get(0).at().lambda());
        if (groups.size() > 1) {
            for (List<Results.Point> end : List.of(Collections.min(groups, byLambda),
                    Collections.max(groups, byLambda))) {
                label(plane, name, end, "λ = " + plain(end.get(0).at().lambda()));
            }
        }
    }

    private void label(ErrorSparsityPlane plane, String name, List<Results.Point> group,
            String text) {
        plane.label(name, sparsity(group).estimate().value(),
                results.error(group).estimate().value(), text);
    }

    /** A number of at most three digits, without needless zeros: 1, 0.05. */
    private static String plain(double value) {
        return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros()
                .toPlainString();
    }

    private static String on(Solver<?> method, String model) {
        return (method == EXACT ? "Exact lasso" : method.label()) + " on " + Labels.of(model);
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
                        results.error(group).estimate(),
                        group.stream().allMatch(point -> point.at().converged()),
                        group.stream().map(Results.Point::at).toList())).toList());
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
