package parsimony.experiment.plot;

import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.gabor.GaborAccount;
import parsimony.compare.gabor.GaborFitter;
import parsimony.data.ArrayFile;
import parsimony.data.PatchShape;
import parsimony.experiment.run.PictureShape;

/**
 * Gabor functions fitted to the atoms of each dictionary of a result: orientation against
 * frequency, with the fits as a table beside it, {@code gabor.csv}.
 */
public final class GaborFits implements ResultFigure {

    /** A figure with no settings. */
    public GaborFits() {}

    @Override
    public List<Drawing> of(ResultView result) throws IOException {
        List<Drawing> drawings = new ArrayList<>();
        if (Files.exists(result.dictionary())) {
            add(result, result.dictionary(), result.dictionaryPlace(), "", drawings);
        }
        for (Path file : result.files("dictionary_", ".npy")) {
            String name = file.getFileName().toString();
            add(result, file, file.toString(),
                    name.substring("dictionary".length(), name.lastIndexOf('.')),
                    drawings);
        }
        return drawings;
    }

    @Override
    public boolean quick() {
        return false;
    }

    private static void add(ResultView result, Path file, String place, String suffix,
            List<Drawing> drawings) {
        FMatrixRMaj atoms = ArrayFile.matrix(place);
        PictureShape read = result.shapeOf(file, atoms.numCols);
        PatchShape shape = read.shape();
        if (shape == null || read.assumed()) {
            result.note(read.describe(file, atoms.numRows + " atoms", atoms.numCols));
        }
        if (shape != null) {
            drawings.add(new Drawing("gabor" + suffix, "Gabor fits of " + file.getFileName(),
                    "Each mark is an atom that a Gabor function describes well: its angle is the"
                            + " orientation, its distance from the centre the spatial frequency"
                            + " in cycles per pixel.",
                    (out, name, alpha) -> {
                        result.progress().phase("Fitting Gabor functions to " + file.getFileName(),
                                atoms.numRows, "atoms");
                        GaborAccount account = new GaborAccount(
                                new GaborFitter(shape.height(), shape.width()).fit(atoms));
                        result.progress().at(atoms.numRows);
                        account.polar().write(out, name, alpha);
                        Path table = out.resolve(name + ".csv");
                        // A Writer, because an interrupt would close a channel half-way.
                        try (Writer writer =
                                new FileWriter(table.toFile(), StandardCharsets.UTF_8)) {
                            writer.write(GaborTable.of(account.fits()).csv());
                        }
                        result.keep("dictionary" + suffix, account);
                        return List.of(out.resolve(name + ".png"), table);
                    }));
        }
    }
}
