package parsimony.compare.levels;

/**
 * The best rates of one level where the other is fixed, a convex problem in m &gt; 0:
 * <pre>  F(m) = c − 2bᵀm + mᵀQm + dᵀm + β Σ_k [m_k log(m_k/M_k) − m_k + M_k]</pre>
 * with Q positive semidefinite, and prior rates M. The method is coordinate descent: with all other
 * rates fixed, the best v = log m_k is the root of 2Q_kk·e^v + βv = 2b_k − d_k + β log M_k −
 * 2Σ_{l≠k} Q_kl·m_l. The left side is convex and increasing, so that Newton steps from above come
 * down to the root without passing it.
 *
 * <p>Certificate: the quadratic part is above its tangent at m, so min F is at least the minimum of
 * tangent and divergence together, which is at m̂ = M·exp(−g/β) with g = 2Qm − 2b + d. So
 * <pre>  F(m) − min F ≤ β Σ_k [m_k log(m_k/m̂_k) − m_k + m̂_k],</pre>
 * which is 0 exactly at the optimum. With Q = Φᵀ Φ and d_k = ‖φ_k‖² it is that of the P-VAE.
 */
final class RateProblem {
    /** No rate falls below e^−80. */
    private static final double LEAST = -80;
    private static final int NEWTON_STEPS = 100;
    private static final int SWEEPS_PER_CHECK = 5;

    private final double constant;
    private final double[] linear;
    private final double[][] quadratic;
    private final double[] price;
    private final double[] logPrior;
    private final double beta;

    /**
     * @param constant  c
     * @param linear    b
     * @param quadratic Q, symmetric
     * @param price     d
     * @param prior     M, each &gt; 0
     * @param beta      β, &gt; 0
     */
    RateProblem(double constant, double[] linear, double[][] quadratic, double[] price,
            double[] prior, double beta) {
        this.constant = constant;
        this.linear = linear;
        this.quadratic = quadratic;
        this.price = price;
        this.logPrior = new double[prior.length];
        for (int k = 0; k < prior.length; k++) {
            logPrior[k] = Math.log(prior[k]);
        }
        this.beta = beta;
    }

    /** F and the proven bound on F − min F. */
    record Value(double free, double gap) {}

    Value value(double[] rates) {
        double free = constant;
        double gap = 0;
        for (int k = 0; k < rates.length; k++) {
            double product = 0;
            for (int l = 0; l < rates.length; l++) {
                product += quadratic[k][l] * rates[l];
            }
            double slope = 2 * product - 2 * linear[k] + price[k];
            double log = Math.log(rates[k]);
            free += rates[k] * (product - 2 * linear[k] + price[k])
                    + beta * divergence(rates[k], log - logPrior[k]);
            gap += beta * divergence(rates[k], log - logPrior[k] + slope / beta);
        }
        return new Value(free, Math.max(0, gap));
    }

    /** m log(m/n) − m + n from m and log(m/n), without loss of digits where m is near n. */
    private static double divergence(double rate, double logRatio) {
        return rate * (logRatio + Math.expm1(-logRatio));
    }

    /**
     * Moves rates towards the best ones, until the bound is a share of F or the sweeps are done.
     *
     * @param rates where to begin, each &gt; 0; they are changed
     */
    Value solve(double[] rates, double relativeGap, int sweeps) {
        Value value = value(rates);
        for (int sweep = 0; sweep < sweeps && value.gap > relativeGap * Math.abs(value.free);
                sweep++) {
            sweep(rates);
            if ((sweep + 1) % SWEEPS_PER_CHECK == 0 || sweep == sweeps - 1) {
                value = value(rates);
            }
        }
        return value;
    }

    private void sweep(double[] rates) {
        for (int k = 0; k < rates.length; k++) {
            double others = 0;
            double[] row = quadratic[k];
            for (int l = 0; l < rates.length; l++) {
                others += row[l] * rates[l];
            }
            others -= row[k] * rates[k];
            rates[k] = Math.exp(root(2 * row[k],
                    2 * linear[k] - price[k] + beta * logPrior[k] - 2 * others,
                    Math.log(rates[k])));
        }
    }

    /** The v of curvature·e^v + βv = drive. */
    private double root(double curvature, double drive, double start) {
        // Two upper bounds of the root: one without the exponential, and one without βv, which
        // holds for a root above 0.
        double highest =
                Math.min(drive / beta, drive > curvature ? Math.log(drive / curvature) : 0);
        double v = Math.min(start, highest);
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double exponential = curvature * Math.exp(v);
            double move = (exponential + beta * v - drive) / (exponential + beta);
            v = Math.min(highest, v - move);
            if (Math.abs(move) < 1e-12) {
                break;
            }
        }
        return Math.max(LEAST, v);
    }
}
