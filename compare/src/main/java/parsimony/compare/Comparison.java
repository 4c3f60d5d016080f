package parsimony.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.preprocess.Preparation;
import parsimony.data.preprocess.Split;
import parsimony.data.source.ImageSource;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.Measures;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Evaluation;
import parsimony.vae.Schedule;
import parsimony.vae.Trainer;
import parsimony.vae.Training;
import parsimony.vae.Vae;

/**
 * The main job: from images, an LCA, an ISTA and a P-VAE dictionary; on each, iterative inference over a grid of λ; and how far
 * the P-VAE's own encoder stays behind LCA on the very same dictionary.
 */
public final class Comparison {
    /** The λ of Vafaii, Galor &amp; Yates (2024), fig. 3b. */
    private static final double[] LAMBDAS = {.001, .005, .01, .05, .1, .5, .7, 1};
    /** By how much λ grows beyond the grid, until the curve has passed the encoder's point. */
    private static final double BEYOND_GRID = 1.5;
    private static final int MOST_BEYOND_GRID = 12;

    /**
     * @param data         what {@code --data} named
     * @param pipeline     from images to patches, in the text form of {@link Pipeline#parse}
     * @param strict       whether an image that cannot be used is an error
     * @param atoms        K of every dictionary
     * @param lambda       l1 weight of dictionary learning, &gt; 0
     * @param epochs       of dictionary learning, ≥ 1
     * @param estimator    of the P-VAE's reconstruction error
     * @param iterations   gradient steps of the P-VAE, ≥ 1
     * @param batch        patches per gradient step, ≥ 1
     * @param learningRate of the P-VAE, &gt; 0
     * @param beta         weight of the KL term, ≥ 0
     * @param measured     most validation patches to measure on, ≥ 1
     * @param seed         of every random draw
     */
    public record Settings(String data, String pipeline, boolean strict, int atoms, double lambda, int epochs, Estimator estimator,
            long iterations, int batch, double learningRate, double beta, int measured, long seed) {
    }

    /**
     * @param points    every point of the MSE–sparsity plane
     * @param gap       from the P-VAE's encoder to LCA on its dictionary
     * @param poisson   how the P-VAE did on the measured patches
     * @param validation how many patches were measured
     */
    public record Outcome(List<CurvePoint> points, AmortizationGap gap, Evaluation poisson, int validation) {

        /** The answer to the project's question in one sentence. */
        public String answer() {
            String own = String.format(Locale.ROOT, "At its own sparsity (lifetime %.3f) the P-VAE’s one-shot encoder leaves"
                    + " an error of %.1f per patch", gap.lifetime(), gap.mse());
            String loss = gap.deltaMse().isEmpty() ? "; LCA on the same dictionary never gets that dense"
                    : String.format(Locale.ROOT, "; LCA on the same dictionary leaves %.1f. The encoder loses ΔMSE = %.1f (%.0f%%)",
                            gap.mseAtSameSparsity().getAsDouble(), gap.deltaMse().getAsDouble(),
                            100 * gap.deltaMse().getAsDouble() / gap.mse());
            String sparsity = gap.deltaSparsity().isEmpty() ? "." : String.format(Locale.ROOT,
                    ". At equal error, LCA is sparser by %.3f (lifetime %.3f).", gap.deltaSparsity().getAsDouble(),
                    gap.sparsityAtSameMse().getAsDouble());
            return own + loss + sparsity;
        }

        /** Everything by its name in {@code metrics.json}; a gap that could not be read off is null. */
        public Map<String, Object> metrics() {
            Map<String, Object> distance = new LinkedHashMap<>();
            distance.put("mse", gap.mse());
            distance.put("lifetime", gap.lifetime());
            distance.put("delta_mse", value(gap.deltaMse()));
            distance.put("delta_sparsity", value(gap.deltaSparsity()));
            distance.put("lca_mse_at_same_sparsity", value(gap.mseAtSameSparsity()));
            distance.put("lca_lifetime_at_same_mse", value(gap.sparsityAtSameMse()));
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("gap", distance);
            metrics.put("poisson", VaeFiles.metrics(poisson));
            metrics.put("points", points);
            return metrics;
        }

