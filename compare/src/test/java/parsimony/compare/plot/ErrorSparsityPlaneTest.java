package parsimony.compare.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import parsimony.compare.AmortizationGap;
import parsimony.compare.CurvePoint;
import parsimony.compare.GapEstimate;
import parsimony.compare.Sparsity;
import parsimony.figures.Axis;
import parsimony.figures.Column;
import parsimony.figures.Estimate;
import parsimony.figures.Palette;
import parsimony.figures.Plane;
import parsimony.figures.Series;

class ErrorSparsityPlaneTest {
    private static final CurvePoint OWN =
            new CurvePoint("mine", CurvePoint.AMORTIZED, null, 1.0, 130, 100, 0, 0, 0, .7, .6, .5,
                    null);
    private static final List<CurvePoint> CURVE =
            List.of(point(.01, 40, .5, 1e-7), point(.1, 60, .65, .02),
                    point(1, 120, .8, 1e-7));

    @Test
    void thePlaneIsTheOneDrawnByHand() {
        AmortizationGap gap = AmortizationGap.between(OWN, CURVE);
        String drawn = new ErrorSparsityPlane().point("Mine", OWN).curve("LCA", CURVE).gap(gap)
                .figure().svg();
        Plane byHand = new Plane(Axis.linear("Lifetime sparsity"),
                Axis.linear("Squared error per patch (of the mean)"),
                Palette.of("Mine", "LCA"), Column.SINGLE)
                .open("hollow: not within 1% of the optimum")
                .point("Mine", Estimate.exact(.7), Estimate.exact(100))
                .curve(new Series("LCA", exact(.5, .65, .8), exact(40, 60, 120),
                        List.of(false, true, false)))
                .arrow(.7, 100, .7, 80, "Δ error = 20.0")
                .arrow(.7, 100, .75, 100, "Δ sparsity = 0.050");
        assertEquals(byHand.svg(), drawn);
    }

    @Test
    void transposedItHasTheErrorAcrossAndLabelsGoWithTheirPoints() {
        AmortizationGap gap = AmortizationGap.between(OWN, CURVE);
        String drawn = new ErrorSparsityPlane().transposed().point("Mine", OWN)
                .curve("LCA", CURVE).gap(gap).label("LCA", .8, 120, "λ = 1").figure().svg();
        Plane byHand = new Plane(Axis.linear("Squared error per patch (of the mean)"),
                Axis.linear("Lifetime sparsity"),
                Palette.of("Mine", "LCA"), Column.SINGLE)
                .open("hollow: not within 1% of the optimum")
                .point("Mine", Estimate.exact(100), Estimate.exact(.7))
                .curve(new Series("LCA", exact(40, 60, 120), exact(.5, .65, .8),
                        List.of(false, true, false)))
                .arrow(100, .7, 80, .7, "Δ error = 20.0")
                .arrow(100, .7, 100, .75, "Δ sparsity = 0.050")
                .label("LCA", 120, .8, "λ = 1");
        assertEquals(byHand.svg(), drawn);
        assertTrue(drawn.contains("λ = 1"));
    }

    @Test
    void seedsAreSmallMarksAboutTheirMeanAndArrowsTellTheirInterval() {
        ErrorSparsityPlane.Mark mean = new ErrorSparsityPlane.Mark(new Estimate(.7, .68, .72),
                new Estimate(100, 90, 110), true,
                List.of(point(1, 90, .68, 0), point(1, 110, .72, 0)));
        List<AmortizationGap> seeds = List.of(gap(90, .68), gap(100, .7), gap(110, .72));
        String drawn = new ErrorSparsityPlane().marks("Mine", List.of(mean))
                .gap(new GapEstimate(seeds, List.of(), 0, .95))
                .figure().svg();
        Plane byHand = new Plane(Axis.linear("Lifetime sparsity"),
                Axis.linear("Squared error per patch (of the mean)"),
                Palette.of("Mine"), Column.SINGLE)
                .point("Mine", new Estimate(.7, .68, .72), new Estimate(100, 90, 110))
                .dots(Series.of("Mine", new double[] {.68, .72}, new double[] {90, 110}))
                .arrow(.7, 100, .7, 60, "Δ error = 40.0 [15.2, 64.8]");
        assertEquals(byHand.svg(), drawn);
    }

    @Test
    void theGapIsReadAtEqualLifetimeSparsityAndSoIsDrawnOverNoOther() {
        AmortizationGap gap = AmortizationGap.between(OWN, CURVE);
        for (Sparsity sparsity : Sparsity.values()) {
            String drawn = new ErrorSparsityPlane(sparsity, null, Column.DOUBLE).point("Mine", OWN)
                    .gap(gap).figure().svg();
            assertTrue(drawn.contains(sparsity.label()));
            assertEquals(sparsity == Sparsity.LIFETIME, drawn.contains("Δ error"));
        }
    }

    @Test
    void lambdaIsSaidAtTheEndsOfACurveAndAtPowersOfTen() {
        String drawn = new ErrorSparsityPlane().curve("LCA", CURVE)
                .lambdas("LCA", new double[] {.5, .58, .65, .8}, new double[] {40, 50, 60, 120},
                        new double[] {.02, .05, .1, 1.234})
                .figure().svg();
        for (String label : List.of("λ = 0.02", "λ = 0.1", "λ = 1.23")) {
            assertTrue(drawn.contains(">" + label + "<"), label);
        }
        assertFalse(drawn.contains("λ = 0.05"));
    }

    @Test
    void aboutAGapItsArrowsAreLargeAndWhatLiesElsewhereHasNoLabel() {
        List<AmortizationGap> seeds =
                List.of(new AmortizationGap(100, .7, OptionalDouble.of(80),
                        OptionalDouble.of(.75)));
        GapEstimate gap = new GapEstimate(seeds, List.of(), 0, .95);
        ErrorSparsityPlane plane = new ErrorSparsityPlane().point("Mine", OWN).curve("LCA", CURVE)
                .gap(gap).label("Mine", .7, 100, 'β', 1).label("LCA", .5, 40, 'λ', .01);
        assertTrue(plane.figure().svg().contains("λ = 0.01"));
        String near = plane.about(gap).figure().svg();
        assertFalse(near.contains("λ = 0.01"));
        assertTrue(near.contains("β = 1"));
        assertTrue(near.contains("Δ error = 20.0") && near.contains("Δ sparsity = 0.050"));
    }

    @Test
    void aCurveThatDoesNotGetThereHasNoArrow() {
        AmortizationGap gap = AmortizationGap.between(OWN, CURVE.subList(0, 2));
        assertFalse(
                new ErrorSparsityPlane().point("Mine", OWN).gap(gap).figure().svg().contains("Δ"));
    }

    @Test
    void aNameComesOnce() {
        ErrorSparsityPlane twice = new ErrorSparsityPlane().point("Mine", OWN).point("Mine", OWN);
        assertThrows(IllegalArgumentException.class, twice::figure);
    }

    private static AmortizationGap gap(double mse, double lifetime) {
        return new AmortizationGap(mse, lifetime, OptionalDouble.of(60), OptionalDouble.empty());
    }

    private static List<Estimate> exact(double... values) {
        return Arrays.stream(values).mapToObj(Estimate::exact).toList();
    }

    private static CurvePoint point(double lambda, double mse, double lifetime,
            double relativeGap) {
        return new CurvePoint("mine", "lca", lambda, 1.0, mse, mse, 0, 0, 0, lifetime, lifetime,
                lifetime, relativeGap);
    }
}
