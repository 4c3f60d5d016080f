package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The direction d = G_AA⁻¹s in which a lasso path moves, for atoms A with signs s that join and leave one by one. Keeps the
 * inverse itself, in double precision. An atom that joins or leaves changes it by a matrix of rank one, c·u·uᵀ; a few of
 * these are kept as they are, and enter the inverse together, in one pass over its rows. One per thread.
 */
final class PathDirection {
    /** Share of its squared norm that an atom must keep outside the span of the others to count as independent. */
    private static final double INDEPENDENT = 1e-7;

    /** Changes kept apart. */
    private static final int CHANGES = 8;

    private final float[][] gram;
    private final int[] members;
    private final double[] sign;
    private final double[] direction;
    private final double[][] inverse; // but for the changes; 0 beyond the size
    private final double[][] change; // the vectors u
    private final double[] factor; // the factors c
    private final double[] share;
    private final double[] products;
    private final double[] weights;
    private int size;
    private int changes;

    PathDirection(float[][] gram) {
        this.gram = gram;
        members = new int[gram.length];
        sign = new double[gram.length];
        direction = new double[gram.length];
        inverse = new double[gram.length][];
        change = new double[CHANGES][gram.length];
        factor = new double[CHANGES];
        share = new double[CHANGES];
        products = new double[gram.length];
        weights = new double[gram.length];
    }

    int size() {
        return size;
    }

    /** The atom at a position, 0 ≤ position &lt; size. */
    int atom(int position) {
        return members[position];
    }

    double sign(int position) {
        return sign[position];
    }

    double direction(int position) {
        return direction[position];
    }

    void clear() {
        for (int p = 0; p < size; p++) {
            Arrays.fill(inverse[p], 0, size, 0);
        }
        size = 0;
        changes = 0;
    }

    /** Lets an atom in; returns false, and leaves all as it was, if it depends linearly on those inside. */
    boolean append(int atom, double sign) {
        float[] row = gram[atom];
        double along = 0;
        for (int p = 0; p < size; p++) {
            products[p] = row[members[p]];
            along += products[p] * direction[p];
        }
        multiply(products, weights);
        double pivot = row[atom];
        for (int p = 0; p < size; p++) {
            pivot -= products[p] * weights[p];
        }
        if (!(pivot > INDEPENDENT * row[atom])) {
            return false;
        }
        if (inverse[size] == null) {
            inverse[size] = new double[gram.length];
        }
        for (int i = 0; i < changes; i++) {
            change[i][size] = 0;
        }
        double step = (sign - along) / pivot;
        weights[size] = -1;
        members[size] = atom;
        this.sign[size] = sign;
        direction[size++] = 0;
        change(1 / pivot, -step);
        return true;
    }

    /** Takes the atom at a position out; the last one takes its place. */
    void remove(int position) {
        System.arraycopy(inverse[position], 0, weights, 0, size);
        for (int i = 0; i < changes; i++) {
            share[i] = factor[i] * change[i][position];
        }
        RowSum.add(change, share, changes, weights, size);
        double pivot = weights[position];
        change(-1 / pivot, -direction[position] / pivot);

        size--;
        double[] last = inverse[size];
        inverse[size] = inverse[position];
        inverse[position] = last;
        Arrays.fill(inverse[size], 0, size + 1, 0);
        for (int p = 0; p < size; p++) {
            inverse[p][position] = inverse[p][size];
            inverse[p][size] = 0;
        }
        for (int i = 0; i < changes; i++) {
            change[i][position] = change[i][size];
        }
        direction[position] = direction[size];
        sign[position] = sign[size];
        members[position] = members[size];
    }

    /** Adds c·u·uᵀ to the inverse and a multiple of u to the direction, u being the weights. */
    private void change(double c, double multiple) {
        if (changes == CHANGES) {
            for (int p = 0; p < size; p++) {
                for (int i = 0; i < CHANGES; i++) {
                    share[i] = factor[i] * change[i][p];
                }
                RowSum.add(change, share, CHANGES, inverse[p], size);
            }
            changes = 0;
        }
        System.arraycopy(weights, 0, change[changes], 0, size);
        factor[changes++] = c;
        RowSum.add(weights, multiple, direction, size);
    }

    /** Takes out of the direction what one change after another has put in. */
    void renew() {
        multiply(sign, direction);
    }

    /** product ← G_AA⁻¹·vector. */
    void multiply(double[] vector, double[] product) {
        Arrays.fill(product, 0, size, 0);
        RowSum.add(inverse, vector, size, product, size);
        for (int i = 0; i < changes; i++) {
            share[i] = factor[i] * RowSum.dot(change[i], vector, 0, size);
        }
        RowSum.add(change, share, changes, product, size);
    }
}
