package parsimony.experiment.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.Npy;
import parsimony.experiment.report.Csv;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Measures;
import parsimony.vae.Distribution;
import parsimony.vae.InferenceStep;
import parsimony.vae.Step;
import parsimony.vae.TrainingCurve;
import parsimony.vae.TrainingRun;
import parsimony.vae.Vae;

/** Writes the files of a variational autoencoder in a result folder, during training and after. */
public final class VaeFiles {
    private static final int STEPS_BETWEEN_NOTES = 20;
    private static final String SNAPSHOTS = "snapshots";
    /** Patches in each half of the reconstructions: so many fit across a page. */
    private static final int RECONSTRUCTED = 16;
    /** Samples from the prior: a square of 8×8. */
    private static final int SAMPLES = 64;

    private VaeFiles() {}

    /** Shows every few steps how a training goes. */
    static void report(Step step, Monitor progress) {
        if (step.iteration() % STEPS_BETWEEN_NOTES == 0 || step.iteration() == step.iterations()) {
            progress.at(step.iteration(), String.format(Locale.ROOT,
                    "loss %.1f, mse %.1f, kl %.1f, active %.2f (KL ≥ %s)",
                    step.loss(), step.mse(), step.kl(), step.active(), step.activeThreshold()));
        }
    }

    /**
     * Shows a training on a progress bar and keeps snapshots of its dictionary in the run's folder.
     *
     * @param training begins the phase of the training
     */
    static TrainingRun.Observer observer(Path run, Monitor progress, Runnable training) {
        return new TrainingRun.Observer() {
            @Override
            public void grouping(int done, int starts) {
                if (done == 0) {
                    progress.phase("Grouping units of level 1", starts, "starts");
                }
                progress.at(done);
                if (done == starts) {
                    training.run();
                }
            }

            @Override
            public void step(Step step) {
                report(step, progress);
            }

            @Override
            public void snapshot(long iteration, Dictionary dictionary) {
                try {
                    Path folder = Files.createDirectories(run.resolve(SNAPSHOTS));
                    Npy.write(folder.resolve(String.format(Locale.ROOT, "%08d.npy", iteration)),
                            dictionary.atoms());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (InputException e) {
                    throw new UncheckedIOException(new IOException(e.getMessage(), e));
                }
            }
        };
    }

    /**
     * {@return after how many iterations a snapshot was taken, which the name of its file says}
     *
     * @param snapshot one of {@link #snapshots}
     */
    public static long iterationOf(Path snapshot) {
        return Long.parseLong(snapshot.getFileName().toString().replace(".npy", ""));
    }

    /**
     * {@return the files with the snapshots of a run's dictionary, K×D each, in the order in which
     * they were taken}
     *
     * @param run folder of the run
     * @throws IOException if the folder cannot be read
     */
    public static List<Path> snapshots(Path run) throws IOException {
        Path folder = run.resolve(SNAPSHOTS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            // A killed run may have left a hidden, half-written snapshot.
            return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }

    /** Writes how the training went, as it was logged, into {@code training.csv}. */
    static void writeCurve(Path run) throws IOException {
        try (Csv csv = Csv.create(run.resolve(FileNames.TRAINING),
                List.of("iteration", "loss", "mse", "kl", "active"))) {
            for (TrainingCurve.Point point : TrainingCurve.read(run)) {
                csv.row(point.iteration(), Csv.number("%.6g", point.loss()),
                        Csv.number("%.6g", point.mse()), Csv.number("%.6g", point.kl()),
                        Csv.number("%.4g", point.active()));
            }
        }
    }

    /**
     * Writes how well codes describe the validation patches after more and more steps of inference,
     * into {@code convergence.csv}.
     */
    static void writeConvergence(Path run, List<InferenceStep> steps) throws IOException {
        try (Csv csv = Csv.create(run.resolve(FileNames.CONVERGENCE),
                List.of("iteration", "r2", "r2_rates", "sparsity"))) {
            for (InferenceStep step : steps) {
                csv.row(step.steps(), Csv.number("%.6g", step.r2()),
                        Csv.number("%.6g", step.r2Rates()),
                        Csv.number("%.6f", step.portionZeros()));
            }
        }
    }

    /**
     * Writes what a trained model makes of patches, and what it makes up: the reconstructions of
     * the first n patches and of the n worst (n original patches, then n reconstructions of the
     * posterior mean, then n of samples; first ones, then worst ones), decoded samples from the
     * prior if there is one, the mean logits of a categorical model, how many patches use each
     * unit, and if the decoder is linear, patches with better codes beside the encoder's.
     *
     * @param patches M×D
     * @param seed    of all samples
     */
    static void writeExamples(Vae vae, FMatrixRMaj patches, long seed, Path folder)
            throws IOException {
        FMatrixRMaj means = vae.posteriorMean().encode(patches);
        FMatrixRMaj decoded = vae.decode(means);
        double[] errors = Measures.errors(patches, decoded);
        int[] first = IntStream.range(0, Math.min(RECONSTRUCTED, patches.numRows)).toArray();
        int[] worst = IntStream.range(0, patches.numRows).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -errors[i]))
                .limit(first.length).mapToInt(i -> i).toArray();
        List<FMatrixRMaj> blocks = new ArrayList<>();
        for (int[] chosen : List.of(first, worst)) {
            FMatrixRMaj originals = rows(patches, chosen);
            blocks.add(originals);
            blocks.add(rows(decoded, chosen));
            blocks.add(vae.decode(vae.sampler(seed).encode(originals)));
        }
        Npy.write(folder.resolve(FileNames.RECONSTRUCTIONS),
                CommonOps_FDRM.concatRowsMulti(blocks.toArray(FMatrixRMaj[]::new)));
        if (!vae.architecture().latent().deterministic()) { // that has no prior
            Npy.write(folder.resolve(FileNames.SAMPLES), vae.priorSamples(SAMPLES, seed));
        }
        if (vae.architecture().latent() == Distribution.CATEGORICAL) {
            FMatrixRMaj sums =
                    CommonOps_FDRM.sumCols(vae.features().encode(patches), null);
            CommonOps_FDRM.divide(sums, patches.numRows);
            Npy.write(folder.resolve(FileNames.LOGIT_PER_UNIT), sums.data);
        }
        UnitUsage.write(folder, vae.sampler(seed).encode(patches));
        if (vae.dictionary().isPresent()) {
            PatchBrowser.write(folder, patches, means, vae.dictionary().get(),
                    vae.decoderBias().orElse(null), seed);
        }
    }

