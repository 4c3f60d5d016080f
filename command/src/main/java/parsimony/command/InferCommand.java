package parsimony.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.MatrixWriter;
import parsimony.encoding.Coder;
import parsimony.encoding.CoderSpec;
import parsimony.encoding.Encoding;
import parsimony.encoding.PerPatchTable;
import parsimony.encoding.RowRange;
import parsimony.encoding.ShardedCodes;
import parsimony.encoding.SolverCoder;
import parsimony.encoding.SolverSpec;
import parsimony.experiment.codes.EncoderCoder;
import parsimony.experiment.codes.InferSpec;
import parsimony.experiment.codes.PoissonModelFiles;
import parsimony.experiment.encoder.EncoderRun;
import parsimony.experiment.report.Csv;
import parsimony.experiment.report.TransposeHint;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.ConvergenceTrace;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.InferResult;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Homotopy;
import parsimony.sparsecoding.PoissonModel;
import parsimony.sparsecoding.SolutionPath;
import parsimony.sparsecoding.Solver;
import parsimony.sparsecoding.SparseEncoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Infers codes of patches under a dictionary, or by an encoder, block by block, because the patches
 * may not fit into memory.
 */
@Command(name = "infer", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Infers the sparse codes of patches under a dictionary: codes.npy, N×K"
                + " float32, their measures, and per_patch.csv with objective, optimality gap,"
                + " iterations and why each patch stopped (docs/solvers.md says what the words"
                + " mean). Where nothing is proven, as of greedy codes, the objective stands for"
                + " the gap.",
            "With --rows it encodes some of the patches, and parsimony join makes one folder of"
                    + " all. F is a file of arrays, FILE or FILE#NAME; its rows may lie in several"
                    + " files, which a folder or a pattern names (docs/encoding.md)."},
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony infer --method lca --dictionary D.npy --patches X.npy \\",
            "      --lambda 0.5 --out codes",
            "  parsimony infer --method lasso --dictionary D.npy --patches X.npy \\",
            "      --lambda 1 --signed --out codes --json",
            "  parsimony infer --method omp --dictionary D.npy --patches X.npy \\",
            "      --nonzeros 10 --codes csr --out codes",
            "  parsimony infer --method lasso --dictionary D.npy --patches X.npy \\",
            "      --lambda 1 --rows 0:100000 --out part-0",
            "  parsimony infer --method ista --dictionary D.npy --patches X.npy \\",
            "      --lambda 0.5 --start A.npy --iterations 0 --out measured",
            "  parsimony infer --encoder sae_folder --patches X.npy --out codes",
            "  parsimony infer --method poisson --dictionary pvae/dictionary.npy \\",
            "      --prior pvae/prior_log_rate.npy --patches X.npy --out codes",
            "  parsimony infer --method ipoisson --prior ipvae --iterations 1000 --gap 0 \\",
            "      --patches X.npy --out codes",
            "  parsimony infer --method lasso --dictionary D.npy --patches X.npy \\",
            "      --lambda 0.5 --out codes --master spark://head:7077"})
final class InferCommand implements Callable<Integer> {
    private static final int PATHS_AT_A_TIME = 64;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InferenceOptions inference;

    @Option(names = "--encoder", paramLabel = "F",
            description = "In place of --method and --dictionary: an amortized encoder, as for"
                    + " parsimony gap.")
    private Path encoderPlace;

    @Option(names = "--dictionary", paramLabel = "F",
            description = "Dictionary, K×D. Needed by every method, unless --prior names a run,"
                    + " which has one.")
    private String dictionaryFile;

    @Option(names = "--patches", paramLabel = "F", required = true, description = "Patches, N×D.")
    private String patchesFile;

    @Option(names = "--rows", paramLabel = "FROM:TO",
            description = "Encode these rows of the patches only, counted from 0, without row TO.")
    private RowRange rows;

    @Option(names = "--start", paramLabel = "F",
            description = "Codes to start from, N×K. For {ITERATIVE}. With --iterations 0,"
                    + " ista and fista do not move them, and say how good they are.")
    private String startFile;

