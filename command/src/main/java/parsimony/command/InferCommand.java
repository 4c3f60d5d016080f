package parsimony.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.Npy;
import parsimony.data.NpyRowReader;
import parsimony.data.NpyRowWriter;
import parsimony.data.PatchShape;
import parsimony.experiment.report.Csv;
import parsimony.experiment.report.TransposeHint;
import parsimony.experiment.run.ConvergenceTrace;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.InferResult;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Homotopy;
import parsimony.sparsecoding.IterativeEncoder;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.PatchException;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.SolutionPath;
import parsimony.sparsecoding.Solver;
import parsimony.sparsecoding.SparseEncoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Infers codes of patches under a dictionary, block by block, because the patches may not fit into
 * memory.
 */
@Command(name = "infer", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Infers the sparse codes of patches under a dictionary: codes.npy, N×K"
                + " float32, their measures, and per_patch.csv with objective, optimality gap,"
                + " iterations and why each patch stopped (docs/solvers.md says what the words"
                + " mean). Where nothing is proven, as of greedy codes, the objective stands for"
                + " the gap.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony infer --method lca --dictionary D.npy --patches X.npy \\",
            "      --lambda 0.5 --out codes",
            "  parsimony infer --method lasso --dictionary D.npy --patches X.npy \\",
            "      --lambda 1 --signed --out codes --json",
            "  parsimony infer --method omp --dictionary D.npy --patches X.npy \\",
            "      --nonzeros 10 --out codes",
            "  parsimony infer --method ista --dictionary D.npy --patches X.npy \\",
            "      --lambda 0.5 --codes A.npy --iterations 0 --out measured",
            "  parsimony infer --method poisson --dictionary pvae/dictionary.npy \\",
            "      --prior pvae/prior_log_rate.npy --patches X.npy --out codes"})
final class InferCommand implements Callable<Integer> {
    private static final int ROWS_AT_A_TIME = 2048;
    /** The most entries of codes at a time, 64 MiB; so large dictionaries have fewer rows. */
    private static final int CODES_AT_A_TIME = 1 << 24;
    private static final int PATHS_AT_A_TIME = 64;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InferenceOptions inference;

    @Option(names = "--dictionary", paramLabel = "F", required = true,
            description = "Dictionary, K×D .npy.")
    private Path dictionaryFile;

    @Option(names = "--patches", paramLabel = "F", required = true,
            description = "Patches, N×D .npy.")
    private Path patchesFile;

    @Option(names = {"--start", "--codes"}, paramLabel = "F",
            description = "Codes to start from, N×K .npy. For {ITERATIVE}. With --iterations 0,"
                    + " ista and fista do not move them, and say how good they are.")
    private Path startFile;

    @Option(names = "--trace",
            description = "Also write convergence.csv: energy, mse and sparsity (share of zeros)"
                    + " after each step. All patches are then in memory at once. For {ITERATIVE}.")
    private boolean trace;

    @Option(names = "--path",
            description = "Also write path.csv: every breakpoint of each patch's solution path."
                    + " For homotopy.")
    private boolean path;

    @Option(names = "--out", paramLabel = "DIR", required = true,
            description = "Folder to write, new or empty.")
    private Path out;

    @Mixin
    private ShapeOption shape;

    @Mixin
    private RunOptions run;

    /** The settings in config.json. */
    private record InferSpec(Solver<?> method, String dictionary, String patches, String start,
            String prior,
            Record inference, PatchShape shape) {
    }

