package parsimony.sparsecoding;

/**
 * The settings of the solvers of the Poisson free energy.
 *
 * @param beta  weight of the divergence from the prior, &gt; 0
 * @param gap   optimality gap, relative to the free energy, at which a patch is done; ≥ 0; with 0
 *              all steps are taken
 * @param iterations most steps per patch, ≥ 1
 */
public record PoissonSettings(
        @Knob("Weight of the divergence from the prior, above 0.") double beta,
        @Knob("Relative optimality gap at which a patch is done, at least 0.") double gap,
        @Knob("Most steps per patch, at least 1.") int iterations) {

    /**
     * Checks the values.
     *
     * @throws parsimony.signals.InputException if a value is out of its range
     */
    public PoissonSettings {
        Check.positive("beta", beta);
        Check.notNegative("gap", gap);
        Check.atLeastOne("iterations", iterations);
    }

    /**
     * {@return settings with a relative gap of 1e-6 and at most 2000 steps}
     *
     * @param beta β, the weight of the KL term
     */
    public static PoissonSettings of(double beta) {
        return new PoissonSettings(beta, 1e-6, 2000);
    }

    /**
     * {@return the same settings with another relative gap}
     *
     * @param gap the relative gap at which a patch is done
     */
    public PoissonSettings withGap(double gap) {
        return new PoissonSettings(beta, gap, iterations);
    }

    /**
     * {@return the same settings with another number of steps}
     *
     * @param iterations the most steps, ≥ 1
     */
    public PoissonSettings withIterations(int iterations) {
        return new PoissonSettings(beta, gap, iterations);
    }
}
