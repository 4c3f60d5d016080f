package parsimony.experiment.encoder;

import java.util.Arrays;
import java.util.Map;

/**
 * What can be checked of weights alone.
 *
 * @param least     the least norm of an atom that is not 0; 0 if all are
 * @param mean      of the norms of all atoms
 * @param largest   norm of an atom
 * @param zeroAtoms the number of atoms of zeros
 * @param cosine    the mean over units of the cosine between the unit's row of the encoder and its
 *                  atom, −1..1; 0 for rows of zeros. In a trained encoder it is far above 0; near 0
 *                  it is a sign that one of them is transposed or in another order
 */
record WeightCheck(double least, double mean, double largest, long zeroAtoms, double cosine) {
    static WeightCheck of(EncoderWeights weights) {
        double[] norms = EncoderWeights.norms(weights.dictionary());
        double[] encoderNorms = EncoderWeights.norms(weights.encoder());
        int pixels = weights.dictionary().numCols;
        double cosines = 0;
        for (int k = 0; k < norms.length; k++) {
            double product = 0;
            for (int d = k * pixels; d < (k + 1) * pixels; d++) {
                product += (double) weights.dictionary().data[d] * weights.encoder().data[d];
            }
            cosines += norms[k] == 0 || encoderNorms[k] == 0 ? 0
                    : product / norms[k] / encoderNorms[k];
        }
        return new WeightCheck(Arrays.stream(norms).filter(n -> n > 0).min().orElse(0),
                Arrays.stream(norms).average().orElse(0), Arrays.stream(norms).max().orElse(0),
                Arrays.stream(norms).filter(n -> n == 0).count(), cosines / norms.length);
    }

    void addTo(Map<String, Object> metrics) {
        metrics.put("norm_least", least);
        metrics.put("norm_mean", mean);
        metrics.put("norm_largest", largest);
        metrics.put("zero_atoms", zeroAtoms);
        metrics.put("encoder_cosine", cosine);
    }
}
