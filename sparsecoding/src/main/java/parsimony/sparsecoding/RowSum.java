package parsimony.sparsecoding;

/**
 * The one hot loop of the package: y += Σ_j c_j·row_j. Rows are separate arrays, four to a pass
 * with one running index: HotSpot turns loops of this form into vector instructions. Each entry is
 * a chain of fused multiply-adds in the order of the rows, so the bits do not depend on where
 * vectors begin.
 */
final class RowSum {
    private RowSum() {}

    /** y[0..n) += Σ_j c[j]·rows[index[j]][0..n) over j &lt; count. */
    static void add(float[][] rows, int[] index, float[] c, int count, float[] y, int n) {
        int j = 0;
        for (; j + 3 < count; j += 4) {
            add(rows[index[j]], rows[index[j + 1]], rows[index[j + 2]], rows[index[j + 3]],
                    c[j], c[j + 1], c[j + 2], c[j + 3], y, n);
        }
        for (; j < count; j++) {
            add(rows[index[j]], c[j], y, n);
        }
    }

    /** y += Σ_j c[offset + j]·rows[j] over all rows, each as long as y. */
    static void addAll(float[][] rows, float[] c, int offset, float[] y) {
        addAll(rows, c, offset, 1, new float[][] {y});
    }

    /**
     * y[i] += Σ_j c[offset + i·rows.length + j]·rows[j] for i &lt; count. The outer loop runs over
     * four rows at a time, which stay in the nearest cache.
     */
    static void addAll(float[][] rows, float[] c, int offset, int count, float[][] y) {
        int n = rows.length;
        int j = 0;
        for (; j + 3 < n; j += 4) {
            for (int i = 0; i < count; i++) {
                int at = offset + i * n + j;
                add(rows[j], rows[j + 1], rows[j + 2], rows[j + 3], c[at], c[at + 1], c[at + 2],
                        c[at + 3], y[i], y[i].length);
            }
        }
        for (; j < n; j++) {
            for (int i = 0; i < count; i++) {
                add(rows[j], c[offset + i * n + j], y[i], y[i].length);
            }
        }
    }

    private static void add(float[] r0, float[] r1, float[] r2, float[] r3, float c0, float c1,
            float c2, float c3, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(c3, r3[i],
                    Math.fma(c2, r2[i], Math.fma(c1, r1[i], Math.fma(c0, r0[i], y[i]))));
        }
    }

    /** y[0..n) += c·row[0..n). */
    static void add(float[] row, float c, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(c, row[i], y[i]);
        }
    }

    /** y −= Σ_j c[j]·rows[index[j]] over j &lt; count, in double precision. */
    static void subtract(double[][] rows, int[] index, double[] c, int count, double[] y) {
        int j = 0;
        for (; j + 3 < count; j += 4) {
            subtract(rows[index[j]], rows[index[j + 1]], rows[index[j + 2]], rows[index[j + 3]],
                    c[j], c[j + 1], c[j + 2], c[j + 3], y);
        }
        for (; j < count; j++) {
            add(rows[index[j]], -c[j], y, y.length);
        }
    }

    private static void subtract(double[] r0, double[] r1, double[] r2, double[] r3, double c0,
            double c1, double c2, double c3, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] -= c0 * r0[i] + c1 * r1[i] + c2 * r2[i] + c3 * r3[i];
        }
    }

    /** y[0..n) += Σ_j c[j]·rows[j][0..n) over j &lt; count, in double precision. */
    static void add(double[][] rows, double[] c, int count, double[] y, int n) {
        int j = 0;
        for (; j + 3 < count; j += 4) {
            add(rows[j], rows[j + 1], rows[j + 2], rows[j + 3], c[j], c[j + 1], c[j + 2], c[j + 3],
                    y, n);
        }
        for (; j < count; j++) {
            add(rows[j], c[j], y, n);
        }
    }

    private static void add(double[] r0, double[] r1, double[] r2, double[] r3, double c0,
            double c1, double c2, double c3, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(c3, r3[i],
                    Math.fma(c2, r2[i], Math.fma(c1, r1[i], Math.fma(c0, r0[i], y[i]))));
        }
    }

    /** y[0..n) += c·row[0..n), in double precision. */
    static void add(double[] row, double c, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(c, row[i], y[i]);
        }
    }

    /**
     * Σ a[i]·b[i] over from ≤ i &lt; to, in eight independent sums: a processor can start an
     * addition before the one before it has ended.
     */
    static double dot(double[] a, double[] b, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = from;
        for (; i + 7 < to; i += 8) {
            s0 = Math.fma(a[i], b[i], s0);
            s1 = Math.fma(a[i + 1], b[i + 1], s1);
            s2 = Math.fma(a[i + 2], b[i + 2], s2);
            s3 = Math.fma(a[i + 3], b[i + 3], s3);
            s4 = Math.fma(a[i + 4], b[i + 4], s4);
            s5 = Math.fma(a[i + 5], b[i + 5], s5);
            s6 = Math.fma(a[i + 6], b[i + 6], s6);
            s7 = Math.fma(a[i + 7], b[i + 7], s7);
        }
        for (; i < to; i++) {
            s0 = Math.fma(a[i], b[i], s0);
        }
        return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
    }

    /** Σ a[i]·b[at + i] over i &lt; n = a's length, in double precision, as {@link #dot}. */
    static double dot(double[] a, float[] b, int at) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            s0 = Math.fma(a[i], b[at + i], s0);
            s1 = Math.fma(a[i + 1], b[at + i + 1], s1);
            s2 = Math.fma(a[i + 2], b[at + i + 2], s2);
            s3 = Math.fma(a[i + 3], b[at + i + 3], s3);
        }
        for (; i < a.length; i++) {
            s0 = Math.fma(a[i], b[at + i], s0);
        }
        return (s0 + s2) + (s1 + s3);
    }

    /** Σ a[atA + i]·b[atB + i] over i &lt; n, in double precision, as {@link #dot}. */
    static double dot(float[] a, int atA, float[] b, int atB, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 = Math.fma((double) a[atA + i], b[atB + i], s0);
            s1 = Math.fma((double) a[atA + i + 1], b[atB + i + 1], s1);
            s2 = Math.fma((double) a[atA + i + 2], b[atB + i + 2], s2);
            s3 = Math.fma((double) a[atA + i + 3], b[atB + i + 3], s3);
        }
        for (; i < n; i++) {
            s0 = Math.fma((double) a[atA + i], b[atB + i], s0);
        }
        return (s0 + s2) + (s1 + s3);
    }

    /** y −= c·x[at..at+n), n = y's length, in double precision. */
    static void subtract(float[] x, int at, double c, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.fma(-c, x[at + i], y[i]);
        }
    }

    /** y += c0·r0 + c1·r1 + c2·r2 + c3·r3 over from ≤ i &lt; to. */
    static void add(float[] r0, float[] r1, float[] r2, float[] r3, float c0, float c1, float c2,
            float c3, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(c3, r3[i],
                    Math.fma(c2, r2[i], Math.fma(c1, r1[i], Math.fma(c0, r0[i], y[i]))));
        }
    }

    /** y += c·row over from ≤ i &lt; to. */
    static void add(float[] row, float c, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(c, row[i], y[i]);
        }
    }
}
