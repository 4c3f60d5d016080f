package parsimony.experiment.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import parsimony.data.ArrayFile;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.run.VaeFiles;
import parsimony.figures.Animation;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;

/**
 * The dictionary at each snapshot of a training, one after another as an animated PNG:
 * {@code emergence.png}.
 */
public final class Emergence implements ResultFigure {
    private static final String NAME = "emergence";
    private static final int MILLISECONDS_PER_SNAPSHOT = 200;

    /** A figure with no settings. */
    public Emergence() {}

    @Override
    public List<Drawing> of(ResultView result) throws IOException {
        Path dictionary = result.dictionary();
        PatchShape shape =
                !Files.exists(dictionary) || VaeFiles.snapshots(result.folder()).isEmpty() ? null
                        : result.shapeOf(dictionary,
                                ArrayFile.matrix(result.dictionaryPlace()).numCols).shape();
        return shape == null ? List.of()
                : List.of(new Drawing(NAME, "How the dictionary emerged",
                        "The atoms at each snapshot of the training, in the order of the file. The"
                                + " still image is the last snapshot.",
                        (out, name, alpha) -> {
                            write(result.folder(), shape, out);
                            return List.of(out.resolve(name + ".png"));
                        }));
    }

    /**
     * Writes the animation of a run; nothing if it has no snapshot.
     *
     * @param run     folder of the run
     * @param shape   of an atom
     * @param figures folder that it is written into
     * @throws IOException if a file cannot be read or written
     */
    public static void write(Path run, PatchShape shape, Path figures) throws IOException {
        List<Mosaic> frames = new ArrayList<>();
        for (Path file : VaeFiles.snapshots(run)) {
            FMatrixRMaj atoms = Npy.read(file);
            frames.add(new Mosaic(atoms, shape.height(), shape.width(), Column.SINGLE)
                    .title(String.format(Locale.ROOT, "%d atoms after %,d iterations",
                            atoms.numRows, VaeFiles.iterationOf(file))));
        }
        if (!frames.isEmpty()) {
            Animation.write(frames, MILLISECONDS_PER_SNAPSHOT, figures, NAME);
        }
    }
}
