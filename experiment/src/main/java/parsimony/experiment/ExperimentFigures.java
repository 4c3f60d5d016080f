package parsimony.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.plot.AtomOrder;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FileNames;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;

/** The figures of a comparison, each a function of the folder that {@code compare} writes. */
final class ExperimentFigures {
    private static final String DICTIONARY = "dictionary_";
    /** What atoms are ordered by: the first that the folder knows. Older ones know the prior. */
    private static final List<AtomOrder> ORDERS =
            List.of(AtomOrder.LOGIT, AtomOrder.KL, AtomOrder.PRIOR);

    private ExperimentFigures() {}

    /** The plane of encoders and inference with the amortization gap. */
    static List<Drawing> plane(ResultView result) {
        return FinishedExperiment.in(result)
                .map(finished -> new Drawing("plane", "Squared error against sparsity", "Each point"
                        + " is one way to infer codes, measured on "
                        + finished.experiment().measure().patches()
                        + " validation patches at most; lower and further right is better. The"
                        + " squared error is summed over the pixels of a patch, of an encoder"
                        + " that of its posterior mean. Large marks are the encoders that were"
                        + " trained, joined over β; dotted and dashed curves are iterative"
                        + " inference on their dictionaries over λ. Hollow marks are codes that"
                        + " are not converged: their mean duality gap is more than 1% of their"
                        + " mean objective. The arrows are the amortization gap, at equal"
                        + " sparsity and at equal error. Bars are "
                        + SampleMean.percent(finished.experiment().interval())
                        + " intervals, over seeds from "
                        + SampleMean.LEAST_SEEDS
                        + " up, else over patches; small marks are single seeds.",
                        finished.planes(result.transposed()).gaps()))
                .stream().toList();
    }

    /** The plane with the encoders alone; none if they have only one point. */
    static List<Drawing> encoders(ResultView result) {
        return FinishedExperiment.in(result).map(finished -> finished.planes(result.transposed()))
                .filter(ExperimentPlanes::hasEncoders)
                .map(planes -> new Drawing("encoders", "The encoders alone",
                        "Every variational autoencoder’s own encoder; the"
                                + " points of one that was trained with several β are joined.",
                        planes.encoders()))
                .stream().toList();
    }

    /**
     * A mosaic of the atoms of every model, in the order of the experiment. The atoms of a VAE are
     * ordered by KL, those of a categorical one by their mean logit, those of an SAE or LISTA by
     * their penalty.
     */
    static List<Drawing> mosaics(ResultView result) throws IOException {
        Experiment experiment = FinishedExperiment.experiment(result);
        List<String> order =
                experiment == null ? List.of() : ExperimentLook.models(experiment);
        List<Drawing> drawings = new ArrayList<>();
        for (Path file : result.files(DICTIONARY, ".npy").stream()
                .sorted(Comparator.comparingInt(file -> order.indexOf(model(file)))).toList()) {
            FMatrixRMaj atoms = Npy.read(file);
            PatchShape shape = result.shapeOf(file, atoms.numCols).shape();
            if (shape != null) {
                String model = model(file);
                Mosaic mosaic = new Mosaic(atoms, shape.height(), shape.width(), Column.DOUBLE);
                Optional<AtomOrder> by = ORDERS.stream().filter(
                        way -> result.has(FileNames.ofModel(way.file(), model)))
                        .findFirst();
                if (by.isPresent()) {
                    float[] values = Npy.readVector(
                            result.file(FileNames.ofModel(by.get().file(), model)));
                    mosaic.orderBy(IntStream.range(0, values.length)
                            .mapToDouble(k -> values[k]).toArray());
                }
                drawings.add(new Drawing(DICTIONARY + model, Labels.ofDictionary(model),
                        caption(experiment, model),
                        mosaic.title(Labels.ofDictionary(model) + ", " + atoms.numRows + " atoms"
                                + by.map(way -> ", " + words(way, experiment, model))
                                        .orElse(""))));
            }
        }
        return drawings;
    }

    /** The words of an order; a code without noise has a penalty in place of the KL. */
    private static String words(AtomOrder order, Experiment experiment, String model) {
        boolean penalty = experiment != null && experiment.vaes().stream().anyMatch(
                vae -> vae.name().equals(model) && vae.latent().deterministic());
        return penalty ? order.words().replace("KL", "penalty") : order.words();
    }

    private static String model(Path file) {
        String name = file.getFileName().toString();
        return name.substring(DICTIONARY.length(), name.lastIndexOf('.'));
    }

    private static String caption(Experiment experiment, String model) {
        String scaled = "Each atom is scaled to its own range";
        if (experiment == null) {
            return scaled + ".";
        }
        long seed = experiment.seeds().get(0);
        Optional<Experiment.Vae> vae =
                experiment.vaes().stream().filter(v -> v.name().equals(model)).findFirst();
        Optional<String> given = Stream.concat(
                experiment.dictionaries().stream()
                        .filter(d -> d.name().equals(model) && d.file() != null)
                        .map(Experiment.Learned::file),
                experiment.encoders().stream().filter(e -> e.name().equals(model))
                        .map(Experiment.Given::file))
                .findFirst();
        if (given.isPresent()) {
            return "Given, from " + given.get() + ". " + scaled + ".";
        }
        return vae
                .map(v -> "The decoder trained with β = " + v.shownBeta() + ", seed " + seed + ". "
                        + scaled
                        + "; they stand in the order that the title says.")
                .orElse("Learned by sparse coding, seed " + seed + ", from the same patches. "
                        + scaled + ".");
    }
}
