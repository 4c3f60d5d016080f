package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.compare.statistics.Resampling;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Solver;

class SparseCodingCurveTest {

    @Test
    void theLambdaOfASparsityIsReadOffInTheLogarithm() {
        SparseCodingCurve curve = new SparseCodingCurve("lca", List.of(point(.01, 1, .5, .2),
                point(.1, 2, .6, .1), point(1, 3, .8, .05)), List.of());
        assertEquals(Math.sqrt(.1), curve.lambdaAt(.7), 1e-12);
        assertEquals(1, curve.lambdaAt(.9), 1e-12, "beyond the curve: its nearest point");
        assertEquals(.01, curve.lambdaAt(.1), 1e-12);
        assertEquals(.1, curve.gapNear(.62), "of the two points about it, the one that is further off");
        assertEquals(.2, curve.gapNear(.59));
        assertEquals(.05, curve.gapNear(.9), "beyond the curve: of its nearest point");
    }

    @Test
    void theCurveGoesOnUntilItHasPassedTheEncoder() throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        FMatrixRMaj atoms = random(24, 12, random);
        FMatrixRMaj patches = random(30, 12, random);
        CurvePoint encoder = point(0, 170, .9);
        for (Solver<?> method : List.of(Solver.of("lca"), Solver.of("lasso"))) {
            SparseCodingCurve curve = SparseCodingCurve.trace(method, false, SparseCodingCurve.LAMBDAS,
                    new Dictionary(atoms), "poisson", encoder, patches, Resampling.of(30), Monitor.SILENT);
            List<CurvePoint> points = curve.points();
            assertTrue(points.size() > 8, "λ = 1 is far too weak to leave so large an error");
            CurvePoint last = points.get(points.size() - 1);
            CurvePoint first = points.get(points.size() - 2);
            CurvePoint before = points.get(points.size() - 3);
            assertTrue(last.mse() > 170 && last.lifetime() > .9);
            assertTrue(first.mse() > 170 && first.lifetime() > .9, "resamples may need one more");
            assertTrue(before.mse() <= 170 || before.lifetime() <= .9);
            assertTrue(AmortizationGap.between(encoder, points).deltaMse().isPresent());
            assertEquals(points.size(), curve.resampled().size());
            assertEquals(method == Solver.of("lasso"), points.stream().allMatch(CurvePoint::converged),
                    "900 steps of LCA do not get to the optimum of a small λ: " + points);
        }
    }

    private static CurvePoint point(double lambda, double mse, double lifetime) {
        return point(lambda, mse, lifetime, 0);
    }

    private static CurvePoint point(double lambda, double mse, double lifetime, double relativeGap) {
        return new CurvePoint("poisson", "lca", lambda, 1.0, mse, mse, 0, 0, 0, lifetime, 0, 0, relativeGap);
    }

    private static FMatrixRMaj random(int rows, int columns, SplittableRandom random) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble(-8, 8);
        }
        return matrix;
    }
}