    private static FMatrixRMaj rows(FMatrixRMaj matrix, int[] chosen) {
        FMatrixRMaj rows = new FMatrixRMaj(chosen.length, matrix.numCols);
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(matrix.data, chosen[i] * matrix.numCols, rows.data,
                    i * matrix.numCols, matrix.numCols);
        }
        return rows;
    }

    /** Writes those arrays that the model has. */
    static void write(Vae vae, Path folder) {
        if (vae.dictionary().isPresent()) {
            Npy.write(folder.resolve(FileNames.DICTIONARY), vae.dictionary().get().atoms());
        }
        if (vae.priorLogRate().isPresent()) {
            Npy.write(folder.resolve(FileNames.PRIOR_LOG_RATE), vae.priorLogRate().get().data);
        }
        if (vae.encoderMatrix().isPresent()) {
            Npy.write(folder.resolve(FileNames.ENCODER), vae.encoderMatrix().get());
        }
        if (vae.encoderBias().isPresent()) {
            Npy.write(folder.resolve(FileNames.ENCODER_BIAS), vae.encoderBias().get().data);
        }
        if (vae.decoderBias().isPresent()) {
            Npy.write(folder.resolve(FileNames.DECODER_BIAS), vae.decoderBias().get().data);
        }
        Map<String, FMatrixRMaj> more = new LinkedHashMap<>(vae.encoderWeights());
        more.putAll(vae.level2());
        more.forEach((name, weight) -> {
            Path file = folder.resolve(name + ".npy");
            if (weight.numRows == 1) {
                Npy.write(file, weight.data);
            } else {
                Npy.write(file, weight);
            }
        });
    }
}
