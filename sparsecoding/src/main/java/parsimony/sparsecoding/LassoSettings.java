package parsimony.sparsecoding;

/**
 * The settings of the solvers of the lasso, min ½‖x − Φa‖² + λ‖a‖₁.
 *
 * @param lambda     weight of the l1 norm, &gt; 0: from 1e-30 to 1e30
 * @param signed     whether codes may be negative
 * @param gap        duality gap, relative to the objective, at which a patch is done; ≥ 0; with 0,
 *                   {@link Ista} and {@link Fista} take all steps, and {@link Lasso} and {@link
 *                   Homotopy} go as far as rounding allows
 * @param iterations most steps per patch, ≥ 0. With 0, {@link Ista} and {@link Fista} measure the
 *                   codes that they start from; the other solvers need at least 1. If a second
 *                   solver tries a patch again, it has as many steps of its own
 */
public record LassoSettings(
        @Knob(value = "Weight of the l1 norm, above 0.", needed = true) double lambda,
        @Knob("Allow negative codes.") boolean signed,
        @Knob("Relative optimality gap at which a patch is done, at least 0.") double gap,
        @Knob("Most steps per patch; ista and fista take all, given no gap, and with 0"
                + " measure the codes given.") int iterations) {

    /**
     * Checks the values.
     *
     * @throws parsimony.signals.InputException if a value is out of its range
     */
    public LassoSettings {
        Check.weight("lambda", lambda);
        Check.notNegative("gap", gap);
        Check.zeroOrMore("iterations", iterations);
    }

    /**
     * {@return settings for non-negative codes, with a relative gap of 1e-6 and at most 10,000
     * steps}
     *
     * @param lambda λ, the weight of the l1 norm
     */
    public static LassoSettings of(double lambda) {
        return new LassoSettings(lambda, false, 1e-6, 10_000);
    }

    /**
     * {@return the same settings with another λ}
     *
     * @param lambda λ, the weight of the l1 norm
     */
    public LassoSettings withLambda(double lambda) {
        return new LassoSettings(lambda, signed, gap, iterations);
    }

    /**
     * {@return the same settings with or without negative codes}
     *
     * @param signed whether codes may be negative
     */
    public LassoSettings withSigned(boolean signed) {
        return new LassoSettings(lambda, signed, gap, iterations);
    }

    /**
     * {@return the same settings with another relative gap}
     *
     * @param gap the relative gap at which a patch is done
     */
    public LassoSettings withGap(double gap) {
        return new LassoSettings(lambda, signed, gap, iterations);
    }

    /**
     * {@return the same settings with another number of steps}
     *
     * @param iterations the most steps, ≥ 0
     */
    public LassoSettings withIterations(int iterations) {
        return new LassoSettings(lambda, signed, gap, iterations);
    }

    /** The soft threshold whose fixed points these settings describe. */
    Threshold threshold() {
        return Threshold.of(signed, false);
    }
}
