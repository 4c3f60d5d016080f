package parsimony.data.preprocess;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.mult.MatrixMatrixMult_MT_FDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import parsimony.data.OptionText;
import parsimony.signals.InputException;

/**
 * Decorrelates the pixels of patches along the eigenvectors U of the training patches' covariance,
 * with eigenvalues λ. PCA gives (x − μ)ᵀU/√(λ + ε), the coordinates along the eigenvectors, largest
 * variance first. ZCA gives (x − μ)ᵀU/√(λ + ε)·Uᵀ; of all whitenings it changes the pixels least.
 *
 * <p>Bell &amp; Sejnowski (1997), Vision Research 37, section 2.
 *
 * @param zca        true for ZCA, which turns back into pixels; false for PCA
 * @param epsilon    ε ≥ 0, added to every eigenvalue so that small eigenvalues do not amplify noise
 * @param components the number of leading eigenvectors to keep; 0 for all
 */
record PrincipalWhitening(boolean zca, double epsilon, int components) implements PatchStep {
    static final StepKind ZCA = new StepKind("whiten(zca, epsilon=0.01, components=0)",
            "Decorrelates the pixels of patches, and turns them back into pixels; 0 keeps all",
            text -> read(text, true));
    static final StepKind PCA = new StepKind("whiten(pca, epsilon=0.01, components=0)",
            "The coordinates of patches along so many eigenvectors; 0 keeps all",
            text -> read(text, false));
    /**
     * The most pixels D of a patch: the covariance has D² entries, its eigenvectors take O(D³)
     * time.
     */
    private static final int MOST_PIXELS = 1024;
    /** A variance λ + ε up to this share of the largest λ is rounding of single precision. */
    private static final double ROUNDING = 1e-10;

    PrincipalWhitening {
        if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new InputException("epsilon: must be at least 0, got " + epsilon);
        }
        if (components < 0) {
            throw new InputException("components: must be at least 1, got " + components);
        }
    }

    private static PrincipalWhitening read(OptionText text, boolean zca) {
        return new PrincipalWhitening(zca, text.number("epsilon"), text.whole("components"));
    }

    @Override
    public int columns(int before) {
        if (before > MOST_PIXELS) {
            throw new InputException(this + ": patches of " + before + " pixels are more than the "
                    + MOST_PIXELS + " whose covariance is practical");
        }
        if (components > before) {
            throw new InputException("components: patches have " + before + ", got " + components);
        }
        return zca || components == 0 ? before : components;
    }

    @Override
    public Fitted fit(Rows training) {
        double[] mean = mean(training);
        FMatrixRMaj transform = transform(covariance(training, mean));
        return block -> {
            int columns = block.numCols;
            for (int i = 0; i < block.getNumElements(); i++) {
                block.data[i] = (float) (block.data[i] - mean[i % columns]);
            }
            FMatrixRMaj whitened = new FMatrixRMaj(block.numRows, transform.numCols);
            MatrixMatrixMult_MT_FDRM.mult_reorder(block, transform, whitened);
            return whitened;
        };
    }

    private static double[] mean(Rows training) {
        double[][] sum = new double[1][];
        long[] count = new long[1];
        training.forEachBlock(block -> {
            if (sum[0] == null) {
                sum[0] = new double[block.numCols];
            }
            for (int i = 0; i < block.getNumElements(); i++) {
                sum[0][i % block.numCols] += block.data[i];
            }
            count[0] += block.numRows;
        });
        return Arrays.stream(sum[0]).map(s -> s / count[0]).toArray();
    }

    /** A covariance, D×D, and the number of patches that it was computed from. */
    private record Covariance(DMatrixRMaj matrix, long patches) {}

    /**
     * The sample covariance. One thread sums each row, always in the same order, so that the result
     * is reproducible.
     */
    private static Covariance covariance(Rows training, double[] mean) {
        int n = mean.length;
        DMatrixRMaj covariance = new DMatrixRMaj(n, n);
        long[] count = new long[1];
        training.forEachBlock(block -> {
            double[] centred = new double[block.getNumElements()];
            for (int i = 0; i < centred.length; i++) {
                centred[i] = block.data[i] - mean[i % n];
            }
            IntStream.range(0, n).parallel().forEach(i -> {
                for (int row = 0; row < centred.length; row += n) {
                    double value = centred[row + i];
                    for (int j = i; j < n; j++) {
                        covariance.data[i * n + j] += value * centred[row + j];
                    }
                }
            });
            count[0] += block.numRows;
        });
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                covariance.data[i * n + j] /= Math.max(1, count[0] - 1);
                covariance.data[j * n + i] = covariance.data[i * n + j];
            }
        }
        return new Covariance(covariance, count[0]);
    }

    /** The matrix by which centred patches are multiplied: D×D for ZCA, D×components for PCA. */
    private FMatrixRMaj transform(Covariance of) {
        DMatrixRMaj covariance = of.matrix;
        int n = covariance.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(covariance)) {
            throw new InputException(this
                    + ": the covariance of the training patches has no eigenvectors to working"
                    + " precision");
        }
        int[] order = IntStream.range(0, n).boxed()
                .sorted((a, b) -> Double.compare(eigen.getEigenvalue(b).real,
                        eigen.getEigenvalue(a).real))
                .limit(components == 0 ? n : components).mapToInt(Integer::intValue).toArray();
        FMatrixRMaj transform = new FMatrixRMaj(n, zca ? n : order.length);
        for (int k = 0; k < order.length; k++) {
            double variance = Math.max(0, eigen.getEigenvalue(order[k]).real) + epsilon;
            if (!(variance > ROUNDING * eigen.getEigenvalue(order[0]).real)) {
                throw new InputException(
                        this + ": the " + of.patches + " training patches do not vary in " + (n - k)
                                + " of their directions; choose epsilon above 0 or fewer components"
                                + (of.patches > order.length ? "" : ", or take at least "
                                        + (order.length + 1) + " training patches"));
            }
            double[] u = withFixedSign(eigen.getEigenVector(order[k]).data);
            for (int i = 0; i < n; i++) {
                for (int j = 0; zca && j < n; j++) {
                    transform.data[i * n + j] += (float) (u[i] * u[j] / Math.sqrt(variance));
                }
                if (!zca) {
                    transform.data[i * order.length + k] = (float) (u[i] / Math.sqrt(variance));
                }
            }
        }
        return transform;
    }

    /**
     * Makes the entry of largest magnitude positive, since the sign of an eigenvector is arbitrary.
     */
    private static double[] withFixedSign(double[] u) {
        double largest = 0;
        for (double value : u) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        double sign = Math.signum(largest);
        return Arrays.stream(u).map(value -> sign * value).toArray();
    }

    @Override
    public String toString() {
        return "whiten(" + (zca ? "zca" : "pca") + ", epsilon=" + epsilon
                + (components == 0 ? ")" : ", components=" + components + ")");
    }
}
