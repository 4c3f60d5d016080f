package parsimony.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCurveTest {
    private static final TrainingRun.Traces EVERY_FOURTH = new TrainingRun.Traces(10, 4, 0);

    @TempDir
    Path run;

    @Test
    void aKilledAndResumedRunHasEachPointOnceAsItsObserverSawIt() throws IOException {
        List<Step> seen = new ArrayList<>();
        assertThrows(CancellationException.class, () -> TrainingRun.start(run,
                Architecture.linear(Distribution.POISSON, 16, 24), TrainingRunTest.PLAN,
                TrainingRunTest.PATCHES, Device.CPU, EVERY_FOURTH, step -> {
                    seen.add(step);
                    if (step.iteration() == 18) {
                        throw new CancellationException();
                    }
                }));
        cutTheLastEventShort();
        TrainingRun.resume(run, TrainingRunTest.PATCHES, Device.CPU, EVERY_FOURTH, seen::add)
                .close();
        List<TrainingCurve.Point> points = TrainingCurve.read(run);
        assertEquals(List.of(4L, 8L, 12L, 20L, 24L, 28L, 32L, 36L, 40L),
                points.stream().map(TrainingCurve.Point::iteration).toList(),
                "16 was cut off in the file");
        for (TrainingCurve.Point point : points) {
            Step step = seen.get((int) point.iteration() - 1);
            assertEquals(step.loss(), point.loss(), 1e-5 * step.loss());
            assertEquals(step.mse(), point.mse(), 1e-5 * step.mse());
            assertEquals(step.kl(), point.kl(), 1e-5 * step.kl());
            assertEquals(step.active(), point.active(), 1e-6);
        }
    }

    private void cutTheLastEventShort() throws IOException {
        try (var files = Files.list(run)) {
            Path events = files.filter(file -> file.getFileName().toString()
                    .startsWith(EventLog.PREFIX)).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(events);
            // A name of another time, because the resumed session may begin in the same second.
            Files.write(events.resolveSibling(EventLog.PREFIX + "0000000000.0000000000.parsimony"),
                    Arrays.copyOf(bytes, bytes.length - 3));
            Files.delete(events);
        }
    }

    @Test
    void aRunThatLoggedNothingHasNoPoints() throws IOException {
        assertEquals(List.of(), TrainingCurve.read(run));
    }
}
