package parsimony.compare.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.InferenceMethod;
import parsimony.compare.InputException;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.data.Npy;
import parsimony.data.NpyRowReader;
import parsimony.data.NpyRowWriter;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;
import parsimony.sparsecoding.SparseEncoder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Patches to codes under a dictionary, block by block, so that the patches may be more than memory holds. */
@Command(name = "infer", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Infers the sparse codes of patches under a dictionary: codes.npy, N×K float32, and their measures.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony infer --method lca --dictionary lca/dictionary.npy --patches patches/validation.npy --lambda 0.5"
                + " --out codes",
            "  parsimony infer --method ista --dictionary D.npy --patches X.npy --lambda 1 --signed --out codes --json"})
final class InferCommand implements Callable<Integer> {
    private static final int ROWS_AT_A_TIME = 2048;

    @Spec
    private CommandSpec spec;

    @Option(names = "--method", paramLabel = "M", required = true, description = "How codes are inferred: lca or ista.")
    private InferenceMethod method;

    @Option(names = "--dictionary", paramLabel = "F", required = true, description = "Dictionary, K×D .npy.")
    private Path dictionaryFile;

    @Option(names = "--patches", paramLabel = "F", required = true, description = "Patches, N×D .npy.")
    private Path patchesFile;

    @Option(names = "--lambda", paramLabel = "L", required = true, description = "Weight of the l1 norm, above 0.")
    private double lambda;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--iterations", paramLabel = "N",
            description = "Steps to take. By default LCA takes 900, and ISTA goes on to a relative duality gap of 1e-6.")
    private Integer iterations;

    @Option(names = "--tau", paramLabel = "T", defaultValue = "100", showDefaultValue = Visibility.ALWAYS,
            description = "LCA's time constant in steps.")
    private double tau;

    @Option(names = "--signed", description = "Let codes be negative.")
    private boolean signed;

    @Mixin
    private RunOptions run;

    /** What config.json keeps of the settings. */
    private record Settings(InferenceMethod method, String dictionary, String patches, InferenceMethod.Settings inference) {
    }

    @Override
    public Integer call() throws Exception {
        Dictionary dictionary = new Dictionary(Npy.read(dictionaryFile));
        InferenceMethod.Settings settings = new InferenceMethod.Settings(lambda, iterations, tau, signed);
        SparseEncoder encoder = method.encoder(dictionary, settings);
        try (NpyRowReader patches = NpyRowReader.open(patchesFile);
                ResultFolder folder = new ResultFolder(out, run.force);
                ProgressDisplay progress = new ProgressDisplay()) {
            if (patches.columns() != dictionary.pixels()) {
                throw new InputException(patchesFile + ": patches have " + patches.columns() + " pixels, the atoms of "
                        + dictionaryFile + " have " + dictionary.pixels() + "; they must agree");
            }
            Map<String, Object> metrics = infer(encoder, patches, folder.file("codes.npy"), progress);
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec),
                    new Settings(method, dictionaryFile.toString(), patchesFile.toString(), settings));
            RunRecord.writeMetrics(folder.path(), metrics);
            folder.commit();
            progress.close();
            run.print(metrics);
        }
        return 0;
    }

    private static Map<String, Object> infer(SparseEncoder encoder, NpyRowReader patches, Path codesFile,
            ProgressDisplay progress) throws Exception {
        Dictionary dictionary = encoder.dictionary();
        Measures.Sums sums = new Measures.Sums(dictionary.size());
        double objective = 0;
        double gap = 0;
        long done = 0;
        long inferring = 0;
        progress.phase("Inferring codes", patches.rows(), "patches");
        FMatrixRMaj block = new FMatrixRMaj(ROWS_AT_A_TIME, patches.columns());
        try (NpyRowWriter writer = NpyRowWriter.create(codesFile, dictionary.size())) {
            while (patches.read(block, ROWS_AT_A_TIME) > 0) {
                long start = System.nanoTime();
                Solution solution = encoder.solve(block);
                inferring += System.nanoTime() - start;
                sums.add(block, solution.codes(), dictionary.decode(solution.codes()));
                writer.write(solution.codes());
                objective += solution.meanObjective() * block.numRows;
                gap += solution.meanGap() * block.numRows;
                done += block.numRows;
                progress.at(done);
            }
            writer.commit();
        }
        Measures measures = sums.measures();
        double seconds = inferring * 1e-9;
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("objective", objective / done);
        metrics.put("gap", gap / done);
        metrics.put("mse", measures.mse());
        metrics.put("r2", measures.r2());
        metrics.put("lifetime", measures.lifetime());
        metrics.put("population", measures.population());
        metrics.put("portion_zeros", measures.portionZeros());
        metrics.put("l1", measures.l1());
        metrics.put("seconds", seconds);
        metrics.put("patches_per_second", done / seconds);
        return metrics;
    }
}
