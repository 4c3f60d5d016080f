package parsimony.sparsecoding;

/**
 * What the solvers of the lasso, min ½‖x − Φa‖² + λ‖a‖₁, have in common.
 *
 * @param lambda      weight of the l1 norm, &gt; 0: from 1e-30 to 1e30
 * @param nonNegative whether codes must be ≥ 0
 * @param gap         duality gap, relative to the objective, at which a patch is done; ≥ 0; with 0 {@link Ista} and {@link Fista} do
 *                    all steps, {@link Lasso} and {@link Homotopy} come as near as rounding lets them
 * @param steps       most steps per patch, ≥ 1; another solver that is given a patch which the first could not certify has
 *                    as many again
 */
public record LassoSettings(double lambda, boolean nonNegative, double gap, int steps) {

    public LassoSettings {
        Check.weight("lambda", lambda);
        Check.notNegative("gap", gap);
        Check.atLeastOne("steps", steps);
    }

    /** Non-negative codes, to a relative gap of 1e-6, in at most 10,000 steps. */
    public static LassoSettings of(double lambda) {
        return new LassoSettings(lambda, true, 1e-6, 10_000);
    }

    public LassoSettings withLambda(double lambda) {
        return new LassoSettings(lambda, nonNegative, gap, steps);
    }

    public LassoSettings withNonNegative(boolean nonNegative) {
        return new LassoSettings(lambda, nonNegative, gap, steps);
    }

    public LassoSettings withGap(double gap) {
        return new LassoSettings(lambda, nonNegative, gap, steps);
    }

    public LassoSettings withSteps(int steps) {
        return new LassoSettings(lambda, nonNegative, gap, steps);
    }

    /** The soft threshold whose fixed points these settings describe. */
    Threshold threshold() {
        return nonNegative ? Threshold.SOFT_NON_NEGATIVE : Threshold.SOFT;
    }
}