    @Override
    public Integer call() throws Exception {
        ResultFolder.requireFree(out, run.force);
        ResultFolder.requireApart(out, inference.prior, dictionaryFile, patchesFile, startFile);
        Dictionary dictionary = new Dictionary(Npy.read(dictionaryFile));
        Map<String, Object> given = InferenceOptions.given(spec.commandLine().getParseResult());
        SparseEncoder encoder = inference.method.encoder(dictionary, given, logPrior(dictionary));
        requireSuits(trace || startFile != null, inference.method.is(Solver.Trait.ITERATIVE),
                "--trace and --start (--codes)");
        requireSuits(path, encoder instanceof Homotopy, "--path");
        try (NpyRowReader patches = NpyRowReader.open(patchesFile)) {
            if (patches.columns() != dictionary.pixels()) {
                throw new InputException(patchesFile + ": patches have " + patches.columns()
                        + " pixels, the atoms of "
                        + dictionaryFile + " have " + dictionary.pixels() + "; they must agree"
                        + transposeHint(dictionary, patches));
            }
            PictureShape read =
                    PictureShape.of(dictionary.pixels(), shape.shape, dictionaryFile, patchesFile);
            try (ResultFolder folder = new ResultFolder(out, run.force);
                    ProgressDisplay progress = new ProgressDisplay()) {
                InferResult metrics = infer(encoder, patches, folder, progress);
                RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec),
                        new InferSpec(inference.method,
                                RunRecord.place(dictionaryFile), RunRecord.place(patchesFile),
                                RunRecord.place(startFile),
                                RunRecord.place(inference.prior), inference.method.settings(given),
                                read.shape()));
                RunRecord.writeMetrics(folder.path(), metrics);
                folder.commit();
                progress.close();
                progress.note(
                        read.describe(patchesFile, patches.rows() + " patches", patches.columns()));
                run.print(metrics);
            }
        }
        return 0;
    }

    private void requireSuits(boolean asked, boolean suits, String option) {
        if (asked && !suits) {
            throw new InputException(option + ": not for " + inference.method.name());
        }
    }

    /** The prior log-rates, 1×K, which only solvers of the free energy use; null for others. */
    private FMatrixRMaj logPrior(Dictionary dictionary) {
        boolean needed = inference.method.is(Solver.Trait.FREE_ENERGY);
        if (needed != (inference.prior != null)) {
            throw new InputException("--prior: is " + (needed ? "needed by " : "not for ")
                    + inference.method.name());
        }
        if (!needed) {
            return null;
        }
        float[] rates = Npy.readVector(inference.prior);
        if (rates.length != dictionary.size()) {
            throw new InputException(inference.prior + ": has " + rates.length + " log-rates for "
                    + dictionary.size()
                    + " atoms of " + dictionary.pixels() + " pixels; must have one for each"
                    + TransposeHint.of(rates.length == dictionary.pixels(), "the dictionary"));
        }
        return new FMatrixRMaj(1, rates.length, true, rates);
    }

    private InferResult infer(SparseEncoder encoder, NpyRowReader patches, ResultFolder folder,
            ProgressDisplay progress)
            throws IOException {
        Dictionary dictionary = encoder.dictionary();
        Measures.Sums sums = new Measures.Sums(dictionary.size());
        double objective = 0;
        double gap = 0;
        long done = 0;
        long inferring = 0;
        progress.phase("Inferring codes", patches.rows(), "patches");
        int most = Math.min(ROWS_AT_A_TIME, 1 + CODES_AT_A_TIME / dictionary.size());
        int rows = (int) Math.min(trace ? Integer.MAX_VALUE : most, patches.rows());
        FMatrixRMaj block = new FMatrixRMaj(rows, patches.columns());
        ConvergenceTrace convergence = trace ? new ConvergenceTrace() : null;
        try (NpyRowWriter writer =
                NpyRowWriter.create(folder.file(FileNames.CODES), dictionary.size());
                NpyRowReader start =
                        startFile == null ? null : start(patches.rows(), dictionary.size());
                Csv perPatch = Csv.create(folder.file(FileNames.PER_PATCH),
                        List.of("patch", "objective", "gap", "iterations", "stop"));
                Csv paths = path ? Csv.create(folder.file(FileNames.PATH),
                        List.of("patch", "lambda", "mse", "l1", "nonzeros", "gap")) : null) {
            while (patches.read(block, rows) > 0) {
                FMatrixRMaj from = null;
                if (start != null) {
                    from = new FMatrixRMaj(block.numRows, dictionary.size());
                    start.read(from, block.numRows);
                }
                long begun = System.nanoTime();
                Solution solution = solve(encoder, block, from, convergence, done);
                inferring += System.nanoTime() - begun;
                sums.add(block, solution.codes(), dictionary.decode(solution.codes()));
                writer.write(solution.codes());
                write(perPatch, solution, done);
                if (path) {
                    write(paths, (Homotopy) encoder, block, done);
                }
                objective += solution.meanObjective() * block.numRows;
                gap += solution.meanGap() * block.numRows;
                done += block.numRows;
                progress.at(done);
            }
            writer.commit();
        }
        if (trace) {
            convergence.write(folder.file(FileNames.CONVERGENCE));
        }
        Measures measures = sums.measures();
        double seconds = inferring * 1e-9;
        return InferResult.of(measures, objective / done, gap / done, seconds, done / seconds);
    }

    /** @throws InputException if a patch cannot be coded, with its number in the file */
    private Solution solve(SparseEncoder encoder, FMatrixRMaj block, FMatrixRMaj from,
            ConvergenceTrace convergence, long first) {
        try {
            return from == null && !trace ? encoder.solve(block)
                    : ((IterativeEncoder) encoder).solve(block, from, convergence);
        } catch (PatchException e) {
            throw new InputException(e.message(first + e.patch()), e);
        }
    }

    private String transposeHint(Dictionary dictionary, NpyRowReader patches) {
        if (dictionary.size() == patches.columns()) {
            return TransposeHint.of(true, dictionaryFile);
        } else if (dictionary.pixels() == patches.rows()) {
            return TransposeHint.of(true, patchesFile);
        }
        return TransposeHint.of(dictionary.size() == patches.rows(),
                dictionaryFile + " and that of " + patchesFile);
    }

    private NpyRowReader start(long rows, int units) {
        NpyRowReader codes = NpyRowReader.open(startFile);
        if (codes.rows() != rows || codes.columns() != units) {
            codes.close();
            throw new InputException(startFile + ": is " + codes.rows() + "×" + codes.columns()
                    + "; must have " + rows
                    + " rows, one for each patch, and " + units + " columns, one for each atom"
                    + TransposeHint.of(codes.rows() == units && codes.columns() == rows,
                            startFile));
        }
        return codes;
    }

    private static void write(Csv csv, Solution solution, long first) throws IOException {
        for (int i = 0; i < solution.objective().length; i++) {
            csv.row(first + i, Csv.number("%.9g", solution.objective()[i]),
                    Csv.number("%.3g", solution.gap()[i]),
                    solution.iterations()[i], solution.stop()[i].name().toLowerCase(Locale.ROOT));
        }
    }

    /** Writes solution paths, a few at a time, because a path holds a code for every breakpoint. */
    private void write(Csv csv, Homotopy homotopy, FMatrixRMaj patches, long first)
            throws IOException {
        double lambda = spec.commandLine().getParseResult().matchedOptionValue("--lambda", 0.0);
        for (int from = 0; from < patches.numRows; from += PATHS_AT_A_TIME) {
            int to = Math.min(patches.numRows, from + PATHS_AT_A_TIME);
            List<SolutionPath> paths =
                    homotopy.paths(CommonOps_FDRM.extract(patches, from, to, 0, patches.numCols));
            for (int i = 0; i < paths.size(); i++) {
                long patch = first + from + i;
                if (paths.get(i).end() > lambda) {
                    throw new InputException(patchesFile + ": the path of patch " + patch
                            + " has more breakpoints above lambda "
                            + lambda
                            + " than --iterations allows, or they are closer than rounding can"
                            + " tell; its last is at " + paths.get(i).end()
                            + ". Raise --iterations, or --lambda above that");
                }
                for (SolutionPath.Point point : paths.get(i).curve()) {
                    csv.row(patch, Csv.number("%.9g", point.lambda()),
                            Csv.number("%.9g", point.mse()),
                            Csv.number("%.9g", point.l1()), point.nonZero(),
                            Csv.number("%.3g", point.gap()));
                }
            }
        }
    }
}
