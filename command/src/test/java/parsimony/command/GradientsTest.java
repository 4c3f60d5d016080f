package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.ResultFolder;

/** {@code parsimony gradients} on a small training. */
class GradientsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path home;
    private static Path run;

    @BeforeAll
    static void train() {
        SplittableRandom random = new SplittableRandom(1);
        FMatrixRMaj patches = new FMatrixRMaj(200, 16);
        for (int i = 0; i < patches.getNumElements(); i++) {
            patches.data[i] = (float) random.nextDouble(-1, 1);
        }
        Path file = home.resolve("patches.npy");
        Npy.write(file, patches);
        run = home.resolve("run");
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--train", file, "--validation",
                file, "--latents", 12, "--iterations", 60, "--batch", 50, "--lr", .02, "--out",
                run);
        assertEquals(0, spoken.status(), spoken.err());
    }

    @Test
    void everyEstimatorIsMeasuredAtEveryMoment() throws Exception {
        Path out = home.resolve("gradients");
        Spoken spoken =
                Spoken.run("gradients", run, "--samples", 400, "--seed", 3, "--temperatures",
                        ".1,.5", "--out", out, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode metrics = JSON.readTree(spoken.out());
        assertEquals(metrics, JSON.readTree(out.resolve("metrics.json").toFile()));
        assertEquals(2, metrics.path("measured").asInt());
        Set<String> states = new HashSet<>();
        int unbiased = 0;
        for (JsonNode row : metrics.path("gradients")) {
            states.add(row.path("state").asText());
            assertEquals(400, row.path("samples").asInt());
            assertTrue(row.path("milliseconds").asDouble() > 0, row::toString);
            String estimator = row.path("estimator").asText();
            if (List.of("score", "coupling").contains(estimator)) {
                unbiased++;
                assertTrue(row.path("temperature").isNull(), row::toString);
                assertTrue(Math.abs(row.path("deviation").asDouble()) < 4, row::toString);
            }
        }
        assertEquals(Set.of("start", "tenth", "end", "rates"), states);
        assertEquals(2 * (3 + 4), unbiased);
        assertEquals(3 * (1 + 2 * 5 * 2 + 2 + 2) + 4 * (1 + 2 * 5 + 1 + 2),
                metrics.path("gradients").size());
        assertEquals(metrics.path("gradients").size() + 1,
                Files.readAllLines(out.resolve("gradients.csv")).size());
        for (String file : List.of("table.md", "table.csv", "report.html", "config.json",
                "figures/gradients.png", "figures/gradients.svg", "figures/gradients.pdf")) {
            assertTrue(Files.size(out.resolve(file)) > 100, file);
        }
    }

    @Test
    void whatCannotBeMeasuredIsRefused() throws Exception {
        refused("--samples: 79; must be at least 80", run, "--samples", 79);
        refused("--draws: 1; must be at least 2", run, "--draws", 1);
        refused("--temperatures: 0.1; must be above 0 and rising", run, "--temperatures", ".5,.1");
        refused("--measured: 0; must be at least 1", run, "--measured", 0);
        refused("holds no run", home.resolve("nothing"));
        Path gaussian = home.resolve("gaussian");
        Path file = home.resolve("patches.npy");
        Spoken trained = Spoken.run("train", "--model", "gaussian", "--train", file,
                "--validation", file, "--latents", 4, "--iterations", 3, "--batch", 50, "--out",
                gaussian);
        assertEquals(0, trained.status(), trained.err());
        assertFalse(Files.exists(gaussian.resolve("states")));
        refused("is a gaussian VAE", gaussian);
        Path iterative = home.resolve("iterative");
        trained =
                Spoken.run("train", "--model", "poisson", "--inference", "iterative", "--steps", 2,
                        "--test-steps", 4, "--train", file, "--validation", file, "--latents", 4,
                        "--iterations", 3, "--batch", 50, "--out", iterative);
        assertEquals(0, trained.status(), trained.err());
        refused("has steps of inference or two levels", iterative);
        refused("temperature: is for poisson and categorical models with estimator mc,", null);
    }

    /** An earlier version kept no models of the moments before the end. */
    @Test
    void aRunWithoutItsMomentsIsMeasuredAtItsEnd() throws Exception {
        Path old = home.resolve("old");
        Spoken copied = Spoken.run("train", "--model", "poisson", "--train",
                home.resolve("patches.npy"), "--validation", home.resolve("patches.npy"),
                "--latents", 5, "--iterations", 5, "--batch", 50, "--out", old);
        assertEquals(0, copied.status(), copied.err());
        ResultFolder.delete(old.resolve("states"));
        Path out = home.resolve("old-gradients");
        Spoken spoken =
                Spoken.run("gradients", old, "--samples", 80, "--measured", 1,
                        "--temperatures", .5, "--out", out);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("keeps no model of the start and the tenth"),
                spoken.err());
        assertTrue(Files.exists(out.resolve("figures/gradients.png")));
        assertTrue(spoken.out().contains("Score and coupling are unbiased"), spoken.out());
    }

    private static void refused(String why, Path run, Object... more) {
        Object[] words = run == null
                ? new Object[] {"train", "--model", "poisson", "--estimator", "score",
                    "--temperature", .5, "--train", home.resolve("patches.npy"), "--validation",
                    home.resolve("patches.npy"), "--batch", 50, "--out", home.resolve("no")}
                : Stream.concat(Stream.of("gradients", run,
                        "--out", home.resolve("no")), Stream.of(more)).toArray();
        Spoken spoken = Spoken.run(words);
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(why) && spoken.err().lines().count() == 1, spoken.err());
        assertFalse(Files.exists(home.resolve("no")));
    }
}
