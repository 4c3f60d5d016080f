package parsimony.command;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.Npy;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.LearnResult;
import parsimony.experiment.run.LearnSpec;
import parsimony.experiment.run.Learning;
import parsimony.experiment.run.LearningPlan;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunFile;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.Solver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Learns a dictionary from patches by sparse coding. Keeps a checkpoint after each epoch, from
 * which a stopped run can be resumed.
 */
@Command(name = "learn", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Learns a dictionary from patches: dictionary.npy, K×D float32, atoms of"
                + " unit norm.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony learn --method lca --train patches/train.npy --out lca",
            "  parsimony learn --method lasso --update gradient-per-atom --rate .01 --lambda .5 \\",
            "      --train T.npy --out lasso",
            "  parsimony learn --resume lca"})
final class LearnCommand implements Callable<Integer> {
    private static final int MOST_HELD_OUT = 500;

    @Spec
    private CommandSpec spec;

    @Option(names = "--method", paramLabel = "M", completionCandidates = LearningMethods.class,
            description = "How codes are inferred: ${COMPLETION-CANDIDATES}.")
    private Solver<?> method;

    @Option(names = "--update", paramLabel = "U", defaultValue = "online",
            showDefaultValue = Visibility.ALWAYS,
            description = "How atoms move: ${COMPLETION-CANDIDATES}; after Mairal et al."
                    + " (online), by the batch mean (gradient), or as in the paper"
                    + " (gradient-per-atom).")
    private DictionaryUpdate update;

    @Option(names = "--train", paramLabel = "F", description = "Patches to learn from, N×D .npy.")
    private Path trainFile;

