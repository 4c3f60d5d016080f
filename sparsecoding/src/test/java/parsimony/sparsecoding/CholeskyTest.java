package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class CholeskyTest {

    /** Compares with EJML's solution of the same equations, computed anew at every step. */
    @Test
    void solvesTheEquationsOfTheAtomsInsideWhileTheyComeAndGo() {
        SplittableRandom random = new SplittableRandom(1);
        float[][] gram = Draw.unitAtoms(60, 40, random).gramRows();
        Cholesky factor = new Cholesky(InnerProducts.of(gram));
        List<Integer> inside = new ArrayList<>();
        List<Double> side = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            if (inside.isEmpty() || inside.size() < 35 && random.nextInt(3) > 0) {
                int atom = random.nextInt(60);
                if (!inside.contains(atom)) {
                    double entry = random.nextDouble(-1, 1);
                    assertTrue(factor.append(atom, entry));
                    inside.add(atom);
                    side.add(entry);
                }
            } else {
                int position = random.nextInt(inside.size());
                factor.remove(position);
                inside.remove(position);
                side.remove(position);
            }
            requireSolved(factor, gram, inside, side);
        }
    }

    private static void requireSolved(Cholesky factor, float[][] gram, List<Integer> inside,
            List<Double> side) {
        int n = inside.size();
        DMatrixRMaj g = new DMatrixRMaj(n, n);
        DMatrixRMaj s = new DMatrixRMaj(n, 1);
        DMatrixRMaj expected = new DMatrixRMaj(n, 1);
        double[] solved = new double[n];
        for (int i = 0; i < n; i++) {
            assertEquals(inside.get(i), factor.member(i));
            solved[i] = side.get(i);
            s.set(i, 0, side.get(i));
            for (int j = 0; j < n; j++) {
                g.set(i, j, gram[inside.get(i)][inside.get(j)]);
            }
        }
        CommonOps_DDRM.solve(g, s, expected);
        factor.solve(solved);
        float[] carried = new float[n];
        factor.solveSide(carried);
        for (int i = 0; i < n; i++) {
            double tolerance = 1e-9 * CommonOps_DDRM.elementMaxAbs(expected);
            assertEquals(expected.get(i), solved[i], tolerance);
            assertEquals(expected.get(i), carried[i], 1e5 * tolerance);
        }
    }

    @Test
    void refusesAnAtomThatDependsOnThoseInsideAndStaysAsItWas() {
        // the third is .6 of the first and .8 of the second
        float[][] gram = {{1, 0, .6f}, {0, 1, .8f}, {.6f, .8f, 1}};
        Cholesky factor = new Cholesky(InnerProducts.of(gram));
        assertTrue(factor.append(0, 1));
        assertTrue(factor.append(1, 2));
        assertFalse(factor.append(2, 3));
        assertEquals(2, factor.size());
        float[] solved = new float[2];
        factor.solveSide(solved);
        assertEquals(1, solved[0]);
        assertEquals(2, solved[1]);
    }
}
