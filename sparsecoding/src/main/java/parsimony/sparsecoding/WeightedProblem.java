package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The weighted lasso of one patch, P(a) = ½‖S(x − Φa)‖² + Σ_k w_k|a_k| with S = diag(1/σ_d), in
 * double precision throughout. With r = S(x − Φa) and μ = max_k (φ_kᵀS r)/w_k (of the absolute
 * value where codes may be negative), θ = c·r with 0 ≤ c ≤ 1/μ is feasible for the dual problem,
 * whose value (Sx)ᵀθ − ½‖θ‖² bounds min P from below. One per thread.
 */
final class WeightedProblem {
    private final double[] weights;
    private final double[] precision;
    private final boolean signed;
    private final double[][] atoms;
    private final double[][] pixels;
    private final double[] x;
    private final double[] residual;
    private final double[] scaled; // (x − Φa)/σ²
    private final double[] correlation;
    private final int[] active;
    private final double[] value;
    private double squaredResidual;
    private double squaredScaled;
    private double penalty;
    private int nonZero;

    /**
     * @param weights w_k &gt; 0, K
     * @param sigma σ_d &gt; 0, D
     */
    WeightedProblem(Dictionary dictionary, double[] weights, double[] sigma, boolean signed) {
        this.weights = weights;
        this.signed = signed;
        precision = Arrays.stream(sigma).map(s -> 1 / (s * s)).toArray();
        atoms = dictionary.atomRows();
        pixels = dictionary.doublePixelRows();
        x = new double[dictionary.pixels()];
        residual = new double[dictionary.pixels()];
        scaled = new double[dictionary.pixels()];
        correlation = new double[dictionary.size()];
        active = new int[dictionary.size()];
        value = new double[dictionary.size()];
    }

    /** Evaluates the code in a row of codes. */
    void evaluate(float[] patches, int patch, float[] codes, int row) {
        nonZero = 0;
        for (int k = 0; k < weights.length; k++) {
            take(k, codes[row * weights.length + k]);
        }
        evaluate(patches, patch);
    }

    /** Evaluates a code of K entries. */
    void evaluate(float[] patches, int patch, double[] code) {
        nonZero = 0;
        for (int k = 0; k < weights.length; k++) {
            take(k, code[k]);
        }
        evaluate(patches, patch);
    }

    private void take(int k, double code) {
        if (code != 0) {
            active[nonZero] = k;
            value[nonZero++] = code;
        }
    }

    private void evaluate(float[] patches, int patch) {
        int n = x.length;
        for (int d = 0; d < n; d++) {
            x[d] = patches[patch * n + d];
        }
        System.arraycopy(x, 0, residual, 0, n);
        RowSum.subtract(atoms, active, value, nonZero, residual);
        for (int d = 0; d < n; d++) {
            scaled[d] = precision[d] * residual[d];
        }
        squaredResidual = RowSum.dot(residual, residual, 0, n);
        squaredScaled = RowSum.dot(residual, scaled, 0, n);
        penalty = 0;
        for (int i = 0; i < nonZero; i++) {
            penalty += weights[active[i]] * Math.abs(value[i]);
        }
        Arrays.fill(correlation, 0);
        RowSum.add(pixels, scaled, n, correlation, correlation.length);
    }

    /** P of the code evaluated last. */
    double objective() {
        return 0.5 * squaredScaled + penalty;
    }

    /** ‖x − Φa‖², without the scales. */
    double squaredResidual() {
        return squaredResidual;
    }

    /** How many entries of the code are not 0. */
    int nonZero() {
        return nonZero;
    }

    /** Φᵀ((x − Φa)/σ²), K; of this problem's memory. */
    double[] correlation() {
        return correlation;
    }

    private double slope(int k) {
        return signed ? Math.abs(correlation[k]) : correlation[k];
    }

    /** The atom that violates optimality most, φ_kᵀS r &gt; w_k; −1 if none does. */
    int steepest() {
        int steepest = -1;
        double most = 1;
        for (int k = 0; k < weights.length; k++) {
            if (slope(k) / weights[k] > most) {
                most = slope(k) / weights[k];
                steepest = k;
            }
        }
        return steepest;
    }

    /** The best lower bound on min P that the residual proves, ≥ 0. */
    double lowerBound() {
        if (squaredScaled == 0) {
            return 0;
        }
        double steepest = 0;
        for (int k = 0; k < weights.length; k++) {
            steepest = Math.max(steepest, slope(k) / weights[k]);
        }
        double product = RowSum.dot(x, scaled, 0, x.length);
        double c = Math.max(0, Math.min(product / squaredScaled, 1 / steepest));
        return c * product - 0.5 * c * c * squaredScaled;
    }

    /** Writes the certificate of the code in the solution, given a bound from elsewhere or 0. */
    void certify(float[] patches, Solution solution, int patch, double bound, double enough,
            int iterations, Solution.Stop otherwise) {
        evaluate(patches, patch, solution.codes().data, patch);
        double gap = Math.max(0, objective() - Math.max(bound, lowerBound()));
        solution.record(patch, objective(), gap, iterations,
                gap <= enough * objective() ? Solution.Stop.CONVERGED : otherwise);
    }
}
