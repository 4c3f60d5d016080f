package parsimony.sparsecoding;

/**
 * The direction d = G_AA⁻¹s in which a lasso path moves, for atoms A with signs s that join and
 * leave one by one. One per thread.
 */
final class PathDirection {
    private final Cholesky factor;
    private final double[] sign;
    private final float[] direction;
    private final int[] savedAtoms;
    private final double[] savedSigns;
    private int saved;

    PathDirection(float[][] gram) {
        factor = new Cholesky(InnerProducts.of(gram));
        sign = new double[gram.length];
        direction = new float[gram.length];
        savedAtoms = new int[gram.length];
        savedSigns = new double[gram.length];
    }

    int size() {
        return factor.size();
    }

    /** The atom at a position, 0 ≤ position &lt; size. */
    int atom(int position) {
        return factor.member(position);
    }

    double sign(int position) {
        return sign[position];
    }

    float direction(int position) {
        return direction[position];
    }

    void clear() {
        factor.clear();
    }

    /** Saves which atoms are active, with their signs. */
    void save() {
        saved = size();
        for (int p = 0; p < saved; p++) {
            savedAtoms[p] = atom(p);
            savedSigns[p] = sign[p];
        }
    }

    /** Makes exactly those atoms active that were active when {@link #save} was called. */
    void restore() {
        clear();
        for (int p = 0; p < saved; p++) {
            append(savedAtoms[p], savedSigns[p]);
        }
    }

    /**
     * Adds an atom. Returns false, and changes nothing, if it depends linearly on the active atoms.
     */
    boolean append(int atom, double itsSign) {
        if (!factor.append(atom, itsSign)) {
            return false;
        }
        sign[size() - 1] = itsSign;
        factor.solveSide(direction);
        return true;
    }

    /** Removes the atom at a position. The atoms behind it move up by one position. */
    void remove(int position) {
        factor.remove(position);
        System.arraycopy(sign, position + 1, sign, position, size() - position);
        factor.solveSide(direction);
    }

    /** vector ← G_AA⁻¹·vector. */
    void solve(double[] vector) {
        factor.solve(vector);
    }
}
