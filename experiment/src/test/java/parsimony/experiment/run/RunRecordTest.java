package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    @TempDir
    private Path folder;

    @Test
    void aNumberThatMayBeMissingIsItselfOrNull() throws IOException {
        RunRecord.writeMetrics(folder, Map.of("here", OptionalDouble.of(0.25), "missing", OptionalDouble.empty()));
        JsonNode metrics = RunRecord.readMetrics(folder);
        assertEquals(0.25, metrics.get("here").asDouble());
        assertTrue(metrics.get("missing").isNull());
    }
}