    @Option(names = "--validation", paramLabel = "F",
            description = "Patches that the objective is measured on. By default a tenth of"
                    + " --train is set aside, 500 at most.")
    private Path validationFile;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--resume", paramLabel = "DIR",
            description = "Go on with a run that was stopped; it ends as if it had not been. "
                    + "--train and --validation say where"
                    + " the same patches are if they were moved.")
    private Path resumed;

    @Option(names = {"--atoms", "--latents"}, paramLabel = "K", defaultValue = "512",
            showDefaultValue = Visibility.ALWAYS,
            description = "Atoms to learn.")
    private int atoms;

    @Option(names = "--lambda", paramLabel = "L",
            description = "Weight of the l1 norm, above 0. Default: " + Learning.LAMBDA)
    private Double lambda;

    @Option(names = "--ramp",
            description = "Raise lambda as the paper does, from .05 by .1 every fifth epoch up to"
                    + " .7.")
    private boolean ramp;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "" + Learning.RATE,
            showDefaultValue = Visibility.ALWAYS,
            description = "Step of the gradient updates in the first epoch; epoch e, counted from"
                    + " 0, takes this step divided by 1 + e/2.")
    private double rate;

    @Option(names = "--epochs", paramLabel = "E", defaultValue = "" + Learning.EPOCHS,
            showDefaultValue = Visibility.ALWAYS,
            description = "Epochs.")
    private int epochs;

    @Option(names = "--batches", paramLabel = "N", defaultValue = "" + Learning.BATCHES,
            showDefaultValue = Visibility.ALWAYS, description = "Mini-batches in an epoch.")
    private int batches;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "" + Learning.BATCH,
            showDefaultValue = Visibility.ALWAYS,
            description = "Patches in a mini-batch.")
    private int batch;

    @Mixin
    private ShapeOption shape;

    @Mixin
    private RunOptions run;

    /** The names of the solvers that learn, for the help. */
    static final class LearningMethods extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        LearningMethods() {
            super(Solver.with(Solver.Trait.LEARNS).stream().map(Solver::name).toList());
        }
    }

    @Override
    public Integer call() throws Exception {
        if (resumed != null && run.isFinished(spec, resumed, LearnSpec.class,
                Set.of("--resume", "--train", "--validation", "--json", "--verbose"))) {
            return 0;
        }
        Path folder = resumed != null ? resumed : out;
        LearnSpec begun = resumed != null ? settingsOfStoppedRun() : settings();
        if (resumed == null) {
            ResultFolder.requireFree(out, run.force);
            ResultFolder.requireApart(out, trainFile, validationFile);
        }
        begun.learning().settings();
        FMatrixRMaj train = Npy.read(Path.of(begun.train()));
        // Checked before the file is split, so that a message has the number of a row in the file.
        DictionaryLearning.requireRange(begun.train(), train);
        PictureShape read = resumed != null ? new PictureShape(begun.shape(), false)
                : PictureShape.of(train.numCols, shape.shape, trainFile, validationFile);
        LearnSpec settings = new LearnSpec(begun.train(), begun.validation(), begun.learning(),
                read.shape());
        FMatrixRMaj[] parts = settings.validation() == null ? heldOut(train, settings.train())
                : new FMatrixRMaj[] {train, validation(settings, train)};
        try (Closeable lock = resumed == null ? ResultFolder.clear(out, run.force)
                : FolderLock.of(resumed, "--resume")) {
            learn(folder, settings, parts[0], parts[1],
                    read.describe(settings.train(), train.numRows + " patches", train.numCols));
        }
        return 0;
    }

    /** Learns in a folder that is locked for this run. Only there may an error tidy up. */
    private void learn(Path folder, LearnSpec settings, FMatrixRMaj train, FMatrixRMaj heldOut,
            String read)
            throws Exception {
        try (ProgressDisplay progress = new ProgressDisplay()) {
            if (resumed != null) {
                // The files may have been moved; config.json keeps their new paths.
                RunRecord.replaceSettings(resumed, settings);
            } else {
                RunRecord.writeConfig(out, RunOptions.arguments(spec), settings,
                        Checksum.of(files(settings)));
            }
            LearnResult metrics = settings.carryOut(folder, train, heldOut, progress);
            progress.close();
            progress.note(read);
            run.print(metrics);
        } catch (Exception | OutOfMemoryError e) {
            boolean kept = resumed != null || LearnSpec.hasCheckpoint(out);
            if (!kept) {
                ResultFolder.discard(out); // no epoch is complete
            }
            if (kept && (e instanceof CancellationException
                    || Thread.currentThread().isInterrupted())) {
                throw new InputException(
                        "learning stopped; parsimony learn --resume " + folder
                                + " goes on after its last epoch",
                        e);
            }
            throw e;
        } finally {
            ResultFolder.settle(folder);
        }
    }

    private LearnSpec settings() {
        if (method == null || trainFile == null || out == null) {
            throw new InputException("learn: needs --method, --train and --out; or --resume");
        }
        boolean stepped = spec.commandLine().getParseResult().hasMatchedOption("--rate");
        LearningPlan plan = new LearningPlan(update, lambda, ramp, stepped ? rate : null, epochs,
                batches, batch);
        return new LearnSpec(RunRecord.place(trainFile), RunRecord.place(validationFile),
                plan.of(method, atoms, run.seed), null);
    }

    private static List<Path> files(LearnSpec settings) {
        return Stream.of(settings.train(), settings.validation()).filter(Objects::nonNull)
                .map(Path::of).toList();
    }

    private LearnSpec settingsOfStoppedRun() {
        LearnSpec begun = RunRecord.readSettings(resumed, LearnSpec.class);
        if (begun.validation() == null && validationFile != null) {
            throw new InputException("--validation: --resume " + resumed
                    + " was begun without; leave it out");
        }
        List<RunFile> files = new ArrayList<>();
        files.add(RunFile.of("--train", begun.train(), trainFile));
        if (begun.validation() != null) {
            files.add(RunFile.of("--validation", begun.validation(), validationFile));
        }
        RunRecord.requireSameData(resumed, files);
        return new LearnSpec(files.get(0).now().toString(),
                begun.validation() == null ? null : files.get(1).now().toString(),
                begun.learning(), begun.shape());
    }

    private static FMatrixRMaj validation(LearnSpec settings, FMatrixRMaj train) {
        FMatrixRMaj validation = TrainCommand.validation(Path.of(settings.validation()),
                Path.of(settings.train()), train);
        DictionaryLearning.requireRange(settings.validation(), validation);
        return validation;
    }

    /** Sets the last patches aside. Returns those to learn from, and those to measure on. */
    private static FMatrixRMaj[] heldOut(FMatrixRMaj patches, String file) {
        int heldOut = Math.min(MOST_HELD_OUT, patches.numRows / 10);
        if (heldOut == 0) {
            throw new InputException(file + ": has " + patches.numRows
                    + " patches; at least 10 are needed, or --validation");
        }
        int kept = patches.numRows - heldOut;
        return new FMatrixRMaj[] {CommonOps_FDRM.extract(patches, 0, kept, 0, patches.numCols),
            CommonOps_FDRM.extract(patches, kept, patches.numRows, 0, patches.numCols)};
    }
}
