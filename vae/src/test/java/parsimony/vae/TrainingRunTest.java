package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import parsimony.sparsecoding.Dictionary;

class TrainingRunTest {
    // four batches and a remainder
    static final FMatrixRMaj PATCHES = TrainerTest.sparseMixtures(450, 1);
    static final Training PLAN =
            Training.PATCHES.withIterations(40).withBatch(100).withLearningRate(0.02);

    @TempDir
    Path run;

    private static TrainingRun.Observer stopAfter(long last) {
        return step -> {
            if (step.iteration() == last) {
                throw new CancellationException("stopped after iteration " + last);
            }
        };
    }

    static void requireTheSameBitsWhenResumed(
            Path run, Architecture architecture, Estimator estimator, Device device)
            throws IOException {
        requireTheSameBitsWhenResumed(run, architecture, PLAN.withEstimator(estimator), device);
    }

    private static void requireTheSameBitsWhenResumed(Path run, Architecture architecture,
            Training plan, Device device) throws IOException {
        Path interrupted = run.resolve("interrupted");
        assertThrows(CancellationException.class,
                () -> TrainingRun.start(interrupted, architecture, plan, PATCHES, device,
                        TrainingRun.Traces.DEFAULT, stopAfter(18)));
        assertEquals(18, Checkpoint.read(interrupted).iteration());
        double before = TrainingRun.seconds(interrupted);
        assertTrue(before > 0);
        List<Step> resumed = new ArrayList<>();
        Evaluation expected;
        float[] codes;
        try (Vae vae = TrainingRun.start(run.resolve("whole"), architecture, plan, PATCHES, device,
                TrainingRun.Traces.DEFAULT, step -> {})) {
            expected = vae.evaluate(PATCHES, 0);
            codes = vae.sampler(1).encode(PATCHES).data;
        }
        try (Vae vae = TrainingRun.resume(
                interrupted, PATCHES, device, TrainingRun.Traces.DEFAULT,
                step -> resumed.add(step))) {
            assertEquals(19, resumed.get(0).iteration());
            assertEquals(22, resumed.size());
            assertArrayEquals(codes, vae.sampler(1).encode(PATCHES).data);
            Evaluation actual = vae.evaluate(PATCHES, 0);
            assertArrayEquals(expected.klPerUnit(), actual.klPerUnit());
            assertEquals(expected.nelbo(), actual.nelbo());
            assertTrue(TrainingRun.seconds(interrupted) > before, "those of both sessions");
        }
        try (Vae vae = Vae.load(interrupted)) {
            assertArrayEquals(codes, vae.sampler(1).encode(PATCHES).data);
        }
    }

