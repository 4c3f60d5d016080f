package parsimony.sparsecoding;

/**
 * What the solvers of the Poisson free energy have in common.
 *
 * @param beta  weight of the divergence from the prior, &gt; 0
 * @param gap   optimality gap, relative to the free energy, at which a patch is done; ≥ 0, and 0 to do all steps
 * @param steps most steps per patch, ≥ 1
 */
public record PoissonSettings(double beta, double gap, int steps) {

    public PoissonSettings {
        Check.positive("beta", beta);
        Check.notNegative("gap", gap);
        Check.atLeastOne("steps", steps);
    }

    /** To a relative gap of 1e-6, in at most 2000 steps. */
    public static PoissonSettings of(double beta) {
        return new PoissonSettings(beta, 1e-6, 2000);
    }

    public PoissonSettings withGap(double gap) {
        return new PoissonSettings(beta, gap, steps);
    }

    public PoissonSettings withSteps(int steps) {
        return new PoissonSettings(beta, gap, steps);
    }
}
