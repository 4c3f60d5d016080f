package parsimony.sparsecoding;

/**
 * Orthogonal matching pursuit: after each choice of an atom, the code is the least-squares code of all chosen ones. With
 * codes ≥ 0 that is non-negative least squares, and an atom may leave again.
 *
 * <p>Pati, Rezaiifar &amp; Krishnaprasad (1993), Asilomar Conference 27; non-negative: Lawson &amp; Hanson (1974), chapter 23.
 */
public final class OrthogonalMatchingPursuit extends Pursuit {

    /** @throws IllegalArgumentException if an argument is missing */
    public OrthogonalMatchingPursuit(Dictionary dictionary, PursuitSettings settings) {
        super(dictionary, settings);
    }

    @Override
    Adaptation adaptation() {
        return new Adaptation() {
            private final float[][] gram = dictionary().gramRows();
            private final ActiveSet active = new ActiveSet(gram.length, InnerProducts.of(gram));
            private float[] b;

            @Override
            public void begin(float[] b) {
                this.b = b.clone();
                active.clear();
            }

            @Override
            public boolean adapt(int atom, double c) {
                if (active.contains(atom) || !active.append(atom, settings().nonNegative() ? 1 : 0)) {
                    return false;
                }
                for (int p = 0; p < active.size(); p++) {
                    double slope = b[active.atom(p)];
                    for (int q = 0; q < active.size(); q++) {
                        slope -= gram[active.atom(p)][active.atom(q)] * active.code[active.atom(q)];
                    }
                    active.slope(p, slope);
                }
                active.move();
                return true;
            }

            @Override
            public double[] code() {
                return active.code;
            }
        };
    }
}
