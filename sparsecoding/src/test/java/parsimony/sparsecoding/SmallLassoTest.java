package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lasso of one to five atoms, against optima that need no solver. */
class SmallLassoTest {
    private static final double[] SHARES =
            {0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 0.99, 1};
    private static final int PATCHES = 12;

    private static List<SparseEncoder> exact(Dictionary dictionary, LassoSettings settings) {
        return List.of(new Lasso(dictionary, settings), new Homotopy(dictionary, settings),
                new Fista(dictionary, settings));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void orthonormalAtomsHaveThresholdedCorrelations(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(1);
        for (int atoms = 1; atoms <= 5; atoms++) {
            FMatrixRMaj identity = new FMatrixRMaj(atoms, atoms);
            for (int k = 0; k < atoms; k++) {
                identity.set(k, k, 1);
            }
            Dictionary dictionary = new Dictionary(identity);
            FMatrixRMaj patches = Draw.gaussian(PATCHES, atoms, 1, random);
            patches.set(0, 0, 1);
            for (int k = 1; k < atoms; k++) {
                patches.set(0, k, k == 2 ? 0.9f : -1); // ties
            }
            for (int i = 0; i < PATCHES; i++) {
                FMatrixRMaj patch = row(patches, i);
                double largest = largest(dictionary, patch, false);
                for (double share : SHARES) {
                    double lambda = share * largest;
                    LassoSettings settings =
                            LassoSettings.of(lambda).withSigned(!nonNegative).withGap(1e-10);
                    for (SparseEncoder encoder : exact(dictionary, settings)) {
                        FMatrixRMaj code = encoder.encode(patch);
                        for (int k = 0; k < atoms; k++) {
                            double x = patch.get(0, k);
                            double negative = nonNegative ? 0 : Math.max(0, -x - lambda);
                            double expected = Math.max(0, x - lambda) - negative;
                            assertEquals(expected, code.get(0, k), 1e-6 * largest,
                                    encoder.getClass().getSimpleName() + ", " + atoms
                                            + " atoms, λ/λ_max = " + share);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noChoiceOfAtomsAndSignsHasALowerObjective(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(2);
        for (int atoms = 1; atoms <= 5; atoms++) {
            for (int pixels : new int[] {1, 2, 3, 7}) {
                Dictionary dictionary = new Dictionary(Draw.gaussian(atoms, pixels, 1, random));
                FMatrixRMaj patches = Draw.gaussian(PATCHES, pixels, 1, random);
                for (int i = 0; i < PATCHES; i++) {
                    FMatrixRMaj patch = row(patches, i);
                    double largest = largest(dictionary, patch, nonNegative);
                    if (largest <= 0) {
                        continue; // the code is 0 for every λ
                    }
                    for (double share : SHARES) {
                        double lambda = share * largest;
                        double least = leastObjective(dictionary, patch, lambda, nonNegative);
                        for (SparseEncoder encoder : exact(dictionary,
                                LassoSettings.of(lambda).withSigned(!nonNegative))) {
                            String where = encoder.getClass().getSimpleName() + ", " + atoms + "×"
                                    + pixels + ", patch " + i
                                    + ", λ/λ_max = " + share;
                            Solution solution = encoder.solve(patch);
                            double objective = solution.objective()[0];
                            assertTrue(objective >= least * (1 - 1e-6),
                                    where + ": " + objective + " < " + least);
                            assertTrue(objective <= least * (1 + 1e-5),
                                    where + ": " + objective + " > " + least);
                            assertTrue(objective - solution.gap()[0] <= least * (1 + 1e-9), where);
                        }
                    }
                }
            }
        }
    }

    private static FMatrixRMaj row(FMatrixRMaj matrix, int i) {
        FMatrixRMaj row = new FMatrixRMaj(1, matrix.numCols);
        System.arraycopy(matrix.data, i * matrix.numCols, row.data, 0, matrix.numCols);
        return row;
    }

    /** λ_max, above which the code is 0. */
    private static double largest(Dictionary dictionary, FMatrixRMaj patch, boolean nonNegative) {
        double largest = 0;
        for (int k = 0; k < dictionary.size(); k++) {
            double b = dot(dictionary.atoms(), k, patch, 0);
            largest = Math.max(largest, nonNegative ? b : Math.abs(b));
        }
        return largest;
    }

    /**
     * The least ½‖x − Φa‖² + λ‖a‖₁ over all supports and signs s. On each support, G_SS·a = b_S −
     * λs; the solution counts if its signs are s. Supports of dependent atoms are skipped, because
     * some optimum has an independent support.
     */
    private static double leastObjective(Dictionary dictionary, FMatrixRMaj patch, double lambda,
            boolean nonNegative) {
        int atoms = dictionary.size();
        int choices = nonNegative ? 2 : 3;
        double energy = dot(patch, 0, patch, 0);
        double least = 0.5 * energy;
        for (int pattern = 1; pattern < Math.pow(choices, atoms); pattern++) {
            int[] support = new int[atoms];
            double[] sign = new double[atoms];
            int size = 0;
            for (int k = 0, rest = pattern; k < atoms; k++, rest /= choices) {
                if (rest % choices != 0) {
                    support[size] = k;
                    sign[size++] = rest % choices == 1 ? 1 : -1;
                }
            }
            if (size > patch.numCols) {
                continue;
            }
            DMatrixRMaj gram = new DMatrixRMaj(size, size);
            DMatrixRMaj right = new DMatrixRMaj(size, 1);
            for (int p = 0; p < size; p++) {
                right.set(p, 0, dot(dictionary.atoms(), support[p], patch, 0) - lambda * sign[p]);
                for (int q = 0; q < size; q++) {
                    gram.set(p, q, dot(dictionary.atoms(), support[p], dictionary.atoms(),
                            support[q]));
                }
            }
            DMatrixRMaj code = new DMatrixRMaj(size, 1);
            boolean consistent = CommonOps_DDRM.solve(gram, right, code);
            double objective = 0.5 * energy;
            for (int p = 0; p < size; p++) {
                consistent &= code.get(p, 0) * sign[p] >= 0;
                objective -= 0.5 * code.get(p, 0) * right.get(p, 0); // at its stationary point
            }
            if (consistent) {
                least = Math.min(least, objective);
            }
        }
        return least;
    }

    private static double dot(FMatrixRMaj a, int i, FMatrixRMaj b, int j) {
        double sum = 0;
        for (int d = 0; d < a.numCols; d++) {
            sum += (double) a.get(i, d) * b.get(j, d);
        }
        return sum;
    }
}
