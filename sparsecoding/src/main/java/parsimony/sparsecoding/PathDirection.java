package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The direction d = G_AA⁻¹s in which a lasso path moves, for atoms A with signs s that join and leave one by one. Keeps the
 * inverse itself, in double precision: a change is a rank-one update of it, in rows that vectorise, and brings the direction
 * along. One per thread.
 */
final class PathDirection {
    /** Share of its squared norm that an atom must keep outside the span of the others to count as independent. */
    private static final double INDEPENDENT = 1e-7;

    private final float[][] gram;
    private final int[] members;
    private final double[] sign;
    private final double[] direction;
    private final double[][] inverse;
    private final double[] products;
    private final double[] weights;
    private int size;

    PathDirection(float[][] gram) {
        this.gram = gram;
        members = new int[gram.length];
        sign = new double[gram.length];
        direction = new double[gram.length];
        inverse = new double[gram.length][];
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
        size = 0;
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
        double step = (sign - along) / pivot;
        for (int p = 0; p < size; p++) {
            RowSum.add(weights, weights[p] / pivot, inverse[p], size);
            inverse[p][size] = inverse[size][p] = -weights[p] / pivot;
            direction[p] -= step * weights[p];
        }
        inverse[size][size] = 1 / pivot;
        direction[size] = step;
        this.sign[size] = sign;
        members[size++] = atom;
        return true;
    }

    /** Takes the atom at a position out; the last one takes its place. */
    void remove(int position) {
        double[] column = inverse[position];
        double pivot = column[position];
        double step = direction[position] / pivot;
        System.arraycopy(column, 0, weights, 0, size);
        for (int p = 0; p < size; p++) {
            RowSum.add(weights, -weights[p] / pivot, inverse[p], size);
            direction[p] -= step * weights[p];
        }
        size--;
        double[] last = inverse[size];
        inverse[size] = inverse[position];
        inverse[position] = last;
        for (int p = 0; p < size; p++) {
            inverse[p][position] = inverse[p][size];
        }
        direction[position] = direction[size];
        sign[position] = sign[size];
        members[position] = members[size];
    }

    /** Takes out of the direction what rounding has put in. */
    void refine() {
        for (int p = 0; p < size; p++) {
            float[] row = gram[members[p]];
            double rest = sign[p];
            for (int q = 0; q < size; q++) {
                rest -= row[members[q]] * direction[q];
            }
            products[p] = rest;
        }
        multiply(products, weights);
        for (int p = 0; p < size; p++) {
            direction[p] += weights[p];
        }
    }

    /** product ← G_AA⁻¹·vector. */
    void multiply(double[] vector, double[] product) {
        Arrays.fill(product, 0, size, 0);
        RowSum.add(inverse, vector, product, size);
    }
}
