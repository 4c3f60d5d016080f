package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Pursuits on atoms that are nearly alike. Their codes are large and cancel each other. They are
 * compared with least squares by QR in double precision.
 */
class CoherentAtomsTest {
    /** How far a residual may be off, as a share of ‖x‖². */
    private static final double TOLERANCE = 1e-6;

    /** Four atoms (1, 1, 1, 1) + 0.001·e_k, and a patch for every two, three or four of them. */
    @Test
    void orthogonalMatchingPursuitFindsCodesOfAThousandThatCancel() {
        FMatrixRMaj atoms = new FMatrixRMaj(4, 4);
        atoms.fill(1);
        for (int k = 0; k < 4; k++) {
            atoms.set(k, k, 1.001f);
        }
        double[][] codes = {{1000, -1000, 0, 0}, {1000, -700, -300, 0}, {1000, -200, -300, -500}};
        FMatrixRMaj patches = new FMatrixRMaj(3, 4);
        for (int i = 0; i < 3; i++) {
            for (int d = 0; d < 4; d++) {
                double x = 0;
                for (int k = 0; k < 4; k++) {
                    x += codes[i][k] * atoms.get(k, d);
                }
                patches.set(i, d, (float) x);
            }
        }
        Dictionary dictionary = new Dictionary(atoms);
        for (int nonZeros : new int[] {2, 3, 4, 7, 100}) {
            Solution solution = new OrthogonalMatchingPursuit(dictionary,
                    PursuitSettings.of(nonZeros).withSigned(true)).solve(patches);
            for (int i = 0; i < Math.min(3, nonZeros - 1); i++) {
                assertTrue(2 * solution.objective()[i] < TOLERANCE * energy(patches, i),
                        nonZeros + " atoms, patch " + i);
            }
        }
    }

