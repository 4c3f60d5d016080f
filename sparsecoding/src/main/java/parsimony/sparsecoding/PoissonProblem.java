package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The free energy of a Poisson posterior of one patch, for fixed dictionary, prior rates r and
 * weight β,
 * <pre>  F(λ) = ‖x − Φλ‖² + Σ_k λ_k‖φ_k‖² + β Σ_k [λ_k log(λ_k/r_k) − λ_k + r_k],   λ &gt; 0,</pre>
 * with a certificate in double precision.
 *
 * <p>F is f(Φλ) + Σg_k(λ_k) with f(y) = ‖x − y‖² and g_k(λ) = λ‖φ_k‖² + β(λ log(λ/r_k) − λ + r_k),
 * both convex. Their conjugates are f*(θ) = θᵀx + ¼‖θ‖² and g_k*(v) = βr_k(exp((v − ‖φ_k‖²)/β) −
 * 1), so by Fenchel duality min F ≥ −f*(θ) − Σg_k*(−φ_kᵀθ) for every θ. At θ = −2(x − Φλ) the
 * difference of the two sides is, with
 * <pre>  λ̂_k = r_k·exp((2φ_kᵀ(x − Φλ) − ‖φ_k‖²)/β),
 *   F(λ) − min F ≤ β Σ_k [λ_k log(λ_k/λ̂_k) − λ_k + λ̂_k],</pre>
 * the Kullback–Leibler divergence of the rates from those that they imply: 0 exactly at the
 * optimum, where the two agree. Every term of F is ≥ 0, so F itself is a bound too, and the
 * certificate is the smaller. One per thread.
 */
final class PoissonProblem {
    private final double[] logPrior;
    private final double beta;
    private final double[][] atoms;
    private final double[][] pixels;
    private final double[] squaredNorm;
    private final double[] residual;
    private final double[] value;
    private final double[] slope;
    private final int[] all;
    private double freeEnergy;
    private double squaredResidual;

    PoissonProblem(Dictionary dictionary, double[] logPrior, double beta) {
        this.logPrior = logPrior;
        this.beta = beta;
        int k = dictionary.size();
        atoms = dictionary.atomRows();
        pixels = dictionary.doublePixelRows();
        squaredNorm = new double[k];
        Arrays.setAll(squaredNorm, dictionary::squaredNorm);
        residual = new double[dictionary.pixels()];
        value = new double[k];
        slope = new double[k];
        all = new int[k];
        Arrays.setAll(all, j -> j);
    }

    /** ‖φ_k‖². */
    double squaredNorm(int k) {
        return squaredNorm[k];
    }

    /** Evaluates F at positive rates. */
    void evaluate(float[] patches, int patch, float[] rates, int row) {
        int k = value.length;
        for (int j = 0; j < k; j++) {
            value[j] = rates[row * k + j];
        }
        for (int d = 0; d < residual.length; d++) {
            residual[d] = patches[patch * residual.length + d];
        }
        RowSum.subtract(atoms, all, value, k, residual);
        squaredResidual = 0;
        for (double r : residual) {
            squaredResidual += r * r;
        }
        freeEnergy = squaredResidual;
        for (int j = 0; j < k; j++) {
            freeEnergy += value[j] * squaredNorm[j]
                    + beta * divergence(value[j], Math.log(value[j]) - logPrior[j]);
        }
    }

    /** λ log(λ/μ) − λ + μ from λ and log(λ/μ), without loss of digits where λ is near μ. */
    private static double divergence(double rate, double logRatio) {
        return rate * (logRatio + Math.expm1(-logRatio));
    }

    double freeEnergy() {
        return freeEnergy;
    }

    /** ‖x − Φλ‖². */
    double squaredResidual() {
        return squaredResidual;
    }

    /** Φᵀ(x − Φλ). */
    void correlate(double[] slope) {
        Arrays.fill(slope, 0);
        RowSum.add(pixels, residual, residual.length, slope, slope.length);
    }

    /** The bound on F(λ) − min F. */
    double gap() {
        correlate(slope);
        double gap = 0;
        for (int j = 0; j < value.length; j++) {
            double implied = logPrior[j] + (2 * slope[j] - squaredNorm[j]) / beta;
            gap += beta * divergence(value[j], Math.log(value[j]) - implied);
        }
        return gap < freeEnergy ? Math.max(0, gap) : freeEnergy;
    }

    /** Writes the certificate of the rates in the solution. */
    void certify(float[] patches, Solution solution, int patch, int iterations,
            Solution.Stop stop) {
        evaluate(patches, patch, solution.codes().data, patch);
        certify(solution, patch, iterations, stop);
    }

    /** Writes the certificate of the rates evaluated last. */
    void certify(Solution solution, int patch, int iterations, Solution.Stop stop) {
        solution.record(patch, freeEnergy, gap(), iterations, stop);
    }
}
