package parsimony.vae;

/** What a unit of the code is distributed as, given a patch. */
public enum Distribution {
    /** Spike counts, with learned prior rates. */
    POISSON(0.01),
    /** Real values, with a standard normal prior. */
    GAUSSIAN(0.1),
    /** Real values, with a standard Laplace prior. */
    LAPLACE(0.1),
    /** One unit of all K is on, with a uniform prior. */
    CATEGORICAL(0.01);

    private final double activeKl;

    Distribution(double activeKl) {
        this.activeKl = activeKl;
    }

    /**
     * The mean KL, in nats, from which a unit of such a model counts as active, while it is trained and ever after, unless
     * another is asked for. Vafaii, Galor &amp; Yates (2024) take these values for linear models of digits.
     */
    public double activeKl() {
        return activeKl;
    }

    /** Whether codes are counts, so that a relaxed sample has a hard one behind it. */
    boolean discrete() {
        return this == POISSON || this == CATEGORICAL;
    }
}
