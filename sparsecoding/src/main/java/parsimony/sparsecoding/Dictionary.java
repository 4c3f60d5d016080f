package parsimony.sparsecoding;

import java.io.Serializable;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * K atoms of D pixels, the Φ of x ≈ Φa. It also holds what every solver needs: the Gram matrix, the
 * atoms' norms and the Lipschitz constant, each computed once. The norm of an atom is 0 or from
 * 1e-15 to 1e15, so that single precision can hold the products. Immutable: the atoms are copied
 * in, and callers must not write to the arrays that it returns.
 *
 * <p>What it keeps is computed without a lock. A thread of the pool that waits for a lock does no
 * work, while the owner of the lock may wait for work that only this thread would do. Threads that
 * ask at the same time each compute it, to the same bits.
 */
public final class Dictionary implements Serializable {
    private static final long serialVersionUID = 1;
    /** Most steps of power iteration; it normally ends by its precision. */
    private static final int POWER_ITERATIONS = 1000;
    /** Power iteration ends when the Rayleigh quotient changes by a smaller share. */
    private static final double EIGENVALUE_PRECISION = 1e-8;

    /** Atoms that are copied together, 16 of which fill a line of the cache. */
    private static final int TILE = 16;

    private final FMatrixRMaj atoms;
    private transient volatile float[][] gramRows;
    private transient volatile float[][] pixelRows;
    private transient volatile double[][] atomRows;
    private transient volatile double[][] doublePixelRows;
    private transient volatile float[] curvatures;
    private transient volatile float[] norms;
    private volatile double lipschitz = Double.NaN;

    /**
     * A dictionary of these atoms, which it copies.
     *
     * @param atoms K×D, one atom per row, K ≥ 1, D ≥ 1, each of norm 0 or from 1e-15 to 1e15
     * @throws InputException if there is no atom, a value is not finite or a norm is out of range
     */
    public Dictionary(FMatrixRMaj atoms) {
        if (atoms.numRows < 1 || atoms.numCols < 1) {
            throw new InputException("‹dictionary›: needs at least one atom of one pixel, got "
                    + atoms.numRows + "×" + atoms.numCols);
        }
        Check.atoms(atoms);
        this.atoms = atoms.copy();
    }

    /** {@return the number of atoms, K} */
    public int size() {
        return atoms.numRows;
    }

    /** {@return the number of pixels of an atom, D} */
    public int pixels() {
        return atoms.numCols;
    }

    /** {@return the atoms, K×D; read only} */
    public FMatrixRMaj atoms() {
        return atoms;
    }

    /** The rows of the Gram matrix G = ΦᵀΦ, K×K, exactly symmetric; read only. */
    float[][] gramRows() {
        float[][] rows = gramRows;
        if (rows == null) {
            float[][] byPixel = pixelRows();
            float[][] made = new float[size()][size()];
            IntStream.range(0, size()).parallel().forEach(
                    k -> RowSum.addAll(byPixel, atoms.data, k * pixels(), made[k]));
            gramRows = rows = made;
        }
        return rows;
    }

    /** Φ by pixel: D rows of K values, so that Φᵀx is a sum of long rows; read only. */
    float[][] pixelRows() {
        float[][] rows = pixelRows;
        if (rows == null) {
            float[][] made = new float[pixels()][size()];
            IntStream.range(0, (size() + TILE - 1) / TILE).parallel()
                    .forEach(tile -> transpose(tile * TILE, made));
            pixelRows = rows = made;
        }
        return rows;
    }

    /** Copies a tile of atoms; a whole column at a time would miss the cache at every entry. */
    private void transpose(int from, float[][] rows) {
        int to = Math.min(size(), from + TILE);
        for (int d = 0; d < pixels(); d++) {
            for (int k = from; k < to; k++) {
                rows[d][k] = atoms.data[k * pixels() + d];
            }
        }
    }

    /** The atoms in double precision, for certificates; read only. */
    double[][] atomRows() {
        double[][] rows = atomRows;
        if (rows == null) {
            rows = new double[size()][pixels()];
            for (int i = 0; i < atoms.getNumElements(); i++) {
                rows[i / pixels()][i % pixels()] = atoms.data[i];
            }
            atomRows = rows;
        }
        return rows;
    }

    /** Φ by pixel in double precision: D rows of K values; read only. */
    double[][] doublePixelRows() {
        double[][] rows = doublePixelRows;
        if (rows == null) {
            rows = new double[pixels()][size()];
            for (int i = 0; i < atoms.getNumElements(); i++) {
                rows[i % pixels()][i / pixels()] = atoms.data[i];
            }
            doublePixelRows = rows;
        }
        return rows;
    }

    /** The diagonal of G; read only. */
    float[] curvatures() {
        float[] diagonal = curvatures;
        if (diagonal == null) {
            float[][] gram = gramRows();
            diagonal = new float[size()];
            for (int k = 0; k < size(); k++) {
                diagonal[k] = gram[k][k];
            }
            curvatures = diagonal;
        }
        return diagonal;
    }

    /**
     * The Euclidean norms ‖φ_k‖, K. They are rounded up, so that they are upper bounds; read only.
     */
    float[] norms() {
        float[] upper = norms;
        if (upper == null) {
            upper = new float[size()];
            for (int k = 0; k < size(); k++) {
                upper[k] = Math.nextUp((float) Math.sqrt(squaredNorm(k)));
            }
            norms = upper;
        }
        return upper;
    }

