package parsimony.compare.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/**
 * Intervals, tests and corrections against SciPy 1.17.
 *
 * <pre>
 * from scipy import stats; import numpy as np
 * a = [168.0, 167.4, 168.9, 168.3, 167.9]; b = [167.2, 167.0, 168.1, 167.9, 167.0]
 * stats.t.interval(.99, 4, loc=np.mean(a), scale=stats.sem(a)); stats.ttest_rel(a, b); stats.ttest_rel(a[:2], b[:2])
 * stats.false_discovery_control([.01, .04, .0005, .2, .03]); stats.false_discovery_control([.008, .001, .5, .008])
 * </pre>
 */
class StatisticsTest {
    private static final double[] A = {168.0, 167.4, 168.9, 168.3, 167.9};
    private static final double[] B = {167.2, 167.0, 168.1, 167.9, 167.0};

    @Test
    void theIntervalOfAMeanIsThatOfStudent() {
        SampleMean mean = SampleMean.of(A);
        assertEquals(168.1, mean.value(), 1e-12);
        assertEquals(5, mean.count());
        assertEquals(166.96287245012488, mean.estimate().low(), 1e-9);
        assertEquals(169.23712754987505, mean.estimate().high(), 1e-9);
        assertEquals(186.79702234886128 - 167.7, SampleMean.of(168.0, 167.4).halfWidth(), 1e-9);
    }

    @Test
    void oneSeedHasAMeanAndNoInterval() {
        assertEquals(7, SampleMean.of(7).value());
        assertNull(SampleMean.of(7).halfWidth());
        assertEquals(7, SampleMean.of(7).estimate().high());
    }

    @Test
    void seedsThatAgreeHaveAnIntervalOfNoWidth() {
        assertEquals(0, SampleMean.of(.5, .5, .5).halfWidth());
        assertEquals(0, SampleMean.of(.1, .1, .1).halfWidth());
        assertEquals(.1, SampleMean.of(.1, .1, .1).value());
    }

    @Test
    void thePairedTestIsThatOfStudent() {
        PairedTTest test = PairedTTest.of(A, B);
        assertEquals(0.0035931143301443998, test.pValue(), 1e-12);
        assertEquals(.66, test.difference().value(), 1e-12);
        PairedTTest two = PairedTTest.of(new double[] {168.0, 167.4}, new double[] {167.2, 167.0});
        assertEquals(0.20483276469913345, two.pValue(), 1e-12);
        assertEquals(test.pValue(), PairedTTest.of(B, A).pValue());
    }

    @Test
    void pairsThatAgreeDoNotDifferAndPairsThatAllDifferAlikeDo() {
        assertEquals(1, PairedTTest.of(A, A).pValue());
        assertEquals(0, PairedTTest.of(new double[] {3, 4}, new double[] {1, 2}).pValue());
    }

    @Test
    void benjaminiAndHochbergAdjustInAnyOrderAndTiesAlike() {
        assertArrayEquals(new double[] {.025, .05, .0025, .2, .05}, BenjaminiHochberg.adjust(.01, .04, .0005, .2, .03), 1e-15);
        assertArrayEquals(new double[] {.032 / 3, .004, .5, .032 / 3}, BenjaminiHochberg.adjust(.008, .001, .5, .008), 1e-15);
        assertArrayEquals(new double[0], BenjaminiHochberg.adjust());
    }

    @Test
    void whatIsNoSampleIsRefused() {
        assertThrows(IllegalArgumentException.class, SampleMean::of);
        assertThrows(IllegalArgumentException.class, () -> SampleMean.of(1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> PairedTTest.of(new double[] {1}, new double[] {2}));
        assertThrows(IllegalArgumentException.class, () -> PairedTTest.of(A, new double[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> BenjaminiHochberg.adjust(.5, Double.NaN));
    }
}
