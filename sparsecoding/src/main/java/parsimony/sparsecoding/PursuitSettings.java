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

    public PursuitSettings {
        Check.atLeastOne("nonzeros", nonzeros);
        Check.notNegative("residual", residual);
    }

    /** Non-negative codes of a number of atoms. */
    public static PursuitSettings of(int nonzeros) {
        return new PursuitSettings(nonzeros, 0, false);
    }

    /** The same settings with another residual at which a patch is done. */
    public PursuitSettings withResidual(double residual) {
        return new PursuitSettings(nonzeros, residual, signed);
    }

    /** The same settings with or without negative codes. */
    public PursuitSettings withSigned(boolean signed) {
        return new PursuitSettings(nonzeros, residual, signed);
    }
}
