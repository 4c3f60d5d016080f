package parsimony.compare.representation;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.signals.InputException;

/**
 * Features of images and the classes they belong to.
 *
 * @param features N×K, finite
 * @param labels   N
 */
public record LabelledFeatures(FMatrixRMaj features, int[] labels) {

    /** @throws InputException if there are not as many of both, or a feature is not finite */
    public LabelledFeatures {
        if (features.numRows != labels.length) {
            throw new InputException(
                    "labels: " + labels.length + " for " + features.numRows + " rows of features");
        }
        for (int i = 0; i < features.getNumElements(); i++) {
            if (!Float.isFinite(features.data[i])) {
                throw new InputException(
                        "features: row " + i / features.numCols + " has " + features.data[i]
                                + "; must be finite");
            }
        }
    }

    /** How many there are. */
    public int size() {
        return labels.length;
    }

    /** Those from one row up to another, which is left out. */
    public LabelledFeatures rows(int from, int to) {
        return new LabelledFeatures(CommonOps_FDRM.extract(features, from, to, 0, features.numCols),
                Arrays.copyOfRange(labels, from, to));
    }
}
