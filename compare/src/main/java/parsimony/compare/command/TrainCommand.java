package parsimony.compare.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.InputException;
import parsimony.compare.ResultFolder;
import parsimony.compare.RunRecord;
import parsimony.compare.VaeTraining;
import parsimony.data.Npy;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.Schedule;
import parsimony.vae.Training;
import parsimony.vae.Vae;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Patches to a variational autoencoder. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a linear variational autoencoder: dictionary.npy (K×D, as learned), prior_log_rate.npy, encoder.npy"
                + " and a checkpoint.",
        footerHeading = "%nExamples:%n",
        footer = {"  parsimony train --model poisson --train patches/train.npy --validation patches/validation.npy --out pvae",
            "  parsimony train --model poisson --estimator mc --train T.npy --validation V.npy --out pvae --beta .5"})
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "M", required = true, description = "Distribution of the latents: poisson, gaussian, laplace or categorical.")
    private Distribution model;

    @Option(names = "--estimator", paramLabel = "E", defaultValue = "exact", showDefaultValue = Visibility.ALWAYS,
            description = "Of the reconstruction error: exact, mc (Monte Carlo) or straight-through.")
    private Estimator estimator;

    @Option(names = "--train", paramLabel = "F", required = true, description = "Patches to learn from, N×D .npy.")
    private Path trainFile;

    @Option(names = "--validation", paramLabel = "F", required = true, description = "Patches to measure on, M×D .npy.")
    private Path validationFile;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write, new or empty.")
    private Path out;

    @Option(names = "--latents", paramLabel = "K", defaultValue = "512", showDefaultValue = Visibility.ALWAYS,
            description = "Units of the code.")
    private int latents;

    @Option(names = "--beta", paramLabel = "B", defaultValue = "1", showDefaultValue = Visibility.ALWAYS,
            description = "Weight of the KL term once annealed, at least 0.")
    private double beta;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "10000", showDefaultValue = Visibility.ALWAYS,
            description = "Gradient steps; the paper takes 240000.")
    private long iterations;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "1000", showDefaultValue = Visibility.ALWAYS,
            description = "Patches per step.")
    private int batch;

    @Option(names = "--lr", paramLabel = "R", defaultValue = ".005", showDefaultValue = Visibility.ALWAYS,
            description = "Peak learning rate of Adamax.")
    private double learningRate;

    @Mixin
    private RunOptions run;

    /** What config.json keeps of the settings. */
    private record Settings(String train, String validation, Architecture architecture, Training training) {
    }

    @Override
    public Integer call() throws Exception {
        FMatrixRMaj train = Npy.read(trainFile);
        FMatrixRMaj validation = Npy.read(validationFile);
        if (validation.numCols != train.numCols) {
            throw new InputException(validationFile + ": patches have " + validation.numCols + " pixels, those of " + trainFile
                    + " have " + train.numCols + "; they must agree");
        }
        Architecture architecture = Architecture.linear(model, train.numCols, latents);
        Training training = Training.PATCHES.withEstimator(estimator).withIterations(iterations)
                .withBatch(batch).withLearningRate(learningRate).withBeta(Schedule.linear(1e-4, beta, 0.5)).withSeed(run.seed);
        try (ResultFolder folder = new ResultFolder(out, run.force); ProgressDisplay progress = new ProgressDisplay()) {
            long start = System.nanoTime();
            try (Vae vae = VaeTraining.train(architecture, training, train, progress)) {
                Map<String, Object> metrics = VaeTraining.metrics(vae.evaluate(validation, run.seed));
                metrics.put("iterations", iterations);
                metrics.put("seconds", (System.nanoTime() - start) * 1e-9);
                VaeTraining.write(vae, folder, "dictionary.npy");
                RunRecord.writeConfig(folder, RunOptions.arguments(spec),
                        new Settings(trainFile.toString(), validationFile.toString(), architecture, training));
                RunRecord.writeMetrics(folder, metrics);
                folder.commit();
                progress.close();
                run.print(metrics);
            }
        }
        return 0;
    }
}
