package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * Objective and duality gap of one code in double precision. For the lasso P(a) = ½‖x − Φa‖² + Σ_k λ_k|a_k|, a ≥ 0 or not,
 * with r = x − Φa and c = min(1, min_k λ_k/|φ_kᵀr|) (of the positive part where a ≥ 0), θ = c·r is feasible for the dual
 * ½‖x‖² − ½‖x − θ‖², so P(a) − P(a*) ≤ P(a) − ½‖x‖² + ½‖x − θ‖² = ½‖r‖² + Σλ_k|a_k| − c·xᵀr + ½c²‖r‖².
 *
 * <p>The correlations φ_kᵀr are computed in single precision with a bound on their rounding error, and again in double
 * precision for those atoms that could decide c; so the gap is as rigorous as if all had been. One per thread.
 */
final class Certificate {
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    private final Dictionary dictionary;
    private final boolean soft;
    private final boolean nonNegative;
    private final double lambda;
    private final double[] weights;
    private final double[] residual;
    private final float[] rounded;
    private final float[] correlation;
    private double squaredResidual;
    private double penalty;
    private double patchDotResidual;
    private int nonZero;

    Certificate(Dictionary dictionary, double lambda, Threshold threshold) {
        this.dictionary = dictionary;
        this.lambda = lambda;
        soft = threshold.soft();
        nonNegative = threshold.nonNegative();
        weights = new double[dictionary.size()];
        Arrays.fill(weights, lambda);
        residual = new double[dictionary.pixels()];
        rounded = new float[dictionary.pixels()];
        correlation = new float[dictionary.size()];
    }

    /** The weight λ_k of each atom's absolute value, all λ unless written to; each &gt; 0. */
    double[] weights() {
        return weights;
    }

    /** Takes up a patch and its code. */
    void evaluate(float[] patches, int patch, float[] codes, int row) {
        begin(patches, patch);
        int k = dictionary.size();
        for (int j = 0; j < k; j++) {
            if (codes[row * k + j] != 0) {
                subtract(j, codes[row * k + j]);
            }
        }
        finish(patches, patch);
    }

    /** Takes up a patch and a code of double precision. */
    void evaluate(float[] patches, int patch, double[] code) {
        begin(patches, patch);
        for (int j = 0; j < code.length; j++) {
            if (code[j] != 0) {
                subtract(j, code[j]);
            }
        }
        finish(patches, patch);
    }

    private void begin(float[] patches, int patch) {
        for (int d = 0; d < residual.length; d++) {
            residual[d] = patches[patch * residual.length + d];
        }
        penalty = 0;
        nonZero = 0;
    }

    private void subtract(int atom, double a) {
        float[] phi = dictionary.atoms().data;
        int offset = atom * residual.length;
        for (int d = 0; d < residual.length; d++) {
            residual[d] -= a * phi[offset + d];
        }
        penalty += soft ? weights[atom] * Math.abs(a) : 0.5 * lambda * lambda;
        nonZero++;
    }

    private void finish(float[] patches, int patch) {
        squaredResidual = 0;
        patchDotResidual = 0;
        for (int d = 0; d < residual.length; d++) {
            squaredResidual += residual[d] * residual[d];
            patchDotResidual += residual[d] * patches[patch * residual.length + d];
        }
    }

    /** ‖x − Φa‖². */
    double squaredResidual() {
        return squaredResidual;
    }

    /** The number of entries that are not 0. */
    int nonZero() {
        return nonZero;
    }

    /** ½‖x − Φa‖² plus Σλ_k|a_k|, or ½λ²‖a‖₀ for a hard threshold. */
    double objective() {
        return 0.5 * squaredResidual + penalty;
    }

    /** The best lower bound on the minimum that this code proves: its dual value for the lasso, 0 for a hard threshold. */
    double lowerBound() {
        if (!soft) {
            return 0;
        }
        double c = 1 / Math.max(1, steepest());
        return c * patchDotResidual - 0.5 * c * c * squaredResidual;
    }

    /** max_k of φ_kᵀr/λ_k, absolute unless a ≥ 0. */
    private double steepest() {
        for (int d = 0; d < residual.length; d++) {
            rounded[d] = (float) residual[d];
        }
        Arrays.fill(correlation, 0f);
        RowSum.addAll(dictionary.pixelRows(), rounded, 0, correlation);
        float[] norms = dictionary.norms();
        double error = 1.01 * (residual.length + 2) * UNIT_ROUNDOFF * Math.sqrt(squaredResidual);
        double known = 0;
        for (int k = 0; k < correlation.length; k++) {
            known = Math.max(known, (magnitude(correlation[k]) - error * norms[k]) / weights[k]);
        }
        double steepest = 0;
        for (int k = 0; k < correlation.length; k++) {
            double bound = (magnitude(correlation[k]) + error * norms[k]) / weights[k];
            if (bound > 1 && bound >= known) {
                steepest = Math.max(steepest, magnitude(exact(k)) / weights[k]);
            }
        }
        return steepest;
    }

    private double magnitude(double value) {
        return nonNegative ? value : Math.abs(value);
    }

    /** φ_kᵀr in double precision, four sums at a time. */
    private double exact(int k) {
        float[] phi = dictionary.atoms().data;
        int offset = k * residual.length;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int d = 0;
        for (; d + 3 < residual.length; d += 4) {
            s0 += residual[d] * phi[offset + d];
            s1 += residual[d + 1] * phi[offset + d + 1];
            s2 += residual[d + 2] * phi[offset + d + 2];
            s3 += residual[d + 3] * phi[offset + d + 3];
        }
        for (; d < residual.length; d++) {
            s0 += residual[d] * phi[offset + d];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Writes the certificate of a code, as it stands in the solution, into the solution. */
    void certify(float[] patches, Solution solution, int patch, int iterations, Solution.Stop stop) {
        evaluate(patches, patch, solution.codes().data, patch);
        certify(solution, patch, lowerBound(), iterations, stop);
    }

    /** The same where a lower bound on the minimum is known, for the code evaluated last. */
    void certify(Solution solution, int patch, double lowerBound, int iterations, Solution.Stop stop) {
        solution.objective()[patch] = objective();
        solution.gap()[patch] = Math.max(0, objective() - lowerBound);
        solution.iterations()[patch] = iterations;
        solution.stop()[patch] = stop;
    }
}
