package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * The Cholesky factor of G_AA, RᵀR = G_AA, for a set A of atoms that gains and loses members one by
 * one. R is upper triangular, in double precision, and grows as needed. Its rows are contiguous:
 * all loops but the back substitution run along them, four rows to a pass. One per thread.
 *
 * <p>Each atom can bring an entry of one right-hand side s. z = R⁻ᵀs is kept up to date, and so is
 * a copy of R by columns in single precision. Then G_AA⁻¹s costs one back substitution along these
 * columns.
 */
final class Cholesky {
    /** Passes of {@link #round} that compensate for the rounding of large codes. */
    private static final int ROUNDING_PASSES = 2;

    private final InnerProducts gram;
    private int[] members = new int[16];
    private double[][] r = new double[16][16];
    private float[][] columns = new float[16][16];
    private double[] column = new double[16];
    private double[] inverse = new double[16]; // of R's diagonal
    private double[] z = new double[16];
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

    /** As {@link #append(int, double)}, with 0 for s. */
    boolean append(int atom) {
        return append(atom, 0);
    }

    /**
     * Appends an atom; returns false, and leaves all as it was, if it depends linearly on the
     * members.
     *
     * @param side its entry of s
     */
    boolean append(int atom, double side) {
        if (size == members.length) {
            grow();
        }
        double squaredNorm = gram.of(atom, members, size, column);
        forward(column);
        double rest = squaredNorm;
        for (int i = 0; i < size; i++) {
            rest -= column[i] * column[i];
            side -= column[i] * z[i];
        }
        if (!(rest > gram.independent() * squaredNorm)) {
            return false;
        }
        double root = Math.sqrt(rest);
        for (int i = 0; i < size; i++) {
            r[i][size] = column[i];
            columns[size][i] = (float) column[i];
        }
        r[size][size] = root;
        columns[size][size] = (float) root;
        inverse[size] = 1 / root;
        z[size] = side / root;
        members[size++] = atom;
        return true;
    }

    private void grow() {
        int capacity = 2 * members.length;
        members = Arrays.copyOf(members, capacity);
        inverse = Arrays.copyOf(inverse, capacity);
        z = Arrays.copyOf(z, capacity);
        column = new double[capacity];
        r = Arrays.copyOf(r, capacity);
        columns = Arrays.copyOf(columns, capacity);
        for (int i = 0; i < capacity; i++) {
            r[i] = i < size ? Arrays.copyOf(r[i], capacity) : new double[capacity];
            columns[i] = i < size ? Arrays.copyOf(columns[i], capacity) : new float[capacity];
        }
    }

    /**
     * Removes the atom at a position. Givens rotations of the rows from there on make R triangular
     * again.
     */
    void remove(int position) {
        for (int i = 0; i < size; i++) {
            int from = Math.max(i, position + 1);
            System.arraycopy(r[i], from, r[i], from - 1, size - from);
        }
        size--;
        System.arraycopy(members, position + 1, members, position, size - position);
        for (int i = position; i < size; i++) {
            rotate(i);
        }
        float[] free = columns[position];
        System.arraycopy(columns, position + 1, columns, position, size - position);
        columns[size] = free;
        for (int i = position; i < size; i++) {
            double[] row = r[i];
            for (int j = i; j < size; j++) {
                columns[j][i] = (float) row[j];
            }
        }
    }

    /** Rotates rows i and i + 1 so that the entry below the diagonal in column i becomes 0. */
    private void rotate(int i) {
        double[] upper = r[i];
        double[] lower = r[i + 1];
        double norm = Math.sqrt(upper[i] * upper[i] + lower[i] * lower[i]);
        double cosine = upper[i] / norm;
        double sine = lower[i] / norm;
        for (int j = i; j < size; j++) {
            double p = upper[j];
            double q = lower[j];
            upper[j] = cosine * p + sine * q;
            lower[j] = cosine * q - sine * p;
        }
        double p = z[i];
        double q = z[i + 1];
        z[i] = cosine * p + sine * q;
        z[i + 1] = cosine * q - sine * p;
        inverse[i] = 1 / upper[i];
    }

