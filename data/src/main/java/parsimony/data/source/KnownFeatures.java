package parsimony.data.source;

import org.ejml.data.FMatrixRMaj;
import parsimony.data.PatchShape;

/**
 * The features that images are sums of, where those are known because the images were made from
 * them: image n is Σ_k a_nk φ_k, in single precision, all its pixels in one row.
 */
public interface KnownFeatures {
    /** {@return the true dictionary, K×D: a feature φ_k of D pixels in each row} */
    FMatrixRMaj dictionary();

    /** {@return the shape of an image; one row if the features are no pictures} */
    default PatchShape shape() {
        return new PatchShape(1, dictionary().numCols);
    }

    /**
     * {@return the true code of an image: a_n, K numbers ≥ 0}
     *
     * @param index of the image, from 0 to the number of images − 1
     */
    float[] code(int index);
}
