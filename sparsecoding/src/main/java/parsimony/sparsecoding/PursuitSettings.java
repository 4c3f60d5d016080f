package parsimony.sparsecoding;

/**
 * The settings of the greedy pursuits.
 *
 * @param nonzeros most atoms to choose, ≥ 1 (a plain matching pursuit may choose one again)
 * @param residual ‖x − Φa‖² at which a patch is done, ≥ 0
 * @param signed   whether codes may be negative
 */
public record PursuitSettings(
        @Knob(value = "Most atoms of a code, at least 1.", needed = true) int nonzeros,
        @Knob("‖x − Φa‖² at which a patch is done, at least 0.") double residual,
        @Knob("Allow negative codes.") boolean signed) {

    /**
     * Checks the values.
     *
     * @throws parsimony.signals.InputException if a value is out of its range
     */
    public PursuitSettings {
        Check.atLeastOne("nonzeros", nonzeros);
        Check.notNegative("residual", residual);
    }

    /**
     * {@return non-negative codes of a number of atoms}
     *
     * @param nonzeros the most atoms of a code, ≥ 1
     */
    public static PursuitSettings of(int nonzeros) {
        return new PursuitSettings(nonzeros, 0, false);
    }

    /**
     * {@return the same settings with another residual at which a patch is done}
     *
     * @param residual its norm, ≥ 0
     */
    public PursuitSettings withResidual(double residual) {
        return new PursuitSettings(nonzeros, residual, signed);
    }

    /**
     * {@return the same settings with or without negative codes}
     *
     * @param signed whether codes may be negative
     */
    public PursuitSettings withSigned(boolean signed) {
        return new PursuitSettings(nonzeros, residual, signed);
    }
}
