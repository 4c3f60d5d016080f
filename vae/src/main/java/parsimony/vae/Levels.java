package parsimony.vae;

import java.util.List;
import java.util.stream.Collectors;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * A second level above the code of a Poisson model with a linear decoder. Its counts z₂ change the
 * prior rates of the K₁ units of level 1:
 * <pre>  z₂ ~ Pois(r₂), r₂ = e^ρ₂ ∈ R^K₂;   z₁ | z₂ ~ Pois(r₁(z₂));   x̂ = Φ₁z₁.</pre>
 * The posterior has a gain at each level, q(z₂|x) = Pois(λ₂), λ₂ = r₂δ₂(x), and q(z₁|x, z₂) =
 * Pois(r₁(z₂)δ₁(x)). So level 1 costs E KL₁ = Σ_k M_k(1 + δ₁k(log δ₁k − 1)) with M = E r₁(z₂), and
 * level 2 costs KL₂ = Σ_j r₂j(1 + δ₂j(log δ₂j − 1)). With m = δ₁⊙M the expected error is
 * <pre>  E‖x − Φ₁z₁‖² = ‖x − Φ₁m‖² + Σ_k m_k‖φ₁k‖² + the part of the covariances.</pre>
 *
 * @param units  K₂, units of level 2, ≥ 1
 * @param link   how z₂ changes the rates of level 1
 * @param beta   weight of KL₂ in training, as a multiple of the weight β of KL₁; &gt; 0
 * @param start  size of the entries that Φ₂ begins with, ≥ 0: their mean where they are not
 *               negative, else their standard deviation
 * @param groups whether Φ₂ begins in place of that with groups of units that a given dictionary
 *               uses together: clusters of the sparse codes of training patches, for an additive
 *               link
 * @param seen   whether the linear encoder of level 2 begins with these groups, too: a patch that
 *               is what one spike of a unit adds gives the unit about one spike
 */
public record Levels(int units, Link link, double beta, double start, boolean groups,
        boolean seen) {

    /** How the counts of level 2 change the prior rates of level 1. */
    public enum Link {
        /**
         * r₁(z₂) = e^ρ₁ + Φ₂z₂ with Φ₂ ≥ 0, so M = e^ρ₁ + Φ₂λ₂. The covariances add Σ_j
         * λ₂j‖Φ₁(δ₁⊙Φ₂_j)‖² to the error, so that its gradient is exact.
         */
        ADDITIVE,
        /**
         * r₁(z₂) = exp(ρ₁ + Φ₂z₂), so M_k = e^ρ₁k·exp(Σ_j λ₂j(e^Φ₂kj − 1)). For the error, z₂ is a
         * relaxed sample, and the error is exact given it.
         */
        LOG_LINEAR
    }

    /** The first size of Φ₂. Times the first r₂ of K₂ units, it is about the first e^ρ₁. */
    public static final double START = 0.01;
    /** That of a log-linear link: as for the other matrices. */
    public static final double LOG_LINEAR_START = 0.05;

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range
     */
    public Levels {
        Training.require(units >= 1, "levels", units, "at least 1");
        Training.require(beta > 0 && beta < Double.POSITIVE_INFINITY, "beta2", beta,
                "above 0, and finite");
        Training.require(start >= 0 && start < Double.POSITIVE_INFINITY, "start2", start,
                "at least 0, and finite");
        link = link != null ? link : Link.ADDITIVE;
        if (groups && link != Link.ADDITIVE) {
            throw new InputException(Setting.marked("groups")
                    + ": is for an additive ‹link›, whose rates they can be; leave it out");
        }
        if (seen && !groups) {
            throw new InputException("seen: is for groups that Φ₂ begins with; there are none");
        }
    }

    /**
     * A second level whose Φ₂ is drawn.
     *
     * @throws InputException if a value is out of its range
     */
    public Levels(int units, Link link, double beta, double start) {
        this(units, link, beta, start, false, false);
    }

    /** {@return the same, with a Φ₂ that begins with groups} */
    public Levels withGroups() {
        return new Levels(units, link, beta, start, true, false);
    }

    /** {@return the same, with a Φ₂ and an encoder of level 2 that begin with groups} */
    public Levels withGroupsSeen() {
        return new Levels(units, link, beta, start, true, true);
    }

    /**
     * {@return the second level that a user asks for; null for one level}
     *
     * @param levels units of level 1 and of level 2; null for one level
     * @param link   if null, additive
     * @param beta   if null, 1
     * @param start  if null, the usual one of the link
     * @throws InputException if a value is out of its range, or given though there is one level
     */
    public static Levels of(List<Integer> levels, Link link, Double beta, Double start) {
        if (levels == null) {
            requireNone("link", link);
            requireNone("beta2", beta);
            requireNone("start2", start);
            return null;
        }
        Training.require(levels.size() == 2 && levels.get(0) >= 1 && levels.get(1) >= 1,
                "levels",
                levels.stream().map(String::valueOf).collect(Collectors.joining(",")),
                "two numbers of units, each at least 1, such as 512,128");
        return new Levels(levels.get(1), link, beta != null ? beta : 1,
                start != null ? start : link == Link.LOG_LINEAR ? LOG_LINEAR_START : START);
    }

    private static void requireNone(String setting, Object value) {
        if (value != null) {
            throw new InputException(
                    Setting.marked(setting) + ": is for a model with ‹levels›; leave it"
                            + " out");
        }
    }
}