    /** Solves G_AA·x = rhs in place, over the first entries of the array. */
    void solve(double[] rhs) {
        forward(rhs);
        for (int i = size - 1; i >= 0; i--) {
            rhs[i] = (rhs[i] - RowSum.dot(r[i], rhs, i + 1, size)) * inverse[i];
        }
    }

    /**
     * Rounds a code x of the members to single precision so that Φx moves little. Each code rounded
     * by itself would not do: two atoms that are nearly alike may have codes of 1000 and −1000, and
     * their rounding moves Φx by 1000 times the unit roundoff, however small Φx is. So the codes
     * are rounded from the last member to the first, and each compensates for the rounding of the
     * codes after it. Small codes have small rounding steps; further passes let them compensate for
     * the rest.
     *
     * <p>Babai (1986), Combinatorica 6, nearest plane.
     *
     * @param nonNegative whether the codes are ≥ 0 and must stay ≥ 0
     */
    void round(double[] x, boolean nonNegative) {
        double[] error = column; // R·(x as rounded − x)
        double[] moved = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double others = RowSum.dot(r[i], moved, i + 1, size);
            double rounded = single(x[i] - others * inverse[i], nonNegative);
            moved[i] = rounded - x[i];
            error[i] = others + r[i][i] * moved[i];
            x[i] = rounded;
        }
        for (int pass = 0; pass < ROUNDING_PASSES; pass++) {
            for (int i = 0; i < size; i++) {
                float[] atom = columns[i];
                double slope = 0;
                double curvature = 0;
                for (int j = 0; j <= i; j++) {
                    slope -= atom[j] * error[j];
                    curvature += (double) atom[j] * atom[j];
                }
                double rounded = single(x[i] + slope / curvature, nonNegative);
                double step = rounded - x[i];
                if (step * (2 * slope - step * curvature) > 0) {
                    for (int j = 0; j <= i; j++) {
                        error[j] += step * atom[j];
                    }
                    x[i] = rounded;
                }
            }
        }
    }

    private static double single(double value, boolean nonNegative) {
        return nonNegative ? Math.max(0f, (float) value) : (float) value;
    }

    /** Solves G_AA·x = s, in single precision. */
    void solveSide(float[] x) {
        for (int i = 0; i < size; i++) {
            x[i] = (float) z[i];
        }
        backward(x);
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
            double x3 = (rhs[i + 3] - x0 * r0[i + 3] - x1 * r1[i + 3] - x2 * r2[i + 3])
                    * inverse[i + 3];
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

    /** Solves R·x = rhs in place. */
    private void backward(float[] rhs) {
        int i = size;
        for (; i >= 4; i -= 4) {
            float[] c0 = columns[i - 4];
            float[] c1 = columns[i - 3];
            float[] c2 = columns[i - 2];
            float[] c3 = columns[i - 1];
            float x3 = rhs[i - 1] * (float) inverse[i - 1];
            float x2 = (rhs[i - 2] - x3 * c3[i - 2]) * (float) inverse[i - 2];
            float x1 = (rhs[i - 3] - x3 * c3[i - 3] - x2 * c2[i - 3]) * (float) inverse[i - 3];
            float x0 = (rhs[i - 4] - x3 * c3[i - 4] - x2 * c2[i - 4] - x1 * c1[i - 4])
                    * (float) inverse[i - 4];
            rhs[i - 1] = x3;
            rhs[i - 2] = x2;
            rhs[i - 3] = x1;
            rhs[i - 4] = x0;
            for (int j = 0; j < i - 4; j++) {
                rhs[j] = Math.fma(-x3, c3[j],
                        Math.fma(-x2, c2[j], Math.fma(-x1, c1[j], Math.fma(-x0, c0[j], rhs[j]))));
            }
        }
        for (i--; i >= 0; i--) {
            float x = rhs[i] * (float) inverse[i];
            rhs[i] = x;
            for (int j = 0; j < i; j++) {
                rhs[j] -= x * columns[i][j];
            }
        }
    }
}
