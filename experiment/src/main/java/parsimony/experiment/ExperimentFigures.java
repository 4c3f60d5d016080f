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
import parsimony.compare.plot.ErrorSparsityPlane;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.plot.AtomOrder;
import parsimony.experiment.plot.Drawing;
import parsimony.experiment.plot.ResultView;
import parsimony.experiment.run.FileNames;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;
import parsimony.figures.Panels;

/** The figures of a comparison, each a function of the folder that {@code compare} writes. */
final class ExperimentFigures {
    private static final String DICTIONARY = "dictionary_";
    /** What atoms are ordered by: the first that the folder knows. Older ones know the prior. */
    private static final List<AtomOrder> ORDERS =
            List.of(AtomOrder.LOGIT, AtomOrder.KL, AtomOrder.PRIOR);
    /** Dictionaries of one figure at most: three rows of two fill a page. */
    private static final int MOST = 6;
    /** The widest atom of them, in pixels, so that some stand beside one another in a column. */
    private static final int WIDEST = 128;

    private ExperimentFigures() {}

    /** The plane of encoders and inference with the amortization gap. */
    static List<Drawing> plane(ResultView result) {
        return FinishedExperiment.in(result)
                .map(finished -> new Drawing("plane", ofError(finished) + " against sparsity",
                        "Each point is one way to infer codes, measured on "
                                + finished.experiment().measure().patches()
                                + " validation patches at most; " + better(finished)
                                + " Large marks are the encoders that were"
                                + " trained, joined over β; dotted and dashed curves are iterative"
                                + " inference on their dictionaries over λ. Hollow marks are codes"
                                + " that are not converged: their mean duality gap is more than"
                                + " 1% of their mean objective. "
                                + (squared(finished)
                                        ? "The arrows are the amortization gap, at equal"
                                                + " sparsity and at equal error. "
                                        : "")
                                + "Bars are "
                                + SampleMean.percent(finished.experiment().interval())
                                + " intervals, over seeds from "
                                + SampleMean.LEAST_SEEDS
                                + " up, else over patches; small marks are single seeds.",
                        finished.planes(result.transposed()).gaps()))
                .stream().toList();
    }

    private static boolean squared(FinishedExperiment finished) {
        return finished.experiment().draw().error() == Experiment.Error.SQUARED_ERROR;
    }

    private static String ofError(FinishedExperiment finished) {
        return squared(finished) ? "Squared error" : "R²";
    }

