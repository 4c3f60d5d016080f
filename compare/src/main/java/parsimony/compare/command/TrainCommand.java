package parsimony.compare.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.InputException;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.compare.VaeFiles;
import parsimony.data.DataException;
import parsimony.data.Npy;
import parsimony.vae.Architecture;
import parsimony.vae.Device;
import parsimony.vae.Training;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Patches to a variational autoencoder. Unlike other commands it writes into its folder as it goes, so that a run can be watched,
 * killed and resumed; {@code metrics.json} comes last and says that the run is whole.
 */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a variational autoencoder: dictionary.npy (K×D, as learned), prior_log_rate.npy, encoder.npy,"
                + " kl_per_unit.npy and a checkpoint. TensorBoard shows the run while it lasts: tensorboard --logdir DIR.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony train --model poisson --train patches/train.npy --validation patches/validation.npy --out pvae",
            "  parsimony train --model poisson --estimator mc --train T.npy --validation V.npy --out pvae --beta .5",
            "  parsimony train --model gaussian --preset mnist --train T.npy --validation V.npy --out gvae",
            "  parsimony train --resume pvae"})
final class TrainCommand implements Callable<Integer> {
    private static final String METRICS = "metrics.json";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Option(names = "--train", paramLabel = "F", description = "Patches to learn from, N×D .npy.")
    private Path trainFile;

    @Option(names = "--validation", paramLabel = "F", description = "Patches to measure on, M×D .npy.")
    private Path validationFile;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--resume", paramLabel = "DIR",
            description = "Go on with a run that was stopped; it ends as if it had not been. No other option but --device is heard.")
    private Path resumed;

    @Option(names = "--device", paramLabel = "D", defaultValue = "cpu", showDefaultValue = Visibility.ALWAYS,
            description = "cpu, gpu, gpu:N or auto.")
    private String device;

    @Option(names = "--export", description = "Also write saved_model/, which TensorFlow serves in any language.")
    private boolean export;

    @Mixin
    private RunOptions run;

    /** What config.json keeps of the settings, and a resumed run reads from it. */
    private record Settings(String train, String validation, Architecture architecture, Training training, String device,
            boolean export) {
    }

    @Override
    public Integer call() throws Exception {
        Device where = Device.parse(device);
        where.requireAvailable();
        try (ProgressDisplay progress = new ProgressDisplay()) {
            Map<String, Object> metrics = resumed != null ? resume(where, progress) : start(where, progress);
            progress.close();
            run.print(metrics);
        }
        return 0;
    }

    private Map<String, Object> start(Device where, ProgressDisplay progress) throws IOException, DataException {
        if (!model.given() || trainFile == null || validationFile == null || out == null) {
            throw new InputException("train: needs --model, --train, --validation and --out; or --resume");
        }
        FMatrixRMaj train = Npy.read(trainFile);
        FMatrixRMaj validation = validation(validationFile, trainFile, train);
        Settings settings = new Settings(trainFile.toString(), validationFile.toString(), model.architecture(train.numCols),
                model.training(run.seed), device, export);
        ResultFolder.clear(out, run.force);
        RunRecord.writeConfig(out, RunOptions.arguments(spec), settings);
        long begun = System.nanoTime();
        try (Vae vae = TrainingRun.start(out, settings.architecture, settings.training, train, where,
                TrainingRun.Traces.DEFAULT, watch(out, settings, progress))) {
            return finish(out, vae, settings, validation, begun);
        } catch (IllegalArgumentException e) {
            ResultFolder.delete(out); // nothing was trained
            throw e;
        } catch (CancellationException e) {
            throw stopped(out, e);
        }
    }

    private Map<String, Object> resume(Device where, ProgressDisplay progress) throws IOException, DataException {
        if (!Files.exists(resumed.resolve(ResultFolder.CONFIG))) {
            throw new InputException("--resume " + resumed + ": holds no run; name a folder that train was stopped in");
        }
        if (Files.exists(resumed.resolve(METRICS))) {
            throw new InputException("--resume " + resumed + ": is a run that came to its end; there is nothing left to do");
        }
        Settings settings = RunRecord.readSettings(resumed, Settings.class);
        FMatrixRMaj train = Npy.read(Path.of(settings.train));
        FMatrixRMaj validation = validation(Path.of(settings.validation), Path.of(settings.train), train);
        long begun = System.nanoTime();
        try (Vae vae = TrainingRun.resume(resumed, train, where, TrainingRun.Traces.DEFAULT,
                watch(resumed, settings, progress))) {
            return finish(resumed, vae, settings, validation, begun);
        } catch (CancellationException e) {
            throw stopped(resumed, e);
        }
    }

    private static FMatrixRMaj validation(Path file, Path trainFile, FMatrixRMaj train) throws DataException {
        FMatrixRMaj validation = Npy.read(file);
        if (validation.numCols != train.numCols) {
            throw new InputException(file + ": patches have " + validation.numCols + " pixels, those of " + trainFile + " have "
                    + train.numCols + "; they must agree");
        }
        return validation;
    }

    private static TrainingRun.Observer watch(Path folder, Settings settings, ProgressDisplay progress) {
        progress.phase("Training " + settings.architecture.latent() + " VAE", settings.training.iterations(), "steps");
        return VaeFiles.observer(folder, progress);
    }

    private static Map<String, Object> finish(Path folder, Vae vae, Settings settings, FMatrixRMaj validation, long begun)
            throws IOException, DataException {
        var evaluation = vae.evaluate(validation, settings.training.seed());
        VaeFiles.write(vae, folder, "dictionary.npy");
        Npy.write(folder.resolve("kl_per_unit.npy"), evaluation.klPerUnit());
        if (settings.export) {
            vae.export(folder.resolve("saved_model"));
        }
        VaeFiles.animate(folder);
        Map<String, Object> metrics = new LinkedHashMap<>(VaeFiles.metrics(evaluation));
        metrics.put("iterations", settings.training.iterations());
        metrics.put("seconds", (System.nanoTime() - begun) * 1e-9);
        RunRecord.writeMetrics(folder, metrics);
        return metrics;
    }

    private static InputException stopped(Path folder, CancellationException e) {
        return new InputException(e.getMessage() + "; parsimony train --resume " + folder + " goes on from there", e);
    }
}
