package parsimony.sparsecoding;

import java.util.Arrays;

/**
 * Φᵀr of several residuals r in one pass over a dictionary of any size, for searches that have no
 * Gram matrix. The searches of a chunk of patches go in step: whoever waits for its Φᵀr gets it in
 * the same pass, because a pass takes about as long to read the dictionary as to multiply with it.
 */
final class Pricing {
    /** Atoms at a time: four rows of them, and the results of a chunk, stay in near caches. */
    private static final int TILE = 1024;

    /** A search on one patch, which goes on each time when it knows Φᵀr of its residual. */
    interface Search {
        /** r, D. */
        float[] residual();

        /** Where Φᵀr is to be written, K. */
        float[] correlation();

        /** Goes on with Φᵀr. Returns whether it needs Φᵀr of another residual. */
        boolean advance();
    }

    private Pricing() {}

    /**
     * Runs searches, each of which waits for its first Φᵀr, to their ends; within a
     * {@link PatchLoop}.
     *
     * @throws java.util.concurrent.CancellationException if the loop's caller was interrupted
     */
    static void run(Dictionary dictionary, Search[] searches, int count) {
        Search[] waiting = Arrays.copyOf(searches, count);
        float[][] residuals = new float[count][];
        float[][] correlations = new float[count][];
        for (int n = count; n > 0;) {
            PatchLoop.stopIfAsked();
            for (int i = 0; i < n; i++) {
                residuals[i] = waiting[i].residual();
                correlations[i] = waiting[i].correlation();
            }
            correlate(dictionary.pixelRows(), residuals, correlations, n);
            int left = 0;
            for (int i = 0; i < n; i++) {
                if (waiting[i].advance()) {
                    waiting[left++] = waiting[i];
                }
            }
            n = left;
        }
    }

    /** c[i] = Σ_d r[i][d]·rows[d] for i &lt; count. Each c[i] has the same bits as if alone. */
    static void correlate(float[][] rows, float[][] r, float[][] c, int count) {
        int k = rows[0].length;
        for (int from = 0; from < k; from += TILE) {
            int to = Math.min(k, from + TILE);
            for (int i = 0; i < count; i++) {
                Arrays.fill(c[i], from, to, 0f);
            }
            int d = 0;
            for (; d + 3 < rows.length; d += 4) {
                for (int i = 0; i < count; i++) {
                    float[] x = r[i];
                    RowSum.add(rows[d], rows[d + 1], rows[d + 2], rows[d + 3], x[d], x[d + 1],
                            x[d + 2], x[d + 3], c[i], from, to);
                }
            }
            for (; d < rows.length; d++) {
                for (int i = 0; i < count; i++) {
                    RowSum.add(rows[d], r[i][d], c[i], from, to);
                }
            }
        }
    }
}
