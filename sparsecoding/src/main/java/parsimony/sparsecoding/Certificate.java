package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * Objective and duality gap of one code in double precision. For the lasso P(a) = ½‖x − Φa‖² + Σ_k
 * λ_k|a_k|, a ≥ 0 or not, with r = x − Φa and c = min(1, min_k λ_k/|φ_kᵀr|) (of the positive part
 * where a ≥ 0), θ = c·r is feasible for the dual ½‖x‖² − ½‖x − θ‖², so P(a) − P(a*) ≤ P(a) − ½‖x‖²
 * + ½‖x − θ‖² = ½‖r‖² + Σλ_k|a_k| − c·xᵀr + ½c²‖r‖².
 *
 * <p>The correlations φ_kᵀr are computed in single precision with a bound on their rounding error,
 * and again in double precision for those atoms that could decide c; so the gap is as rigorous as
 * if all had been. One per thread.
 */
final class Certificate {
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    private final Dictionary dictionary;
    private final boolean soft;
    private final boolean nonNegative;
    private final double lambda;
    private final double[] weights;
    private final double[] x;
    private final double[] residual;
    private final float[] rounded;
    private final float[] correlation;
    private final double[][] atoms;
    private final float[] norms;
    private final int[] active;
    private final double[] value;
    private final int[] candidate;
    private double squaredPatch;
    private double squaredResidual;
    private double penalty;
    private double patchDotResidual;
    private int nonZero;
    private int steepestAtom;

    Certificate(Dictionary dictionary, double lambda, Threshold threshold) {
        this.dictionary = dictionary;
        this.lambda = lambda;
        soft = threshold.soft();
        nonNegative = threshold.nonNegative();
        weights = new double[dictionary.size()];
        Arrays.fill(weights, lambda);
        x = new double[dictionary.pixels()];
        residual = new double[dictionary.pixels()];
        rounded = new float[dictionary.pixels()];
        correlation = new float[dictionary.size()];
        atoms = dictionary.atomRows();
        norms = dictionary.norms();
        active = new int[dictionary.size()];
        value = new double[dictionary.size()];
        candidate = new int[dictionary.size()];
    }

    /**
     * The weights λ_k of |a_k|, K, which a caller may overwrite. All are λ at first. Each must be
     * &gt; 0; 0 is allowed for a patch of zeros.
     */
    double[] weights() {
        return weights;
    }

    void evaluate(float[] patches, int patch, float[] codes, int row) {
        int k = active.length;
        nonZero = 0;
        for (int j = 0; j < k; j++) {
            if (codes[row * k + j] != 0) {
                active[nonZero] = j;
                value[nonZero++] = codes[row * k + j];
            }
        }
        evaluate(patches, patch);
    }

    void evaluate(float[] patches, int patch, double[] code) {
        nonZero = 0;
        for (int j = 0; j < code.length; j++) {
            if (code[j] != 0) {
                active[nonZero] = j;
                value[nonZero++] = code[j];
            }
        }
        evaluate(patches, patch);
    }

    void evaluate(float[] patches, int patch, ActiveSet set) {
        nonZero = set.size();
        for (int p = 0; p < nonZero; p++) {
            active[p] = set.atom(p);
            value[p] = set.code[active[p]];
        }
        evaluate(patches, patch);
    }

    private void evaluate(float[] patches, int patch) {
        int pixels = residual.length;
        for (int d = 0; d < pixels; d++) {
            x[d] = patches[patch * pixels + d];
            residual[d] = x[d];
        }
        RowSum.subtract(atoms, active, value, nonZero, residual);
        squaredPatch = RowSum.dot(x, x, 0, pixels);
        squaredResidual = RowSum.dot(residual, residual, 0, pixels);
        patchDotResidual = RowSum.dot(x, residual, 0, pixels);
        penalty = 0;
        for (int i = 0; i < nonZero; i++) {
            penalty += soft ? weights[active[i]] * Math.abs(value[i]) : 0.5 * lambda * lambda;
        }
    }

    /** ‖x‖². */
    double squaredPatch() {
        return squaredPatch;
    }

    /** ‖x − Φa‖². */
    double squaredResidual() {
        return squaredResidual;
    }

    int nonZero() {
        return nonZero;
    }

    /** ½‖x − Φa‖² plus Σλ_k|a_k|, or ½λ²‖a‖₀ for a hard threshold. */
    double objective() {
        return 0.5 * squaredResidual + penalty;
    }

    /**
     * The best lower bound on the minimum that this code proves: its dual value for the lasso, 0
     * for a hard threshold.
     */
    double lowerBound() {
        if (!soft) {
            return 0;
        }
        correlate(correlation);
        int n = residual.length + 2;
        return lowerBound(correlation, relativeError(n) * Math.sqrt(squaredResidual),
                n * Float.MIN_VALUE);
    }

