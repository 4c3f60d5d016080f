package parsimony.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import parsimony.compare.statistics.Resampled;

class AmortizationGapTest {

    /**
     * Published (Vafaii, Galor &amp; Yates 2024, fig. 3b): LCA on the linear P-VAE's dictionary, β
     * = 1, van Hateren patches.
     */
    private static final List<CurvePoint> PUBLISHED =
            List.of(point(.001, 39.4, .697), point(.01, 39.9, .720),
                    point(.05, 41.7, .787), point(.1, 43.5, .828), point(.5, 58.2, .916),
                    point(.7, 67.8, .935), point(1, 83.4, .954));

    @Test
    void deltaMseIsReadOffTheCurveAtTheEncodersOwnSparsity() {
        AmortizationGap gap = AmortizationGap.between(point(0, 102.4, .789), PUBLISHED);
        // By hand: .789 lies .002/.041 of the way from (.787, 41.7) to (.828, 43.5).
        assertEquals(102.4 - (41.7 + .002 / .041 * 1.8), gap.deltaMse().orElseThrow(), 1e-9);
    }

    @Test
    void deltaSparsityIsReadOffTheCurveAtTheEncodersOwnError() {
        AmortizationGap gap = AmortizationGap.between(point(0, 63, .789), PUBLISHED);
        assertEquals((.916 + .935) / 2 - .789, gap.deltaSparsity().orElseThrow(), 1e-9);
    }

    @Test
    void aCurveThatDoesNotReachTheEncoderGivesNoNumberRatherThanAGuess() {
        AmortizationGap gap = AmortizationGap.between(point(0, 102.4, .6), PUBLISHED);
        assertTrue(gap.deltaMse().isEmpty());
        assertTrue(gap.deltaSparsity().isEmpty());
    }

    /**
     * On the first resample the curve reaches the encoder's sparsity. On the second it ends at .9,
     * before the encoder's .95.
     */
    @Test
    void whereAResampleIsPastTheCurvesEndThatEndStandsForIt() {
        List<AmortizationGap> gaps = AmortizationGap.between(
                new Resampled(new double[] {100, 100}, new double[] {.8, .95}),
                List.of(new Resampled(new double[] {40, 40}, new double[] {.7, .7}),
                        new Resampled(new double[] {80, 80}, new double[] {.9, .9})));
        assertEquals(100 - 60, gaps.get(0).deltaMse().orElseThrow(), 1e-9);
        assertEquals(100 - 80, gaps.get(1).deltaMse().orElseThrow(), 1e-9);
        assertEquals(.9 - .8, gaps.get(0).deltaSparsity().orElseThrow(), 1e-9,
                "the curve ends at an error of 80");
    }

    @Test
    void anEncoderOnTheCurveHasNoGap() {
        AmortizationGap gap = AmortizationGap.between(point(0, 43.5, .828), PUBLISHED);
        assertEquals(0, gap.deltaMse().orElseThrow(), 1e-12);
        assertEquals(0, gap.deltaSparsity().orElseThrow(), 1e-12);
    }

    private static CurvePoint point(double lambda, double mse, double lifetime) {
        return new CurvePoint("poisson", "lca", lambda, 1.0, mse, mse, 0, 0, 0, lifetime, 0, 0,
                0.0);
    }
}
