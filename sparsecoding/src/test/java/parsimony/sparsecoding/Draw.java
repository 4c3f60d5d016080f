package parsimony.sparsecoding;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;

/** Random dictionaries and patches for tests. */
final class Draw {

    private Draw() {}

    static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                * Math.cos(2 * Math.PI * random.nextDouble());
    }

    /** Rows of independent normal entries. */
    static FMatrixRMaj gaussian(int rows, int columns, double scale, SplittableRandom random) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) (scale * gaussian(random));
        }
        return matrix;
    }

    /** Unit atoms in random directions. */
    static Dictionary unitAtoms(int atoms, int pixels, SplittableRandom random) {
        return new Dictionary(gaussian(atoms, pixels, 1, random)).normalized();
    }

    /** Atoms that share a common part, so that all correlate. */
    static Dictionary correlatedAtoms(int atoms, int pixels, SplittableRandom random) {
        FMatrixRMaj matrix = gaussian(atoms, pixels, 1, random);
        FMatrixRMaj common = gaussian(1, pixels, 1, random);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] += common.data[i % pixels];
        }
        return new Dictionary(matrix).normalized();
    }

    /** Atoms without negative pixels, as learned from images that have none. */
    static Dictionary alikeAtoms(int atoms, int pixels, SplittableRandom random) {
        FMatrixRMaj matrix = gaussian(atoms, pixels, 1, random);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = Math.abs(matrix.data[i]);
        }
        return new Dictionary(matrix).normalized();
    }

    /** Smooth bumps, many of which are all but sums of others. */
    static Dictionary smoothAtoms(int atoms, int pixels, SplittableRandom random) {
        FMatrixRMaj matrix = gaussian(atoms, pixels, 0.01, random);
        for (int k = 0; k < atoms; k++) {
            double centre = random.nextDouble() * pixels;
            for (int d = 0; d < pixels; d++) {
                matrix.data[k * pixels + d] += (float) Math.exp(-Math.pow((d - centre) / 2, 2) / 2);
            }
        }
        return new Dictionary(matrix).normalized();
    }

    /** Every atom twice. */
    static Dictionary duplicatedAtoms(int atoms, int pixels, SplittableRandom random) {
        FMatrixRMaj matrix = unitAtoms(atoms, pixels, random).atoms().copy();
        int half = atoms / 2 * pixels;
        System.arraycopy(matrix.data, 0, matrix.data, half, half);
        return new Dictionary(matrix);
    }

    /** Atoms of norms from 0 to 2, the first two exactly 0. */
    static Dictionary unevenAtoms(int atoms, int pixels, SplittableRandom random) {
        FMatrixRMaj matrix = unitAtoms(atoms, pixels, random).atoms().copy();
        for (int k = 0; k < atoms; k++) {
            float norm = k < 2 ? 0 : 2f * k / atoms;
            for (int d = 0; d < pixels; d++) {
                matrix.data[k * pixels + d] *= norm;
            }
        }
        return new Dictionary(matrix);
    }

    /** Orthonormal rows, by Gram–Schmidt in double precision. */
    static Dictionary orthonormalAtoms(int size, SplittableRandom random) {
        double[][] q = new double[size][size];
        FMatrixRMaj atoms = new FMatrixRMaj(size, size);
        for (int k = 0; k < size; k++) {
            for (int d = 0; d < size; d++) {
                q[k][d] = gaussian(random);
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double dot = dot(q[k], q[j]);
                    for (int d = 0; d < size; d++) {
                        q[k][d] -= dot * q[j][d];
                    }
                }
            }
            double norm = Math.sqrt(dot(q[k], q[k]));
            for (int d = 0; d < size; d++) {
                q[k][d] /= norm;
                atoms.set(k, d, (float) q[k][d]);
            }
        }
        return new Dictionary(atoms);
    }

    static FMatrixRMaj matrix(int rows, int columns, double... values) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.data[i] = (float) values[i];
        }
        return matrix;
    }

    static double largestDifference(FMatrixRMaj a, FMatrixRMaj b) {
        double largest = 0;
        for (int i = 0; i < a.getNumElements(); i++) {
            largest = Math.max(largest, Math.abs(a.data[i] - b.data[i]));
        }
        return largest;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
