package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * Many Euler steps of LCA at once, for as long as no unit crosses its threshold: {@link
 * EulerPolynomials} of the Gram matrix of the active units. A proof that no unit crosses comes
 * afterwards, from where each unit begins and ends. Steps of a(i) over Φ shrink, ‖Φc(i)‖ ≤ ‖Φc(0)‖
 * =: ρ, so the second differences of an active code are at most ‖φ_k‖·ρ/τ², and it strays from the
 * straight line between its ends by at most B²/8 times that. For an inactive potential they are at
 * most ‖φ_k‖·ρ/τ² + δ/τ, where its own steps δ satisfy δ ≤ |u(B) − u(0)|/B + B(‖φ_k‖·ρ/τ² + δ/τ).
 * One per thread.
 */
final class LcaFlow {
    private final float[][] gram;
    private final float[] norms;
    private final float lambda;
    private final float rate;
    private final boolean soft;
    private final boolean nonNegative;
    private final double largest;
    private final LocalGram local;
    private final EulerPolynomials[] polynomials = new EulerPolynomials[Integer.SIZE];

    private final float[] code;
    private final float[] slope;
    private float[] chebyshev;
    private float[] before;
    private final float[] product;
    private final float[] end;
    private final float[] sum;
    private final float[] potential;
    private final int[] slots;
    private final int[] units;

    /** By unit, after a success: the filtered code w, G·w, and the new potentials. */
    final float[] filtered;
    final float[] filteredGram;
    final float[] next;
    /** After a success: a bound on ‖Φ(a(i) − a(0))‖. */
    double moved;

    LcaFlow(Dictionary dictionary, Lca.Settings settings) {
        gram = dictionary.gramRows();
        norms = dictionary.norms();
        largest = 1.01 * dictionary.lipschitz(); // above λ_max(G), which it may fall short of
        lambda = (float) settings.lambda();
        rate = (float) (1 / settings.tau());
        soft = settings.threshold().soft();
        nonNegative = settings.threshold().nonNegative();
        local = new LocalGram(gram);
        int k = dictionary.size();
        code = new float[k];
        slope = new float[k];
        chebyshev = new float[k];
        before = new float[k];
        product = new float[k];
        end = new float[k];
        sum = new float[k];
        potential = new float[k];
        slots = new int[k];
        Arrays.setAll(slots, i -> i);
        units = new int[k];
        filtered = new float[k];
        filteredGram = new float[k];
        next = new float[k];
    }

    /**
     * Whether no choice of active units makes a step unstable. The polynomials and the proof need
     * this.
     */
    boolean surelyStable() {
        return largest * rate <= 2;
    }

    /** Clears the state of the patch before. */
    void clear() {
        local.clear();
    }

    /**
     * Tries to advance by B = 2^exponent steps. Returns false, and the caller keeps u, if a unit
     * might cross its threshold or too many units are active.
     *
     * @param decay q^B
     */
    boolean advance(float[] u, float[] b, int exponent, float decay) {
        if (!takeIn(u)) {
            return false;
        }
        int n = local.size();
        for (int s = 0; s < n; s++) {
            float p = u[local.unit(s)];
            code[s] = soft ? p - Math.copySign(lambda, p) : p;
            potential[s] = b[local.unit(s)] - (soft ? Math.copySign(lambda, p) : 0);
        }
        multiply(code, n);
        for (int s = 0; s < n; s++) {
            slope[s] = potential[s] - product[s];
        }
        int steps = 1 << exponent;
        double speed = evaluate(n, polynomials(exponent), 1 - decay);
        if (!staysActive(n, steps, speed)) {
            return false;
        }
        Arrays.fill(filteredGram, 0f);
        for (int s = 0; s < n; s++) {
            units[s] = local.unit(s);
        }
        RowSum.add(gram, units, sum, n, filteredGram, u.length);
        relax(next, u, b, filteredGram, decay);
        if (!staysInactive(u, steps, speed)) {
            return false;
        }
        Arrays.fill(filtered, 0f);
        for (int s = 0; s < n; s++) {
            int k = local.unit(s);
            filtered[k] = sum[s];
            next[k] = soft ? end[s] + Math.copySign(lambda, u[k]) : end[s];
        }
        moved = steps * rate * speed;
        return true;
    }

