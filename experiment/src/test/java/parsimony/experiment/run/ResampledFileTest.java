package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.statistics.Resampled;

class ResampledFileTest {
    @TempDir
    private Path folder;

    @Test
    void pointsAreReadAsTheyWereWritten() throws Exception {
        List<Resampled> points = List.of(new Resampled(new double[] {1, 2}, new double[] {.5, .25}),
                new Resampled(new double[] {3, 4}, new double[] {.75, 1}));
        ResampledFile.write(folder, points);
        List<Resampled> read = ResampledFile.read(folder);
        assertEquals(2, read.size());
        assertArrayEquals(points.get(1).mse(), read.get(1).mse());
        assertArrayEquals(points.get(0).lifetime(), read.get(0).lifetime());
    }
}