        /** The few points that a summary shows: the encoder, and each dictionary at two λ of the grid. */
        public List<CurvePoint> highlights() {
            return points.stream().filter(p -> p.lambda() == null || p.lambda() == .1 || p.lambda() == .5).toList();
        }

        /** Draws the figures of the result and writes its {@code report.html}. */
        public void writeReport(ResultFolder folder, Settings settings) throws IOException, DataException {
            Drawing.draw(folder.path(), points, gap);
            Path figures = folder.path().resolve("figures");
            List<Report.Picture> pictures = List.of(
                    new Report.Picture("Reconstruction error against sparsity", figures.resolve("plane.svg"),
                            "Each point is one way to infer codes, measured on " + validation + " validation patches; lower and"
                                    + " further right is better. Curves run over λ. The arrow is the amortization gap: from the"
                                    + " P-VAE’s own encoder straight down to LCA on the very same dictionary, at equal sparsity."),
                    new Report.Picture("The P-VAE’s dictionary", figures.resolve("dictionary_poisson.svg"),
                            "The P-VAE’s decoder, atoms in order of their prior rate. Each atom is scaled to its own range."),
                    new Report.Picture("LCA’s dictionary", figures.resolve("dictionary_lca.svg"),
                            "Learned by LCA: oriented, localised edges."),
                    new Report.Picture("ISTA’s dictionary", figures.resolve("dictionary_ista.svg"),
                            "Learned by ISTA, from the same patches."));
            Report.write(folder.file("report.html"), new Report.Page(
                    "Sparse coding against a linear Poisson VAE on " + settings.data,
                    "How much does a Poisson VAE’s one-shot encoder lose against iterative sparse inference on the same"
                            + " dictionary, and what do the dictionaries look like?",
                    answer(), pictures, List.of(table()), Files.readString(folder.file(ResultFolder.CONFIG))));
        }

        private Table table() {
            List<Table.Column> columns = List.of(Table.Column.text("dictionary"), Table.Column.text("inference"),
                    Table.Column.number("λ", 3), Table.Column.number("MSE", 2), Table.Column.number("mean’s MSE", 2),
                    Table.Column.number("r²", 3), Table.Column.number("lifetime", 3), Table.Column.number("population", 3),
                    Table.Column.number("zeros", 3));
            return new Table("Every point. MSE is summed over the pixels of a patch; for the P-VAE’s encoder it is that of"
                    + " sampled codes, and “mean’s MSE” that of the posterior mean, which the plane shows. Lifetime and population"
                    + " sparsity run from 0 (every response equal) to 1; zeros is the share of responses that are exactly 0.", columns,
                    points.stream().map(p -> Arrays.<Object>asList(p.model(), p.inference(), p.lambda(), p.mse(), p.mseMap(),
                            p.r2(), p.lifetime(), p.population(), p.portionZeros())).toList());
        }

        private static Double value(OptionalDouble number) {
            return number.isPresent() ? number.getAsDouble() : null;
        }
    }

    private final Settings settings;
    private final ResultFolder folder;
    private final Progress progress;

