package parsimony.compare.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Intervals, tests and corrections against SciPy 1.17.
 *
 * <pre>
 * from scipy import stats; import numpy as np
 * a = [168.0, 167.4, 168.9, 168.3, 167.9]; b = [167.2, 167.0, 168.1, 167.9, 167.0]
 * stats.t.interval(.99, 4, loc=np.mean(a), scale=stats.sem(a)); stats.ttest_rel(a, b); stats.ttest_rel(a[:2], b[:2])
 * stats.false_discovery_control([.01, .04, .0005, .2, .03]); stats.false_discovery_control([.008, .001, .5, .008])
 * stats.linregress([0, 1, 2, 4, 7], [1, 2.5, 2, 6, 7.5])
 * </pre>
 */
class StatisticsTest {
    private static final double[] A = {168.0, 167.4, 168.9, 168.3, 167.9};
    private static final double[] B = {167.2, 167.0, 168.1, 167.9, 167.0};

    @Test
    void theIntervalOfAMeanIsThatOfStudent() {
        SampleMean mean = SampleMean.of(.99, A);
        assertEquals(168.1, mean.value(), 1e-12);
        assertEquals(5, mean.count());
        assertEquals(166.96287245012488, mean.estimate().low(), 1e-9);
        assertEquals(169.23712754987505, mean.estimate().high(), 1e-9);
        assertEquals(167.41426864388973, SampleMean.of(.95, A).low(), 1e-9);
    }

    @Test
    void oneSeedHasAMeanAndNoInterval() {
        assertEquals(7, SampleMean.of(.95, 7).value());
        assertNull(SampleMean.of(.95, 7).low());
        assertEquals(7, SampleMean.of(.95, 7).estimate().high());
    }

    @Test
    void withFewSeedsTheIntervalIsThatOfTheErrorsOverPatches() {
        SampleMean two = SampleMean.withErrors(.95, new double[] {4, 6}, new double[] {.1, .3});
        assertEquals(5, two.value());
        assertEquals(5 - 1.959963984540054 * .2, two.low(), 1e-12);
        assertEquals(5 + 1.959963984540054 * .2, two.high(), 1e-12);
        assertFalse(two.isOverSeeds());
        assertEquals(SampleMean.of(.99, A), SampleMean.withErrors(.99, A, new double[5]));
    }

    /**
     * With one degree of freedom t is 12.7 at 95%. An interval that wide would say nothing about
     * two seeds.
     */
    @Test
    void twoSeedsHaveNoIntervalOverSeeds() {
        SampleMean two = SampleMean.of(.95, 168.0, 167.4);
        assertEquals(167.7, two.value(), 1e-12);
        assertNull(two.high());
        assertEquals(List.of(168.0, 167.4), two.seeds());
        SampleMean overPatches = SampleMean.of(.95, new double[] {1, 3}, new double[] {1, 2, 3});
        assertEquals(2 - .95, overPatches.low(), 1e-12);
        assertFalse(overPatches.isOverSeeds());
        assertEquals(SampleMean.of(.95, A), SampleMean.of(.95, A, new double[] {1, 2, 3}),
                "five seeds know better");
    }

    @Test
    void anIntervalIsCutToWhatIsPossible() {
        SampleMean sparse = SampleMean.of(.99, .98, .999, .99).within(0, 1);
        assertEquals(1, sparse.high());
        assertTrue(sparse.low() < .98);
        assertThrows(IllegalArgumentException.class, () -> SampleMean.of(95, 1, 2, 3));
        assertEquals("99.9%", SampleMean.percent(.999));
    }

    @Test
    void seedsThatAgreeHaveAnIntervalOfNoWidth() {
        assertEquals(.5, SampleMean.of(.99, .5, .5, .5).low());
        assertEquals(.1, SampleMean.of(.99, .1, .1, .1).high());
        assertEquals(.1, SampleMean.of(.99, .1, .1, .1).value());
    }

    @Test
    void thePairedTestIsThatOfStudent() {
        PairedTTest test = PairedTTest.of(.99, A, B);
        assertEquals(0.0035931143301443998, test.pValue(), 1e-12);
        assertEquals(.66, test.difference().value(), 1e-12);
        PairedTTest two =
                PairedTTest.of(.99, new double[] {168.0, 167.4}, new double[] {167.2, 167.0});
        assertEquals(0.20483276469913345, two.pValue(), 1e-12);
        assertEquals(test.pValue(), PairedTTest.of(.99, B, A).pValue());
    }

    @Test
    void pairsThatAgreeDoNotDifferAndPairsThatAllDifferAlikeDo() {
        assertEquals(1, PairedTTest.of(.99, A, A).pValue());
        assertEquals(0, PairedTTest.of(.99, new double[] {3, 4}, new double[] {1, 2}).pValue());
    }

    @Test
    void benjaminiAndHochbergAdjustInAnyOrderAndTiesAlike() {
        assertArrayEquals(new double[] {.025, .05, .0025, .2, .05},
                BenjaminiHochberg.adjust(.01, .04, .0005, .2, .03), 1e-15);
        assertArrayEquals(new double[] {.032 / 3, .004, .5, .032 / 3},
                BenjaminiHochberg.adjust(.008, .001, .5, .008), 1e-15);
        assertArrayEquals(new double[0], BenjaminiHochberg.adjust());
    }

    @Test
    void aLineIsThatOfLeastSquaresWithItsError() {
        LineFit line = LineFit.of(new double[] {0, 1, 2, 4, 7}, new double[] {1, 2.5, 2, 6, 7.5})
                .orElseThrow();
        assertEquals(0.9675324675324677, line.slope(), 1e-14);
        assertEquals(1.0909090909090904, line.intercept(), 1e-14);
        assertEquals(0.163416329767765, line.error(), 1e-14);
        assertEquals(5, line.points());
        LineFit exact = LineFit.of(new double[] {1, 2, 3}, new double[] {5, 3, 1}).orElseThrow();
        assertEquals(-2, exact.slope(), 1e-14);
        assertEquals(0, exact.error(), 1e-14);
    }

    @Test
    void twoPointsOrOnesAboveAnotherAreNoLine() {
        assertTrue(LineFit.of(new double[] {1, 2}, new double[] {1, 2}).isEmpty());
        assertTrue(LineFit.of(new double[] {3, 3, 3}, new double[] {1, 2, 3}).isEmpty());
    }

    @Test
    void whatIsNoSampleIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> LineFit.of(new double[] {1, 2, 3}, new double[] {1, 2}));
        assertThrows(IllegalArgumentException.class,
                () -> LineFit.of(new double[] {1, 2, 3}, new double[] {1, 2, Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> SampleMean.of(.95));
        assertThrows(IllegalArgumentException.class, () -> SampleMean.of(.95, 1, Double.NaN));
        assertThrows(IllegalArgumentException.class,
                () -> PairedTTest.of(.99, new double[] {1}, new double[] {2}));
        assertThrows(IllegalArgumentException.class,
                () -> PairedTTest.of(.99, A, new double[] {1, 2}));
        assertThrows(IllegalArgumentException.class,
                () -> BenjaminiHochberg.adjust(.5, Double.NaN));
    }
}
