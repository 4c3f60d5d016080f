package parsimony.experiment.codes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.experiment.report.TransposeHint;
import parsimony.experiment.run.Checksum;
import parsimony.experiment.run.FileNames;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.PoissonModel;

/**
 * What a Poisson VAE has learned beside its dictionary, from the files of its run: {@code
 * prior_log_rate.npy} and, of an iterative model, {@code log_bias.npy} b, {@code log_sigma.npy} log
 * σ after its clamp, and {@code log_step.npy} η.
 */
public final class PoissonModelFiles {
    private static final String LOG_BIAS = "log_bias.npy";
    private static final String LOG_SIGMA = "log_sigma.npy";
    private static final String LOG_STEP = "log_step.npy";

    private PoissonModelFiles() {}

    /**
     * {@return whether a place is a folder, as of a run, and not the file of a prior}
     *
     * @param place a file, {@code FILE#NAME} or a folder; null is none
     */
    public static boolean isFolder(String place) {
        return place != null && Files.isDirectory(ArrayFile.file(place));
    }

    /**
     * {@return the place of the dictionary in the folder of a run}
     *
     * @param run the folder
     */
    public static String dictionary(String run) {
        return Path.of(run).resolve(FileNames.DICTIONARY).toString();
    }

    /**
     * Reads a model.
     *
     * @param place      the folder of its run, or the file of its prior log-rates if it has an
     *                   encoder
     * @param dictionary that it belongs to
     * @param checksums  gets those of the arrays
     * @return the model
     * @throws InputException if an array is missing, cannot be read or does not suit the
     *     dictionary, or the file belongs to an iterative model, whose steps need more
     */
    public static PoissonModel read(String place, Dictionary dictionary,
            Map<String, String> checksums) {
        if (isFolder(place)) {
            return ofRun(Path.of(place), dictionary, checksums);
        }
        Path file = ArrayFile.file(place);
        if (Files.exists(file.resolveSibling(LOG_BIAS))) {
            throw new InputException("‹prior› " + place + ": is of an iterative model, whose steps"
                    + " need its bias, noise and step length, too; name the folder, "
                    + file.toAbsolutePath().getParent());
        }
        return PoissonModel.of(prior(place, dictionary, checksums));
    }

    private static PoissonModel ofRun(Path run, Dictionary dictionary,
            Map<String, String> checksums) {
        Path file = run.resolve(FileNames.PRIOR_LOG_RATE);
        if (!Files.exists(file)) {
            throw new InputException("‹prior› " + run + ": has no " + FileNames.PRIOR_LOG_RATE
                    + "; name a run of parsimony train ‹model› poisson, or that file");
        }
        if (Files.exists(run.resolve(FileNames.LEVEL2))) {
            throw new InputException("‹prior› " + run + ": is a model of two levels, whose prior"
                    + " depends on level 2; name a model of one level");
        }
        if (Files.exists(run.resolve(FileNames.OBJECTIVE_GAPS))) {
            throw new InputException("‹prior› " + run + ": is a gap of an iterative model and lacks"
                    + " its steps; name the model's own run");
        }
        FMatrixRMaj prior = prior(file.toString(), dictionary, checksums);
        if (!Files.exists(run.resolve(LOG_BIAS))) {
            return PoissonModel.of(prior);
        }
        FMatrixRMaj step = vector(run, LOG_STEP, "step", 1, checksums);
        return new PoissonModel(prior,
                new PoissonModel.Dynamics(
                        vector(run, LOG_BIAS, "bias", dictionary.size(), checksums),
                        vector(run, LOG_SIGMA, "sigma", dictionary.pixels(), checksums),
                        step.data[0]));
    }

    private static FMatrixRMaj prior(String place, Dictionary dictionary,
            Map<String, String> checksums) {
        FMatrixRMaj rates = ArrayFile.vector(place);
        if (rates.numCols != dictionary.size()) {
            throw new InputException(place + ": has " + rates.numCols + " log-rates for "
                    + dictionary.size()
                    + " atoms of " + dictionary.pixels() + " pixels; must have one for each"
                    + TransposeHint.of(rates.numCols == dictionary.pixels(), "the dictionary"));
        }
        checksums.put("prior", Checksum.of(rates));
        return rates;
    }

    private static FMatrixRMaj vector(Path run, String name, String word, int length,
            Map<String, String> checksums) {
        FMatrixRMaj values = ArrayFile.vector(run.resolve(name).toString());
        if (values.numCols != length) {
            throw new InputException(run.resolve(name) + ": has " + values.numCols
                    + " numbers; must have " + length);
        }
        checksums.put(word, Checksum.of(values));
        return values;
    }
}
