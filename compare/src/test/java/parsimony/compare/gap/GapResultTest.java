package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.InferenceMethod;
import parsimony.compare.SparseCodingCurve;

/** The answer in words, where the curves of LCA and of the exact lasso lie in different ways to the encoder's point. */
class GapResultTest {
    private static final CurvePoint ENCODER = point(100, .8);

    /** Half way between the curve's points, LCA errs by 60 where the encoder errs by 100. */
    @Test
    void theGapIsThatAtTheEncodersOwnSparsity() {
        assertEquals("At its own sparsity (lifetime 0.800) the encoder errs by 100.0 per patch, LCA on the same dictionary by 60.0:"
                + " ΔMSE = 40.0. Its free energy is 7.5 above that of the best Poisson posterior (median 7.5), of which better rates"
                + " of the same units recover 33%; iterative Poisson inference closes 90% of it in 12 iterations from the encoder,"
                + " more than " + GapAnalysis.MOST_POISSON_STEPS + " iterations from the prior.",
                result(.001, point(40, .7), point(80, .9)).answer());
    }

    @Test
    void aCurveThatIsSparserThroughoutGivesALowerBound() {
        String answer = result(.001, point(70, .85), point(120, .95)).answer();
        assertTrue(answer.contains("100.0 per patch, LCA on the same dictionary, sparser at every λ tried (lifetime 0.850 or more),"
                + " by as little as 70.0: ΔMSE is above 30.0. Its"), answer);
    }

    @Test
    void aCurveThatIsSparserAndErrsMoreSaysNothingOfTheGap() {
        String answer = result(.001, point(130, .85), point(150, .95)).answer();
        assertTrue(answer.contains("per patch, and LCA on the same dictionary is sparser at every λ tried. Its"), answer);
    }

    @Test
    void aCurveThatNeverGetsThatSparseIsSaidToBeSo() {
        String answer = result(.001, point(20, .5), point(30, .6)).answer();
        assertTrue(answer.contains("per patch, and LCA on the same dictionary does not get that sparse. Its"), answer);
    }

    @Test
    void whereLcaHasNotConvergedTheExactLassoIsNamedToo() {
        String answer = result(.05, point(40, .7), point(80, .9)).answer();
        assertTrue(answer.contains("ΔMSE = 40.0. LCA has not converged there (it is certified to within 5%); by the exact lasso"
                + " ΔMSE = 50.0. Its"), answer);
    }

    /** Curves of LCA, and of a lasso that errs by 10 less. */
    private static GapResult result(double undone, CurvePoint... lca) {
        List<CurvePoint> exact = new ArrayList<>();
        for (CurvePoint point : lca) {
            exact.add(point(point.mse() - 10, point.lifetime()));
        }
        List<SparseCodingCurve> curves = List.of(
                new SparseCodingCurve(InferenceMethod.LCA, List.of(lca), List.of(undone, undone)),
                new SparseCodingCurve(InferenceMethod.LASSO, exact, List.of(0., 0.)));
        List<AmortizationGap> gaps = curves.stream().map(curve -> AmortizationGap.between(ENCODER, curve.points())).toList();
        FreeEnergyGap energies = new FreeEnergyGap(new double[] {10, 20}, new double[] {9, 16}, new double[] {5, 10},
                new double[2], new int[2][0], new int[2][0], new FMatrixRMaj(2, 1));
        List<Closing> closings = List.of(new Closing("lca", "encoder", .9, 3), new Closing("poisson", "encoder", .5, 4),
                new Closing("poisson", "encoder", .9, 12), new Closing("poisson", "cold", .9, null));
        return new GapResult(ENCODER, curves, gaps, .1, 1, energies, closings, List.of());
    }

    private static CurvePoint point(double mse, double lifetime) {
        return new CurvePoint("poisson", "any", null, null, mse, mse, 0, lifetime, 0, 0);
    }
}
