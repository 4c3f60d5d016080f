package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.mult.MatrixMatrixMult_MT_FDRM;

/**
 * K atoms of D pixels, the Φ of x ≈ Φa, with what every solver asks of it: the Gram matrix, the atoms' norms and the
 * Lipschitz constant, each computed once. Atoms may have any norm, zero included. Immutable: the atoms are copied in, and the
 * matrices handed out are not to be written to.
 */
public final class Dictionary {
    private static final int POWER_ITERATIONS = 1000;

    private final FMatrixRMaj atoms;
    private FMatrixRMaj gram;
    private double lipschitz = Double.NaN;

    /**
     * @param atoms K×D, one atom per row, K ≥ 1, D ≥ 1, finite
     * @throws IllegalArgumentException if there is no atom or a value is not finite
     */
    public Dictionary(FMatrixRMaj atoms) {
        if (atoms.numRows < 1 || atoms.numCols < 1) {
            throw new IllegalArgumentException(
                    "dictionary: needs at least one atom of one pixel, got " + atoms.numRows + "×" + atoms.numCols);
        }
        for (int k = 0; k < atoms.numRows; k++) {
            for (int d = 0; d < atoms.numCols; d++) {
                if (!Float.isFinite(atoms.unsafe_get(k, d))) {
                    throw new IllegalArgumentException(
                            "dictionary: atom " + k + ", pixel " + d + " is " + atoms.unsafe_get(k, d) + "; must be finite");
                }
            }
        }
        this.atoms = atoms.copy();
    }

    /** The number of atoms, K. */
    public int size() {
        return atoms.numRows;
    }

    /** The number of pixels of an atom, D. */
    public int pixels() {
        return atoms.numCols;
    }

    /** The atoms, K×D; read only. */
    public FMatrixRMaj atoms() {
        return atoms;
    }

    /** The Gram matrix G = ΦᵀΦ of inner products of atoms, K×K; read only. */
    public synchronized FMatrixRMaj gram() {
        if (gram == null) {
            FMatrixRMaj g = new FMatrixRMaj(size(), size());
            MatrixMatrixMult_MT_FDRM.multTransB(atoms, atoms, g);
            gram = g;
        }
        return gram;
    }

    /** λ_max(G), the Lipschitz constant L of the gradient of ½‖x − Φa‖²; 0 for a dictionary of zero atoms. */
    public synchronized double lipschitz() {
        if (Double.isNaN(lipschitz)) {
            lipschitz = largestEigenvalue(gram());
        }
        return lipschitz;
    }

    /** A copy with every atom scaled to unit Euclidean norm; zero atoms stay zero. */
    public Dictionary normalized() {
        FMatrixRMaj unit = atoms.copy();
        int pixels = pixels();
        for (int k = 0; k < size(); k++) {
            double squares = 0;
            for (int i = k * pixels; i < (k + 1) * pixels; i++) {
                squares += (double) unit.data[i] * unit.data[i];
            }
            if (squares > 0) {
                double scale = 1 / Math.sqrt(squares);
                for (int i = k * pixels; i < (k + 1) * pixels; i++) {
                    unit.data[i] = (float) (unit.data[i] * scale);
                }
            }
        }
        return new Dictionary(unit);
    }

    /**
     * Reconstructs patches from codes, x̂ = Φa.
     *
     * @param codes N×K
     * @return reconstructions, N×D
     * @throws IllegalArgumentException if the codes do not have K columns
     */
    public FMatrixRMaj decode(FMatrixRMaj codes) {
        if (codes.numCols != size()) {
            throw new IllegalArgumentException(
                    "codes: have " + codes.numCols + " units, the dictionary has " + size() + " atoms");
        }
        FMatrixRMaj reconstructions = new FMatrixRMaj(codes.numRows, pixels());
        MatrixMatrixMult_MT_FDRM.mult_reorder(codes, atoms, reconstructions);
        return reconstructions;
    }

    /**
     * Says so when patches cannot belong to this dictionary.
     *
     * @throws IllegalArgumentException if the patches do not have D columns
     */
    public void requireMatching(FMatrixRMaj patches) {
        if (patches.numCols != pixels()) {
            throw new IllegalArgumentException(
                    "patches: have " + patches.numCols + " pixels, the dictionary's atoms have " + pixels());
        }
    }

    /** Power iteration in double precision from a fixed start, to a relative change of 1e-12. */
    private static double largestEigenvalue(FMatrixRMaj g) {
        int k = g.numRows;
        double[] v = new double[k];
        double[] w = new double[k];
        for (int i = 0; i < k; i++) {
            v[i] = 1 + 0.5 * Math.sin(i + 1.0); // no symmetry that a dictionary could be orthogonal to by design
        }
        double eigenvalue = 0;
        for (int iteration = 0; iteration < POWER_ITERATIONS; iteration++) {
            double norm = 0;
            for (double x : v) {
                norm += x * x;
            }
            norm = Math.sqrt(norm);
            if (norm == 0) {
                return 0;
            }
            for (int i = 0; i < k; i++) {
                v[i] /= norm;
            }
            double rayleigh = 0;
            for (int i = 0; i < k; i++) {
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    sum += g.data[i * k + j] * v[j];
                }
                w[i] = sum;
                rayleigh += v[i] * sum;
            }
            double[] swap = v;
            v = w;
            w = swap;
            if (Math.abs(rayleigh - eigenvalue) <= 1e-12 * Math.abs(rayleigh)) {
                return rayleigh;
            }
            eigenvalue = rayleigh;
        }
        return eigenvalue;
    }
}
