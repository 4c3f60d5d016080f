package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrainingTest {

    /** As the newest code of Vafaii, Galor &amp; Yates trains. */
    @Test
    void plansOf2026AreThoseOfTheNewestCode() {
        Training patches = Training.PATCHES;
        assertEquals(Estimator.EXACT, patches.estimator());
        assertEquals(240_000, patches.iterations());
        assertEquals(1000, patches.batch());
        assertEquals(.005, patches.optimizer().learningRate());
        assertEquals(.01, patches.optimizer().warmup());
        assertEquals(1e-5, patches.optimizer().lastRate());
        assertEquals(Schedule.linear(1, .05, .5), patches.annealing().temperature());
        assertEquals(Schedule.linear(1e-4, 1, .5), patches.annealing().beta());
        assertEquals(0, patches.optimizer().weightDecay());
        assertEquals(1, patches.learningRateAt(2400) / .005, 1e-12);
        assertEquals(Double.POSITIVE_INFINITY, patches.clipAt(0));
        assertTrue(patches.hardAt(0));
        Training mnist = Training.MNIST_2026;
        assertEquals(400 * 600, mnist.iterations());
        assertEquals(100, mnist.batch());
        assertEquals(.002, mnist.optimizer().learningRate());
        assertEquals(3000, mnist.clipAt(2399));
        assertEquals(1000, mnist.clipAt(2400));
        assertEquals(Schedule.linear(1, .1, .5),
                patches.forLatent(Distribution.CATEGORICAL).annealing().temperature());
    }

    /** As the numbers of Vafaii, Galor &amp; Yates (2024) were made. */
    @Test
    void plansAreThoseBehindThePapersNumbers() {
        Training patches = Training.VH16;
        assertEquals(3000 * 80, patches.iterations());
        assertEquals(1000, patches.batch());
        assertEquals(.005, patches.learningRateAt(5 * 80), 1e-12);
        assertEquals(.005 / 400, patches.learningRateAt(0), 1e-12);
        assertEquals(1e-5, patches.learningRateAt(239_999), 1e-9);
        assertEquals(1500, patches.clipAt(5 * 80 - 1));
        assertEquals(500, patches.clipAt(5 * 80));
        assertEquals(0, patches.optimizer().weightDecay());
        assertEquals(Training.PATCHES.annealing().beta(), patches.annealing().beta());
        Training mnist = Training.MNIST;
        assertEquals(1200 * 300, mnist.iterations());
        assertEquals(200, mnist.batch());
        assertEquals(3e-4, mnist.optimizer().weightDecay());
        assertEquals(3000, mnist.clipAt(5 * 300 - 1));
        assertEquals(1000, mnist.clipAt(5 * 300));
        assertEquals(1e-5, mnist.optimizer().lastRate());
    }

    @Test
    void theRateForDigitsFallsRisesFallsRisesAndFallsOver239EpochsEach() {
        Training mnist = Training.MNIST;
        for (int half = 0; half <= 5; half++) {
            long corner = 300L * (5 + 239 * half);
            assertEquals(half % 2 == 0 ? .002 : 1e-5, mnist.learningRateAt(corner), 1e-12);
            if (half < 5) {
                assertEquals((.002 + 1e-5) / 2, mnist.learningRateAt(corner + 300 * 239 / 2),
                        1e-12);
            }
        }
        Training constant = mnist.withSwings(0);
        assertEquals(.002, constant.learningRateAt(1500), 1e-15);
        assertEquals(.002, constant.learningRateAt(359_999), 1e-15);
    }

    @Test
    void countsAreHardOnceTheTemperatureHasStoppedFalling() {
        Training plan = Training.VH16.withIterations(1000);
        assertFalse(plan.hardAt(0));
        assertFalse(plan.hardAt(499));
        assertTrue(plan.hardAt(500));
        assertTrue(plan.hardAt(999));
        assertTrue(plan.withTemperature(Schedule.linear(1, 1, .5)).hardAt(0), "it never falls");
        assertTrue(plan.forLatent(Distribution.CATEGORICAL).hardAt(0), "it is no count");
        assertTrue(plan.withRelaxedFirst(false).hardAt(0));
    }

    @Test
    void aPeakBelowTheLastRateIsTheLastRate() {
        assertEquals(1e-6, Training.PATCHES.withLearningRate(1e-6).learningRateAt(239_999), 1e-12);
    }

    @Test
    void learningRateRisesThenFallsAlongACosine() {
        Training plan = Training.PATCHES.withIterations(1000); // rises over 10
        assertEquals(0.0005, plan.learningRateAt(0), 1e-12);
        assertEquals(0.005, plan.learningRateAt(9), 1e-12);
        assertEquals(0.005, plan.learningRateAt(10), 1e-12);
        assertEquals((0.005 + 1e-5) / 2, plan.learningRateAt(505), 1e-12);
        assertEquals(1e-5, plan.learningRateAt(999), 1e-7);
    }

    @Test
    void learningRateNeverPassesItsPeak() {
        for (int iterations : new int[] {1, 10, 150, 999}) { // rises over 0.01, 0.1, 1.5, 9.99
            Training plan = Training.PATCHES.withIterations(iterations);
            for (int i = 0; i < iterations; i++) {
                assertTrue(plan.learningRateAt(i) <= 0.005,
                        i + " of " + iterations + ": " + plan.learningRateAt(i));
            }
        }
    }

    @Test
    void annealsOverTheFirstHalf() {
        Training plan = Training.PATCHES.withIterations(1000);
        assertEquals(1, plan.temperatureAt(0));
        assertEquals((1 + 0.05) / 2, plan.temperatureAt(250), 1e-12);
        assertEquals(0.05, plan.temperatureAt(500));
        assertEquals(1e-4, plan.betaAt(0));
        assertEquals(1, plan.betaAt(999));
    }

    @Test
    void schedulesGoWhereTheirCurvesGo() {
        Schedule exponential = new Schedule(Schedule.Curve.EXPONENTIAL, 1, 0.01, 1, 1, 0);
        assertEquals(0.1, exponential.at(0.5), 1e-12);
        // up in an eighth, held for an eighth
        Schedule cyclical = new Schedule(Schedule.Curve.COSINE, 0, 2, 0.5, 4, 0);
        assertEquals(0, cyclical.at(0.25), 1e-12);
        assertEquals(1, cyclical.at(0.25 + 1.0 / 16), 1e-12);
        assertEquals(2 * 0.5 * (1 - Math.cos(Math.PI / 4)), cyclical.at(0.25 + 1.0 / 32), 1e-12);
        assertEquals(2, cyclical.at(0.25 + 1.0 / 8), 1e-12);
        assertEquals(2, cyclical.at(0.499), 1e-12);
        assertEquals(0, cyclical.at(0.5), 1e-12);
        assertEquals(2, cyclical.at(1), 1e-12);
        assertEquals(3, Schedule.constant(3).at(0));
        Schedule held = Schedule.linear(1, 3, .5).withHold(.25); // then over the second and third
        assertEquals(1, held.at(0));
        assertEquals(1, held.at(.25));
        assertEquals(2, held.at(.5), 1e-12);
        assertEquals(3, held.at(.75));
        assertEquals(2, held.withCycles(2).at(.75), 1e-12);
    }

    @Test
    void refusesValuesOutOfRange() {
        Training plan = Training.PATCHES;
        assertNames("iterations", () -> plan.withIterations(0));
        assertNames("batch", () -> plan.withBatch(0));
        assertNames("learningRate", () -> plan.withLearningRate(Double.NaN));
        assertNames("warmup", () -> plan.withWarmup(1.5));
        assertNames("swings", () -> plan.withSwings(-1));
        assertNames("clip", () -> plan.withClip(0));
        assertNames("clipWarmup", () -> plan.withClipWarmup(0));
        assertNames("weightDecay", () -> plan.withWeightDecay(-1));
        assertNames("hold", () -> Schedule.linear(0, 1, .5).withHold(.6));
        assertNames("temperature", () -> plan.withTemperature(Schedule.constant(0)));
        assertNames("beta", () -> plan.withBeta(Schedule.constant(-1)));
        assertNames("portion", () -> Schedule.linear(0, 1, 1.5));
        assertNames("schedule", () -> new Schedule(Schedule.Curve.EXPONENTIAL, 0, 1, 1, 1, 0));
    }

    private static void assertNames(String name, Runnable action) {
        String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(name), message);
    }
}
