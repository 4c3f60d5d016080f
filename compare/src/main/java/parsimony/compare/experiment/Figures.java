package parsimony.compare.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Estimate;
import parsimony.figures.Mosaic;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;

/**
 * The figures of an experiment: the MSE–sparsity plane of all encoders (Vafaii, Galor &amp; Yates 2024, fig. 3a), the same with
 * iterative inference and the amortization gap (fig. 3b), and a mosaic of every dictionary. A model has one colour in all of
 * them; points are means over seeds with 99% intervals.
 */
final class Figures {
    private static final String ERROR = "Reconstruction error (MSE per patch)";
    /** Series that one column of a journal has room for. */
    private static final int MOST_IN_ONE_COLUMN = 6;

    private final Experiment experiment;
    private final Results results;
    private final Palette palette;

    Figures(Experiment experiment, Results results) {
        this.experiment = experiment;
        this.results = results;
        palette = palette(experiment);
        experiment.vaes().forEach(vae -> palette.variant(inferenceOn(vae.name()), Labels.of(vae.name())));
    }

    /**
     * A colour for every model.
     *
     * @throws IllegalArgumentException if there are more than can be told apart
     */
    static Palette palette(Experiment experiment) {
        List<String> names = new ArrayList<>();
        experiment.vaes().forEach(vae -> names.add(Labels.of(vae.name())));
        experiment.dictionaries().forEach(dictionary -> names.add(Labels.ofDictionary(dictionary.name())));
        if (names.size() > Palette.SIZE) {
            throw new IllegalArgumentException("vaes, dictionaries: " + names.size() + " models; figures can tell at most "
                    + Palette.SIZE + " apart, make several experiments of them");
        }
        return new Palette(names);
    }

    /** Whether there is more than one encoder's point to show. */
    boolean hasEncoders() {
        return experiment.vaes().stream().mapToInt(vae -> vae.beta().size()).sum() > 1;
    }

    /** Figure 3a: every VAE's own encoder; the points of one that was trained with several β are joined. */
    Plane encoders() {
        Plane plane = plane(Column.SINGLE);
        addEncoders(plane);
        return plane;
    }

    /** Figure 3b: encoders, inference on their dictionaries as λ varies, dictionaries learned by sparse coding, and the gap. */
    Plane gaps() {
        int series = 2 * experiment.vaes().size() + experiment.dictionaries().size();
        Plane plane = plane(series > MOST_IN_ONE_COLUMN ? Column.DOUBLE : Column.SINGLE);
        addEncoders(plane);
        String method = Experiment.lower(experiment.measure().inference().get(0));
        for (Experiment.Vae vae : experiment.vaes()) {
            add(plane, inferenceOn(vae.name()), results.acrossSeeds().stream()
                    .filter(group -> is(group, vae.name(), method) && group.get(0).beta() == vae.shownBeta()).toList());
        }
        for (Experiment.Learned dictionary : experiment.dictionaries()) {
            add(plane, Labels.ofDictionary(dictionary.name()), results.acrossSeeds().stream()
                    .filter(group -> is(group, dictionary.name(), Experiment.lower(dictionary.method()))).toList());
        }
        addGap(plane);
        return plane;
    }

    private Plane plane(Column column) {
        return new Plane(Axis.linear(experiment.draw().sparsity().label()), Axis.linear(ERROR), palette, column);
    }

    private String inferenceOn(String model) {
        return experiment.measure().inference().get(0) + " on " + Labels.of(model);
    }

    private void addEncoders(Plane plane) {
        for (Experiment.Vae vae : experiment.vaes()) {
            add(plane, Labels.of(vae.name()), results.acrossSeeds().stream()
                    .filter(group -> is(group, vae.name(), CurvePoint.AMORTIZED)).toList());
        }
    }

    private static boolean is(List<CurvePoint> group, String model, String inference) {
        return group.get(0).model().equals(model) && group.get(0).inference().equals(inference);
    }

    private void add(Plane plane, String name, List<List<CurvePoint>> groups) {
        if (!groups.isEmpty()) {
            plane.curve(new Series(name, groups.stream().map(g -> estimate(g, experiment.draw().sparsity()::of)).toList(),
                    groups.stream().map(g -> estimate(g, CurvePoint::mseMap)).toList()));
        }
    }

    private static Estimate estimate(List<CurvePoint> group, ToDoubleFunction<CurvePoint> value) {
        return SampleMean.of(group.stream().mapToDouble(value).toArray()).estimate();
    }

    /** The gap is measured at equal lifetime sparsity, so it can be drawn only over that. */
    private void addGap(Plane plane) {
        List<Results.Gap> headline = results.headline();
        if (headline.isEmpty() || experiment.draw().sparsity() != Experiment.Sparsity.LIFETIME) {
            return;
        }
        double lifetime = Results.mean(headline, gap -> OptionalDouble.of(gap.lifetime())).getAsDouble();
        double mse = Results.mean(headline, gap -> OptionalDouble.of(gap.mse())).getAsDouble();
        Results.mean(headline, AmortizationGap::mseAtSameSparsity).ifPresent(other -> plane.arrow(lifetime, mse, lifetime, other,
                String.format(Locale.ROOT, "ΔMSE = %.1f", mse - other)));
        Results.mean(headline, AmortizationGap::sparsityAtSameMse).ifPresent(other -> plane.arrow(lifetime, mse, other, mse,
                String.format(Locale.ROOT, "Δsparsity = %.3f", other - lifetime)));
    }

    /**
     * The atoms of a model; those of a P-VAE in order of their prior rate.
     *
     * @param run   folder that holds {@code dictionary.npy}
     * @param shape of the patches, null if they are no pictures
     * @return null if the atoms are no pictures
     */
    static Mosaic mosaic(Path run, PatchShape shape) throws DataException {
        if (shape == null) {
            return null;
        }
        Mosaic mosaic = new Mosaic(Npy.read(run.resolve("dictionary.npy")), shape.height(), shape.width(), Column.DOUBLE);
        Path prior = run.resolve("prior_log_rate.npy");
        if (Files.exists(prior)) {
            float[] rate = Npy.readVector(prior);
            mosaic.orderBy(IntStream.range(0, rate.length).mapToDouble(k -> rate[k]).toArray());
        }
        return mosaic;
    }
}
