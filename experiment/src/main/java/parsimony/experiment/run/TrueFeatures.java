package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;
import parsimony.data.NpyRowWriter;
import parsimony.data.preprocess.Preparation;
import parsimony.data.source.ImageSource;
import parsimony.data.source.KnownFeatures;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;

/**
 * The features that patches are sums of, where those are known: a dictionary and the codes of the
 * patches. They lie in files beside the patches.
 *
 * @param dictionary K×D
 * @param codes N×K, ≥ 0
 */
public record TrueFeatures(FMatrixRMaj dictionary, FMatrixRMaj codes) {

    /**
     * Writes the true dictionary and the true codes of prepared patches, if the source knows them.
     * If the pipeline has changed its images, they are no truth of the patches: nothing is written,
     * and a warning says so.
     *
     * @param folder of the patches, {@code train.npy} and {@code validation.npy}
     * @param source of the images
     * @param tally of their preparation
     * @param monitor is told what is wrong
     * @throws IOException if a file cannot be written
     */
    public static void write(Path folder, ImageSource source, Preparation.Tally tally,
            Monitor monitor) throws IOException {
        if (source.features().isEmpty()) {
            return;
        }
        if (tally.whole().isEmpty()) {
            monitor.warn(source.origin() + ": the pipeline changes these images, so that their"
                    + " features are not those of the patches; no true codes are written");
            return;
        }
        KnownFeatures known = source.features().get();
        Npy.write(folder.resolve(FileNames.TRUE_DICTIONARY), known.dictionary());
        writeCodes(codes(folder.resolve(FileNames.TRAIN)), known, tally.whole().get().train());
        writeCodes(codes(folder.resolve(FileNames.VALIDATION)), known,
                tally.whole().get().validation());
    }

    private static void writeCodes(Path file, KnownFeatures known, int[] images) {
        try (NpyRowWriter writer = NpyRowWriter.create(file, known.dictionary().numRows)) {
            for (int image : images) {
                writer.write(known.code(image), 0, 1);
                Stop.ifAsked("stopped while true codes were written");
            }
            writer.commit();
        }
    }

    /** The file of the true codes of the patches in a file. */
    static Path codes(Path patches) {
        return patches.resolveSibling(FileNames.TRUE_CODES + patches.getFileName());
    }

    /** Whether the true features of patches lie beside them. */
    static boolean areBeside(Path patches) {
        return Files.exists(codes(patches))
                && Files.exists(patches.resolveSibling(FileNames.TRUE_DICTIONARY));
    }

    /**
     * Requires the true features of patches beside them.
     *
     * @param patches file of the patches
     * @throws InputException if they are not there
     */
    public static void requireBeside(Path patches) {
        if (!areBeside(patches)) {
            throw new InputException(patches + ": has no " + FileNames.TRUE_DICTIONARY + " and "
                    + codes(patches).getFileName() + " beside it; parsimony prepare superposition"
                    + " makes patches that do");
        }
    }

    /**
     * Reads the true features of patches.
     *
     * @param patches file of the patches, N×D .npy
     * @return their features
     * @throws InputException if they are not beside the patches, or cannot be read, or do not fit
     *     together
     */
    public static TrueFeatures beside(Path patches) {
        requireBeside(patches);
        FMatrixRMaj dictionary = Npy.read(patches.resolveSibling(FileNames.TRUE_DICTIONARY));
        FMatrixRMaj codes = Npy.read(codes(patches));
        if (codes.numCols != dictionary.numRows) {
            throw new InputException(codes(patches) + ": has codes of " + codes.numCols
                    + " features, the dictionary beside it has " + dictionary.numRows
                    + "; they must agree");
        }
        return new TrueFeatures(dictionary, codes);
    }
}
