package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an experiment says that encoders lose. */
class FreeEnergyTest {
    @TempDir
    private static Path home;
    private static Path result;

    @BeforeAll
    static void carriedOut() throws Exception {
        Path plain = TinyExperiment.write(home,
                "vaes: [{latent: poisson, beta: [.5, 1]}, {name: off, latent: poisson, beta: 0},"
                        + " {latent: gaussian, activation: relu}]\n");
        Path asked = Files.writeString(home.resolve("asked.yaml"), Files.readString(plain)
                .replace("measure: {", "measure: {free_energy: true, "));
        result = home.resolve("result");
        Spoken spoken = Spoken.run("compare", asked, "--out", result, "--jobs", 1);
        assertEquals(0, spoken.status(), spoken.err());
    }

    private static JsonNode loss(double beta) throws Exception {
        for (JsonNode loss : TinyExperiment.json(result.resolve("metrics.json"))
                .path("free_energy")) {
            if (loss.path("beta").asDouble() == beta) {
                return loss;
            }
        }
        throw new AssertionError("no loss at β = " + beta);
    }

    /** Without a weight, or for a code that is no count, there is no certified best posterior. */
    @Test
    void onlyPoissonModelsWithAWeightAreMeasured() throws Exception {
        assertEquals(2,
                TinyExperiment.json(result.resolve("metrics.json")).path("free_energy").size());
        List<String> rows = Files.readAllLines(result.resolve("tables/losses.csv"));
        assertEquals(3, rows.size());
        assertTrue(rows.get(0).startsWith("vae,units,beta,objective,"), rows.get(0));
        assertEquals(5, Files.readAllLines(result.resolve("tables/activity.csv")).size());
    }

    /** The command gap finds the same, with another stop of the solver. */
    @Test
    void theLossIsTheGapInFreeEnergy() throws Exception {
        for (double beta : new double[] {.5, 1}) {
            Path gap = home.resolve("gap" + beta);
            Spoken spoken = Spoken.run("gap", run("poisson-beta" + beta), "--measured", 20,
                    "--out", gap);
            assertEquals(0, spoken.status(), spoken.err());
            JsonNode known = TinyExperiment.json(gap.resolve("metrics.json")).path("free_energy");
            JsonNode found = loss(beta).path("objective");
            double energy = known.path("amortized").asDouble();
            assertEquals(energy, found.path("encoder").asDouble(), 1e-6 * energy);
            assertEquals(known.path("optimal").asDouble(), found.path("best").asDouble(),
                    1e-4 * energy);
            assertTrue(found.path("gap").asDouble() > 0);
        }
    }

    @Test
    void atBetaOneTheObjectiveIsTheNelbo() throws Exception {
        assertEquals(loss(1).path("objective"), loss(1).path("nelbo"));
        JsonNode other = loss(.5);
        assertTrue(other.path("nelbo").path("encoder").asDouble() > other.path("objective")
                .path("encoder").asDouble(), "the KL weighs more");
        JsonNode vae = TinyExperiment.json(result.resolve("metrics.json")).path("vaes").get(1);
        assertEquals(1, vae.path("beta").asDouble());
        double sampled = vae.path("nelbo").asDouble();
        assertEquals(sampled, loss(1).path("nelbo").path("encoder").asDouble(), .1 * sampled,
                "one draw of counts is near its expectation");
    }

    @Test
    void whoDoesNotAskHasNone() throws Exception {
        Path plain = TinyExperiment.write(home, "vaes: [{latent: poisson}]\n");
        Path out = home.resolve("plain");
        assertEquals(0, Spoken.run("compare", plain, "--out", out, "--jobs", 1).status());
        assertFalse(TinyExperiment.json(out.resolve("metrics.json")).has("free_energy"));
        assertFalse(Files.exists(out.resolve("tables/losses.csv")));
    }

    private static Path run(String begin) throws Exception {
        try (Stream<Path> runs = Files.list(home.resolve("runs"))) {
            return runs.filter(run -> run.getFileName().toString().matches(begin + "-seed0-\\w+")
                    && !run.getFileName().toString().contains("-by-")
                    && !run.getFileName().toString().contains("-free-")).findFirst().orElseThrow();
        }
    }
}
