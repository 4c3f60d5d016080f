package parsimony.sparsecoding;

/** Watches an iterative encoder, for convergence curves. */
@FunctionalInterface
public interface Observer {
    /**
     * The state of all patches after an iteration.
     *
     * @param number   iterations done, from 1
     * @param energy   mean over patches of the encoder's objective
     * @param mse      mean over patches of Σ_pixels (x − Φa)²
     * @param sparsity share of code entries that are exactly 0, 0..1
     */
    record Iteration(int number, double energy, double mse, double sparsity) {
        /** Means of a solution as it stands, with what its certificates found. */
        static Iteration of(int number, Solution solution, double[] squaredResidual,
                int[] nonZero) {
            double mse = 0;
            double used = 0;
            for (int i = 0; i < nonZero.length; i++) {
                mse += squaredResidual[i];
                used += nonZero[i];
            }
            double n = Math.max(1, nonZero.length);
            return new Iteration(number, solution.meanObjective(), mse / n,
                    1 - used / (n * solution.codes().numCols));
        }
    }

    /**
     * Called after every iteration, on the thread that called the encoder.
     *
     * @param iteration what it has come to
     * @return whether to go on; after false the encoder returns what it has
     */
    boolean iteration(Iteration iteration);
}
