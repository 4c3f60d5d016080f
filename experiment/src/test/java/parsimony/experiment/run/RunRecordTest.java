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
import parsimony.compare.gabor.GaborAccount;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Training;

class RunRecordTest {
    @TempDir
    private Path folder;

    @Test
    void aNumberThatMayBeMissingIsItselfOrNull() throws IOException {
        RunRecord.writeMetrics(folder,
                Map.of("here", OptionalDouble.of(0.25), "missing", OptionalDouble.empty()));
        JsonNode metrics = RunRecord.readMetrics(folder);
        assertEquals(0.25, metrics.get("here").asDouble());
        assertTrue(metrics.get("missing").isNull());
    }

    @Test
    void aRecordIsWrittenInTheOrderOfItsComponents() {
        assertEquals("{\"atoms\":2,\"well_fitted\":0.5,\"median_residual\":0.25,"
                + "\"median_frequency\":0.125,\"median_bandwidth\":null}",
                RunRecord.oneLine(new GaborAccount.Metrics(2, .5, .25, OptionalDouble.of(.125),
                        OptionalDouble.empty())));
    }

    /** Written by the build before networks knew shapes and knobs had one name. */
    @Test
    void settingsOfOldRunsAreRead() throws Exception {
        TrainSpec vae = RunRecord.readSettings(old("old-vae"), TrainSpec.class);
        assertEquals(Architecture.linear(Distribution.POISSON, 256, 512), vae.architecture());
        assertEquals(Training.PATCHES.withIterations(5).withBatch(2), vae.training());
        assertEquals(0.01, vae.activeThreshold());
        Learning learning = RunRecord.readSettings(old("old-learning"), LearnSpec.class).learning();
        assertEquals(new LearningPlan(null, null, true, null, null, null, null)
                .of(Solver.of("lca"), 512, 0), learning);
        assertEquals(40, learning.batches());
    }

    private static Path old(String folder) throws Exception {
        return Path.of(RunRecordTest.class.getResource(folder + "/config.json").toURI())
                .getParent();
    }
}