    /** @param folder where everything goes */
    public Comparison(Settings settings, ResultFolder folder, Progress progress) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Runs the whole comparison and writes everything but the report into the folder.
     *
     * @throws DataException        if the images cannot be used
     * @throws InterruptedException if the thread is interrupted
     */
    public Outcome run() throws DataException, IOException, InterruptedException {
        plan(InferenceMethod.LCA).settings(); // says what is wrong with a number before any work is done
        Training training = Training.PATCHES.withEstimator(settings.estimator).withIterations(settings.iterations)
                .withBatch(settings.batch).withLearningRate(settings.learningRate)
                .withBeta(Schedule.linear(1e-4, settings.beta, 0.5)).withSeed(settings.seed);
        Split split = prepare();
        FMatrixRMaj train = split.train().pixels();
        FMatrixRMaj validation = split.validation().spread(settings.measured).pixels();

        Dictionary lca = learn(InferenceMethod.LCA, train, validation);
        Dictionary ista = learn(InferenceMethod.ISTA, train, validation);
        Dictionary poisson;
        Evaluation evaluation;
        progress.phase("Training a P-VAE", training.iterations(), "steps");
        Architecture architecture = Architecture.linear(Distribution.POISSON, train.numCols, settings.atoms);
        try (Vae vae = Trainer.train(architecture, training, train, step -> {
            VaeFiles.report(step, progress);
            return true;
        })) {
            VaeFiles.write(vae, folder.path(), "dictionary_poisson.npy");
            vae.save(folder.path());
            poisson = vae.dictionary().orElseThrow();
            evaluation = vae.evaluate(validation, settings.seed);
        }

        CurvePoint amortized = new CurvePoint("poisson", "amortized", null, settings.beta, evaluation.mse(), evaluation.mseMap(),
                evaluation.r2(), evaluation.lifetime(), evaluation.population(), evaluation.portionZeros());
        List<CurvePoint> curve = curveBeyond(amortized, poisson, validation);
        List<CurvePoint> points = new ArrayList<>(List.of(amortized));
        points.addAll(curve);
        points.addAll(curve("lca", InferenceMethod.LCA, lca, validation));
        points.addAll(curve("ista", InferenceMethod.ISTA, ista, validation));
        CurvePoint.writeCsv(folder.file("curve.csv"), points);
        return new Outcome(points, AmortizationGap.between(amortized, curve), evaluation, validation.numRows);
    }

    private Split prepare() throws DataException, InterruptedException {
        return Preparation.prepare(ImageSource.open(settings.data, settings.seed), Pipeline.parse(settings.pipeline), settings.strict,
                progress);
    }

    private Learning plan(InferenceMethod method) {
        return Learning.usual(method, settings.atoms, settings.lambda, settings.epochs, settings.seed);
    }

    private Dictionary learn(InferenceMethod method, FMatrixRMaj train, FMatrixRMaj validation)
            throws IOException, DataException {
        DictionaryLearning.Result result = plan(method).run(train, validation, null, null, progress);
        String name = method.name().toLowerCase(Locale.ROOT);
        Npy.write(folder.file("dictionary_" + name + ".npy"), result.dictionary().atoms());
        Learning.writeHistory(folder.file("history_" + name + ".csv"), result.history());
        return result.dictionary();
    }

    private List<CurvePoint> curve(String model, InferenceMethod method, Dictionary dictionary, FMatrixRMaj validation)
            throws DataException {
        progress.phase("Inferring by " + method + " on " + model, LAMBDAS.length, "λ");
        List<CurvePoint> points = new ArrayList<>();
        for (double lambda : LAMBDAS) {
            points.add(infer(model, method, dictionary, lambda, null, validation));
            progress.at(points.size());
        }
        return points;
    }

    /** LCA on the P-VAE's dictionary, over the grid and on until it is sparser and errs more than the P-VAE's encoder. */
    private List<CurvePoint> curveBeyond(CurvePoint amortized, Dictionary dictionary, FMatrixRMaj validation)
            throws DataException {
        List<CurvePoint> points = new ArrayList<>();
        progress.phase("Inferring by LCA on poisson", LAMBDAS.length, "λ");
        double lambda = 0;
        for (int i = 0; i < LAMBDAS.length + MOST_BEYOND_GRID; i++) {
            lambda = i < LAMBDAS.length ? LAMBDAS[i] : lambda * BEYOND_GRID;
            CurvePoint point = infer("poisson", InferenceMethod.LCA, dictionary, lambda, settings.beta, validation);
            points.add(point);
            progress.at(points.size());
            if (i >= LAMBDAS.length - 1 && point.lifetime() > amortized.lifetime() && point.mse() > amortized.mseMap()) {
                break;
            }
        }
        return points;
    }

    private CurvePoint infer(String model, InferenceMethod method, Dictionary dictionary, double lambda, Double beta,
            FMatrixRMaj validation) throws DataException {
        FMatrixRMaj codes = method.asInPaper(dictionary, lambda).encode(validation);
        return CurvePoint.sparse(model, method.name().toLowerCase(Locale.ROOT), lambda, beta,
                Measures.of(validation, codes, dictionary));
    }
}
