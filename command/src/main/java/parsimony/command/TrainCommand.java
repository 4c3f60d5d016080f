package parsimony.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.TemporaryFolder;
import parsimony.experiment.report.TransposeHint;
import parsimony.experiment.plot.Emergence;
import parsimony.experiment.RunPage;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.PictureShape;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunFile;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.TrainResult;
import parsimony.experiment.run.TrainSpec;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PatchSource;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Trains a variational autoencoder on patches. It writes into its folder while it works, so that a
 * run can be watched, killed and resumed. {@code metrics.json} is written last and marks the run as
 * finished.
 */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a variational autoencoder, a sparse autoencoder or LISTA:"
                + " dictionary.npy (K×D, as learned),"
                + " prior_log_rate.npy, encoder.npy (docs/encoder.md has its formulas),"
                + " kl_per_unit.npy and a checkpoint. TensorBoard shows the run while it lasts:"
                + " tensorboard --logdir DIR.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony train --model poisson --train patches/train.npy \\",
            "      --validation patches/validation.npy --out pvae",
            "  parsimony train --model poisson --estimator mc --beta .5 --train T.npy"
                    + " --validation V.npy \\",
            "      --out pvae",
            "  parsimony train --model gaussian --preset mnist --train T.npy --validation V.npy"
                    + " --out gvae",
            "  parsimony train --model sae --activation topk --nonzeros 20 --train T.npy \\",
            "      --validation V.npy --out sae",
            "  parsimony train --model lista --layers 5 --lambda .5 --dictionary D.npy \\",
            "      --constraint fixed --train T.npy --validation V.npy --out lista",
            "  parsimony train --model poisson --inference iterative --steps 16 --beta 24 \\",
            "      --preset vh16-iterative --iterations 10000 --train T.npy --validation V.npy"
                    + " --out ipvae",
            "  parsimony train --model poisson --levels 256,64 --train T.npy --validation V.npy \\",
            "      --out levels",
            "  parsimony train --resume pvae"})
final class TrainCommand implements Callable<Integer> {
    private static final TrainSpec.Snapshots SNAPSHOTS = new TrainSpec.Snapshots(
            TrainingRun.Traces.DEFAULT.snapshots(), Emergence::write);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(names = "--train", paramLabel = "F",
            description = "Patches to learn from, N×D: FILE or FILE#NAME, in any form of"
                    + " docs/arrays.md, here and below.")
    private String trainFile;

    @Option(names = "--validation", paramLabel = "F",
            description = "Patches to measure on, M×D.")
    private String validationFile;

