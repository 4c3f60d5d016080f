package parsimony.experiment.plot;

import java.nio.file.Path;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.run.FileNames;
import parsimony.figures.Column;
import parsimony.figures.Mosaic;

/** What a VAE makes up: samples from its prior, decoded. */
public final class PriorSamples implements ResultFigure {

    /** A figure with no settings. */
    public PriorSamples() {}

    @Override
    public List<Drawing> of(ResultView result) {
        if (!result.has(FileNames.SAMPLES)) {
            return List.of();
        }
        Path file = result.file(FileNames.SAMPLES);
        FMatrixRMaj samples = Npy.read(file);
        PatchShape shape = result.shapeOf(file, samples.numCols).shape();
        return shape == null ? List.of()
                : List.of(new Drawing("samples", "Samples from the prior",
                        "Each tile is a code drawn from the prior, decoded. All tiles have the"
                                + " same gray scale.",
                        new Mosaic(samples, shape.height(), shape.width(), Column.SINGLE).alike()
                                .title(samples.numRows + " samples from the prior"
                                        + result.weight())));
    }
}
