package parsimony.experiment.gap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.EqualL1Excess;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.compare.gap.Support;
import parsimony.compare.statistics.Resampling;
import parsimony.compare.statistics.SampleMean;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.run.CurveFile;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.PatchBrowser;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.UnitUsage;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.IterativePoisson;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.PoissonInference;
import parsimony.sparsecoding.PoissonSettings;
import parsimony.sparsecoding.Solver;

/**
 * Measures the amortization gap of a trained linear Poisson VAE in full: against sparse coding on
 * its dictionary, and against the best Poisson posterior under its prior. It also measures after
 * how many iterations inference closes the gap, and the gap against compute: how each inference
 * converges with steps and time. Where sparse coding needs a single λ, it takes the λ at which LCA
 * is as sparse as the encoder.
 */
public final class GapAnalysis {
    /** Default of the least divergence, in nats, of a unit in a patch's support. */
    public static final double SUPPORT_NATS = Support.NATS;

    static final int MOST_LCA_STEPS = 2000;
    static final int MOST_POISSON_STEPS = 500;
    /** Patches for the curves of convergence. A mean needs fewer than the gap of every patch. */
    private static final int CONVERGENCE_PATCHES = 100;
    private static final int CONVERGENCE_STEPS = 1024;
    private static final int CONVERGENCE_POISSON_STEPS = 128;

    /**
     * What is measured on what.
     *
     * @param run      folder of a finished {@code parsimony train --model poisson}
     * @param patches  N×D, {@code FILE} or {@code FILE#NAME}; null for the validation patches of
     *                 the run
     * @param measured most patches to measure on, ≥ 2
     * @param support  least divergence in nats of a unit in a patch's support, ≥ 0
     * @param interval confidence of the intervals, above 0 and below 1
     * @param seed     of the encoder's sampled codes
     * @param shape    of a patch; null if it is not known
     * @param lista    folders of {@code parsimony train --model lista} on the run's dictionary, to
     *                 be compared by steps and by time; null for none
     */
    public record Settings(String run, String patches, int measured, double support,
            double interval, long seed,
            PatchShape shape, List<String> lista) {

        /**
         * Checks the values.
         *
         * @throws InputException if a number is out of its range
         */
        public Settings {
            if (measured < PoissonRun.LEAST_PATCHES) {
                throw new InputException(
                        "‹measured› " + measured + ": must be at least " + PoissonRun.LEAST_PATCHES
                                + ", as sparsity is measured across patches");
            }
            if (!(support >= 0 && support < Double.POSITIVE_INFINITY)) {
                throw new InputException("‹support› " + support + ": must be 0 nats or more");
            }
            SampleMean.requireLevel("interval", interval);
        }
    }

    private final Settings settings;
    private final ResultFolder folder;
    private final Monitor progress;

