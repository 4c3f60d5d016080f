package parsimony.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.statistics.Resampling;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.data.Patches;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.preprocess.Preparation;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/**
 * The patches that all runs of a plan share, and their folder.
 *
 * @param folder the folder
 * @param shape of a patch; null if it is not known, or patches are no pictures
 * @param train N×D, to learn from
 * @param validation M×D, to measure on
 * @param resampling of the validation patches
 */
public record PreparedPatches(Path folder, PatchShape shape, FMatrixRMaj train,
        FMatrixRMaj validation,
        Resampling resampling) {

    /**
     * Makes patches from images and writes them, and their true features where those are known.
     *
     * @param folder receives the files
     * @param source the images
     * @param pipeline what is done with the images
     * @param strict whether an image that cannot be used is an error
     * @param measured most validation patches, spread evenly
     * @param progress is told how the work goes on
     * @throws InputException if the images cannot be used
     * @throws CancellationException if the thread is interrupted
     * @throws IOException if a file cannot be read or written
     */
    public static void write(Path folder, ImageSource source, Pipeline pipeline, boolean strict,
            int measured,
            Monitor progress) throws IOException {
        Path validation = folder.resolve(FileNames.VALIDATION);
        TrueFeatures.write(folder, source, Preparation.write(source, pipeline, strict,
                folder.resolve(FileNames.TRAIN), validation, progress), progress);
        spread(validation, measured);
        if (TrueFeatures.areBeside(validation)) {
            spread(TrueFeatures.codes(validation), measured);
        }
    }

    /** Leaves at most so many rows of a file, spread evenly. */
    private static void spread(Path file, int measured) {
        Npy.write(file, Patches.read(file.toString()).spread(measured).pixels());
    }

    /** At most so many rows, spread evenly. */
    static FMatrixRMaj spread(FMatrixRMaj patches, int most) {
        return new Patches(patches, 1, patches.numCols, "").spread(most).pixels();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param folder the folder that they were written into
     * @param shape of a patch; null if it is not known
     * @return the patches
     */
    public static PreparedPatches read(Path folder, PatchShape shape) {
        FMatrixRMaj validation = Npy.read(folder.resolve(FileNames.VALIDATION));
        return new PreparedPatches(folder, shape, Npy.read(folder.resolve(FileNames.TRAIN)),
                validation,
                Resampling.of(validation.numRows));
    }

    Path trainFile() {
        return folder.resolve(FileNames.TRAIN);
    }

    Path validationFile() {
        return folder.resolve(FileNames.VALIDATION);
    }
}