    /** Stopped before counts become hard, after the clip and the rate have changed. */
    static Stream<Training> plans() {
        Training counts = PLAN.withEstimator(Estimator.STRAIGHT_THROUGH);
        return Stream.of(PLAN.withWeightDecay(1), PLAN.withSwings(5), PLAN.withSwings(0),
                PLAN.withWarmup(.25).withClip(1).withClipWarmup(3), counts.withRelaxedFirst(true),
                PLAN.withBeta(Schedule.linear(1e-4, 1, .5).withHold(.2)),
                Training.MNIST.withIterations(40).withBatch(100).withWarmup(.25).withClip(1)
                        .withEstimator(Estimator.STRAIGHT_THROUGH));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aResumedRunOfAnyPlanEndsWithTheUninterruptedOnesBits(Training plan) throws IOException {
        requireTheSameBitsWhenResumed(run, Architecture.linear(Distribution.POISSON, 16, 24), plan,
                Device.CPU);
    }

    @Test
    void divergedRunKeepsItsLastGoodCheckpoint() throws IOException {
        FMatrixRMaj patches = PATCHES.copy();
        patches.data[16 * 7] = 1e30f; // met in the first epoch, of four steps
        var diverged =
                assertThrows(DivergenceException.class, () -> start(patches, PLAN, step -> {}));
        assertEquals(diverged.iteration() - 1, Checkpoint.read(run).iteration());
        try (Vae vae = Vae.load(run)) {
            assertTrue(Double.isFinite(vae.evaluate(PATCHES, 0).nelbo()));
        }
    }

    @Test
    void refusesToResumeOnOtherPatchesOrWithoutATraining() throws IOException {
        start(PATCHES, PLAN.withIterations(2), step -> {}).close();
        String other = assertThrows(IllegalArgumentException.class, () -> TrainingRun.resume(run,
                TrainerTest.sparseMixtures(450, 3), Device.CPU, TrainingRun.Traces.DEFAULT,
                step -> {})).getMessage();
        assertTrue(other.contains("patches"), other);
        try (Vae vae = Vae.load(run)) {
            vae.save(run);
        }
        assertThrows(IllegalArgumentException.class,
                () -> TrainingRun.resume(run, PATCHES, Device.CPU, TrainingRun.Traces.DEFAULT,
                        step -> {}));
    }

    @Test
    void eventsReadBackAsTensorBoardReadsThem() throws IOException {
        List<Long> snapshots = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        TrainingRun.start(run, Architecture.linear(Distribution.POISSON, 16, 24), PLAN, PATCHES,
                Device.CPU,
                new TrainingRun.Traces(1000, 10, 4, 2, null), new TrainingRun.Observer() {
                    @Override
                    public void step(Step step) {
                        if (step.iteration() % 10 == 0) {
                            losses.add(step.loss());
                        }
                    }

                    @Override
                    public void snapshot(long iteration, Dictionary dictionary) {
                        assertEquals(24, dictionary.size());
                        snapshots.add(iteration);
                    }
                }).close();
        assertEquals(List.of(3L, 10L, 23L, 40L), snapshots); // 40(j/4)², rounded up

        List<Event> events = events();
        assertEquals("brain.Event:2", events.get(0).getFileVersion());
        assertEquals(SessionLog.SessionStatus.START, events.get(1).getSessionLog().getStatus());
        List<Double> logged = new ArrayList<>();
        List<Long> pictures = new ArrayList<>();
        for (Event event : events) {
            for (Summary.Value value : event.getSummary().getValueList()) {
                if (value.getTag().equals("loss/total")) {
                    logged.add((double) value.getSimpleValue());
                } else if (value.getTag().equals("dictionary")) {
                    pictures.add(event.getStep());
                    var picture = ImageIO.read(value.getImage().getEncodedImageString().newInput());
                    assertEquals(5 * 9 + 1, picture.getWidth()); // 24 atoms of 2×8 in a grid of 5×5
                    assertEquals(5 * 3 + 1, picture.getHeight());
                    assertEquals(value.getImage().getHeight(), picture.getHeight());
                }
            }
        }
        assertEquals(snapshots, pictures);
        assertEquals(losses.size(), logged.size());
        for (int i = 0; i < logged.size(); i++) {
            assertEquals(losses.get(i), logged.get(i), 1e-5 * losses.get(i));
        }
    }

    private Vae start(FMatrixRMaj patches, Training plan, TrainingRun.Observer observer)
            throws IOException {
        return TrainingRun.start(run, Architecture.linear(Distribution.POISSON, 16, 24), plan,
                patches, Device.CPU,
                new TrainingRun.Traces(1, 10, 0), observer);
    }

    /** Every record of the run's event file, its checksums checked. */
    private List<Event> events() throws IOException {
        Path file;
        try (var files = Files.list(run)) {
            file = files.filter(
                    path -> path.getFileName().toString().startsWith("events.out.tfevents."))
                    .findFirst().orElseThrow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            assertChecksum(bytes, 8);
            byte[] record = new byte[(int) bytes.getLong(bytes.position() - 12)];
            assertChecksum(bytes, record.length);
            bytes.get(bytes.position() - 4 - record.length, record);
            events.add(Event.parseFrom(record));
        }
        return events;
    }

    private static void assertChecksum(ByteBuffer bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(bytes.position(), length));
        int value = (int) crc.getValue();
        bytes.position(bytes.position() + length);
        assertEquals(((value >>> 15) | (value << 17)) + 0xa282ead8, bytes.getInt());
    }
}