    /**
     * The analysis of one run.
     *
     * @param settings what to measure
     * @param folder that the results are written into
     * @param progress is told how the work goes on
     */
    public GapAnalysis(Settings settings, ResultFolder folder, Monitor progress) {
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Measures everything and writes its tables and arrays into the folder.
     *
     * @return the numbers
     * @throws InputException if the run is not that of a finished Poisson VAE with a linear
     *     decoder, the patches are not of its kind, or a file cannot be read or written
     * @throws IOException if a file cannot be read or written
     */
    public GapResult run() throws IOException {
        PoissonRun run = PoissonRun.load(Path.of(settings.run),
                settings.patches,
                settings.measured, settings.seed, CONVERGENCE_PATCHES);
        Convergence.Problem problem = problem(run);
        List<Convergence> learned = learned(run, problem);
        PictureShape read = PictureShape.of(run.dictionary().pixels(), settings.shape);
        SparseCodingGap sparseCoding = SparseCodingGap.measure(run, settings.interval, progress);
        double lambda = sparseCoding.curves().stream()
                .filter(curve -> curve.inference().equals(GapResult.LCA)).findFirst().orElseThrow()
                .lambdaAt(sparseCoding.amortized().lifetime());
        progress.phase("Finding the best posteriors", 1, "solves");
        FreeEnergyGap freeEnergy = FreeEnergyGap.measure(run.patches().pixels(), run.rates(),
                run.dictionary(), run.logPrior(),
                PoissonSettings.of(run.beta()), settings.support);
        progress.at(1);
        GapResult result = new GapResult(sparseCoding.amortized(), sparseCoding.curves(),
                sparseCoding.gaps(), lambda, run.beta(), freeEnergy,
                FreeEnergyGap.Spread.of(freeEnergy, Resampling.of(run.patches().size()),
                        settings.interval),
                closings(run, lambda, freeEnergy),
                convergence(run, problem, learned), run.inference());
        write(run, result);
        progress.note(read.describe(run.patches().origin(), run.patches().size() + " patches",
                run.dictionary().pixels()));
        return result;
    }

    private List<Closing> closings(PoissonRun run, double lambda, FreeEnergyGap freeEnergy) {
        FMatrixRMaj patches = run.patches().pixels();
        Dictionary dictionary = run.dictionary();
        progress.phase("Closing the gap", 4, "starts");
        List<Closing> closings = new ArrayList<>();

        IterativeEncoder lca =
                Solver.of(GapResult.LCA).stepwiseEncoder(dictionary, lambda, MOST_LCA_STEPS);
        double optimum =
                new Lasso(dictionary, LassoSettings.of(lambda)).solve(patches).meanObjective();
        double encoder = lassoObjective(patches, run.rates(), dictionary, lambda);
        double rest = lassoObjective(patches, new FMatrixRMaj(patches.numRows, dictionary.size()),
                dictionary, lambda);
        closings.addAll(Closing.of(GapResult.LCA, "encoder", lca, patches, run.rates(),
                new Closing.Energy(encoder, encoder, optimum)));
        progress.at(1);
        closings.addAll(Closing.of(GapResult.LCA, "cold", lca, patches, null,
                new Closing.Energy(rest, encoder, optimum)));
        progress.at(2);

        IterativePoisson poisson = poisson(run, MOST_POISSON_STEPS);
        optimum = FreeEnergyGap.mean(freeEnergy.optimal());
        encoder = FreeEnergyGap.mean(freeEnergy.amortized());
        double prior =
                new PoissonInference(dictionary, run.logPrior(), PoissonSettings.of(run.beta()))
                        .evaluate(patches, priorRates(run)).meanObjective();
        closings.addAll(Closing.of("poisson", "encoder", poisson, patches, run.rates(),
                new Closing.Energy(encoder, encoder, optimum)));
        progress.at(3);
        closings.addAll(Closing.of("poisson", "cold", poisson, patches, null,
                new Closing.Energy(prior, encoder, optimum)));
        progress.at(4);
        return closings;
    }

    /** The lasso at the encoder's sparsity on the patches whose inference is timed. */
    private static Convergence.Problem problem(PoissonRun run) {
        return Convergence.Problem.lasso(run.timed(), run.dictionary(),
                new EqualL1Excess(run.timed(), run.encoded().codes(), run.dictionary()));
    }

    /** The encoder alone, and encoders of learned steps, in order of their layers. */
    private List<Convergence> learned(PoissonRun run, Convergence.Problem problem)
            throws IOException {
        List<Convergence> learned = new ArrayList<>(List.of(
                Convergence.of(CurvePoint.AMORTIZED, List.of(run.encoded()), problem)));
        List<Convergence.Made> layers = new ArrayList<>();
        for (String folder : settings.lista == null ? List.<String>of() : settings.lista) {
            layers.add(ListaRun.codes(Path.of(folder), run.dictionary(), run.timed()));
        }
        layers.sort(Comparator.comparingInt(Convergence.Made::iterations));
        if (!layers.isEmpty()) {
            learned.add(Convergence.of(GapResult.LISTA, layers, problem));
        }
        return learned;
    }

    private List<Convergence> convergence(PoissonRun run, Convergence.Problem problem,
            List<Convergence> learned) {
        FMatrixRMaj patches = run.timed();
        Dictionary dictionary = run.dictionary();
        EqualL1Excess excess = problem.excess();
        double seconds = run.encoded().seconds();
        List<Solver<?>> methods = Solver.with(Solver.Trait.LASSO).stream()
                .filter(method -> method.is(Solver.Trait.ITERATIVE)).toList();
        progress.phase("Timing convergence", methods.size() + 3, "methods");
        List<Convergence> all = new ArrayList<>(learned);
        for (Solver<?> method : methods) {
            all.add(Convergence.trace(method.name(), Convergence.COLD,
                    steps -> method.stepwiseEncoder(excess.unit(), 1, steps), CONVERGENCE_STEPS,
                    problem, null, 0));
            progress.at(all.size() - learned.size());
        }
        Solver<?> fista = Solver.of(GapResult.FISTA);
        all.add(Convergence.trace(fista.name(), Convergence.ENCODER,
                steps -> fista.stepwiseEncoder(excess.unit(), 1, steps), CONVERGENCE_STEPS,
                problem, excess.toUnit(run.encoded().codes()), seconds));
        progress.at(all.size() - learned.size());
        Convergence.Problem own = Convergence.Problem.of(patches, dictionary,
                new PoissonInference(dictionary, run.logPrior(), PoissonSettings.of(run.beta()))
                        .solve(patches),
                excess);
        for (String start : List.of(Convergence.COLD, Convergence.ENCODER)) {
            boolean cold = start.equals(Convergence.COLD);
            all.add(Convergence.trace("poisson", start, steps -> poisson(run, steps),
                    CONVERGENCE_POISSON_STEPS, own, cold ? null : run.encoded().codes(),
                    cold ? 0 : seconds));
            progress.at(all.size() - learned.size());
        }
        return all;
    }

    private static IterativePoisson poisson(PoissonRun run, int steps) {
        return new IterativePoisson(run.dictionary(), run.logPrior(),
                IterativePoisson.NATURAL_GRADIENT_RATE,
                new PoissonSettings(run.beta(), 0, steps));
    }

    private static double lassoObjective(FMatrixRMaj patches, FMatrixRMaj codes,
            Dictionary dictionary, double lambda) {
        Measures measures = Measures.of(patches, codes, dictionary);
        return 0.5 * measures.mse() + lambda * measures.l1();
    }

    private static FMatrixRMaj priorRates(PoissonRun run) {
        FMatrixRMaj rates = new FMatrixRMaj(run.patches().size(), run.logPrior().numCols);
        for (int i = 0; i < rates.getNumElements(); i++) {
            rates.data[i] = (float) Math.exp(run.logPrior().data[i % rates.numCols]);
        }
        return rates;
    }

    private void write(PoissonRun run, GapResult result) throws IOException {
        CurveFile.write(folder.file(FileNames.CURVE), result.sparseCoding().points());
        GapFiles.writeFreeEnergy(folder.file(FileNames.FREE_ENERGY), result.freeEnergy());
        GapFiles.writeClosings(folder.file(FileNames.CLOSING), result.closings());
        GapFiles.writeConvergence(folder.file(FileNames.CONVERGENCE), result.convergence());
        Npy.write(folder.file(FileNames.PATCHES), run.patches().pixels());
        Npy.write(folder.file(FileNames.AMORTIZED_RATES), run.rates());
        Npy.write(folder.file(FileNames.OPTIMAL_RATES), result.freeEnergy().optimalRates());
        Npy.write(folder.file(FileNames.DICTIONARY), run.dictionary().atoms());
        Npy.write(folder.file(FileNames.PRIOR_LOG_RATE), run.logPrior().data);
        UnitUsage.write(folder.path(), run.codes());
        PatchBrowser.write(folder.path(), run.patches().pixels(), run.rates(), run.dictionary(),
                null, settings.seed);
        RunRecord.writeMetrics(folder.path(), result.metrics());
    }
}
