package parsimony.compare.representation;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.signals.InputException;

/**
 * Features of images and the classes they belong to.
 *
 * @param features N×K, finite
 * @param labels   N, the class of each row, ≥ 0
 */
public record LabelledFeatures(FMatrixRMaj features, int[] labels) {

    /**
     * Checks the values.
     *
     * @throws InputException if the numbers of rows and labels differ, or a feature is not finite
     */
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

    /** {@return the number of rows, N} */
    public int size() {
        return labels.length;
    }

    /**
     * {@return the rows from ≤ i &lt; to, with their labels}
     *
     * @param from the first row, ≥ 0
     * @param to the row after the last, ≤ N
     */
    public LabelledFeatures rows(int from, int to) {
        return new LabelledFeatures(CommonOps_FDRM.extract(features, from, to, 0, features.numCols),
                Arrays.copyOfRange(labels, from, to));
    }
}