    /**
     * The same bound from c = b − Ga, for a caller that has already computed it. b, G, a and c are
     * in single precision; each sum may be in any order, with or without fused operations. With u
     * the unit roundoff, γ_n = nu/(1 − nu), n active atoms and m = ‖x‖ + Σ_j|a_j|‖φ_j‖, c_k is off
     * by ‖φ_k‖ times at most γ_D·‖x‖ for b, γ_{D+1}·Σ_j|a_j|‖φ_j‖ for G and a, and γ_{n+1}·(1 +
     * γ_{D+1})·m for the sum: by γ_{D+n+2}·m together, as γ_i + γ_j + γ_iγ_j ≤ γ_{i+j}. Underflow
     * adds the least number for each operation.
     */
    double lowerBound(float[] c) {
        if (!soft) {
            return 0;
        }
        double scale = Math.sqrt(squaredPatch);
        double l1 = 0;
        for (int i = 0; i < nonZero; i++) {
            scale += Math.abs(value[i]) * norms[active[i]];
            l1 += Math.abs(value[i]);
        }
        int n = residual.length + nonZero + 2;
        return lowerBound(c, relativeError(n) * scale, n * Float.MIN_VALUE * (1 + l1));
    }

    /**
     * γ_n, raised by 1 %. That is more than the rounding of double precision, which this bound
     * ignores.
     */
    private static double relativeError(int n) {
        return 1.01 * n * UNIT_ROUNDOFF / (1 - n * UNIT_ROUNDOFF);
    }

    /**
     * @param error largest error of a correlation, divided by the norm of its atom, without
     *              underflow
     */
    private double lowerBound(float[] correlation, double error, double underflow) {
        double c = 1 / steepest(correlation, error, underflow);
        return c * patchDotResidual - 0.5 * c * c * squaredResidual;
    }

    /** max(1, max_k |φ_kᵀr|/λ_k), without the absolute value where a ≥ 0. */
    private double steepest(float[] correlation, double error, double underflow) {
        int candidates = 0;
        double known = 1;
        for (int k = 0; k < correlation.length; k++) {
            double magnitude = magnitude(correlation[k]);
            double margin = error * norms[k] + underflow;
            if (!(magnitude + margin < weights[k])) { // a NaN correlation is a candidate
                candidate[candidates++] = k;
                known = Math.max(known, (magnitude - margin) / weights[k]);
            }
        }
        double steepest = 1;
        steepestAtom = -1;
        for (int i = 0; i < candidates; i++) {
            int k = candidate[i];
            if (!(magnitude(correlation[k]) + error * norms[k] + underflow < known * weights[k])) {
                double slope = magnitude(correlation(k)) / weights[k];
                if (slope > steepest) {
                    steepest = slope;
                    steepestAtom = k;
                }
            }
        }
        return steepest;
    }

    /** Φᵀr in single precision, with an error in proportion to ‖r‖. */
    void correlate(float[] correlation) {
        for (int d = 0; d < residual.length; d++) {
            rounded[d] = (float) residual[d];
        }
        Arrays.fill(correlation, 0f);
        RowSum.addAll(dictionary.pixelRows(), rounded, 0, correlation);
    }

    /** Φᵀr in double precision. */
    void correlate(double[] correlation) {
        Arrays.fill(correlation, 0);
        RowSum.add(dictionary.doublePixelRows(), residual, residual.length, correlation,
                correlation.length);
    }

    /**
     * The atom that decided the last lower bound; −1 if no atom's correlation with the residual
     * exceeds its λ_k.
     */
    int steepestAtom() {
        return steepestAtom;
    }

    private double magnitude(double value) {
        return nonNegative ? value : Math.abs(value);
    }

    /** φ_kᵀr in double precision. */
    double correlation(int k) {
        return RowSum.dot(residual, atoms[k], 0, residual.length);
    }

    /**
     * Evaluates the code that the solution holds for a patch, and writes its certificate into the
     * solution.
     */
    void certify(float[] patches, Solution solution, int patch, int iterations,
            Solution.Stop stop) {
        evaluate(patches, patch, solution.codes().data, patch);
        certify(solution, patch, lowerBound(), iterations, stop);
    }

    /** The same where a lower bound on the minimum is known, for the code evaluated last. */
    void certify(Solution solution, int patch, double lowerBound, int iterations,
            Solution.Stop stop) {
        solution.record(patch, objective(), Math.max(0, objective() - lowerBound), iterations,
                stop);
    }
}
