package parsimony.sparsecoding;

import java.io.Serializable;
import org.ejml.data.FMatrixRMaj;

/**
 * How an {@link AffineEncoder} makes a code a of what its affine map gives, u = W(x′ − c) + b, K
 * numbers each.
 */
public sealed interface CodeActivation extends Serializable {
    /** a = max(u, 0). */
    record Relu() implements CodeActivation {}

    /** a = tanh(max(u, 0)). */
    record TanhRelu() implements CodeActivation {}

    /**
     * The k largest of u, where they are above 0; all others are 0. Which of two equal ones is kept
     * is not laid down.
     *
     * @param k ≥ 1
     */
    record TopK(int k) implements CodeActivation {}

    /**
     * a_j = u_j where u_j &gt; max(θ_j, 0), else 0. It is also what BatchTopK does once it is
     * trained, with one θ for all units.
     *
     * @param thresholds θ, 1×K
     */
    record JumpRelu(FMatrixRMaj thresholds) implements CodeActivation {}

    /**
     * Whether a unit is active is u's to say, and how much is another affine map's, which shares
     * the weights: a_j = max(s_j·(W(x′ − c))_j + m_j, 0) where u_j &gt; 0, else 0.
     *
     * @param scales     s, 1×K
     * @param magnitudes m, 1×K
     */
    record Gated(FMatrixRMaj scales, FMatrixRMaj magnitudes) implements CodeActivation {}

    /**
     * The rates of a Poisson VAE, which are its posterior means: a = exp(c_m(ρ + c₁₀(u))) + 1.2e-7
     * with the soft upper clamp c_m(v) = m − log(1 + e^(m − v)), as in Vafaii, Galor &amp; Yates
     * (2024) and their code. No rate is 0.
     *
     * @param logPrior the prior's log rates ρ, 1×K
     * @param clamp    m, above which no log rate goes
     */
    record PoissonRate(FMatrixRMaj logPrior, double clamp) implements CodeActivation {}

    /** a = u, of either sign: the location of a Gaussian or Laplace VAE. */
    record Location() implements CodeActivation {}

    /** {@return whether codes may be negative} */
    default boolean signed() {
        return this instanceof Location;
    }
}
