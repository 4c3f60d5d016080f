package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;

/** How {@link DictionaryLearning} changes the atoms from a mini-batch and its codes. */
public enum DictionaryUpdate {
    /** φ_k += η·mean_n(a_nk·r_n) over the batch (Olshausen &amp; Field 1996). */
    GRADIENT {
        @Override
        void apply(float[][] atoms, FMatrixRMaj batch, FMatrixRMaj codes, double rate,
                Statistics statistics) {
            gradient(atoms, batch, codes, fired -> rate / batch.numRows);
        }
    },
    /**
     * φ_k += η·Σ_n(a_nk·r_n)/(1 + #{n: a_nk ≠ 0}): rare atoms learn as fast as frequent ones
     * (Vafaii et al. 2024).
     */
    GRADIENT_PER_ATOM {
        @Override
        void apply(float[][] atoms, FMatrixRMaj batch, FMatrixRMaj codes, double rate,
                Statistics statistics) {
            gradient(atoms, batch, codes, fired -> rate / (1 + fired));
        }
    },
    /**
     * Block coordinate descent on the sufficient statistics A = Σ aaᵀ and B = Σ xaᵀ of all batches
     * so far, older ones discounted; needs no rate (Mairal, Bach, Ponce &amp; Sapiro 2009,
     * algorithm 2).
     */
    ONLINE {
        @Override
        void apply(float[][] atoms, FMatrixRMaj batch, FMatrixRMaj codes, double rate,
                Statistics statistics) {
            statistics.add(batch, codes);
            statistics.descend(atoms);
        }
    };

    /** The atoms after one batch, before they are normalised. */
    abstract void apply(float[][] atoms, FMatrixRMaj batch, FMatrixRMaj codes, double rate,
            Statistics statistics);

    /** The factor on an atom's summed gradient, given the number of patches that it fired for. */
    private interface Scale {
        double of(int fired);
    }

    private static void gradient(float[][] atoms, FMatrixRMaj batch, FMatrixRMaj codes,
            Scale scale) {
        float[][] residuals = residuals(atoms, batch, codes);
        int n = batch.numRows;
        IntStream.range(0, atoms.length).parallel().forEach(k -> {
            int[] patch = new int[n];
            float[] a = new float[n];
            int fired = nonZero(codes, k, patch, a);
            float factor = (float) scale.of(fired);
            for (int i = 0; i < fired; i++) {
                a[i] *= factor;
            }
            RowSum.add(residuals, patch, a, fired, atoms[k], atoms[k].length);
        });
    }

    /** x − Φa of each patch. */
    static float[][] residuals(float[][] atoms, FMatrixRMaj batch, FMatrixRMaj codes) {
        int n = batch.numRows;
        int pixels = batch.numCols;
        float[][] residuals = new float[n][];
        IntStream.range(0, n).parallel().forEach(i -> {
            float[] r = Arrays.copyOfRange(batch.data, i * pixels, (i + 1) * pixels);
            int[] active = new int[atoms.length];
            float[] a = new float[atoms.length];
            int count = 0;
            for (int k = 0; k < atoms.length; k++) {
                float value = codes.data[i * atoms.length + k];
                if (value != 0) {
                    active[count] = k;
                    a[count++] = -value;
                }
            }
            RowSum.add(atoms, active, a, count, r, pixels);
            residuals[i] = r;
        });
        return residuals;
    }

    /** The patches for which unit k is not 0, and its values there; returns how many. */
    private static int nonZero(FMatrixRMaj codes, int k, int[] patch, float[] value) {
        int count = 0;
        for (int i = 0; i < codes.numRows; i++) {
            float a = codes.data[i * codes.numCols + k];
            if (a != 0) {
                patch[count] = i;
                value[count++] = a;
            }
        }
        return count;
    }

    /** A (K×K) and B (K×D, by atom) of the online update, and the number of batches in them. */
    static final class Statistics {
        /** ρ: the weight of a batch i after t batches is about (i/t)^ρ, so old codes fade. */
        private static final double FORGETTING = 2;

        final float[][] a;
        final float[][] b;
        int batches;

        Statistics(int atoms, int pixels) {
            this(new float[atoms][atoms], new float[atoms][pixels], 0);
        }

        Statistics(float[][] a, float[][] b, int batches) {
            this.a = a;
            this.b = b;
            this.batches = batches;
        }

        /** A ← γA + mean aaᵀ, B ← γB + mean xaᵀ, with γ = (1 − 1/t)^ρ of the t-th batch. */
        void add(FMatrixRMaj batch, FMatrixRMaj codes) {
            batches++;
            float keep = (float) Math.pow(1 - 1.0 / batches, FORGETTING);
            int n = batch.numRows;
            float[][] codeRows = rows(codes);
            float[][] patchRows = rows(batch);
            IntStream.range(0, a.length).parallel().forEach(k -> {
                int[] patch = new int[n];
                float[] value = new float[n];
                int fired = nonZero(codes, k, patch, value);
                for (int i = 0; i < fired; i++) {
                    value[i] /= n;
                }
                scale(a[k], keep);
                scale(b[k], keep);
                RowSum.add(codeRows, patch, value, fired, a[k], a[k].length);
                RowSum.add(patchRows, patch, value, fired, b[k], b[k].length);
            });
        }

        /**
         * φ_k ← unit(φ_k + (B_k − ΦA_k)/A_kk), atom after atom. An atom that never fired does not
         * change.
         */
        void descend(float[][] atoms) {
            float[] step = new float[atoms[0].length];
            float[] negative = new float[atoms.length];
            int[] index = new int[atoms.length];
            for (int k = 0; k < atoms.length; k++) {
                float curvature = a[k][k];
                if (!(curvature >= Float.MIN_NORMAL)) {
                    continue;
                }
                int count = 0;
                for (int j = 0; j < atoms.length; j++) {
                    if (a[k][j] != 0) {
                        index[count] = j;
                        negative[count++] = -a[k][j] / curvature;
                    }
                }
                for (int d = 0; d < step.length; d++) {
                    step[d] = b[k][d] / curvature;
                }
                RowSum.add(atoms, index, negative, count, step, step.length);
                for (int d = 0; d < step.length; d++) {
                    atoms[k][d] += step[d];
                }
                normalize(atoms[k]);
            }
        }

        /** Clears the statistics of an atom that is replaced. */
        void forget(int k) {
            Arrays.fill(a[k], 0f);
            Arrays.fill(b[k], 0f);
            for (float[] row : a) {
                row[k] = 0;
            }
        }

        private static void scale(float[] row, float factor) {
            for (int i = 0; i < row.length; i++) {
                row[i] *= factor;
            }
        }

        private static float[][] rows(FMatrixRMaj matrix) {
            float[][] rows = new float[matrix.numRows][];
            Arrays.setAll(rows, i -> Arrays.copyOfRange(matrix.data, i * matrix.numCols,
                    (i + 1) * matrix.numCols));
            return rows;
        }
    }

    /** Scales to unit norm. Returns false for a vector of zeros, and does not change it. */
    static boolean normalize(float[] atom) {
        double squares = 0;
        for (float value : atom) {
            squares += (double) value * value;
        }
        if (!(squares > 0)) {
            return false;
        }
        // In double precision: for an atom of subnormal numbers the scale overflows a float.
        double scale = 1 / Math.sqrt(squares);
        for (int d = 0; d < atom.length; d++) {
            atom[d] = (float) (atom[d] * scale);
        }
        return true;
    }
}
