package parsimony.data;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;

/**
 * Image patches, one per row.
 *
 * @param pixels N×D, D = height·width, each patch row by row
 * @param height pixels, ≥ 1
 * @param width  pixels, ≥ 1
 * @param origin where they came from, for people to read
 */
public record Patches(FMatrixRMaj pixels, int height, int width, String origin) {

    /** @throws IllegalArgumentException if a side is below 1 or D is not height·width */
    public Patches {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("patch size: must be at least 1×1, got " + height + "×" + width);
        }
        if (pixels.numCols != height * width) {
            throw new IllegalArgumentException(
                    "patches: " + pixels.numCols + " columns are not " + height + "×" + width + " pixels");
        }
    }

    /** The number of patches, N. */
    public int size() {
        return pixels.numRows;
    }

    /**
     * Reads patches written by {@link Npy#write}; square ones if D is a square number, else 1×D.
     *
     * @throws DataException as {@link Npy#read} does
     */
    public static Patches read(Path file) throws DataException {
        FMatrixRMaj pixels = Npy.read(file);
        int side = (int) Math.round(Math.sqrt(pixels.numCols));
        boolean square = side * side == pixels.numCols;
        return new Patches(pixels, square ? side : 1, square ? side : pixels.numCols, file.toString());
    }
}
