package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class TrainerTest {
    private static final int PIXELS = 16;
    private static final int LATENTS = 24;
    private static final Architecture POISSON =
            Architecture.linear(Distribution.POISSON, PIXELS, LATENTS);
    private static final Training SHORT =
            Training.PATCHES.withIterations(300).withBatch(100).withLearningRate(0.02).withSeed(4);

    @ParameterizedTest
    @EnumSource(value = Estimator.class, names = "EXACT_UNCORRELATED", mode = Mode.EXCLUDE)
    void trainingLowersTheBoundFarBelowTheUntrainedModels(Estimator estimator) {
        FMatrixRMaj train = sparseMixtures(2000, 1);
        FMatrixRMaj validation = sparseMixtures(1000, 2);
        Training training = SHORT.withEstimator(estimator).withIterations(1000);
        // Its gradients are unbiased, but so noisy that one draw of each patch is too few.
        training = estimator == Estimator.SCORE ? training.withDraws(8).withIterations(1500)
                : training;
        try (Trainer trainer = new Trainer(POISSON, training, train, Device.CPU)) {
            double untrained = nelbo(trainer, validation);
            trainer.run(step -> {});
            double trained = nelbo(trainer, validation);
            assertTrue(trained < 0.7 * untrained,
                    estimator + ": " + trained + " after, " + untrained + " before");
        }
    }

    private static double nelbo(Trainer trainer, FMatrixRMaj patches) {
        try (Vae vae = trainer.model()) {
            return vae.evaluate(patches, 0).nelbo();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Estimator.class, names = "EXACT_UNCORRELATED", mode = Mode.EXCLUDE)
    void sameSeedSameModelAndAnotherSeedAnother(Estimator estimator) {
        FMatrixRMaj train = sparseMixtures(1000, 1);
        Training training = SHORT.withEstimator(estimator).withIterations(60);
        float[] once = atoms(train, training);
        assertArrayEquals(once, atoms(train, training));
        assertFalse(Arrays.equals(once, atoms(train, training.withSeed(5))));
    }

    /** TensorFlow orders a sum of more than eight by addresses, when it makes its gradient. */
    @Test
    void manyDrawsOfAPatchGiveTheSameModelToo() {
        FMatrixRMaj train = sparseMixtures(200, 1);
        Training training = SHORT.withEstimator(Estimator.SCORE).withDraws(16).withIterations(3);
        float[] once = atoms(train, training);
        for (int again = 0; again < 3; again++) {
            assertArrayEquals(once, atoms(train, training));
        }
    }

    /**
     * Means over the shares of a batch, and a step along their gradients, beside those of the batch
     * as a whole.
     */
    @Test
    void aBatchInSharesIsTheBatch() {
        FMatrixRMaj train = sparseMixtures(1000, 1);
        Training plan = SHORT.withBatch(500);
        assertEquals(4, Device.CPU.shares(500));
        try (Trainer whole = new Trainer(POISSON, plan, train, Device.CPU, 1);
                Trainer shares = new Trainer(POISSON, plan, train, Device.CPU)) {
            for (int i = 0; i < 20; i++) {
                Step expected = whole.advance();
                Step actual = shares.advance();
                assertEquals(expected.mse(), actual.mse(), 1e-4 * expected.mse());
                assertEquals(expected.kl(), actual.kl(), 1e-4 * expected.kl());
                assertEquals(expected.active(), actual.active(), 1.01 / LATENTS);
                assertEquals(expected.largest(), actual.largest(), 1e-3 * expected.largest());
                assertEquals(expected.gradientNorm(), actual.gradientNorm(),
                        1e-3 * expected.gradientNorm());
            }
        }
    }

    /**
     * The divergence needs no sample, so a step's active units can be counted from the model as it
     * was before the step.
     */
    @Test
    void aStepCountsUnitsFromTheThresholdThatItIsTold() {
        FMatrixRMaj train = sparseMixtures(500, 1);
        List<Double> shares = new ArrayList<>();
        try (Trainer trainer = new Trainer(POISSON, SHORT.withBatch(500), train, Device.CPU)) {
            for (int i = 0; i < 12; i++) {
                float[] klPerUnit;
                try (Vae vae = trainer.model()) {
                    klPerUnit = vae.evaluate(train, 0).klPerUnit();
                }
                double expected = Evaluation.active(klPerUnit, 0.01);
                Step step = trainer.advance();
                assertEquals(expected, step.active(), 1e-6);
                assertEquals(0.01, step.activeThreshold(),
                        "that of a Poisson model in metrics and tables, too");
                shares.add(expected);
            }
        }
        assertTrue(shares.stream().anyMatch(share -> share > 0.1 && share < 0.9),
                "some but not all: " + shares);
        try (Trainer strict =
                new Trainer(POISSON, SHORT.withBatch(500), train, Device.CPU, 1, 1e9,
                        null, (done, starts) -> {})) {
            assertEquals(0, strict.advance().active());
        }
        Architecture gaussian = Architecture.linear(Distribution.GAUSSIAN, train.numCols, LATENTS);
        try (Trainer usual = new Trainer(gaussian, SHORT.withBatch(500).withEstimator(Estimator.MC),
                train, Device.CPU)) {
            assertEquals(0.1, usual.advance().activeThreshold());
        }
    }

    /** Beside Monte Carlo, and, from the same weights, beside counts that are hard throughout. */
    @Test
    void countsAreRelaxedWhileTheTemperatureFallsAndHardFromThenOn(@TempDir Path run)
            throws IOException {
        FMatrixRMaj train = sparseMixtures(500, 1);
        Training hard = SHORT.withIterations(20).withEstimator(Estimator.STRAIGHT_THROUGH);
        Training mixed = hard.withRelaxedFirst(true);
        try (Trainer trainer = new Trainer(POISSON, mixed, train, Device.CPU);
                Trainer relaxed = new Trainer(POISSON, hard.withEstimator(Estimator.MC), train,
                        Device.CPU);
                Trainer counts = new Trainer(POISSON, hard, train, Device.CPU)) {
            for (int i = 0; i < 10; i++) {
                assertEquals(relaxed.advance(), trainer.advance());
            }
            trainer.checkpoint(run);
            counts.restore(Checkpoint.read(run), Checkpoint.latest(run));
            for (int i = 10; i < 20; i++) {
                Step step = trainer.advance();
                assertEquals(counts.advance(), step);
                assertNotEquals(relaxed.advance().mse(), step.mse());
            }
        }
        Training held = mixed.withTemperature(Schedule.constant(1));
        assertArrayEquals(atoms(train, held.withRelaxedFirst(false)), atoms(train, held),
                "it does not fall");
    }

    @Test
    void weightDecayPullsWeightsTowardsZero() {
        FMatrixRMaj train = sparseMixtures(500, 1);
        double[] norms = new double[2];
        for (int i = 0; i < 2; i++) {
            for (float entry : atoms(train, SHORT.withWeightDecay(i * 50))) {
                norms[i] += entry * entry;
            }
        }
        assertTrue(norms[1] < 0.5 * norms[0], norms[1] + " with it, " + norms[0] + " without");
    }

    @Test
    void stopsWhenProgressSaysSo() {
        long[] last = {0};
        var stopped = assertThrows(CancellationException.class,
                () -> Trainer.train(POISSON, SHORT, sparseMixtures(500, 1), step -> {
                    last[0] = step.iteration();
                    if (step.iteration() == 7) {
                        throw new CancellationException("after iteration 7");
                    }
                }));
        assertEquals(7, last[0]);
        assertTrue(stopped.getMessage().contains("iteration 7"));
    }

    @Test
    void stopsWhenInterrupted() {
        long[] last = {0};
        assertThrows(CancellationException.class,
                () -> Trainer.train(POISSON, SHORT, sparseMixtures(500, 1), step -> {
                    last[0] = step.iteration();
                    if (step.iteration() == 5) {
                        Thread.currentThread().interrupt();
                    }
                }));
        assertTrue(Thread.interrupted(), "the interrupt is left for the caller to see");
        assertEquals(5, last[0]);
    }

    @Test
    void divergenceNamesIterationTermAndLargestRate() {
        FMatrixRMaj train = sparseMixtures(500, 1);
        train.data[PIXELS * 3] = 1e30f; // its square overflows
        var diverged = assertThrows(DivergenceException.class,
                () -> Trainer.train(POISSON, SHORT, train, step -> {}));
        assertEquals("mse", diverged.term());
        assertTrue(diverged.iteration() >= 1 && diverged.iteration() <= 5, "in the first epoch");
        assertTrue(diverged.getMessage().contains("iteration " + diverged.iteration()));
        assertTrue(diverged.getMessage().contains(String.valueOf(diverged.largest())));
    }

    @Test
    void refusesWhatCannotBeTrained() {
        FMatrixRMaj train = sparseMixtures(50, 1);
        String few = assertThrows(IllegalArgumentException.class,
                () -> new Trainer(POISSON, SHORT, train, Device.CPU)).getMessage();
        assertTrue(few.contains("batch: 100") && few.contains("50"), few);
        Architecture other = Architecture.linear(Distribution.POISSON, PIXELS + 1, LATENTS);
        assertThrows(IllegalArgumentException.class,
                () -> new Trainer(other, SHORT.withBatch(10), train, Device.CPU));
    }

    private static float[] atoms(FMatrixRMaj train, Training training) {
        try (Vae vae = Trainer.train(POISSON, training, train, step -> {})) {
            return vae.dictionary().orElseThrow().atoms().data;
        }
    }

    /** Patches that are sums of a few of 20 fixed atoms, with a little noise. */
    static FMatrixRMaj sparseMixtures(int count, long seed) {
        Random atoms = new Random(99);
        float[][] dictionary = new float[20][PIXELS];
        for (float[] atom : dictionary) {
            for (int d = 0; d < PIXELS; d++) {
                atom[d] = (float) atoms.nextGaussian();
            }
        }
        Random random = new Random(seed);
        FMatrixRMaj patches = new FMatrixRMaj(count, PIXELS);
        for (int i = 0; i < count; i++) {
            for (int s = 0; s < 3; s++) {
                float[] atom = dictionary[random.nextInt(dictionary.length)];
                for (int d = 0; d < PIXELS; d++) {
                    patches.data[i * PIXELS + d] += atom[d] * 2;
                }
            }
            for (int d = 0; d < PIXELS; d++) {
                patches.data[i * PIXELS + d] += (float) (0.1 * random.nextGaussian());
            }
        }
        return patches;
    }
}
