package parsimony.compare.features;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * How well the supports of codes, the units that are not 0, match those of the true codes. Each
 * feature is a question about every input, whether it is active, and its unit answers it. All
 * numbers are means over the features that are active in some input, each counting alike, and 1 for
 * the true codes.
 *
 * @param precision of the inputs in which the unit is active, the share in which the feature is; 0
 *     if the unit never is
 * @param recall of the inputs in which the feature is active, the share in which the unit is
 * @param f1 the harmonic mean of both for each feature, 0 if one is 0
 * @param rareF1 the same mean over the rarest features alone
 * @param rare the number of the rarest features: a quarter of those that are active in some input,
 *     rounded up
 * @param rarestShare the largest share of inputs in which one of these rare features is active
 * @param l0 the mean number of active units of an input
 */
public record SupportMatch(double precision, double recall, double f1, double rareF1, int rare,
        double rarestShare, double l0) {

    /**
     * Matches supports.
     *
     * @param trueCodes N×K
     * @param codes N×K'
     * @param unitOf the unit of each feature, from 0 to K' − 1, as {@link DictionaryMatch#atomOf}
     *     has it; −1 for a feature without one, whose precision, recall and F1 are 0
     * @return how well they match
     * @throws InputException if shapes do not agree, or no feature is ever active
     */
    public static SupportMatch of(FMatrixRMaj trueCodes, FMatrixRMaj codes, int[] unitOf) {
        ActiveFeatures active = ActiveFeatures.of(trueCodes, codes);
        if (unitOf.length != trueCodes.numCols
                || Arrays.stream(unitOf).anyMatch(unit -> unit < -1 || unit >= codes.numCols)) {
            throw new InputException("units of features: " + unitOf.length + " of them; must be "
                    + trueCodes.numCols + ", each of " + codes.numCols + " units or −1");
        }
        long[] activity = new long[codes.numCols];
        for (int i = 0; i < codes.getNumElements(); i++) {
            activity[i % codes.numCols] += codes.data[i] != 0 ? 1 : 0;
        }
        int features = active.size();
        double[] precision = new double[features];
        double[] recall = new double[features];
        double[] f1 = new double[features];
        for (int i = 0; i < features; i++) {
            int unit = unitOf[active.feature()[i]];
            if (unit >= 0 && activity[unit] > 0) {
                int[] inputs = active.inputs()[i];
                double both = Arrays.stream(inputs).filter(input -> codes.get(input, unit) != 0)
                        .count();
                precision[i] = both / activity[unit];
                recall[i] = both / inputs.length;
                f1[i] = 2 * both / (activity[unit] + inputs.length);
            }
        }
        int[] rarest = active.rarest();
        return new SupportMatch(Scores.mean(precision), Scores.mean(recall), Scores.mean(f1),
                Scores.mean(IntStream.of(rarest).mapToDouble(i -> f1[i]).toArray()),
                rarest.length,
                (double) active.inputs()[rarest[rarest.length - 1]].length / codes.numRows,
                (double) Arrays.stream(activity).sum() / codes.numRows);
    }
}
