package parsimony.experiment.gap;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.ProcessorTime;
import parsimony.data.ArrayFile;
import parsimony.data.Patches;
import parsimony.experiment.report.TransposeHint;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.ResultFolder;
import parsimony.experiment.run.RunRecord;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Encoder;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Evaluation;
import parsimony.vae.Inference;
import parsimony.vae.Training;
import parsimony.vae.Vae;

/**
 * A finished run of {@code parsimony train --model poisson} with a linear decoder, and what its
 * encoder makes of some patches.
 *
 * @param dictionary the decoder Φ, K×D
 * @param logPrior   prior log-rates ρ, 1×K
 * @param beta       the weight of the divergence at the end of training, &gt; 0
 * @param patches    those to measure on, N×D
 * @param rates      posterior means of the encoder for these patches, N×K, each &gt; 0
 * @param codes      counts sampled from its posterior, N×K, the same as in the evaluation
 * @param evaluation measures of the encoder on these patches
 * @param timed      a few of the patches, N'×D; null if no time was taken
 * @param encoded    posterior means of these, the model's own steps, and how long it takes for
 *                   them; null if no time was taken
 * @param inference  how codes are found step by step; null where an encoder gives them in one shot
 */
public record PoissonRun(Dictionary dictionary, FMatrixRMaj logPrior, double beta, Patches patches,
        FMatrixRMaj rates,
        FMatrixRMaj codes, Evaluation evaluation, FMatrixRMaj timed, Convergence.Made encoded,
        Inference inference) {
    /**
     * Fewest patches to measure on. The gap is read off at equal lifetime sparsity, which is the
     * same for all codes of a single patch.
     */
    static final int LEAST_PATCHES = 2;

    /**
     * The part of the training's settings that is needed here.
     *
     * @param validation   file of the patches that it was measured on
     * @param architecture the model
     * @param training     how it was trained
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Settings(String validation, Architecture architecture, Training training) {
    }

    /**
     * Loads a run and encodes patches.
     *
     * @param folder   of the run
     * @param patches  N×D .npy file; null for the validation patches that the run's config names
     * @param measured most patches to measure on, spread evenly over the file, ≥
     *                 {@link #LEAST_PATCHES}
     * @param seed     of the sampled codes in the evaluation
     * @param timed    most patches that the encoder's time is taken with; 0 to take none
     * @throws InputException if the folder is not that of a finished run of such a model, or the
     *     patches are not of its kind or cannot be read
     */
    static PoissonRun load(Path folder, String patches, int measured, long seed, int timed)
            throws IOException {
        Settings settings = settings(folder);
        if (!(settings.training.annealing().beta().end() > 0)) {
            throw new InputException(folder
                    + ": was trained with β = 0; the best posterior is unique only for β above 0");
        }
        Patches chosen = patches(folder, settings, patches, measured);
        if (chosen.size() < LEAST_PATCHES) {
            throw new InputException(chosen.origin()
                    + ": holds one patch; the gap is measured at the encoder's own sparsity"
                    + " across patches, which takes at least " + LEAST_PATCHES);
        }
        try (Vae vae = Vae.load(folder)) {
            Encoder encoder = vae.posteriorMean();
            FMatrixRMaj few = timed == 0 ? null : chosen.spread(timed).pixels();
            return new PoissonRun(vae.dictionary().orElseThrow(), vae.priorLogRate().orElseThrow(),
                    settings.training.annealing().beta().end(), chosen,
                    encoder.encode(chosen.pixels()),
                    vae.sampler(seed).encode(chosen.pixels()), vae.evaluate(chosen.pixels(), seed),
                    few, few == null ? null : encoded(vae, few), vae.architecture().inference());
        } catch (NoSuchFileException e) {
            throw new InputException(folder
                    + ": has no checkpoint to load the model from; name a run of parsimony train",
                    e);
        }
    }

    private static Convergence.Made encoded(Vae vae, FMatrixRMaj few) {
        Inference steps = vae.architecture().inference();
        // A seed of its own each time: codes that were found step by step are kept.
        AtomicLong seeds = new AtomicLong();
        return new Convergence.Made(steps == null ? 0 : steps.testSteps(),
                vae.posteriorMean().encode(few), ProcessorTime.of(
                        () -> vae.posteriorMean(seeds.incrementAndGet()).encode(few)));
    }

    /**
     * {@return some patches for a run to be measured on, spread evenly over a file}
     *
     * @param folder   of the run
     * @param settings of its training
     * @param patches  N×D; null for the validation patches that the settings name
     * @param measured the most patches
     * @throws InputException if they are not of the model's size or cannot be read
     */
    public static Patches patches(Path folder, Settings settings, String patches, int measured) {
        Patches all = Patches.read(patches == null ? validation(folder, settings) : patches);
        Patches chosen = all.spread(measured);
        int pixels = settings.architecture.pixels();
        if (chosen.pixels().numCols != pixels) {
            throw new InputException(chosen.origin() + ": patches have " + chosen.pixels().numCols
                    + " pixels, those of "
                    + folder + " have " + pixels + "; they must agree"
                    + TransposeHint.of(all.size() == pixels, all.origin()));
        }
        return chosen;
    }

    /**
     * {@return the settings of a finished training of such a model}
     *
     * @param folder of the run
     * @throws InputException if the folder is none of such a training, or that is not finished
     */
    public static Settings settings(Path folder) {
        if (!Files.exists(folder.resolve(ResultFolder.CONFIG))) {
            throw new InputException(
                    folder + ": holds no run; name a folder of parsimony train ‹model› poisson");
        }
        Settings settings = RunRecord.readSettings(folder, Settings.class);
        Architecture model = settings.architecture;
        if (model == null || settings.training == null) {
            throw new InputException(folder
                    + ": is not a VAE's run; name a folder of parsimony train ‹model› poisson");
        }
        if (model.latent() != Distribution.POISSON || !model.hasDictionary()) {
            throw new InputException(folder + ": is a " + lower(model.latent()) + " VAE with a "
                    + model.decoder().kind()
                    + " decoder; name the run of a poisson one with a linear decoder");
        }
        if (!Files.exists(folder.resolve(FileNames.METRICS))) {
            throw new InputException(
                    folder + ": did not come to its end; parsimony train ‹resume› " + folder
                            + " goes on from there");
        }
        return settings;
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }

    private static String validation(Path folder, Settings settings) {
        if (settings.validation == null || !Files.exists(ArrayFile.file(settings.validation))) {
            throw new InputException("‹patches›: is needed, as the validation patches that "
                    + folder + " was measured on ("
                    + settings.validation + ") are not there");
        }
        return settings.validation;
    }
}
