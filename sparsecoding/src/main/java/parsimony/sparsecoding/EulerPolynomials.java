package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The effect of B Euler steps of LCA while the active set A does not change. With c = b − λs − Ga
 * over A, a step is a ← a + c/τ, so that a(B) = a + p(G)·c and the filtered code w = Σ_i
 * q^(B−1−i)·a(i)/τ is (1 − q^B)·a + h(G)·c, for two polynomials of G_AA. Their degree is B − 1, but
 * they are smooth on the eigenvalues of G: a few Chebyshev polynomials T_n represent them to single
 * precision. So B steps cost far fewer than B products with G.
 */
final class EulerPolynomials {
    /** Chebyshev nodes at which p and h are sampled; the degree kept is at most half as large. */
    private static final int NODES = 96;
    /** Coefficients below this, per B/τ, are dropped: single precision resolves 6e-8. */
    private static final double PRECISION = 1e-8;

    /** Chebyshev coefficients of p over [0, largest eigenvalue]. */
    final float[] position;
    /** Chebyshev coefficients of h, as many as of p. */
    final float[] filter;

    /**
     * @param steps   B
     * @param rate    1/τ
     * @param largest an upper bound on the eigenvalues of G
     */
    EulerPolynomials(int steps, double rate, double largest) {
        double[] p = new double[NODES];
        double[] h = new double[NODES];
        for (int node = 0; node < NODES; node++) {
            double g = largest * (1 + Math.cos(Math.PI * (node + 0.5) / NODES)) / 2;
            for (int i = 0; i < steps; i++) {
                h[node] = (1 - rate) * h[node] + rate * p[node];
                p[node] = rate + (1 - rate * g) * p[node];
            }
        }
        float[] a = coefficients(p);
        float[] b = coefficients(h);
        int degree = NODES / 2;
        while (degree > 1 && Math.abs(a[degree]) + Math.abs(b[degree]) < PRECISION * steps * rate) {
            degree--;
        }
        position = Arrays.copyOf(a, degree + 1);
        filter = Arrays.copyOf(b, degree + 1);
    }

    private static float[] coefficients(double[] values) {
        float[] coefficients = new float[NODES];
        for (int n = 0; n < NODES; n++) {
            double sum = 0;
            for (int node = 0; node < NODES; node++) {
                sum += values[node] * Math.cos(Math.PI * n * (node + 0.5) / NODES);
            }
            coefficients[n] = (float) ((n == 0 ? 1 : 2) * sum / NODES);
        }
        return coefficients;
    }
}