    @Mixin
    private CodesOptions codes;

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

    private final Map<String, String> checksums = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        ResultFolder.requireFree(out, run.force);
        if (inference.prior != null && !Files.exists(ArrayFile.file(inference.prior))) {
            throw new InputException("--prior " + inference.prior + ": no such file or folder");
        }
        if (dictionaryFile == null && encoderPlace == null
                && PoissonModelFiles.isFolder(inference.prior)) {
            dictionaryFile = PoissonModelFiles.dictionary(inference.prior);
        }
        ResultFolder.requireApart(out, encoderPlace, Places.file(inference.prior),
                Places.file(dictionaryFile), Places.file(patchesFile), Places.file(startFile));
        codes.require();
        if ((inference.method == null) == (encoderPlace == null)) {
            throw new InputException(encoderPlace == null
                    ? "infer: needs --method, with --dictionary, or --encoder"
                    : "--encoder: not with --method; leave one of them out");
        }
        SparkJob job = spark.isAsked() ? spark.job(trace || path || startFile != null) : null;
        ConvergenceTrace convergence = trace ? new ConvergenceTrace() : null;
        try (Coder coder = encoderPlace == null ? solver(convergence) : encoder();
                MatrixRows patches = ArrayFile.rows(patchesFile)) {
            requirePixels(patches, coder);
            PictureShape read = PictureShape.of(coder.pixels(), shape.shape,
                    Places.file(dictionaryFile),
                    encoderPlace == null ? null : encoderPlace.resolve(ResultFolder.CONFIG),
                    Places.file(patchesFile));
            try (ResultFolder folder = new ResultFolder(out, run.force);
                    ProgressDisplay progress = new ProgressDisplay()) {
                InferResult metrics = job == null ? infer(coder, patches, folder, progress)
                        : job.infer(spark, sent(coder), places(), folder.path(), progress);
                if (trace) {
                    convergence.write(folder.file(FileNames.CONVERGENCE));
                }
                RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec),
                        spec(patches.rows(), read));
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

    /** The coder as it is sent to another process. */
    private CoderSpec sent(Coder coder) {
        if (coder instanceof SolverCoder solver) {
            Dictionary dictionary = solver.encoder().dictionary();
            return new SolverSpec(inference.method.name(), given(), dictionary.atoms(),
                    model(dictionary));
        }
        if (coder instanceof CoderSpec itself) {
            return itself;
        }
        throw new InputException("--encoder " + encoderPlace + ": is a network, which needs"
                + " TensorFlow, and --master sends none; leave it out, and share the work with"
                + " --rows and parsimony join");
    }

    /** Where a job on Spark finds the patches, and the form of its codes. */
    private List<String> places() {
        List<String> words = new ArrayList<>(List.of("--patches", Places.absolute(patchesFile),
                "--codes", EnumName.name(codes.format), "--shard", codes.shard.toString()));
        if (rows != null) {
            words.addAll(List.of("--rows", rows.toString()));
        }
        return words;
    }

    private InferSpec spec(long patches, PictureShape read) {
        return new InferSpec(inference.method, RunRecord.place(encoderPlace),
                Places.absolute(dictionaryFile), Places.absolute(patchesFile),
                Places.absolute(startFile), Places.absolute(inference.prior),
                inference.method == null ? null
                        : RunRecord.tree(inference.method.settings(given())),
                rows == null ? null : rows.toString(), patches, codes.format.toString(),
                codes.shard.bytes(),
                checksums, read.shape());
    }

    private Map<String, Object> given() {
        return InferenceOptions.given(spec.commandLine().getParseResult());
    }

    private Coder solver(ConvergenceTrace convergence) {
        if (dictionaryFile == null) {
            throw new InputException("--dictionary: is needed by " + inference.method.name());
        }
        FMatrixRMaj atoms = ArrayFile.matrix(dictionaryFile);
        Dictionary dictionary = new Dictionary(atoms);
        checksums.put("dictionary", Checksum.of(atoms));
        SparseEncoder encoder =
                inference.method.modelEncoder(dictionary, given(), model(dictionary));
        requireSuits(trace || startFile != null, inference.method.is(Solver.Trait.ITERATIVE),
                "--trace and --start");
        requireSuits(path, encoder instanceof Homotopy, "--path");
        return new SolverCoder(encoder, convergence);
    }

