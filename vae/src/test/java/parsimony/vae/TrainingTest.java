package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrainingTest {

    /** As Vafaii, Galor &amp; Yates (2024) trained. */
    @Test
    void plansAreThoseOfThePaper() {
        Training patches = Training.PATCHES;
        assertEquals(Estimator.EXACT, patches.estimator());
        assertEquals(240_000, patches.iterations());
        assertEquals(1000, patches.batch());
        assertEquals(.005, patches.optimizer().learningRate());
        assertEquals(.01, patches.optimizer().warmup());
        assertEquals(1e-5, patches.optimizer().lastRate());
        assertEquals(Schedule.linear(1, .05, .5), patches.annealing().temperature());
        assertEquals(Schedule.linear(1e-4, 1, .5), patches.annealing().beta());
        Training mnist = Training.MNIST;
        assertEquals(400 * 600, mnist.iterations());
        assertEquals(100, mnist.batch());
        assertEquals(.002, mnist.optimizer().learningRate());
        assertEquals(1000, mnist.optimizer().clip());
        assertEquals(Schedule.linear(1, .1, .5),
                patches.forLatent(Distribution.CATEGORICAL).annealing().temperature());
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
        Schedule exponential = new Schedule(Schedule.Curve.EXPONENTIAL, 1, 0.01, 1, 1);
        assertEquals(0.1, exponential.at(0.5), 1e-12);
        // up in an eighth, held for an eighth
        Schedule cyclical = new Schedule(Schedule.Curve.COSINE, 0, 2, 0.5, 4);
        assertEquals(0, cyclical.at(0.25), 1e-12);
        assertEquals(1, cyclical.at(0.25 + 1.0 / 16), 1e-12);
        assertEquals(2 * 0.5 * (1 - Math.cos(Math.PI / 4)), cyclical.at(0.25 + 1.0 / 32), 1e-12);
        assertEquals(2, cyclical.at(0.25 + 1.0 / 8), 1e-12);
        assertEquals(2, cyclical.at(0.499), 1e-12);
        assertEquals(0, cyclical.at(0.5), 1e-12);
        assertEquals(2, cyclical.at(1), 1e-12);
        assertEquals(3, Schedule.constant(3).at(0));
    }

    @Test
    void refusesValuesOutOfRange() {
        Training plan = Training.PATCHES;
        assertNames("iterations", () -> plan.withIterations(0));
        assertNames("batch", () -> plan.withBatch(0));
        assertNames("learningRate", () -> plan.withLearningRate(Double.NaN));
        assertNames("clip", () -> plan.withClip(0));
        assertNames("temperature", () -> plan.withTemperature(Schedule.constant(0)));
        assertNames("beta", () -> plan.withBeta(Schedule.constant(-1)));
        assertNames("portion", () -> Schedule.linear(0, 1, 1.5));
        assertNames("schedule", () -> new Schedule(Schedule.Curve.EXPONENTIAL, 0, 1, 1, 1));
    }

    private static void assertNames(String name, Runnable action) {
        String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.contains(name), message);
    }
}
