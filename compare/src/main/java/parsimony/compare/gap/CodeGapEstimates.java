package parsimony.compare.gap;

import parsimony.figures.Estimate;

/**
 * What the {@link CodeGap} of many patches comes to: means over patches, each with its interval
 * from resampling the patches. A squared error is a sum over the pixels of a patch.
 *
 * @param patches how many, ≥ 1
 * @param units K
 * @param dead units that are 0 in every patch
 * @param level confidence of the intervals
 * @param squaredError of the codes
 * @param onSupport the least on the same units
 * @param magnitudeGap squaredError − onSupport: what better magnitudes of the same units recover
 * @param l1 Σ_k ‖φ_k‖|a_k|
 * @param l0 units that are not 0
 * @param atEqualL1 of the best codes found at equal L1
 * @param atEqualL1Lower proven lower bound of the least at equal L1
 * @param relativeGapAtEqualL1 (squaredError − atEqualL1)/squaredError, of the means; 0 if there is
 *     no error
 * @param atEqualL0 of the best codes found at equal L0
 * @param explainedVariancePooled 1 − Σ‖x − x̂‖²/Σ‖x − x̄‖², sums over patches, x̄ their mean
 * @param explainedVarianceAboutZero 1 − Σ‖x − x̂‖²/Σ‖x‖²
 * @param explainedVarianceMean mean over patches of 1 − ‖x − x̂‖²/‖x − x̄‖²
 */
public record CodeGapEstimates(int patches, int units, int dead, double level,
        Estimate squaredError, Estimate onSupport, Estimate magnitudeGap, Estimate l1, Estimate l0,
        Estimate atEqualL1, Estimate atEqualL1Lower, Estimate relativeGapAtEqualL1,
        Estimate atEqualL0, Estimate explainedVariancePooled, Estimate explainedVarianceAboutZero,
        Estimate explainedVarianceMean) {

    /** {@return by how much codes of the same L1 are better at most, in squared error, ≥ 0} */
    public double mostAtEqualL1() {
        return Math.max(0, squaredError.value() - atEqualL1Lower.value());
    }

    /** {@return by how much codes of the same L0 are better at least, in squared error, ≥ 0} */
    public double leastAtEqualL0() {
        return Math.max(0, squaredError.value() - atEqualL0.value());
    }
}
