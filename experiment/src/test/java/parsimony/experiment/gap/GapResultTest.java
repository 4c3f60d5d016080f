package parsimony.experiment.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.GapEstimate;
import parsimony.compare.SparseCodingCurve;
import parsimony.compare.gap.Closing;
import parsimony.compare.gap.Convergence;
import parsimony.compare.gap.FreeEnergyGap;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.RunRecord;
import parsimony.figures.Estimate;

/**
 * The answer in words, for curves of LCA and of the exact lasso that lie differently about the
 * encoder's point.
 */
class GapResultTest {
    private static final CurvePoint ENCODER = point(100, .8);

    /** Half way between the curve's points, LCA errs by 60 where the encoder errs by 100. */
    @Test
    void theGapIsThatAtTheEncodersOwnSparsity() {
        assertEquals(
                "At its own sparsity (lifetime 0.800) the encoder leaves a squared error of 100.0"
                        + " per patch, of its posterior mean; the exact lasso on the same"
                        + " dictionary leaves 50.0 (LCA 60.0). The encoder loses 50.0 (50%). Its"
                        + " free energy is 7.5 above that of the best Poisson posterior (median"
                        + " 7.5; 95% intervals over patches 5.0 to 10.0 and 5.0 to 10.0), of"
                        + " which better rates of the same units recover 33%; iterative Poisson"
                        + " inference closes 90% of it in 12 iterations from the encoder, more"
                        + " than "
                        + GapAnalysis.MOST_POISSON_STEPS
                        + " iterations from the prior.",
                result(.001, point(40, .7), point(80, .9)).answer());
    }

    @Test
    void aCurveThatIsSparserThroughoutGivesALowerBound() {
        String answer = result(.001, point(70, .85), point(120, .95)).answer();
        assertTrue(answer.contains(
                "100.0 per patch, of its posterior mean; the exact lasso on the same dictionary,"
                        + " sparser at every λ tried (lifetime 0.850 or more), leaves as little"
                        + " as 60.0. The encoder loses more than 40.0. Its"),
                answer);
    }

    @Test
    void aCurveThatIsSparserAndErrsMoreSaysNothingOfTheGap() {
        String answer = result(.001, point(130, .85), point(150, .95)).answer();
        assertTrue(answer.contains(
                "; the exact lasso on the same dictionary is sparser at every λ tried. Its"),
                answer);
    }

    @Test
    void aCurveThatNeverGetsThatSparseIsSaidToBeSo() {
        String answer = result(.001, point(20, .5), point(30, .6)).answer();
        assertTrue(
                answer.contains(
                        "; the exact lasso on the same dictionary does not get that sparse. Its"),
                answer);
    }

    @Test
    void whereLcaHasNotConvergedItsNumberSaysSo() {
        String answer = result(.05, point(40, .7), point(80, .9)).answer();
        assertTrue(answer.contains(
                "leaves 50.0 (LCA 60.0, not converged: within 5.0% of their optimum). The encoder"
                        + " loses 50.0 (50%). Its"),
                answer);
    }

    @Test
    void itsNumbersAreReadAsTheyWereWritten(@TempDir Path folder) throws Exception {
        GapMetrics metrics = result(.05, point(40, .7), point(80, .9)).metrics();
        RunRecord.writeMetrics(folder, metrics);
        assertEquals(metrics, RunRecord.readMetrics(folder, GapMetrics.class));
        assertEquals(50, metrics.sparseCoding().get("lasso").gap().deltaMse(), 1e-9);
    }

    /** The encoder's excess is 8, in .2 ms a patch; LCA needs 4 steps for a half, 8 for a tenth. */
    @Test
    void theGapAgainstComputeSaysWhenSharesOfTheEncodersExcessAreLeft() {
        Convergence encoder = new Convergence("amortized", Convergence.COLD, 10, 1, 1e-9,
                List.of(compute(0, .002, 8)));
        Convergence lca = new Convergence("lca", Convergence.COLD, 10, 1, 1e-9,
                List.of(compute(2, .02, 9), compute(4, .04, 4), compute(8, .08, .7)));
        Table table = GapReport.compute(List.of(encoder, lca));
        assertTrue(table.caption().contains("encoder's own, 8.000"), table.caption());
        assertEquals(Arrays.asList("amortized", "cold", 8.0, .2, null, null, null, null, null,
                null), table.rows().get(0));
        assertEquals(Arrays.asList("lca", "cold", 1e-9, 1.0, 4, 4.0, 8, 8.0, null, null),
                table.rows().get(1));
    }

    private static Convergence.Point compute(int steps, double seconds, double excess) {
        return new Convergence.Point(steps, seconds, excess, excess, .5, .5, excess);
    }

    /** Curves of LCA, and of a lasso that errs by 10 less. */
    private static GapResult result(double undone, CurvePoint... lca) {
        List<CurvePoint> exact = new ArrayList<>();
        for (CurvePoint point : lca) {
            exact.add(point(point.mse() - 10, point.lifetime()));
        }
        List<SparseCodingCurve> curves =
                List.of(new SparseCodingCurve("lca", List.of(lca), List.of()),
                        new SparseCodingCurve("lasso", exact, List.of()));
        List<GapEstimate> gaps = curves.stream().map(curve -> new GapEstimate(
                List.of(AmortizationGap.between(ENCODER, curve.points())), List.of(List.of()),
                curve.inference().equals("lca") ? undone : 0, .95)).toList();
        FreeEnergyGap energies =
                new FreeEnergyGap(new double[] {10, 20}, new double[] {9, 16}, new double[] {5, 10},
                        new double[2], new int[2][0], new int[2][0], new FMatrixRMaj(2, 1));
        List<Closing> closings = List.of(new Closing("lca", "encoder", .9, 3),
                new Closing("poisson", "encoder", .5, 4),
                new Closing("poisson", "encoder", .9, 12),
                new Closing("poisson", "cold", .9, null));
        return new GapResult(ENCODER, curves, gaps, .1, 1, energies,
                new FreeEnergyGap.Spread(new Estimate(7.5, 5, 10), new Estimate(7.5, 5, 10), .95),
                closings, List.of(), null);
    }

    private static CurvePoint point(double mse, double lifetime) {
        return new CurvePoint("poisson", "any", null, null, mse, mse, 0, 0, 0, lifetime, 0, 0, 0.0);
    }
}
