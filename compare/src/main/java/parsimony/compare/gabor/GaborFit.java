package parsimony.compare.gabor;

/**
 * The Gabor function nearest to an atom.
 *
 * @param gabor    the function; of an atom that is all zeros, one of amplitude 0
 * @param residual share of the atom's energy (the sum of its squares) that the function leaves
 *                 unexplained, from 0 to 1; 1 for an atom that is all zeros
 */
public record GaborFit(Gabor gabor, double residual) {
    /**
     * The largest residual of an atom that counts as well fitted: four fifths of its energy are
     * explained.
     */
    public static final double MOST_RESIDUAL = 0.2;

    /** {@return whether at most {@link #MOST_RESIDUAL} of the atom is unexplained} */
    public boolean good() {
        return residual <= MOST_RESIDUAL;
    }
}
