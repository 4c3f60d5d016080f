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
import parsimony.experiment.run.StoredPatches;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.PatchSource;
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
            "  parsimony learn --method lca --train 'shards/*.npy' --out lca",
            "  parsimony learn --resume lca"})
final class LearnCommand implements Callable<Integer> {
    private static final int MOST_HELD_OUT = 500;

    /** The numbers, 64 MiB of them, from which on it shows how far they are looked at. */
    private static final int WORTH_A_WORD = 1 << 24;

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

    @Option(names = "--train", paramLabel = "F",
            description = "Patches to learn from, N×D: FILE, FILE#NAME, or shards, a folder of"
                    + " files or a pattern such as 'shards/*.npy'. They may be more than fit into"
                    + " memory.")
    private String train;

    @Option(names = "--validation", paramLabel = "F",
            description = "Patches that the objective is measured on. By default a tenth of"
                    + " --train is set aside, 500 at most.")
    private String validation;

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
        LearnSpec begun = resumed != null ? settingsOfStoppedRun() : settings();
        if (resumed == null) {
            ResultFolder.requireFree(out, run.force);
            ResultFolder.requireApart(out, Places.file(train), Places.file(validation));
        }
        begun.learning().settings();
        try (StoredPatches patches = StoredPatches.open(begun.train());
                StoredPatches measured = begun.validation() == null ? null
                        : StoredPatches.open(begun.validation());
                ProgressDisplay progress = new ProgressDisplay()) {
            learn(begun, patches, measured, progress);
        }
        return 0;
    }

    private void learn(LearnSpec begun, StoredPatches patches, StoredPatches measured,
            ProgressDisplay progress) throws Exception {
        PictureShape read = resumed != null ? new PictureShape(begun.shape(), false)
                : PictureShape.of(patches.pixels(), shape.shape, Places.file(train),
                        Places.file(validation));
        LearnSpec settings = new LearnSpec(begun.train(), begun.validation(), begun.learning(),
                read.shape());
        long kept = measured != null ? patches.size()
                : patches.size() - heldOut(patches, begun.train());
        if (measured != null) {
            TrainCommand.requireSamePixels(begun.validation(), measured, begun.train(), patches);
            requireRange(begun.validation(), measured, progress);
        }
        // Checked before they are split, so that a message has the number of a row in the file.
        requireRange(begun.train(), patches, progress);
        try (Closeable lock = resumed == null ? ResultFolder.clear(out, run.force)
                : FolderLock.of(resumed, "--resume")) {
            LearnResult metrics = learn(resumed != null ? resumed : out, settings,
                    patches.part(0, kept),
                    measured != null ? measured : patches.part(kept, patches.size()), progress);
            progress.close();
            progress.note(read.describe(settings.train(), patches.size() + " patches",
                    patches.pixels()));
            run.print(metrics);
        }
    }

    /** Looks at all patches, without a word where that takes no time. */
    private static void requireRange(String place, PatchSource patches, Monitor progress) {
        if (patches.size() < WORTH_A_WORD / patches.pixels()) {
            DictionaryLearning.requireRange(place, patches, Monitor.SILENT);
        } else {
            progress.phase("Checking patches", patches.size(), "patches");
            DictionaryLearning.requireRange(place, patches, progress);
        }
    }

    /** Learns in a folder that is locked for this run. Only there may an error tidy up. */
    private LearnResult learn(Path folder, LearnSpec settings, PatchSource patches,
            PatchSource measured, Monitor progress) throws Exception {
        try {
            if (resumed != null) {
                // The files may have been moved; config.json keeps their new paths.
                RunRecord.replaceSettings(resumed, settings);
            } else {
                RunRecord.writeConfig(out, RunOptions.arguments(spec), settings,
                        Checksum.ofArrays(places(settings)));
            }
            return settings.carryOut(folder, patches, measured, progress);
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
        if (method == null || train == null || out == null) {
            throw new InputException("learn: needs --method, --train and --out; or --resume");
        }
        boolean stepped = spec.commandLine().getParseResult().hasMatchedOption("--rate");
        LearningPlan plan = new LearningPlan(update, lambda, ramp, stepped ? rate : null, epochs,
                batches, batch);
        return new LearnSpec(Places.absolute(train), Places.absolute(validation),
                plan.of(method, atoms, run.seed), null);
    }

    private static List<String> places(LearnSpec settings) {
        return Stream.of(settings.train(), settings.validation()).filter(Objects::nonNull)
                .toList();
    }

    private LearnSpec settingsOfStoppedRun() {
        LearnSpec begun = RunRecord.readSettings(resumed, LearnSpec.class);
        if (begun.validation() == null && validation != null) {
            throw new InputException("--validation: --resume " + resumed
                    + " was begun without; leave it out");
        }
        List<RunFile> files = new ArrayList<>();
        files.add(RunFile.of("--train", begun.train(), train));
        if (begun.validation() != null) {
            files.add(RunFile.of("--validation", begun.validation(), validation));
        }
        RunRecord.requireSameData(resumed, files);
        return new LearnSpec(files.get(0).now(),
                begun.validation() == null ? null : files.get(1).now(),
                begun.learning(), begun.shape());
    }

    /** How many patches, the last ones, are set aside to measure on. */
    private static int heldOut(PatchSource patches, String place) {
        int heldOut = (int) Math.min(MOST_HELD_OUT, patches.size() / 10);
        if (heldOut == 0) {
            throw new InputException(place + ": has " + patches.size()
                    + " patches; at least 10 are needed, or --validation");
        }
        return heldOut;
    }
}
