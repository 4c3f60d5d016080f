package parsimony.data.preprocess;

/** The mean of some values, and the sum of their squared distances from it. */
record Moments(double mean, double squares) {
    /** The moments of the values from ≤ i &lt; to. */
    static Moments of(float[] values, int from, int to) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += values[i];
        }
        mean /= to - from;
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return new Moments(mean, squares);
    }

    /**
     * Brings the values from ≤ i &lt; to, which have these moments, to mean 0 and variance 1;
     * constant values become 0.
     *
     * @param n what the sum of squares is divided by to give the variance
     */
    void standardise(float[] values, int from, int to, double n) {
        double scale = squares > 0 ? Math.sqrt(n / squares) : 0;
        for (int i = from; i < to; i++) {
            values[i] = (float) ((values[i] - mean) * scale);
        }
    }
}
