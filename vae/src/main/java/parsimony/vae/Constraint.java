package parsimony.vae;

/** What training may do with the matrix of a {@link LinearNetwork}. */
public enum Constraint {
    /** It moves freely. */
    NONE,
    /**
     * The vector of each unit, an atom of a decoder, has Euclidean norm 1: at the start, and again
     * after every step. A vector of zeros stays one.
     */
    UNIT_NORM,
    /** It stays what it was at the start. */
    FIXED
}
