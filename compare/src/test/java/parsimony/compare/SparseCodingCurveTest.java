package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;
import parsimony.compare.statistics.Resampling;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Solver;

class SparseCodingCurveTest {

    @Test
    void theLambdaOfASparsityIsReadOffInTheLogarithm() {
        SparseCodingCurve curve = new SparseCodingCurve("lca", List.of(point(.01, 1, .5, .2),
                point(.1, 2, .6, .1), point(1, 3, .8, .05)), List.of());
        assertEquals(Math.sqrt(.1), curve.lambdaAt(.7), 1e-12);
        assertEquals(1, curve.lambdaAt(.9), 1e-12, "beyond the curve: its nearest point");
        assertEquals(.01, curve.lambdaAt(.1), 1e-12);
        assertEquals(.1, curve.gapNear(.62),
                "of the two points about it, the one that is further off");
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
            SparseCodingCurve curve =
                    SparseCodingCurve.trace(method, false, SparseCodingCurve.LAMBDAS,
                            new Dictionary(atoms), "poisson", encoder, patches, Resampling.of(30),
                            Monitor.SILENT);
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
            assertEquals(method == Solver.of("lasso"),
                    points.stream().allMatch(CurvePoint::converged),
                    "900 steps of LCA do not get to the optimum of a small λ: " + points);
        }
    }

    @Test
    void anyFamilyOfEncodersDrawsACurveInOneLine() {
        SplittableRandom random = new SplittableRandom(3);
        Dictionary dictionary = new Dictionary(random(24, 12, random));
        FMatrixRMaj patches = random(30, 12, random);
        SparseCodingCurve exact = SparseCodingCurve.trace("lasso",
                lambda -> new Lasso(dictionary, LassoSettings.of(lambda)), patches, dictionary);
        assertEquals(SparseCodingCurve.LAMBDAS,
                exact.points().stream().map(CurvePoint::lambda).toList());
        assertEquals(List.of(), exact.resampled(), "none were asked for");
        assertTrue(exact.points().stream().allMatch(CurvePoint::converged));

        SparseCodingCurve oneShot = SparseCodingCurve.trace("one shot",
                lambda -> x -> thresholded(x, dictionary, lambda),
                patches, dictionary);
        assertEquals(exact.points().size(), oneShot.points().size());
        assertTrue(oneShot.points().stream()
                .allMatch(point -> point.relativeGap() == null && point.converged()));
        assertTrue(Double.isNaN(oneShot.gapNear(.5)),
                "such an encoder does not say how good its codes are");
        GapEstimate gap = new GapEstimate(
                List.of(AmortizationGap.between(exact.points().get(0), oneShot.points())),
                List.of(),
                oneShot.gapNear(.5), .95);
        assertEquals("", gap.unconverged());
    }

    @Test
    void onePatchAndOneAtomAreACurveToo() {
        Dictionary dictionary = new Dictionary(new FMatrixRMaj(1, 2, true, 1, 0));
        SparseCodingCurve curve = SparseCodingCurve.trace("lasso",
                lambda -> new Lasso(dictionary, LassoSettings.of(lambda)),
                new FMatrixRMaj(1, 2, true, .6f, .8f), dictionary);
        // by hand: a = max(0, .6 − λ), and the error (.6 − a)² + .8²
        for (CurvePoint point : curve.points()) {
            double error = Math.min(point.lambda(), .6);
            assertEquals(error * error + .64, point.mse(), 1e-6);
        }
    }

    @Test
    void theShortWayGoesOnToPassTheEncoderAsTheLongOneDoes() {
        SplittableRandom random = new SplittableRandom(4);
        Dictionary dictionary = new Dictionary(random(24, 12, random));
        FMatrixRMaj patches = random(30, 12, random);
        CurvePoint own = CurvePoint.amortized("mine", patches, thresholded(patches, dictionary, 40),
                dictionary);
        Solver<?> lasso = Solver.of("lasso");
        assertEquals(
                SparseCodingCurve.trace(lasso, false, SparseCodingCurve.LAMBDAS, dictionary, "mine",
                        own, patches,
                        Resampling.of(30), Monitor.SILENT).points(),
                SparseCodingCurve.trace("lasso",
                        lambda -> lasso.paperEncoder(dictionary, lambda, false), patches,
                        dictionary, own).points());
        assertEquals(own.mse(), own.mseMap());
    }

    /** max(0, .02Φᵀx − .02λ), N×K. */
    private static FMatrixRMaj thresholded(FMatrixRMaj patches, Dictionary dictionary,
            double lambda) {
        FMatrixRMaj codes = new FMatrixRMaj(patches.numRows, dictionary.size());
        CommonOps_FDRM.multTransB(.02f, patches, dictionary.atoms(), codes);
        return CommonOps_FDRM.apply(codes, code -> (float) Math.max(0, code - .02 * lambda));
    }

    private static CurvePoint point(double lambda, double mse, double lifetime) {
        return point(lambda, mse, lifetime, 0);
    }

    private static CurvePoint point(double lambda, double mse, double lifetime,
            double relativeGap) {
        return new CurvePoint("poisson", "lca", lambda, 1.0, mse, mse, 0, 0, 0, lifetime, 0, 0,
                relativeGap);
    }

    private static FMatrixRMaj random(int rows, int columns, SplittableRandom random) {
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) random.nextDouble(-8, 8);
        }
        return matrix;
    }
}
