package parsimony.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.MatrixWriter;
import parsimony.data.PatchShape;
import parsimony.encoding.CodeSums;
import parsimony.encoding.CodesFormat;
import parsimony.encoding.Encoding;
import parsimony.encoding.PartSums;
import parsimony.encoding.PerPatchTable;
import parsimony.encoding.RowRange;
import parsimony.encoding.SolverCoder;
import parsimony.encoding.SolverSpec;
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
            "      --prior pvae/prior_log_rate.npy --patches X.npy --out codes",
            "  parsimony infer --method lasso --dictionary D.npy --patches X.npy \\",
            "      --lambda 0.5 --out codes --master spark://head:7077"})
final class InferCommand implements Callable<Integer> {
    private static final int PATHS_AT_A_TIME = 64;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InferenceOptions inference;

    @Option(names = "--dictionary", paramLabel = "F", required = true,
            description = "Dictionary, K×D .npy.")
    private String dictionaryFile;

    @Option(names = "--patches", paramLabel = "F", required = true,
            description = "Patches, N×D .npy.")
    private String patchesFile;

    @Option(names = {"--start", "--codes"}, paramLabel = "F",
            description = "Codes to start from, N×K .npy. For {ITERATIVE}. With --iterations 0,"
                    + " ista and fista do not move them, and say how good they are.")
    private String startFile;

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
    private SparkOptions spark;

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
        ResultFolder.requireApart(out, Places.file(inference.prior), Places.file(dictionaryFile),
                Places.file(patchesFile), Places.file(startFile));
        Dictionary dictionary = new Dictionary(ArrayFile.matrix(dictionaryFile));
        Map<String, Object> given = InferenceOptions.given(spec.commandLine().getParseResult());
        SparseEncoder encoder = inference.method.encoder(dictionary, given, logPrior(dictionary));
        requireSuits(trace || startFile != null, inference.method.is(Solver.Trait.ITERATIVE),
                "--trace and --start (--codes)");
        requireSuits(path, encoder instanceof Homotopy, "--path");
        if (spark.isAsked() && (trace || startFile != null || path)) {
            throw new InputException("--trace, --start (--codes) and --path: not with --master;"
                    + " leave them out");
        }
        SparkJob job = spark.isAsked() ? SparkJob.of(spark.master) : null;
        try (MatrixRows patches = ArrayFile.rows(patchesFile)) {
            if (patches.columns() != dictionary.pixels()) {
                throw new InputException(patchesFile + ": patches have " + patches.columns()
                        + " pixels, the atoms of "
                        + dictionaryFile + " have " + dictionary.pixels() + "; they must agree"
                        + transposeHint(dictionary, patches));
            }
            PictureShape read =
                    PictureShape.of(dictionary.pixels(), shape.shape,
                            Places.file(dictionaryFile), Places.file(patchesFile));
            try (ResultFolder folder = new ResultFolder(out, run.force);
                    ProgressDisplay progress = new ProgressDisplay()) {
                InferResult metrics = job == null ? infer(encoder, patches, folder, progress)
                        : job.infer(spark, new SolverSpec(inference.method.name(), given,
                                dictionary.atoms(), logPrior(dictionary)),
                                List.of("--patches", patchesFile), folder.path(), progress);
                RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec),
                        new InferSpec(inference.method,
                                Places.absolute(dictionaryFile), Places.absolute(patchesFile),
                                Places.absolute(startFile),
                                Places.absolute(inference.prior), inference.method.settings(given),
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
        float[] rates = ArrayFile.vector(inference.prior).data;
        if (rates.length != dictionary.size()) {
            throw new InputException(inference.prior + ": has " + rates.length + " log-rates for "
                    + dictionary.size()
                    + " atoms of " + dictionary.pixels() + " pixels; must have one for each"
                    + TransposeHint.of(rates.length == dictionary.pixels(), "the dictionary"));
        }
        return new FMatrixRMaj(1, rates.length, true, rates);
    }

    private InferResult infer(SparseEncoder encoder, MatrixRows patches, ResultFolder folder,
            ProgressDisplay progress)
            throws IOException {
        int units = encoder.dictionary().size();
        ConvergenceTrace convergence = trace ? new ConvergenceTrace() : null;
        RowRange rows = RowRange.all(patches.rows());
        PartSums part;
        try (MatrixWriter codes = CodesFormat.DENSE.create(folder.file(FileNames.CODES), units);
                MatrixRows start = startFile == null ? null : start(patches.rows(), units);
                PerPatchTable perPatch = new PerPatchTable(folder.file(FileNames.PER_PATCH));
                Csv paths = path ? Csv.create(folder.file(FileNames.PATH),
                        List.of("patch", "lambda", "mse", "l1", "nonzeros", "gap")) : null) {
            Encoding encoding = new Encoding(new SolverCoder(encoder, convergence), patches, rows);
            part = (trace ? encoding.atOnce() : encoding).from(start)
                    .run((first, block, coded, decoded) -> {
                        codes.write(coded.codes());
                        perPatch.take(first, block, coded, decoded);
                        if (path) {
                            write(paths, (Homotopy) encoder, block, first);
                        }
                    }, progress);
            codes.commit();
        }
        if (trace) {
            convergence.write(folder.file(FileNames.CONVERGENCE));
        }
        CodeSums sums = new CodeSums(units);
        part.blocks().forEach(sums::add);
        return InferResult.of(sums, part.seconds());
    }

    private String transposeHint(Dictionary dictionary, MatrixRows patches) {
        if (dictionary.size() == patches.columns()) {
            return TransposeHint.of(true, dictionaryFile);
        } else if (dictionary.pixels() == patches.rows()) {
            return TransposeHint.of(true, patchesFile);
        }
        return TransposeHint.of(dictionary.size() == patches.rows(),
                dictionaryFile + " and that of " + patchesFile);
    }

    private MatrixRows start(long rows, int units) {
        MatrixRows codes = ArrayFile.rows(startFile);
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
