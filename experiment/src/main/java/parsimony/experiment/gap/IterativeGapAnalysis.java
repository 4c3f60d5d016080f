package parsimony.experiment.gap;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.EqualL1;
import parsimony.compare.gap.WeightedLassoGap;
import parsimony.data.Npy;
import parsimony.experiment.report.Csv;
import parsimony.experiment.run.CurveFile;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PatchBrowser;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.UnitUsage;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.WeightedLasso;
import parsimony.vae.Distribution;
import parsimony.vae.Inference;
import parsimony.vae.Vae;

/**
 * Measures what the inference of an iterative Poisson VAE (iP-VAE) loses. Its objective is not that
 * of a P-VAE: without noise its steps descend ½‖(x − Φr)/σ‖² + Σ_k e^{b_k} r_k, a weighted lasso,
 * which has a certified optimum. Its rates are measured in that objective, and, as those of any
 * encoder, at their own weighted L1 and at equal sparsity of sampled codes.
 */
public final class IterativeGapAnalysis {
    /** Relative duality gap of the optimum. */
    static final double GAP = 1e-9;

    private IterativeGapAnalysis() {}

    /**
     * {@return whether a folder is of the training of an iterative Poisson model}
     *
     * @param run a folder
     */
    public static boolean suits(Path run) {
        if (!Files.exists(run.resolve(ResultFolder.CONFIG))) {
            return false;
        }
        JsonNode model = RunRecord.readConfig(run).at("/settings/architecture");
        return model.path("latent").asText().equals(Distribution.POISSON.name())
                && model.at("/inference/kind").asText()
                        .equals(Inference.Kind.ITERATIVE.name());
    }

    /**
     * Measures the gap and writes it into the folder.
     *
     * @param settings what to measure; its {@code support} is not used
     * @param folder   that the results are written into
     * @param progress is told how the work goes on
     * @return the numbers
     * @throws InputException if the run is not finished, the patches are not of its kind, runs of
     *     LISTA are named, or a file cannot be read or written
     * @throws IOException if a file cannot be read or written
     */
    public static IterativeGapResult run(GapAnalysis.Settings settings, ResultFolder folder,
            Monitor progress) throws IOException {
        Path place = Path.of(settings.run());
        if (settings.lista() != null && !settings.lista().isEmpty()) {
            throw new InputException("‹lista›: not for " + place + ", an iterative model, whose"
                    + " convergence.csv has its steps; leave it out");
        }
        long begun = System.nanoTime();
        PoissonRun run = PoissonRun.load(place, settings.patches(), settings.measured(),
                settings.seed(), 0);
        FMatrixRMaj patches = run.patches().pixels();
        WeightedLasso lasso;
        FMatrixRMaj noiseless;
        int steps;
        try (Vae vae = Vae.load(place)) {
            lasso = objective(run.dictionary(), vae.encoderWeights());
            steps = vae.architecture().inference().testSteps();
            noiseless = vae.noiseless(steps, true).encode(patches);
        }
        SparseCodingGap sparseCoding =
                SparseCodingGap.measure(run, settings.interval(), progress);
        progress.phase("Solving the weighted lasso", 1, "solves");
        Solution optimum = lasso.solve(patches);
        List<IterativeGapResult.Rates> all = List.of(
                rates(IterativeGapResult.SAMPLED, run, run.rates(), lasso, optimum),
                rates(IterativeGapResult.NOISELESS, run, noiseless, lasso, optimum));
        progress.at(1);
        IterativeGapResult result = new IterativeGapResult(steps, all, sparseCoding,
                settings.interval(), (System.nanoTime() - begun) * 1e-9);
        writePatches(folder.file(FileNames.OBJECTIVE_GAPS), all);
        CurveFile.write(folder.file(FileNames.CURVE), sparseCoding.points());
        Npy.write(folder.file(FileNames.PATCHES), patches);
        Npy.write(folder.file(FileNames.AMORTIZED_RATES), run.rates());
        Npy.write(folder.file(FileNames.NOISELESS_RATES), noiseless);
        Npy.write(folder.file(FileNames.OPTIMAL_RATES), optimum.codes());
        Npy.write(folder.file(FileNames.DICTIONARY), run.dictionary().atoms());
        Npy.write(folder.file(FileNames.PRIOR_LOG_RATE), run.logPrior().data);
        UnitUsage.write(folder.path(), run.codes());
        PatchBrowser.write(folder.path(), patches, run.rates(), run.dictionary(), null,
                settings.seed());
        RunRecord.writeMetrics(folder.path(), result.metrics());
        return result;
    }

    /** The weighted lasso of a model: weights e^b, and the noise of its pixels. */
    private static WeightedLasso objective(Dictionary dictionary,
            Map<String, FMatrixRMaj> weights) {
        return new WeightedLasso(dictionary, exp(weights.get("log_bias")),
                exp(weights.get("log_sigma")), LassoSettings.of(1).withGap(GAP));
    }

    private static double[] exp(FMatrixRMaj logs) {
        return IntStream.range(0, logs.getNumElements()).mapToDouble(i -> Math.exp(logs.data[i]))
                .toArray();
    }

    private static IterativeGapResult.Rates rates(String name, PoissonRun run, FMatrixRMaj rates,
            WeightedLasso lasso, Solution optimum) {
        FMatrixRMaj patches = run.patches().pixels();
        return new IterativeGapResult.Rates(name,
                WeightedLassoGap.measure(patches, rates, lasso, optimum),
                EqualL1.compare(patches, rates, run.dictionary(), false));
    }

    /** Writes {@code objective_gaps.csv}, a row per patch for each kind of rates. */
    private static void writePatches(Path file, List<IterativeGapResult.Rates> all)
            throws IOException {
        try (Csv csv = Csv.create(file,
                List.of("rates", "patch", "objective", "objective_best", "objective_lower",
                        "squared_error", "l1", "squared_error_at_equal_l1",
                        "squared_error_at_equal_l1_lower", "squared_error_lca", "l1_lca"))) {
            for (IterativeGapResult.Rates r : all) {
                double[] l1 = r.l1(r.equal().encoder());
                double[] lca = r.l1(r.equal().lca());
                for (int i = 0; i < l1.length; i++) {
                    csv.row(r.name(), i, number(r.objective().objective()[i]),
                            number(r.objective().best()[i]), number(r.objective().lower()[i]),
                            number(r.equal().encoderError()[i]), number(l1[i]),
                            number(r.equal().optimumError()[i]), number(r.equal().lower()[i]),
                            number(r.equal().lcaError()[i]), number(lca[i]));
                }
            }
        }
    }

    private static Object number(double value) {
        return Csv.number("%.12g", value);
    }
}