    private void requireSuits(boolean asked, boolean suits, String option) {
        if (asked && !suits) {
            throw new InputException(option + ": not for " + inference.method.name());
        }
    }

    private Coder encoder() throws IOException {
        Map<String, Object> others = new LinkedHashMap<>();
        others.put("--dictionary", dictionaryFile);
        others.put("--prior", inference.prior);
        others.put("--start", startFile);
        others.put("--trace", trace ? trace : null);
        others.put("--path", path ? path : null);
        given().forEach((knob, value) -> others.put("--" + knob, value));
        others.forEach((option, value) -> {
            if (value != null) {
                throw new InputException(option + ": not with --encoder; leave it out");
            }
        });
        Coder coder = EncoderCoder.load(encoderPlace.toString());
        checksums.put("encoder", EncoderRun.checksum(encoderPlace.toString()));
        return coder;
    }

    private void requirePixels(MatrixRows patches, Coder coder) {
        if (rows != null) {
            rows.requireWithin(patches.rows(), patchesFile);
        }
        if (patches.columns() == coder.pixels()) {
            return;
        }
        if (encoderPlace != null) {
            throw new InputException("--patches " + patchesFile + ": has patches of "
                    + patches.columns() + " pixels, those of " + encoderPlace + " have "
                    + coder.pixels() + "; they must agree"
                    + TransposeHint.of(patches.rows() == coder.pixels(), patchesFile));
        }
        throw new InputException(patchesFile + ": patches have " + patches.columns()
                + " pixels, the atoms of "
                + dictionaryFile + " have " + coder.pixels() + "; they must agree"
                + transposeHint(coder, patches));
    }

    /** What a Poisson VAE has learned, for solvers of the free energy; null for others. */
    private PoissonModel model(Dictionary dictionary) {
        boolean needed = inference.method.is(Solver.Trait.FREE_ENERGY);
        if (needed != (inference.prior != null)) {
            throw new InputException("--prior: is " + (needed ? "needed by " : "not for ")
                    + inference.method.name());
        }
        return needed ? PoissonModelFiles.read(inference.prior, dictionary, checksums) : null;
    }

    private InferResult infer(Coder coder, MatrixRows patches, ResultFolder folder,
            ProgressDisplay progress) throws IOException {
        int units = coder.units();
        Encoding encoding = new Encoding(coder, patches,
                rows == null ? RowRange.all(patches.rows()) : rows);
        Encoding.Total total;
        try (MatrixWriter writer = codes.writer(folder.path(), units);
                MatrixRows start = startFile == null ? null : start(patches.rows(), units);
                PerPatchTable perPatch = new PerPatchTable(folder.file(FileNames.PER_PATCH));
                Csv paths = path ? Csv.create(folder.file(FileNames.PATH),
                        List.of("patch", "lambda", "mse", "l1", "nonzeros", "gap")) : null) {
            total = (trace ? encoding.atOnce() : encoding).from(start)
                    .total("Inferring codes", (first, block, coded, decoded) -> {
                        writer.write(coded.codes());
                        perPatch.take(first, block, coded, decoded);
                        if (path) {
                            write(paths, (Homotopy) ((SolverCoder) coder).encoder(), block, first);
                        }
                    }, progress);
            writer.commit();
        }
        return InferResult.of(total.sums(), total.seconds());
    }

    private String transposeHint(Coder coder, MatrixRows patches) {
        if (coder.units() == patches.columns()) {
            return TransposeHint.of(true, dictionaryFile);
        } else if (coder.pixels() == patches.rows()) {
            return TransposeHint.of(true, patchesFile);
        }
        return TransposeHint.of(coder.units() == patches.rows(),
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