    private EulerPolynomials polynomials(int exponent) {
        if (polynomials[exponent] == null) {
            polynomials[exponent] = new EulerPolynomials(1 << exponent, rate, largest);
        }
        return polynomials[exponent];
    }

    private boolean active(float p) {
        return (nonNegative ? p : Math.abs(p)) > lambda;
    }

    /** Makes the local Gram matrix that of the active units. */
    private boolean takeIn(float[] u) {
        for (int s = local.size() - 1; s >= 0; s--) {
            if (!active(u[local.unit(s)])) {
                local.removeSlot(s);
            }
        }
        for (int k = 0; k < u.length; k++) {
            if (active(u[k]) && !local.contains(k)) {
                if (local.full()) {
                    return false;
                }
                local.add(k);
            }
        }
        return true;
    }

    /** product ← G_AA·x. */
    private void multiply(float[] x, int n) {
        Arrays.fill(product, 0, n, 0f);
        RowSum.add(local.rows(), slots, x, n, product, n);
    }

    /**
     * end ← a + p(G)c, sum ← (1 − q^B)a + h(G)c, by the recurrence T_(i+1) = 2(2G/largest − 1)T_i −
     * T_(i−1); returns ρ.
     */
    private double evaluate(int n, EulerPolynomials polynomials, float reach) {
        float scale = (float) (2 / largest);
        for (int s = 0; s < n; s++) {
            chebyshev[s] = slope[s];
            before[s] = 0;
            end[s] = code[s];
            sum[s] = reach * code[s];
        }
        double squares = 0;
        for (int i = 0; i < polynomials.position.length; i++) {
            RowSum.add(chebyshev, polynomials.position[i], end, n);
            RowSum.add(chebyshev, polynomials.filter[i], sum, n);
            if (i + 1 < polynomials.position.length) {
                multiply(chebyshev, n);
                if (i == 0) {
                    for (int s = 0; s < n; s++) {
                        squares += (double) slope[s] * product[s];
                    }
                }
                recur(before, chebyshev, product, i == 0 ? scale : 2 * scale, i == 0 ? 1 : 2, n);
                float[] newest = before;
                before = chebyshev;
                chebyshev = newest;
            }
        }
        return Math.sqrt(Math.max(0, squares));
    }

    /** before ← scale·Gt − factor·t − before. */
    private static void recur(float[] before, float[] t, float[] gt, float scale, float factor,
            int n) {
        for (int s = 0; s < n; s++) {
            before[s] = scale * gt[s] - factor * t[s] - before[s];
        }
    }

    /** next ← q^B·u + (1 − q^B)·b − G·w, the filter of the units that are inactive. */
    private static void relax(float[] next, float[] u, float[] b, float[] gw, float decay) {
        for (int k = 0; k < next.length; k++) {
            next[k] = decay * u[k] + (1 - decay) * b[k] - gw[k];
        }
    }

    private boolean staysActive(int n, int steps, double speed) {
        float bend = (float) (0.125 * steps * steps * rate * rate * speed);
        for (int s = 0; s < n; s++) {
            // Distance above threshold, begin and end; negative once the sign has turned.
            float from = soft ? Math.abs(code[s]) : Math.abs(code[s]) - lambda;
            float to = Math.signum(code[s]) * end[s] - (soft ? 0 : lambda);
            if (Math.min(from, to) <= bend * norms[local.unit(s)]) {
                return false;
            }
        }
        return true;
    }

    private boolean staysInactive(float[] u, int steps, double speed) {
        float force = (float) (rate * rate * speed);
        float half = 0.125f * steps * steps;
        float ownShare = 1 / (1 - steps * rate);
        float ceiling = 0.9999f * lambda; // below the threshold by a margin for rounding
        for (int k = 0; k < u.length; k++) {
            float pull = force * norms[k];
            float stride = (Math.abs(next[k] - u[k]) / steps + steps * pull) * ownShare;
            float highest = nonNegative ? Math.max(u[k], next[k])
                    : Math.max(Math.abs(u[k]), Math.abs(next[k]));
            if (highest + half * (pull + rate * stride) > ceiling && !local.contains(k)) {
                return false;
            }
        }
        return true;
    }
}