    @Option(names = "--dictionary", paramLabel = "F",
            description = "What a linear decoder begins with, K×D. Default: random")
    private String dictionary;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--resume", paramLabel = "DIR",
            description = "Go on with a run that was stopped; it ends as if it had not been. "
                    + "--train, --validation and --dictionary say where"
                    + " the same arrays are if they were moved.")
    private Path resumed;

    @Option(names = "--device", paramLabel = "D",
            description = "cpu, gpu, gpu:N or auto. Default: cpu; for --resume, that of the run")
    private String device;

    @Option(names = "--active-threshold", paramLabel = "NATS",
            completionCandidates = ModelOptions.Thresholds.class,
            description = "A unit counts as active from this mean KL. Default:"
                    + " ${COMPLETION-CANDIDATES}.")
    private Double activeThreshold;

    @Option(names = "--export",
            description = "Also write saved_model/, which TensorFlow serves in any language.")
    private boolean export;

    @Mixin
    private ShapeOption shape;

    @Option(names = "--channels", paramLabel = "C", defaultValue = "1",
            showDefaultValue = Visibility.ALWAYS,
            description = "Numbers per pixel, 3 for colours: patches are then N×(height·width·C),"
                    + " channels last, and are not drawn.")
    private int channels;

    @Mixin
    private RunOptions run;

    @Override
    public Integer call() throws Exception {
        if (resumed != null && run.isFinished(spec, resumed, TrainSpec.class, Set.of("--resume",
                "--train", "--validation", "--dictionary", "--device", "--json", "--verbose"))) {
            return 0;
        }
        try (ProgressDisplay progress = new ProgressDisplay()) {
            TrainResult metrics = resumed != null ? resume(progress) : start(progress);
            progress.close();
            run.print(metrics);
        }
        return 0;
    }

    private TrainResult start(ProgressDisplay progress) throws IOException {
        if (!model.given() || trainFile == null || validationFile == null || out == null) {
            throw new InputException(
                    "train: needs --model, --train, --validation and --out; or --resume");
        }
        ResultFolder.requireFree(out, run.force);
        Device where = device("cpu");
        ResultFolder.requireApart(out, inputs().stream().map(Places::file).toArray(Path[]::new));
        FMatrixRMaj train = ArrayFile.matrix(trainFile);
        FMatrixRMaj validation = validation(validationFile, trainFile, train);
        requireChannels(train);
        Dictionary start = dictionary == null ? null : new Dictionary(ArrayFile.matrix(dictionary));
        PictureShape read = PictureShape.of(train.numCols / channels, shape.shape,
                Places.file(trainFile), Places.file(validationFile));
        Architecture architecture = model.architecture(
                PictureShape.image(read.shape(), train.numCols / channels).withChannels(channels),
                start);
        TrainSpec settings =
                new TrainSpec(Places.absolute(trainFile), Places.absolute(validationFile),
                        architecture,
                        model.training(architecture, run.seed, train.numRows),
                        where.toString(), export,
                        channels == 1 ? read.shape() : null, activeThreshold,
                        Places.absolute(dictionary));
        try (Closeable lock = ResultFolder.clear(out, run.force)) {
            TrainResult metrics = begin(settings, train, validation, where, progress);
            progress.note(read.describe(trainFile, train.numRows + " patches", train.numCols));
            return metrics;
        }
    }

    private List<String> inputs() {
        return dictionary == null ? List.of(trainFile, validationFile)
                : List.of(trainFile, validationFile, dictionary);
    }

    private void requireChannels(FMatrixRMaj train) {
        if (channels < 1 || train.numCols % channels != 0) {
            throw new InputException("channels", channels,
                    "must divide the " + train.numCols + " numbers of a patch");
        }
    }

    /** Trains in a folder that is locked for this run. Only there may an error tidy up. */
    private TrainResult begin(TrainSpec settings, FMatrixRMaj train, FMatrixRMaj validation,
            Device where,
            ProgressDisplay progress) throws IOException {
        try {
            RunRecord.writeConfig(out, RunOptions.arguments(spec), settings,
                    Checksum.ofArrays(inputs()));
            TrainResult metrics =
                    settings.carryOut(out, train, validation, null, where, SNAPSHOTS, progress);
            RunPage.write(out, out);
            return metrics;
        } catch (CancellationException e) {
            throw stopped(out, e);
        } catch (Exception | OutOfMemoryError e) {
            // The interrupt may come while the last files are written.
            if (Thread.currentThread().isInterrupted() && TrainingRun.hasCheckpoint(out)) {
                throw stopped(out, new CancellationException("training stopped"));
            }
            if (!TrainingRun.hasCheckpoint(out)) {
                ResultFolder.discard(out); // nothing was trained
            }
            throw e;
        } finally {
            ResultFolder.settle(out);
        }
    }

    private TrainResult resume(ProgressDisplay progress) throws IOException {
        TrainSpec begun = RunRecord.readSettings(resumed, TrainSpec.class);
        Device where = device(begun.device());
        RunFile trainNow = RunFile.of("--train", begun.train(), trainFile);
        RunFile validationNow = RunFile.of("--validation", begun.validation(),
                validationFile);
        List<RunFile> files = new ArrayList<>(List.of(trainNow, validationNow));
        String start = begun.dictionary();
        if (start != null) {
            RunFile dictionaryNow = RunFile.of("--dictionary", start, dictionary);
            files.add(dictionaryNow);
            start = dictionaryNow.now();
        } else if (dictionary != null) {
            throw new InputException("--dictionary: --resume " + resumed
                    + " was begun without; leave it out");
        }
        RunRecord.requireSameData(resumed, files);
        TrainSpec settings = new TrainSpec(trainNow.now(), validationNow.now(),
                begun.architecture(), begun.training(), begun.device(), begun.export(),
                begun.shape(), begun.activeThreshold(), start);
        FMatrixRMaj train = ArrayFile.matrix(trainNow.now());
        FMatrixRMaj validation = validation(validationNow.now(), trainNow.now(), train);
        try (Closeable lock = FolderLock.of(resumed, "--resume")) {
            if (!settings.equals(begun)) {
                // The files may have been moved; config.json keeps their new paths.
                RunRecord.replaceSettings(resumed, settings);
            }
            TrainResult metrics = settings.carryOut(resumed, train, validation, null, where,
                    SNAPSHOTS, progress);
            RunPage.write(resumed, resumed);
            return metrics;
        } catch (CancellationException e) {
            throw stopped(resumed, e);
        }
    }

    private Device device(String usual) {
        TemporaryFolder.require(); // for the fonts of figures, on a machine without any
        Device where = Device.parse(device != null ? device : usual);
        where.requireAvailable();
        return where;
    }

    private static FMatrixRMaj validation(String file, String trainFile, FMatrixRMaj train) {
        FMatrixRMaj validation = ArrayFile.matrix(file);
        requireSamePixels(file, PatchSource.of(validation), trainFile, PatchSource.of(train));
        return validation;
    }

    /** @throws InputException if the patches are not of the size of those to learn from */
    static void requireSamePixels(Object file, PatchSource validation, Object trainFile,
            PatchSource train) {
        if (validation.pixels() != train.pixels()) {
            throw new InputException(file + ": patches have " + validation.pixels()
                    + " pixels, those of " + trainFile + " have " + train.pixels()
                    + "; they must agree"
                    + (validation.size() == train.pixels() ? TransposeHint.of(true, file)
                            : TransposeHint.of(train.size() == validation.pixels(), trainFile)));
        }
    }

    private static InputException stopped(Path folder, CancellationException e) {
        return new InputException(
                e.getMessage() + "; parsimony train --resume " + folder + " goes on from there", e);
    }
}
