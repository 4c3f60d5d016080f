package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomotopyTest {

    /**
     * φ₁ = (1, 0), φ₂ = (.6, .8), x = (2, 1): b = (2, 2). Both correlations fall together from λ =
     * 2, so both are active from there, with a = (2 − λ)/1.6 each.
     */
    @Test
    void followsTwoAtomsThatJoinTogether() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0.6, 0.8));
        SolutionPath path = new Homotopy(dictionary, LassoSettings.of(0.1))
                .paths(Draw.matrix(1, 2, 2, 1)).get(0);
        assertEquals(2, path.lambda(0), 1e-6);
        for (double lambda : new double[] {1.9, 1, 0.5, 0.1}) {
            assertEquals((2 - lambda) / 1.6, path.codeAt(lambda)[0], 1e-6);
            assertEquals((2 - lambda) / 1.6, path.codeAt(lambda)[1], 1e-6);
        }
    }

    /** φ₁ = (1, 0), φ₂ = (0, 1), x = (3, 1): the second atom joins at λ = 1. */
    @Test
    void findsTheBreakpointsOfOrthogonalAtoms() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0, 1));
        SolutionPath path = new Homotopy(dictionary, LassoSettings.of(0.25))
                .paths(Draw.matrix(1, 2, 3, 1)).get(0);
        assertEquals(3, path.size());
        assertEquals(3, path.lambda(0), 1e-6);
        assertEquals(1, path.lambda(1), 1e-6);
        assertEquals(0.25, path.lambda(2), 1e-12);
        assertEquals(new SolutionPath.Point(1, 2, 2, 1, 0), path.curve().get(1));
        SolutionPath.Point point = path.pointAt(0.5);
        assertEquals(0.5, point.mse(), 1e-6);
        assertEquals(3, point.l1(), 1e-6);
        assertEquals(2, point.nonZero());
        assertThrows(IllegalArgumentException.class, () -> path.codeAt(0.2));
    }

    /** No atom joins, so the path begins and ends at λ = 0. */
    @Test
    void thePathOfAPatchThatIsZeroIsOneCertifiedPoint() {
        Dictionary dictionary = new Dictionary(Draw.matrix(2, 2, 1, 0, 0, 0));
        SolutionPath path = new Homotopy(dictionary, LassoSettings.of(0.25))
                .paths(Draw.matrix(1, 2, 0, 0)).get(0);
        assertEquals(List.of(new SolutionPath.Point(0, 0, 0, 0, 0)), path.curve());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agreesWithTheLassoAtAnyLambdaIncludingWhereAtomsLeave(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(1);
        Dictionary dictionary = Draw.correlatedAtoms(80, 40, random);
        FMatrixRMaj patches = Draw.gaussian(10, 40, 1, random);
        LassoSettings settings = LassoSettings.of(0.01).withSigned(!nonNegative);
        List<SolutionPath> paths = new Homotopy(dictionary, settings).paths(patches);
        int departures = 0;
        double gaps = 0;
        for (int i = 0; i < 10; i++) {
            SolutionPath path = paths.get(i);
            for (SolutionPath.Point point : path.curve()) {
                double objective = 0.5 * point.mse() + point.lambda() * point.l1();
                assertTrue(point.gap() >= 0 && point.gap() <= 1e-5 * objective, point.toString());
                gaps += point.gap();
            }
            for (int b = 1; b < path.size(); b++) {
                assertTrue(path.lambda(b) < path.lambda(b - 1));
                for (int k = 0; k < 80; k++) {
                    departures += path.code(b)[k] == 0 && path.code(b - 1)[k] != 0 ? 1 : 0;
                }
            }
            for (int trial = 0; trial < 8; trial++) {
                double lambda = 0.01 * Math.pow(200, random.nextDouble());
                FMatrixRMaj patch = new FMatrixRMaj(1, 40);
                System.arraycopy(patches.data, i * 40, patch.data, 0, 40);
                Solution exact = new Lasso(dictionary, settings.withLambda(lambda).withGap(1e-9))
                        .solve(patch);
                float[] code = path.codeAt(lambda);
                for (int k = 0; k < 80; k++) {
                    assertEquals(exact.codes().get(0, k), code[k], 1e-3,
                            "lambda " + lambda + ", unit " + k);
                }
                SolutionPath.Point point = path.pointAt(lambda);
                double objective = exact.objective()[0];
                assertEquals(objective, 0.5 * point.mse() + lambda * point.l1(), 1e-7 * objective,
                        "lambda " + lambda);
                assertTrue(point.gap() <= 1e-4 * objective,
                        "lambda " + lambda + ", gap " + point.gap());
                double above = 0.5 * point.mse() + lambda * point.l1() - objective;
                assertTrue(above <= point.gap() + 1e-12 * objective,
                        "the gap bounds the distance to the optimum");
            }
        }
        assertTrue(departures > 0, "the test should meet atoms that leave");
        assertTrue(gaps > 0, "codes are rounded, so that some are not quite the best");
    }

    /**
     * A copy of an active atom joins at the same λ, up to rounding. It must not hide another atom
     * that joins.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void followsPathsThoughSomeAtomsAreThereTwice(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 40; i++) {
            FMatrixRMaj atoms = Draw.unitAtoms(40, 16, random).atoms().copy();
            System.arraycopy(atoms.data, 0, atoms.data, 10 * 16, 10 * 16);
            Dictionary dictionary = new Dictionary(atoms);
            FMatrixRMaj patch = Draw.gaussian(1, 16, 1, random);
            SolutionPath path =
                    new Homotopy(dictionary, LassoSettings.of(0.02).withSigned(!nonNegative))
                            .paths(patch).get(0);
            assertEquals(0.02, path.end());
            for (SolutionPath.Point point : path.curve()) {
                LassoSettings settings = LassoSettings.of(point.lambda()).withSigned(!nonNegative);
                double objective = new Lasso(dictionary, settings).solve(patch).objective()[0];
                assertEquals(objective, 0.5 * point.mse() + point.lambda() * point.l1(),
                        1e-5 * objective, "patch " + i);
            }
        }
    }

    /**
     * Codes and correlations that are only updated collect rounding errors. These must not change
     * which atoms join and leave.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAtomThatLeavesIsZeroWhereItLeaves(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(11);
        Dictionary dictionary = Draw.unitAtoms(96, 32, random);
        FMatrixRMaj patches = Draw.gaussian(20, 32, 1, random);
        LassoSettings settings = LassoSettings.of(0.01).withSigned(!nonNegative);
        int leaving = 0;
        for (SolutionPath path : new Homotopy(dictionary, settings).paths(patches)) {
            int before = 0;
            for (int p = 0; p < path.size(); p++) {
                int nonZero = 0;
                for (float a : path.code(p)) {
                    assertTrue(a == 0 || Math.abs(a) > 1e-9, "dust " + a);
                    assertTrue(!nonNegative || a >= 0, "negative " + a);
                    nonZero += a != 0 ? 1 : 0;
                }
                leaving += nonZero < before ? 1 : 0;
                before = nonZero;
            }
        }
        assertTrue(leaving > 10, "atoms leave on these paths");
    }

    @Test
    void aPathOfMoreBreakpointsThanStepsEndsEarlyAndIsRightSoFar() {
        SplittableRandom random = new SplittableRandom(13);
        Dictionary dictionary = Draw.unitAtoms(40, 20, random);
        FMatrixRMaj patch = Draw.gaussian(1, 20, 1, random);
        SolutionPath whole = new Homotopy(dictionary, LassoSettings.of(0.01)).paths(patch).get(0);
        SolutionPath begun = new Homotopy(dictionary, LassoSettings.of(0.01).withIterations(6))
                .paths(patch).get(0);
        assertTrue(whole.size() > 10 && begun.size() > 3 && begun.size() < 10,
                whole.size() + " and " + begun.size());
        assertEquals(begun.lambda(begun.size() - 1), begun.end());
        for (int p = 0; p < begun.size(); p++) {
            assertEquals(whole.lambda(p), begun.lambda(p));
            assertArrayEquals(whole.code(p), begun.code(p));
        }
        assertThrows(IllegalArgumentException.class, () -> begun.codeAt(0.01));
    }

    @Test
    void aWalkThatRunsOutOfStepsSaysSoAndIsStillFeasible() {
        SplittableRandom random = new SplittableRandom(12);
        Dictionary dictionary = Draw.correlatedAtoms(80, 40, random);
        FMatrixRMaj patches = Draw.gaussian(40, 40, 1, random);
        Solution solution = new Homotopy(dictionary, LassoSettings.of(0.01).withIterations(3))
                .walk(patches, 0.01).get(0);
        for (float a : solution.codes().data) {
            assertTrue(a >= 0, "negative " + a);
        }
        for (Solution.Stop stop : solution.stop()) {
            assertTrue(stop == Solution.Stop.STEPS || stop == Solution.Stop.CONVERGED,
                    stop.toString());
        }
        assertTrue(List.of(solution.stop()).contains(Solution.Stop.STEPS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void walksThroughTheBreakpointsOfTheWholePathToACertifiedCode(boolean nonNegative) {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = Draw.unitAtoms(160, 80, random);
        FMatrixRMaj patches = Draw.gaussian(12, 80, 1, random);
        Homotopy homotopy =
                new Homotopy(dictionary, LassoSettings.of(0.003).withSigned(!nonNegative));
        List<Solution> walked = homotopy.walk(patches, 0.003, 0.3);
        List<SolutionPath> paths = homotopy.paths(patches);
        for (int i = 0; i < patches.numRows; i++) {
            int breakpoints = paths.get(i).size() - 1; // the last λ is where the path ends
            assertTrue(breakpoints > 80, "a long path, not one of " + breakpoints);
            assertEquals(breakpoints, walked.get(0).iterations()[i]);
            assertTrue(walked.get(1).iterations()[i] < breakpoints);
            for (Solution solution : walked) {
                assertEquals(Solution.Stop.CONVERGED, solution.stop()[i]);
                assertTrue(solution.gap()[i] <= 1e-6 * solution.objective()[i]);
            }
        }
    }

    @Test
    void solvesForManyLambdasInOneWalk() {
        SplittableRandom random = new SplittableRandom(2);
        Dictionary dictionary = Draw.unitAtoms(60, 30, random);
        FMatrixRMaj patches = Draw.gaussian(6, 30, 1, random);
        double[] lambdas = {0.1, 2.0, 0.01, 100};
        List<Solution> solutions =
                new Homotopy(dictionary, LassoSettings.of(0.01)).solve(patches, lambdas);
        for (int l = 0; l < lambdas.length; l++) {
            Solution exact = new Lasso(dictionary, LassoSettings.of(lambdas[l])).solve(patches);
            for (int i = 0; i < 6; i++) {
                assertEquals(exact.objective()[i], solutions.get(l).objective()[i],
                        2e-6 * exact.objective()[i]);
            }
        }
        assertThrows(IllegalArgumentException.class,
                () -> new Homotopy(dictionary, LassoSettings.of(0.5)).solve(patches, 0.4));
    }
}
