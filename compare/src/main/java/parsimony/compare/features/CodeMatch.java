package parsimony.compare.features;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * How well codes match the true codes of the same inputs, by the Pearson correlations over inputs
 * between each feature and each unit. Features that are never active in these inputs are left out.
 * All means are 1 for the true codes, with their units in whatever order and scaled by whatever
 * factors.
 *
 * @param features the number of features that are active in some input, ≥ 1
 * @param meanMaxCorrelation the mean over these features of the largest correlation with any unit,
 *     at most 1; several features may have the same unit
 * @param mcc the mean correlation coefficient: the mean over these features of the correlation with
 *     the unit that is assigned to them one to one, such that this mean is the largest; a feature
 *     without a unit counts 0 (Hyvärinen &amp; Morioka 2016; of sparse codes in O'Neill, Gumran
 *     &amp; Klindt 2025, arXiv:2411.13117, and in Barin Pacela et al. 2026, arXiv:2603.28744)
 */
public record CodeMatch(int features, double meanMaxCorrelation, double mcc) {

    /**
     * Matches codes. A matrix of K×K' numbers is in memory meanwhile: 400 MB for 10,000 features
     * and units.
     *
     * @param trueCodes N×K, ≥ 0
     * @param codes N×K'; a unit that never changes has a correlation of 0 with any feature
     * @param signed true if codes may be negative: then all correlations are absolute ones
     * @return how well they match
     * @throws InputException if they are not of as many inputs, or no feature is ever active
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static CodeMatch of(FMatrixRMaj trueCodes, FMatrixRMaj codes, boolean signed) {
        ActiveFeatures active = ActiveFeatures.of(trueCodes, codes);
        if (codes.numCols == 0) {
            throw new InputException("codes: have no unit; need at least one");
        }
        float[][] correlations = correlations(active, trueCodes, codes, signed);
        return new CodeMatch(active.size(), Scores.meanOfLargest(correlations),
                Scores.meanOfAssigned(correlations, Assignment.best(correlations)));
    }

    private static float[][] correlations(ActiveFeatures active, FMatrixRMaj trueCodes,
            FMatrixRMaj codes, boolean signed) {
        int n = codes.numRows;
        int units = codes.numCols;
        double[] mean = new double[units];
        double[] deviation = new double[units]; // the root of the sum of squares about the mean
        for (int i = 0; i < codes.getNumElements(); i++) {
            mean[i % units] += codes.data[i] / n;
        }
        for (int i = 0; i < codes.getNumElements(); i++) {
            double about = codes.data[i] - mean[i % units];
            deviation[i % units] += about * about;
        }
        for (int j = 0; j < units; j++) {
            deviation[j] = Math.sqrt(deviation[j]);
        }
        float[][] correlations = new float[active.size()][];
        IntStream.range(0, active.size()).parallel().forEach(i -> {
            double[] products = new double[units];
            double sum = 0;
            double squares = 0;
            for (int input : active.inputs()[i]) {
                double value = trueCodes.get(input, active.feature()[i]);
                sum += value;
                squares += value * value;
                int row = input * units;
                for (int j = 0; j < units; j++) {
                    products[j] += value * codes.data[row + j];
                }
            }
            double own = Math.sqrt(Math.max(0, squares - sum * sum / n));
            correlations[i] = new float[units];
            for (int j = 0; j < units; j++) {
                double scale = own * deviation[j];
                double r = scale > 0 ? (products[j] - sum * mean[j]) / scale : 0;
                correlations[i][j] = (float) Math.max(-1, Math.min(1, signed ? Math.abs(r) : r));
            }
        });
        return correlations;
    }
}
