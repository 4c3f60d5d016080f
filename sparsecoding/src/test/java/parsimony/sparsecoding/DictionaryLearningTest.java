package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import parsimony.signals.Monitor;

class DictionaryLearningTest {
    private static final DictionaryLearning.Inference FISTA =
            (dictionary, lambda) -> new Fista(dictionary, LassoSettings.of(lambda).withGap(1e-3));

    private static DictionaryLearning.Settings settings(DictionaryUpdate update) {
        return DictionaryLearning.Settings.PAPER.withAtoms(24).withEpochs(4, 10).withBatch(50)
                .withLambda(Schedule.ramp(0.2, 0.1, 2, 0.5))
                .withUpdate(update, Schedule.constant(0.3)).withSeed(5);
    }

    /** Sparse sums of hidden atoms. */
    private static FMatrixRMaj mixtures(Dictionary hidden, int count, int active,
            SplittableRandom random) {
        FMatrixRMaj codes = new FMatrixRMaj(count, hidden.size());
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < active; j++) {
                codes.set(i, random.nextInt(hidden.size()), (float) (1 + random.nextDouble()));
            }
        }
        return hidden.decode(codes);
    }

    @ParameterizedTest
    @EnumSource(DictionaryUpdate.class)
    void lowersTheHeldOutObjectiveAndKeepsAtomsUnit(DictionaryUpdate update) {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj patches = mixtures(Draw.unitAtoms(24, 16, random), 600, 3, random);
        DictionaryLearning.Settings settings =
                settings(update).withLambda(Schedule.constant(0.2)).withEpochs(6, 12);
        DictionaryLearning.Result result = new DictionaryLearning(settings, FISTA)
                .learn(patches,
                        mixtures(Draw.unitAtoms(24, 16, new SplittableRandom(1)), 100, 3, random),
                        Monitor.SILENT, state -> {});
        List<DictionaryLearning.Epoch> history = result.history();
        assertEquals(6, history.size());
        assertTrue(history.get(5).objective() < 0.9 * history.get(0).objective(),
                history.toString());
        for (int k = 0; k < 24; k++) {
            assertEquals(1, result.dictionary().squaredNorm(k), 1e-5);
        }
    }

    /** One plain gradient step on one patch: φ + η·a·(x − φa), then unit norm. */
    @Test
    void takesAGradientStepAsByHand() {
        float[][] atoms = {{1, 0}};
        FMatrixRMaj batch = Draw.matrix(2, 2, 2, 1, 0, 0);
        FMatrixRMaj codes = Draw.matrix(2, 1, 1.5, 0);
        DictionaryUpdate.GRADIENT.apply(atoms, batch, codes, 0.4, null);
        assertArrayEquals(new float[] {1 + 0.4f * 1.5f * 0.5f / 2, 0.4f * 1.5f / 2}, atoms[0],
                1e-6f);
        atoms[0] = new float[] {1, 0};
        DictionaryUpdate.GRADIENT_PER_ATOM.apply(atoms, batch, codes, 0.4, null);
        assertArrayEquals(new float[] {1 + 0.4f * 1.5f * 0.5f / 2, 0.4f * 1.5f / 2}, atoms[0],
                1e-6f);
    }

    /**
     * The atom is active for two patches, whose gradients add up to (.75, 2.5). The update by the
     * mean takes η/2 of the sum, the update per atom η/(1 + 2).
     */
    @Test
    void anAtomTakesTheMeanGradientOrOneByHowOftenItFired() {
        FMatrixRMaj batch = Draw.matrix(2, 2, 2, 1, 1, 1);
        FMatrixRMaj codes = Draw.matrix(2, 1, 1.5, 1);
        float[][] atoms = {{1, 0}};
        DictionaryUpdate.GRADIENT.apply(atoms, batch, codes, 0.6, null);
        assertArrayEquals(new float[] {1 + 0.3f * 0.75f, 0.3f * 2.5f}, atoms[0], 1e-6f);
        atoms[0] = new float[] {1, 0};
        DictionaryUpdate.GRADIENT_PER_ATOM.apply(atoms, batch, codes, 0.6, null);
        assertArrayEquals(new float[] {1 + 0.2f * 0.75f, 0.2f * 2.5f}, atoms[0], 1e-6f);
    }

    /**
     * With one batch in the statistics, the online update of a single atom points along Σ xa, the
     * direction of least squares.
     */
    @Test
    void takesAnOnlineStepAsByHand() {
        float[][] atoms = {{1, 0}};
        DictionaryUpdate.ONLINE.apply(atoms, Draw.matrix(2, 2, 2, 1, 0, 3), Draw.matrix(2, 1, 1, 2),
                1,
                new DictionaryUpdate.Statistics(1, 2));
        double norm = Math.sqrt(2 * 2 + 7 * 7);
        assertArrayEquals(new float[] {(float) (2 / norm), (float) (7 / norm)}, atoms[0], 1e-6f);
    }

    /**
     * At the second batch the old statistics have the weight (1 − 1/2)², so B = (2, 1)/4 + 2·(0,
     * 3).
     */
    @Test
    void olderBatchesCountLess() {
        float[][] atoms = {{1, 0}};
        DictionaryUpdate.Statistics statistics = new DictionaryUpdate.Statistics(1, 2);
        DictionaryUpdate.ONLINE.apply(atoms, Draw.matrix(1, 2, 2, 1), Draw.matrix(1, 1, 1), 1,
                statistics);
        DictionaryUpdate.ONLINE.apply(atoms, Draw.matrix(1, 2, 0, 3), Draw.matrix(1, 1, 2), 1,
                statistics);
        double norm = Math.hypot(0.5, 6.25);
        assertArrayEquals(new float[] {(float) (0.5 / norm), (float) (6.25 / norm)}, atoms[0],
                1e-6f);
    }

    @Test
    void learnsOnlineFromPatchesOfAnyScale() {
        for (float scale : new float[] {1e-8f, 1e8f}) {
            float[][] atoms = {{1, 0}};
            DictionaryUpdate.ONLINE.apply(atoms, Draw.matrix(1, 2, 3 * scale, 4 * scale),
                    Draw.matrix(1, 1, scale), 1,
                    new DictionaryUpdate.Statistics(1, 2));
            assertArrayEquals(new float[] {0.6f, 0.8f}, atoms[0], 1e-6f);
        }
    }

    @Test
    void noTwoAtomsAreReseededAsTwins() {
        SplittableRandom random = new SplittableRandom(3);
        FMatrixRMaj patches = Draw.gaussian(400, 16, 1, random);
        DictionaryLearning.Settings settings = settings(DictionaryUpdate.GRADIENT).withAtoms(30)
                .withLambda(Schedule.constant(3.5)).withEpochs(2, 2);
        DictionaryLearning.Result result = new DictionaryLearning(settings, FISTA)
                .learn(patches, patches, Monitor.SILENT, state -> {});
        assertTrue(result.history().get(0).reseeded() > 3, result.history().toString());
        FMatrixRMaj atoms = result.dictionary().atoms();
        long distinct = IntStream.range(0, 30)
                .mapToObj(
                        k -> Arrays.toString(Arrays.copyOfRange(atoms.data, 16 * k, 16 * (k + 1))))
                .distinct().count();
        assertEquals(30, distinct);
    }

    @Test
    void reseedsAtomsThatNeverFireButNotAfterTheLastEpoch() {
        SplittableRandom random = new SplittableRandom(2);
        FMatrixRMaj patches = mixtures(Draw.unitAtoms(8, 16, random), 200, 1, random);
        DictionaryLearning.Settings settings = settings(DictionaryUpdate.ONLINE).withAtoms(200)
                .withLambda(Schedule.constant(100)).withEpochs(2, 2); // no atom is ever active
        DictionaryLearning.Result result = new DictionaryLearning(settings, FISTA)
                .learn(patches, patches, Monitor.SILENT, state -> {});
        assertEquals(200, result.history().get(0).reseeded());
        assertEquals(0, result.history().get(1).reseeded());
        for (int k = 0; k < 200; k++) {
            assertEquals(1, result.dictionary().squaredNorm(k), 1e-5);
        }
    }

    @ParameterizedTest
    @EnumSource(DictionaryUpdate.class)
    void resumesFromACheckpointToTheSameBits(DictionaryUpdate update) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        FMatrixRMaj patches = mixtures(Draw.unitAtoms(24, 16, random), 300, 3, random);
        DictionaryLearning learning = new DictionaryLearning(settings(update), FISTA);
        List<Checkpoint> checkpoints = new ArrayList<>();
        DictionaryLearning.Result whole =
                learning.learn(patches, patches, Monitor.SILENT, checkpoints::add);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        checkpoints.get(1).write(out);
        byte[] bytes = out.toByteArray();
        Checkpoint read = Checkpoint.read(new ByteArrayInputStream(bytes));
        DictionaryLearning.Result resumed =
                learning.resume(read, patches, patches, Monitor.SILENT, state -> {});
        assertArrayEquals(whole.dictionary().atoms().data, resumed.dictionary().atoms().data);
        assertEquals(whole.history(), resumed.history());
        assertTrue(checkpoints.get(0).seconds() > 0);
        assertEquals(checkpoints.get(1).seconds(), read.seconds());
        assertTrue(resumed.checkpoint().seconds() > checkpoints.get(1).seconds(),
                "those of both sessions");

        assertEquals(checkpoints.get(1).history(), read.history());
        for (int length : new int[] {0, 3, 15, 500, bytes.length - 1}) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThrows(IOException.class, () -> Checkpoint.read(new ByteArrayInputStream(part)),
                    "of " + length + " bytes");
        }
    }

    @Test
    void stopsWhenToldTo() {
        SplittableRandom random = new SplittableRandom(4);
        FMatrixRMaj patches = mixtures(Draw.unitAtoms(24, 16, random), 300, 3, random);
        DictionaryLearning learning =
                new DictionaryLearning(settings(DictionaryUpdate.ONLINE), FISTA);
        List<Checkpoint> checkpoints = new ArrayList<>();
        Monitor stop = new Monitor() {
            @Override
            public void phase(String name, long total, String unit) {}

            @Override
            public void at(long done, String note) {
                if (done == 13) {
                    throw new CancellationException(note);
                }
            }

            @Override
            public void warn(String message) {}
        };
        String note = assertThrows(CancellationException.class,
                () -> learning.learn(patches, patches, stop, checkpoints::add)).getMessage();
        assertTrue(note.startsWith("objective "), note);
        assertEquals(1, checkpoints.size());
    }

    @Test
    void rampsAsThePaperDoes() {
        Schedule ramp = Schedule.paperRamp();
        assertEquals(0.05, ramp.at(4), 1e-12);
        assertEquals(0.15, ramp.at(5), 1e-12);
        assertEquals(0.65, ramp.at(30), 1e-12);
        assertEquals(0.7, ramp.at(99), 1e-12);
    }

    @Test
    void aDecayingScheduleComesToAHalfAndAThird() {
        Schedule decay = Schedule.decay(0.6, 4);
        assertEquals(0.6, decay.at(0), 1e-12);
        assertEquals(0.3, decay.at(4), 1e-12);
        assertEquals(0.2, decay.at(8), 1e-12);
    }
}