    private static String better(FinishedExperiment finished) {
        return squared(finished)
                ? "lower and further right is better. The squared error is summed over the pixels"
                        + " of a patch, of an encoder that of its posterior mean."
                : "higher and further right is better. R² is of all pixels pooled, of a VAE's own"
                        + " encoder that of sampled codes.";
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
     * The planes and the gaps of all encoders as one figure of a paper; none if no gap can be read
     * off.
     */
    static List<Drawing> figure3(ResultView result) {
        return FinishedExperiment.in(result)
                .flatMap(finished -> finished.planes(result.transposed()).figure3())
                .map(panels -> new Drawing("figure3", "The comparison on one page",
                        "The squared error of encoders and of iterative inference against"
                                + " sparsity (a); the same about the gap of the first encoder, with"
                                + " both arrows (b); by how much every encoder errs more than"
                                + " inference that is as sparse on the same dictionary (c), and by"
                                + " how much sparser inference is that errs as much (d).",
                        panels).forPaper())
                .stream().toList();
    }

    /** A dictionary of the folder, with what its mosaic is ordered by and called. */
    private record Atoms(String model, FMatrixRMaj matrix, PatchShape shape, double[] order,
            String title) {
        Mosaic mosaic(Column column) {
            Mosaic mosaic = new Mosaic(matrix, shape.height(), shape.width(), column);
            return order == null ? mosaic : mosaic.orderBy(order);
        }
    }

    /**
     * A mosaic of the atoms of every model, in the order of the experiment. The atoms of a VAE are
     * ordered by KL, those of a categorical one by their mean logit, those of an SAE or LISTA by
     * their penalty.
     */
    static List<Drawing> mosaics(ResultView result) throws IOException {
        Experiment experiment = FinishedExperiment.experiment(result);
        return dictionaries(result, experiment).stream()
                .map(atoms -> new Drawing(DICTIONARY + atoms.model,
                        Labels.ofDictionary(atoms.model), caption(experiment, atoms.model),
                        atoms.mosaic(Column.DOUBLE).title(atoms.title)))
                .toList();
    }

    /** The dictionaries of a comparison beside one another, as one figure of a paper. */
    static List<Drawing> figure2(ResultView result) throws IOException {
        Experiment experiment = FinishedExperiment.experiment(result);
        List<Atoms> dictionaries = dictionaries(result, experiment).stream()
                .filter(atoms -> atoms.shape.width() <= WIDEST).toList();
        if (experiment == null || dictionaries.size() < 2) {
            return List.of();
        }
        Panels panels = new Panels(2, Column.DOUBLE).note("Seed " + experiment.seeds().get(0)
                + ". Each atom is scaled to its own range.");
        dictionaries.stream().limit(MOST)
                .forEach(atoms -> panels.panel(atoms.title, atoms.mosaic(Column.SINGLE)));
        return List.of(new Drawing("figure2", "The dictionaries beside one another",
                "All atoms of each dictionary"
                        + (dictionaries.size() > MOST
                                ? ", of the first " + MOST + " of " + dictionaries.size() : "")
                        + ". The heading says how many atoms there are, which weight"
                        + " of the KL (β) or of the l1 norm (λ) they were learned with, and what"
                        + " they are ordered by.",
                panels).forPaper());
    }

    /** The dictionaries whose atoms are pictures, in the order of the experiment. */
    private static List<Atoms> dictionaries(ResultView result, Experiment experiment)
            throws IOException {
        List<String> order =
                experiment == null ? List.of() : ExperimentLook.models(experiment);
        List<Atoms> dictionaries = new ArrayList<>();
        for (Path file : result.files(DICTIONARY, ".npy").stream()
                .sorted(Comparator.comparingInt(file -> order.indexOf(model(file)))).toList()) {
            FMatrixRMaj atoms = Npy.read(file);
            PatchShape shape = result.shapeOf(file, atoms.numCols).shape();
            if (shape != null) {
                String model = model(file);
                Optional<AtomOrder> by = ORDERS.stream().filter(
                        way -> result.has(FileNames.ofModel(way.file(), model)))
                        .findFirst();
                double[] values = null;
                if (by.isPresent()) {
                    float[] read = Npy.readVector(
                            result.file(FileNames.ofModel(by.get().file(), model)));
                    values = IntStream.range(0, read.length).mapToDouble(k -> read[k]).toArray();
                }
                dictionaries.add(new Atoms(model, atoms, shape, values,
                        title(experiment, model, atoms.numRows, by)));
            }
        }
        return dictionaries;
    }

    /** Says whose atoms they are, how many, of which β, and in which order. */
    private static String title(Experiment experiment, String model, int atoms,
            Optional<AtomOrder> by) {
        Optional<Experiment.Vae> vae = vae(experiment, model);
        return Labels.ofDictionary(model) + ", " + atoms + " atoms"
                + vae.map(v -> ", β = " + ErrorSparsityPlane.plain(v.shownBeta()))
                        .orElseGet(() -> lambda(experiment, model, atoms))
                + ", " + by.map(way -> words(way, experiment, model))
                        .orElse(AtomOrder.NONE.words());
    }

    /** The λ that a dictionary was learned with; nothing of one that was given. */
    private static String lambda(Experiment experiment, String model, int atoms) {
        return experiment == null ? "" : experiment.dictionaries().stream()
                .filter(learned -> learned.name().equals(model) && learned.file() == null)
                .map(learned -> learned.learning(experiment.learning(), atoms, 0).lambda())
                .map(lambda -> lambda.isPresent()
                        ? ", λ = " + ErrorSparsityPlane.plain(lambda.getAsDouble()) : ", rising λ")
                .findFirst().orElse("");
    }

    private static Optional<Experiment.Vae> vae(Experiment experiment, String model) {
        return experiment == null ? Optional.empty()
                : experiment.vaes().stream().filter(vae -> vae.name().equals(model)).findFirst();
    }

    /** The words of an order; a code without noise has a penalty in place of the KL. */
    private static String words(AtomOrder order, Experiment experiment, String model) {
        boolean penalty = vae(experiment, model)
                .filter(vae -> vae.latent().deterministic()).isPresent();
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
        Optional<Experiment.Vae> vae = vae(experiment, model);
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
