package parsimony.sparsecoding;

/**
 * What greedy pursuits have in common.
 *
 * @param atoms       most atoms to choose, ≥ 1 (a plain matching pursuit may choose one again)
 * @param residual    ‖x − Φa‖² at which a patch is done, ≥ 0
 * @param nonNegative whether codes must be ≥ 0
 */
public record PursuitSettings(int atoms, double residual, boolean nonNegative) {

    public PursuitSettings {
        Check.atLeastOne("atoms", atoms);
        Check.notNegative("residual", residual);
    }

    /** Non-negative codes of a number of atoms. */
    public static PursuitSettings of(int atoms) {
        return new PursuitSettings(atoms, 0, true);
    }

    public PursuitSettings withResidual(double residual) {
        return new PursuitSettings(atoms, residual, nonNegative);
    }

    public PursuitSettings withNonNegative(boolean nonNegative) {
        return new PursuitSettings(atoms, residual, nonNegative);
    }
}