    /**
     * {@return ‖φ_k‖², in double precision}
     *
     * @param k an atom, from 0 to K − 1
     */
    public double squaredNorm(int k) {
        double squares = 0;
        for (int i = k * pixels(); i < (k + 1) * pixels(); i++) {
            squares += (double) atoms.data[i] * atoms.data[i];
        }
        return squares;
    }

    /** b = Φᵀx of one patch, into an array of K. */
    void correlate(float[] patches, int offset, float[] b) {
        Arrays.fill(b, 0f);
        RowSum.addAll(pixelRows(), patches, offset, b);
    }

    /**
     * b = Φᵀx of the patches from ≤ i &lt; to, each into its own array of K. Every b has the same
     * bits as if it were computed alone.
     */
    void correlate(float[] patches, int from, int to, float[][] b) {
        for (int i = 0; i < to - from; i++) {
            Arrays.fill(b[i], 0f);
        }
        RowSum.addAll(pixelRows(), patches, from * pixels(), to - from, b);
    }

    /**
     * {@return λ_max(G), the Lipschitz constant L of the gradient of ½‖x − Φa‖²; 0 for a dictionary
     * of zero atoms} It comes from power iteration, so that it never exceeds the true value except
     * by rounding. As a rule it is less than 0.1 % below.
     */
    public double lipschitz() {
        if (Double.isNaN(lipschitz)) {
            lipschitz = largestEigenvalue();
        }
        return lipschitz;
    }

    /**
     * {@return an upper bound L on λ_max(G), above 0} It is 0.1 % above the result of power
     * iteration, which may fall short. A gradient step of length 1/L never raises ½‖x − Φa‖².
     */
    public double curvatureBound() {
        return Math.max(1.001 * lipschitz(), Float.MIN_NORMAL);
    }

    /** {@return a copy with every atom scaled to unit Euclidean norm; zero atoms stay zero} */
    public Dictionary normalized() {
        float[][] unit = new float[size()][];
        for (int k = 0; k < size(); k++) {
            unit[k] = Arrays.copyOfRange(atoms.data, k * pixels(), (k + 1) * pixels());
            DictionaryUpdate.normalize(unit[k]);
        }
        return DictionaryLearning.dictionary(unit);
    }

    /**
     * Reconstructs patches from codes, x̂ = Φa, in time proportional to the number of entries that
     * are not 0.
     *
     * @param codes N×K
     * @return reconstructions, N×D
     * @throws InputException if the codes do not have K columns
     * @throws CancellationException    if the thread was interrupted
     */
    public FMatrixRMaj decode(FMatrixRMaj codes) {
        if (codes.numCols != size()) {
            throw new InputException("codes: have " + codes.numCols + " units, the dictionary has "
                    + size() + " atoms");
        }
        FMatrixRMaj reconstructions = new FMatrixRMaj(codes.numRows, pixels());
        PatchLoop.run(codes.numRows, Decoder::new,
                (decoder, i) -> decoder.decode(codes.data, i, reconstructions.data));
        return reconstructions;
    }

    /** Adds up the atoms of codes that are mostly 0, one code after another. */
    private final class Decoder {
        private final double[] sum = new double[pixels()];

        void decode(float[] codes, int row, float[] reconstructions) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < size(); k++) {
                double a = codes[row * size() + k];
                if (a != 0) {
                    RowSum.subtract(atoms.data, k * pixels(), -a, sum);
                }
            }
            for (int d = 0; d < sum.length; d++) {
                reconstructions[row * sum.length + d] = (float) sum[d];
            }
        }
    }

    /**
     * Refuses patches that do not have this dictionary's number of pixels.
     *
     * @param patches N×D
     * @throws InputException if the patches do not have D columns
     */
    public void requireMatching(FMatrixRMaj patches) {
        if (patches.numCols != pixels()) {
            throw new InputException("‹patches›: have " + patches.numCols
                    + " pixels, the dictionary's atoms have " + pixels());
        }
    }

    /**
     * Power iteration from a fixed start until the Rayleigh quotient changes by less than 1e-8 of
     * itself.
     */
    private double largestEigenvalue() {
        float[][] g = gramRows();
        float[] v = new float[size()];
        float[] w = new float[size()];
        for (int i = 0; i < v.length; i++) {
            // This start has no symmetry to which a dictionary could be orthogonal by design.
            v[i] = (float) (1 + 0.5 * Math.sin(i + 1.0));
        }
        double eigenvalue = 0;
        for (int iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
            if (!DictionaryUpdate.normalize(v)) {
                return 0;
            }
            Arrays.fill(w, 0f);
            RowSum.addAll(g, v, 0, w);
            double rayleigh = 0;
            for (int i = 0; i < v.length; i++) {
                rayleigh += (double) v[i] * w[i];
            }
            if (Math.abs(rayleigh - eigenvalue) <= EIGENVALUE_PRECISION * Math.abs(rayleigh)) {
                return rayleigh;
            }
            eigenvalue = rayleigh;
            float[] swap = v;
            v = w;
            w = swap;
        }
        return eigenvalue;
    }
}