    private static Map<String, Dictionary> dictionaries() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Dictionary> dictionaries = new LinkedHashMap<>();
        for (double noise : new double[] {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7}) {
            FMatrixRMaj common = Draw.gaussian(1, 12, 1, random);
            FMatrixRMaj atoms = Draw.gaussian(25, 12, noise, random);
            for (int i = 0; i < atoms.getNumElements(); i++) {
                atoms.data[i] += common.data[i % 12];
            }
            dictionaries.put("atoms that differ by " + noise, new Dictionary(atoms));
        }
        FMatrixRMaj bumps = new FMatrixRMaj(48, 96);
        FMatrixRMaj powers = new FMatrixRMaj(20, 40);
        for (int k = 0; k < bumps.numRows; k++) {
            for (int d = 0; d < bumps.numCols; d++) {
                double t = (d - 2 * k) / 12.0;
                bumps.set(k, d, (float) ((1 - t * t) * Math.exp(-t * t / 2)));
            }
        }
        for (int k = 0; k < powers.numRows; k++) {
            for (int d = 0; d < powers.numCols; d++) {
                powers.set(k, d, (float) Math.pow((d + 1) / 40.0, k));
            }
        }
        dictionaries.put("bumps", new Dictionary(bumps));
        dictionaries.put("powers", new Dictionary(powers));
        dictionaries.put("duplicates", Draw.duplicatedAtoms(40, 12, random));
        dictionaries.put("uneven norms", Draw.unevenAtoms(40, 12, random));
        dictionaries.put("positive pixels", Draw.alikeAtoms(60, 20, random));
        return dictionaries;
    }

    @TestFactory
    Stream<DynamicTest> aPursuitsCodeIsLeastSquaresAndNoAtomRaisesTheResidualOn() {
        return dictionaries().entrySet().stream()
                .flatMap(entry -> Stream.of(true, false)
                        .map(nonNegative -> DynamicTest.dynamicTest(entry.getKey()
                                + (nonNegative ? ", non-negative" : ", signed"),
                                () -> leastSquaresAndFalling(entry.getValue(), nonNegative))));
    }

    private static void leastSquaresAndFalling(Dictionary dictionary, boolean nonNegative) {
        FMatrixRMaj patches = Draw.gaussian(6, dictionary.pixels(), 2, new SplittableRandom(2));
        for (int d = 0; d < patches.numCols; d++) {
            patches.set(0, d, d < patches.numCols / 3 ? 3 : -1);
        }
        double[] omp = IntStream.range(0, 6).mapToDouble(i -> energy(patches, i)).toArray();
        double[] mp = omp.clone();
        int most = Math.min(dictionary.size(), dictionary.pixels()) + 5;
        for (int atoms = 1; atoms <= most; atoms += 1 + atoms / 6) {
            PursuitSettings settings = PursuitSettings.of(atoms).withSigned(!nonNegative);
            requireLeastSquares(dictionary, patches, nonNegative, atoms,
                    requireFalling(patches, omp,
                            new OrthogonalMatchingPursuit(dictionary, settings), atoms));
            requireFalling(patches, mp, new MatchingPursuit(dictionary, settings), atoms);
        }
        for (int atoms : new int[] {3, 10, 1000}) {
            requireLeastSquares(dictionary, patches, nonNegative, atoms,
                    new IterativeHardThresholding(dictionary,
                            new IterativeHardThresholding.Settings(atoms, !nonNegative, 100))
                            .solve(patches));
        }
    }

    private static Solution requireFalling(FMatrixRMaj patches, double[] before,
            SparseEncoder pursuit, int atoms) {
        Solution solution = pursuit.solve(patches);
        for (int i = 0; i < before.length; i++) {
            double residual = squaredResidual(pursuit.dictionary(), solution.codes(), patches, i);
            assertEquals(residual, 2 * solution.objective()[i], 1e-9 * energy(patches, i));
            assertTrue(residual <= before[i] + 1e-12 * energy(patches, i),
                    "patch " + i + ", atom " + atoms);
            before[i] = residual;
            boolean all = solution.iterations()[i] == atoms;
            assertEquals(all ? Solution.Stop.STEPS : Solution.Stop.NO_GAIN, solution.stop()[i],
                    "patch " + i + ", atom " + atoms);
        }
        return solution;
    }

    private static void requireLeastSquares(Dictionary dictionary, FMatrixRMaj patches,
            boolean nonNegative, int atoms,
            Solution solution) {
        for (int i = 0; i < patches.numRows; i++) {
            int row = i;
            List<Integer> support = new ArrayList<>();
            IntStream.range(0, dictionary.size()).filter(k -> solution.codes().get(row, k) != 0)
                    .forEach(support::add);
            assertTrue(support.size() <= Math.min(atoms, dictionary.pixels()));
            for (int k : support) {
                assertTrue(!nonNegative || solution.codes().get(i, k) > 0);
            }
            // The bound at 0 does not act on positive codes, so they must reach plain least
            // squares on their atoms.
            double least = leastSquares(dictionary, patches, i, support);
            double residual = squaredResidual(dictionary, solution.codes(), patches, i);
            assertTrue(residual <= least + TOLERANCE * energy(patches, i),
                    "patch " + i + ", " + atoms + " atoms asked for, "
                            + support.size() + " taken: " + residual + " where " + least
                            + " can be had");
        }
    }

    /** min ‖x − Φ_S·a‖², by QR with pivots in double precision. */
    private static double leastSquares(Dictionary dictionary, FMatrixRMaj patches, int patch,
            List<Integer> support) {
        int pixels = dictionary.pixels();
        if (support.isEmpty()) {
            return energy(patches, patch);
        }
        DMatrixRMaj a = new DMatrixRMaj(pixels, support.size());
        DMatrixRMaj x = new DMatrixRMaj(pixels, 1);
        for (int d = 0; d < pixels; d++) {
            x.set(d, 0, patches.get(patch, d));
            for (int p = 0; p < support.size(); p++) {
                a.set(d, p, dictionary.atoms().get(support.get(p), d));
            }
        }
        LinearSolverDense<DMatrixRMaj> solver =
                LinearSolverFactory_DDRM.leastSquaresQrPivot(true, false);
        assertTrue(solver.setA(a.copy()));
        DMatrixRMaj code = new DMatrixRMaj(support.size(), 1);
        solver.solve(x.copy(), code);
        double squares = 0;
        for (int d = 0; d < pixels; d++) {
            double r = x.get(d, 0);
            for (int p = 0; p < support.size(); p++) {
                r -= a.get(d, p) * code.get(p, 0);
            }
            squares += r * r;
        }
        return squares;
    }

    private static double squaredResidual(Dictionary dictionary, FMatrixRMaj codes,
            FMatrixRMaj patches, int i) {
        double squares = 0;
        for (int d = 0; d < patches.numCols; d++) {
            double r = patches.get(i, d);
            for (int k = 0; k < dictionary.size(); k++) {
                r -= (double) codes.get(i, k) * dictionary.atoms().get(k, d);
            }
            squares += r * r;
        }
        return squares;
    }

    private static double energy(FMatrixRMaj patches, int i) {
        double squares = 0;
        for (int d = 0; d < patches.numCols; d++) {
            squares += (double) patches.get(i, d) * patches.get(i, d);
        }
        return squares;
    }

    /**
     * A pursuit that reaches the residual asked for says so. A pursuit that explains all of the
     * patch says that there is nothing to gain.
     */
    @Test
    void aPursuitSaysWhyItStopped() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0, 1));
        FMatrixRMaj patch = Draw.matrix(1, 2, 0.3, 0.1);
        PursuitSettings settings = PursuitSettings.of(5);
        for (boolean orthogonal : new boolean[] {true, false}) {
            assertEquals(Solution.Stop.STEPS,
                    stop(orthogonal, dictionary, PursuitSettings.of(1), patch));
            assertEquals(Solution.Stop.RESIDUAL,
                    stop(orthogonal, dictionary, settings.withResidual(0.05), patch));
            assertEquals(Solution.Stop.RESIDUAL, stop(orthogonal, dictionary, settings, patch),
                    "exactly 0, as was asked for");
            assertEquals(Solution.Stop.NO_GAIN,
                    stop(orthogonal, dictionary, settings, Draw.matrix(1, 2, 0.3, -0.1)));
            assertEquals(Solution.Stop.NO_GAIN,
                    stop(orthogonal, dictionary, settings, Draw.matrix(1, 2, -1, -1)));
        }
    }

    private static Solution.Stop stop(boolean orthogonal, Dictionary dictionary,
            PursuitSettings settings, FMatrixRMaj patch) {
        return (orthogonal ? new OrthogonalMatchingPursuit(dictionary, settings)
                : new MatchingPursuit(dictionary, settings))
                .solve(patch).stop()[0];
    }
}
