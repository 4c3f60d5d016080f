package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.PatchSource;
import parsimony.sparsecoding.Solver;

/** Learning as commands carry it out. */
class LearningTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsResumedBeginsItsBarWhereItWasStopped() throws Exception {
        Learning learning = new Learning(Solver.of("fista"), DictionaryUpdate.GRADIENT, 6,
                OptionalDouble.of(1), .05, 3, 4, 10, 0);
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj matrix = new FMatrixRMaj(50, 9);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) random.nextDouble(-3, 3);
        }
        PatchSource patches = PatchSource.of(matrix);
        CheckpointFile file = new CheckpointFile(folder.resolve("checkpoint"));
        Bar first = new Bar(9);
        assertThrows(CancellationException.class,
                () -> learning.run(patches, patches, null, file, first));
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), first.shown);
        Bar second = new Bar(13);
        learning.run(patches, patches, file.read(), file, second);
        assertEquals(List.of(8L, 9L, 10L, 11L, 12L), second.shown);
    }

    @Test
    void aDamagedCheckpointIsNamedWithWhatIsWrong() throws Exception {
        Path file = folder.resolve("checkpoint");
        for (Map.Entry<String, String> damage : Map
                .of("PSL2", "cut short", "nothing", "not a checkpoint").entrySet()) {
            Files.writeString(file, damage.getKey());
            String said =
                    assertThrows(IOException.class, new CheckpointFile(file)::read).getMessage();
            assertTrue(said.startsWith(file + ": " + damage.getValue()), said);
        }
    }

    /** Records where its phase begins and all it is told after; stops the work at some point. */
    private static final class Bar implements Monitor {
        private final List<Long> shown = new ArrayList<>();
        private final long end;

        Bar(long end) {
            this.end = end;
        }

        @Override
        public void phase(String name, long total, String unit) {
            throw new AssertionError("does not say where it begins");
        }

        @Override
        public void phase(String name, long total, String unit, long done) {
            assertEquals(12, total);
            shown.add(done);
        }

        @Override
        public void at(long done, String note) {
            shown.add(done);
            if (done == end) {
                throw new CancellationException();
            }
        }

        @Override
        public void warn(String message) {
            throw new AssertionError(message);
        }
    }
}
