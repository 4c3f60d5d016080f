package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * RᵀR = G_AA of a set A of atoms that gains and loses members one by one, R upper triangular and in double precision. One per
 * thread; grows as needed. Rows of R are contiguous, and all but the back substitution runs along them, four to a pass.
 */
final class Cholesky {
    private final InnerProducts gram;
    private int[] members = new int[16];
    private double[][] r = new double[16][16];
    private double[] inverse = new double[16]; // of R's diagonal
    private double[] column = new double[16];
    private int size;

    Cholesky(InnerProducts gram) {
        this.gram = gram;
    }

    int size() {
        return size;
    }

    /** The atom at a position of A. */
    int member(int position) {
        return members[position];
    }

    /** The inner products of any atom with the members, by position. */
    void products(int atom, double[] products) {
        gram.of(atom, members, size, products);
    }

    void clear() {
        size = 0;
    }

    /** Appends an atom; returns false, and leaves all as it was, if it depends linearly on the members. */
    boolean append(int atom) {
        if (size == members.length) {
            grow();
        }
        double squaredNorm = gram.of(atom, members, size, column);
        forward(column);
        double rest = squaredNorm;
        for (int i = 0; i < size; i++) {
            rest -= column[i] * column[i];
        }
        if (!(rest > gram.independent() * squaredNorm)) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            r[i][size] = column[i];
        }
        r[size][size] = Math.sqrt(rest);
        inverse[size] = 1 / r[size][size];
        members[size++] = atom;
        return true;
    }

    private void grow() {
        int capacity = 2 * members.length;
        members = Arrays.copyOf(members, capacity);
        inverse = Arrays.copyOf(inverse, capacity);
        column = new double[capacity];
        r = Arrays.copyOf(r, capacity);
        for (int i = 0; i < capacity; i++) {
            r[i] = i < size ? Arrays.copyOf(r[i], capacity) : new double[capacity];
        }
    }

    /** Takes the atom at a position out, and makes R triangular again by Givens rotations of the rows from there on. */
    void remove(int position) {
        for (int i = 0; i < size; i++) {
            int from = Math.max(i, position + 1);
            System.arraycopy(r[i], from, r[i], from - 1, size - from);
        }
        size--;
        System.arraycopy(members, position + 1, members, position, size - position);
        for (int i = position; i < size; i++) {
            rotate(r[i], r[i + 1], i, size);
            inverse[i] = 1 / r[i][i];
        }
    }

    /** Turns two rows so that the lower one is 0 in the first of their columns. */
    private static void rotate(double[] upper, double[] lower, int first, int end) {
        double norm = Math.sqrt(upper[first] * upper[first] + lower[first] * lower[first]);
        double cosine = upper[first] / norm;
        double sine = lower[first] / norm;
        for (int j = first; j < end; j++) {
            double p = upper[j];
            double q = lower[j];
            upper[j] = cosine * p + sine * q;
            lower[j] = cosine * q - sine * p;
        }
    }

    /** Solves G_AA·x = rhs in place, over the first entries of the array. */
    void solve(double[] rhs) {
        forward(rhs);
        for (int i = size - 1; i >= 0; i--) {
            rhs[i] = (rhs[i] - RowSum.dot(r[i], rhs, i + 1, size)) * inverse[i];
        }
    }

    /** Solves Rᵀ·x = rhs in place. */
    private void forward(double[] rhs) {
        int i = 0;
        for (; i + 3 < size; i += 4) {
            double[] r0 = r[i];
            double[] r1 = r[i + 1];
            double[] r2 = r[i + 2];
            double[] r3 = r[i + 3];
            double x0 = rhs[i] * inverse[i];
            double x1 = (rhs[i + 1] - x0 * r0[i + 1]) * inverse[i + 1];
            double x2 = (rhs[i + 2] - x0 * r0[i + 2] - x1 * r1[i + 2]) * inverse[i + 2];
            double x3 = (rhs[i + 3] - x0 * r0[i + 3] - x1 * r1[i + 3] - x2 * r2[i + 3]) * inverse[i + 3];
            rhs[i] = x0;
            rhs[i + 1] = x1;
            rhs[i + 2] = x2;
            rhs[i + 3] = x3;
            for (int j = i + 4; j < size; j++) {
                rhs[j] -= x0 * r0[j] + x1 * r1[j] + x2 * r2[j] + x3 * r3[j];
            }
        }
        for (; i < size; i++) {
            double x = rhs[i] * inverse[i];
            rhs[i] = x;
            for (int j = i + 1; j < size; j++) {
                rhs[j] -= x * r[i][j];
            }
        }
    }
}
