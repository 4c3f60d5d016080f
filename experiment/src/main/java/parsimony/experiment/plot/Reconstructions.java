package parsimony.experiment.plot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.Npy;
import parsimony.data.PatchShape;
import parsimony.experiment.run.FileNames;
import parsimony.figures.Column;
import parsimony.figures.Panels;
import parsimony.figures.Strip;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Measures;

/**
 * Validation patches above what a VAE makes of them, from the posterior mean and from samples: the
 * first ones, and those that it reconstructs worst.
 */
public final class Reconstructions implements ResultFigure {
    /**
     * Equal blocks of rows in the file: three of the first patches and three of the worst. These
     * are originals, reconstructions from means, and reconstructions from samples.
     */
    private static final int BLOCKS = 6;
    /** The largest width of a row in pixels. In a wider one the patches would be too small. */
    private static final int PIXELS_ACROSS = 1024;

    /** A figure with no settings. */
    public Reconstructions() {}

    @Override
    public List<Drawing> of(ResultView result) {
        if (!result.has(FileNames.RECONSTRUCTIONS)) {
            return List.of();
        }
        Path file = result.file(FileNames.RECONSTRUCTIONS);
        FMatrixRMaj all = Npy.read(file);
        int patches = all.numRows / BLOCKS;
        if (patches * BLOCKS != all.numRows || patches == 0) {
            throw new InputException(file + ": is damaged, its " + all.numRows
                    + " rows are no multiple of " + BLOCKS + "; train again");
        }
        PatchShape shape = result.shapeOf(file, all.numCols).shape();
        int shown = shape == null ? 0 : Math.min(patches, PIXELS_ACROSS / shape.width());
        if (shown == 0) {
            return List.of();
        }
        boolean noisy = !isSame(all, patches);
        return List.of(new Drawing("reconstructions", "Patches and their reconstructions",
                (noisy ? "Validation patches, what the decoder makes of their posterior means, and"
                        + " what it makes of codes sampled from their posteriors; above each patch"
                        + " the squared error of the mean."
                        : "Validation patches and what the decoder makes of their codes; above each"
                                + " patch the squared error.")
                        + " (a) The first patches. (b) Those with the"
                        + " largest error. Each column has the gray scale of its original.",
                new Panels(1)
                        .panel("First validation patches",
                                strip(all, 0, patches, shown, shape, noisy))
                        .panel("Worst validation patches",
                                strip(all, BLOCKS / 2, patches, shown, shape, noisy))));
    }

    /** Whether samples are the means, as they are where codes have no noise. */
    private static boolean isSame(FMatrixRMaj all, int patches) {
        return Arrays.equals(rows(all, patches, patches).data,
                rows(all, 2 * patches, patches).data);
    }

    private static Strip strip(FMatrixRMaj all, int block, int patches, int shown,
            PatchShape shape, boolean noisy) {
        FMatrixRMaj originals = rows(all, block * patches, shown);
        FMatrixRMaj means = rows(all, (block + 1) * patches, shown);
        Strip strip = new Strip(shape.height(), shape.width(), Column.DOUBLE)
                .row("Original", originals).row(noisy ? "Mean" : "Decoded", means);
        return (noisy ? strip.row("Sample", rows(all, (block + 2) * patches, shown)) : strip)
                .captionLabel("Error").captions(Arrays.stream(Measures.errors(originals, means))
                        .mapToObj(error -> String.format(Locale.ROOT, error < 10 ? "%.2g" : "%.0f",
                                error))
                        .toArray(String[]::new));
    }

    private static FMatrixRMaj rows(FMatrixRMaj all, int from, int count) {
        return CommonOps_FDRM.extract(all, from, from + count, 0, all.numCols);
    }
}
