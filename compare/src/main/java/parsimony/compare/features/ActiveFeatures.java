package parsimony.compare.features;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The features that are active in some input, and where. Of the others nothing can be measured.
 *
 * @param feature the numbers of these features, rising
 * @param inputs for each of them, the inputs that it is active in, rising
 */
record ActiveFeatures(int[] feature, int[][] inputs) {
    /** The share of the features that counts as rare. */
    private static final double RARE = 0.25;

    /**
     * {@return the active features of codes}
     *
     * @param trueCodes N×K
     * @param codes N×K'
     * @throws InputException if these are codes of another number of inputs, or no feature is
     *     active
     */
    static ActiveFeatures of(FMatrixRMaj trueCodes, FMatrixRMaj codes) {
        if (trueCodes.numRows != codes.numRows) {
            throw new InputException("codes: are of " + codes.numRows
                    + " inputs, the true codes of " + trueCodes.numRows + "; must be of the same");
        }
        int k = trueCodes.numCols;
        int[] counts = new int[k];
        for (int i = 0; i < trueCodes.getNumElements(); i++) {
            counts[i % k] += trueCodes.data[i] != 0 ? 1 : 0;
        }
        int[][] inputs = new int[k][];
        Arrays.setAll(inputs, feature -> new int[counts[feature]]);
        Arrays.fill(counts, 0);
        for (int i = 0; i < trueCodes.getNumElements(); i++) {
            if (trueCodes.data[i] != 0) {
                inputs[i % k][counts[i % k]++] = i / k;
            }
        }
        int[] active = IntStream.range(0, k).filter(feature -> counts[feature] > 0).toArray();
        if (active.length == 0) {
            throw new InputException(
                    "true codes: are all 0; some feature must be active in some input");
        }
        return new ActiveFeatures(active,
                Arrays.stream(active).mapToObj(feature -> inputs[feature]).toArray(int[][]::new));
    }

    int size() {
        return feature.length;
    }

    /**
     * The places in these arrays of the rarest quarter, at least one: those that are active in the
     * fewest inputs, and of equally rare ones the last.
     */
    int[] rarest() {
        return IntStream.range(0, size()).boxed()
                .sorted(Comparator.<Integer>comparingInt(i -> inputs[i].length)
                        .thenComparing(Comparator.reverseOrder()))
                .limit((long) Math.ceil(RARE * size())).mapToInt(i -> i).toArray();
    }
}
