package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * LLᵀ = G_AA of a set A of atoms that gains and loses members one by one, in double precision. One per thread; grows as
 * needed.
 */
final class Cholesky {
    /** Share of its squared norm that an atom must keep outside the span of the others to count as independent. */
    private static final double INDEPENDENT = 1e-7;

    private final float[][] gram;
    private int[] members = new int[16];
    private double[][] l = new double[16][];
    private int size;

    Cholesky(float[][] gram) {
        this.gram = gram;
    }

    int size() {
        return size;
    }

    /** The atom at a position of A. */
    int member(int position) {
        return members[position];
    }

    /** The inner product of any atom with the member at a position. */
    double gram(int atom, int position) {
        return gram[atom][members[position]];
    }

    void clear() {
        size = 0;
    }

    /** Appends an atom; returns false, and leaves all as it was, if it depends linearly on the members. */
    boolean append(int atom) {
        if (size == members.length) {
            members = Arrays.copyOf(members, 2 * size);
            l = Arrays.copyOf(l, 2 * size);
        }
        if (l[size] == null || l[size].length <= size) {
            l[size] = new double[l.length];
        }
        double[] row = l[size];
        double diagonal = gram[atom][atom];
        double rest = diagonal;
        for (int i = 0; i < size; i++) {
            double sum = gram[atom][members[i]] - dot(l[i], row, i);
            row[i] = sum / l[i][i];
            rest -= row[i] * row[i];
        }
        if (!(rest > INDEPENDENT * diagonal)) {
            return false;
        }
        row[size] = Math.sqrt(rest);
        members[size++] = atom;
        return true;
    }

    /** Takes the atom at a position out, by Givens rotations of the rows below it. */
    void remove(int position) {
        double[] removed = l[position];
        for (int i = position; i < size - 1; i++) {
            l[i] = l[i + 1];
            members[i] = members[i + 1];
        }
        l[--size] = removed;
        for (int i = position; i < size; i++) {
            double x = l[i][i];
            double y = l[i][i + 1];
            double norm = Math.hypot(x, y);
            double cosine = x / norm;
            double sine = y / norm;
            l[i][i] = norm;
            for (int j = i + 1; j < size; j++) {
                double p = l[j][i];
                double q = l[j][i + 1];
                l[j][i] = cosine * p + sine * q;
                l[j][i + 1] = cosine * q - sine * p;
            }
        }
    }

    /** Solves G_AA·x = rhs in place, over the first entries of the array. */
    void solve(double[] rhs) {
        for (int i = 0; i < size; i++) {
            rhs[i] = (rhs[i] - dot(l[i], rhs, i)) / l[i][i];
        }
        for (int i = size - 1; i >= 0; i--) {
            double[] row = l[i];
            double x = rhs[i] / row[i];
            rhs[i] = x;
            for (int j = 0; j < i; j++) {
                rhs[j] -= x * row[j];
            }
        }
    }

    private static double dot(double[] a, double[] b, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i] * b[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
