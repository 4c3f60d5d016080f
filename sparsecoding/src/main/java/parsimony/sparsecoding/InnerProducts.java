package parsimony.sparsecoding;

import java.util.function.Supplier;
import org.ejml.data.FMatrixRMaj;

/**
 * Inner products of atoms, as the entries of a Gram matrix or one by one from the atoms themselves.
 */
interface InnerProducts {
    /** Writes φ_atomᵀφ_m of the first {@code count} members m; returns ‖φ_atom‖². */
    double of(int atom, int[] members, int count, double[] products);

    /**
     * Share of its squared norm that an atom must keep outside the span of others to count as
     * independent of them.
     */
    double independent();

    /** The entries of G in single precision. */
    static InnerProducts of(float[][] gram) {
        return new InnerProducts() {
            @Override
            public double of(int atom, int[] members, int count, double[] products) {
                float[] row = gram[atom];
                for (int i = 0; i < count; i++) {
                    products[i] = row[members[i]];
                }
                return row[atom];
            }

            @Override
            public double independent() {
                return 1e-7; // about the unit roundoff of the entries, 6e-8
            }
        };
    }

    /** Inner products in double precision, computed at each call. */
    static InnerProducts of(double[][] atoms) {
        return new InnerProducts() {
            @Override
            public double of(int atom, int[] members, int count, double[] products) {
                double[] row = atoms[atom];
                for (int i = 0; i < count; i++) {
                    products[i] = RowSum.dot(row, atoms[members[i]], 0, row.length);
                }
                return RowSum.dot(row, row, 0, row.length);
            }

            @Override
            public double independent() {
                return 1e-12; // well above the rounding of double precision
            }
        };
    }

    /**
     * Inner products in double precision of some of the atoms, computed at each call.
     *
     * @param atoms K×D
     * @param which the atom of each member, which the caller may exchange for a longer array
     */
    static InnerProducts of(FMatrixRMaj atoms, Supplier<int[]> which) {
        return new InnerProducts() {
            @Override
            public double of(int atom, int[] members, int count, double[] products) {
                int n = atoms.numCols;
                int[] rows = which.get();
                int row = rows[atom] * n;
                for (int i = 0; i < count; i++) {
                    products[i] = RowSum.dot(atoms.data, row, atoms.data, rows[members[i]] * n, n);
                }
                return RowSum.dot(atoms.data, row, atoms.data, row, n);
            }

            @Override
            public double independent() {
                return 1e-12; // well above the rounding of double precision
            }
        };
    }
}
