package parsimony.data;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Image patches, one per row.
 *
 * @param pixels N×D, D = height·width, each patch row by row
 * @param height pixels, ≥ 1
 * @param width  pixels, ≥ 1
 * @param origin where they came from, for people to read
 */
public record Patches(FMatrixRMaj pixels, int height, int width, String origin) {

    /**
     * Checks the values.
     *
     * @throws InputException if a side is below 1 or D is not height·width
     */
    public Patches {
        if (height < 1 || width < 1) {
            throw new InputException(
                    "patch size: must be at least 1×1, got " + height + "×" + width);
        }
        if (pixels.numCols != height * width) {
            throw new InputException("‹patches›: " + pixels.numCols + " columns are not " + height
                    + "×" + width + " pixels");
        }
    }

    /** {@return the number of patches, N} */
    public int size() {
        return pixels.numRows;
    }

    /**
     * {@return at most {@code most} of these patches, spread evenly over all rows} The first rows
     * alone would come from few images, since neighbouring rows come from one image.
     *
     * @param most ≥ 1
     * @throws InputException if {@code most} is below 1
     */
    public Patches spread(int most) {
        if (most < 1) {
            throw new InputException("‹patches›: at most " + most + " of them; must be at least 1");
        }
        int n = Math.min(most, size());
        FMatrixRMaj chosen = new FMatrixRMaj(n, pixels.numCols);
        for (int i = 0; i < n; i++) {
            int row = (int) ((long) i * size() / n);
            System.arraycopy(pixels.data, row * pixels.numCols, chosen.data, i * pixels.numCols,
                    pixels.numCols);
        }
        return new Patches(chosen, height, width, origin);
    }

    /**
     * Reads patches of any file of arrays. It does not hold their height and width: they are taken
     * as square if D is a square number, else as 1×D.
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @return the patches
     * @throws InputException as {@link ArrayFile#matrix} does
     */
    public static Patches read(String place) {
        FMatrixRMaj pixels = ArrayFile.matrix(place);
        PatchShape shape =
                PatchShape.square(pixels.numCols).orElse(new PatchShape(1, pixels.numCols));
        return new Patches(pixels, shape.height(), shape.width(), place);
    }
}
