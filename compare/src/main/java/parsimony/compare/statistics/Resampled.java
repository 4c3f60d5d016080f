package parsimony.compare.statistics;

/**
 * A point of the error–sparsity plane on each resample of the patches.
 *
 * @param mse      mean squared error per patch on each resample
 * @param lifetime lifetime sparsity on each resample, as many values as mse
 */
public record Resampled(double[] mse, double[] lifetime) {
    /** {@return how many resamples there are} */
    public int count() {
        return mse.length;
    }
}
