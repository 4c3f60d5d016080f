package parsimony.compare.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.compare.InferenceMethod;
import parsimony.compare.InputException;
import parsimony.compare.Learning;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.data.Npy;
import parsimony.sparsecoding.DictionaryLearning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Patches to a dictionary, by sparse coding. */
@Command(name = "learn", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Learns a dictionary from patches: dictionary.npy, K×D float32, atoms of unit norm.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony learn --method lca --train patches/train.npy --out lca",
            "  parsimony learn --method ista --train patches/train.npy --out ista --atoms 256 --lambda 1"})
final class LearnCommand implements Callable<Integer> {
    private static final int MOST_HELD_OUT = 500;

    @Spec
    private CommandSpec spec;

    @Option(names = "--method", paramLabel = "M", required = true, description = "How codes are inferred: lca or ista.")
    private InferenceMethod method;

    @Option(names = "--train", paramLabel = "F", required = true, description = "Patches to learn from, N×D .npy.")
    private Path trainFile;

    @Option(names = "--validation", paramLabel = "F",
            description = "Patches that the objective is measured on. By default a tenth of --train is set aside, 500 at most.")
    private Path validationFile;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--atoms", paramLabel = "K", defaultValue = "512", showDefaultValue = Visibility.ALWAYS,
            description = "Atoms to learn.")
    private int atoms;

    @Option(names = "--lambda", paramLabel = "L", defaultValue = "" + Learning.LAMBDA, showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the l1 norm, above 0.")
    private double lambda;

    @Option(names = "--epochs", paramLabel = "E", defaultValue = "" + Learning.EPOCHS, showDefaultValue = Visibility.ALWAYS,
            description = "Epochs, each of " + Learning.BATCHES_PER_EPOCH + " batches of " + Learning.BATCH + " patches.")
    private int epochs;

    @Mixin
    private RunOptions run;

    /** What config.json keeps of the settings. */
    private record Settings(InferenceMethod method, String train, String validation, int heldOut, int atoms, double lambda,
            int epochs, int batchesPerEpoch, int batch, long seed) {
    }

    @Override
    public Integer call() throws Exception {
        DictionaryLearning.Settings settings = Learning.settings(atoms, lambda, epochs, run.seed);
        FMatrixRMaj train = Npy.read(trainFile);
        FMatrixRMaj validation;
        if (validationFile != null) {
            validation = Npy.read(validationFile);
            if (validation.numCols != train.numCols) {
                throw new InputException(validationFile + ": patches have " + validation.numCols + " pixels, those of "
                        + trainFile + " have " + train.numCols + "; they must agree");
            }
        } else {
            int heldOut = Math.min(MOST_HELD_OUT, train.numRows / 10);
            if (heldOut == 0) {
                throw new InputException(trainFile + ": has " + train.numRows + " patches; at least 10 are needed, or --validation");
            }
            int kept = train.numRows - heldOut;
            validation = CommonOps_FDRM.extract(train, kept, train.numRows, 0, train.numCols);
            train = CommonOps_FDRM.extract(train, 0, kept, 0, train.numCols);
        }
        try (ResultFolder folder = new ResultFolder(out, run.force); ProgressDisplay progress = new ProgressDisplay()) {
            long start = System.nanoTime();
            DictionaryLearning.Result result = Learning.learn(method, settings, train, validation, progress);
            double seconds = (System.nanoTime() - start) * 1e-9;
            Npy.write(folder.file("dictionary.npy"), result.dictionary().atoms());
            Learning.writeHistory(folder.file("history.csv"), result.history());
            DictionaryLearning.Epoch last = result.history().get(result.history().size() - 1);
            Map<String, Object> metrics = new LinkedHashMap<>();
            metrics.put("objective", last.objective());
            metrics.put("change", last.change());
            metrics.put("epochs", last.number());
            metrics.put("seconds", seconds);
            RunRecord.writeConfig(folder.path(), RunOptions.arguments(spec), new Settings(method, trainFile.toString(),
                    validationFile == null ? null : validationFile.toString(), validation.numRows, atoms, lambda, epochs,
                    settings.batchesPerEpoch(), settings.batch(), run.seed));
            RunRecord.writeMetrics(folder.path(), metrics);
            folder.commit();
            progress.close();
            run.print(metrics);
        }
        return 0;
    }
}
