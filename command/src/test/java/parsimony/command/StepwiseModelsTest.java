package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.Npy;
import parsimony.vae.Vae;

/** Models whose codes are found step by step, from the command line. */
class StepwiseModelsTest {
    private static final int PIXELS = 16;
    private static final int UNITS = 12;

    @TempDir
    private Path home;

    @BeforeEach
    void patches() {
        SplittableRandom random = new SplittableRandom(3);
        for (String name : List.of("train", "validation")) {
            FMatrixRMaj patches = new FMatrixRMaj(name.equals("train") ? 200 : 60, PIXELS);
            for (int i = 0; i < patches.data.length; i++) {
                patches.data[i] = (float) random.nextGaussian();
            }
            Npy.write(home.resolve(name + ".npy"), patches);
        }
    }

    private Spoken train(Path run, String words) {
        List<Object> all = new ArrayList<>(List.of("train", "--train", home.resolve("train.npy"),
                "--validation", home.resolve("validation.npy"), "--out", run, "--latents", UNITS,
                "--iterations", 60, "--batch", 50, "--lr", .02));
        all.addAll(List.of(words.split(" ")));
        return Spoken.run(all.toArray());
    }

    /** A step that is far too long sends the rates to their ceiling. */
    @Test
    void inferenceThatLeavesAllBoundsIsWarnedOf() {
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--inference", "iterative",
                "--steps", 4, "--test-steps", 8, "--train", home.resolve("train.npy"),
                "--validation", home.resolve("validation.npy"), "--out", home.resolve("wild"),
                "--latents", UNITS, "--iterations", 20, "--batch", 20, "--lr", 1);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("inference is not stable"), spoken.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson --inference iterative --kl published",
        "gaussian --inference iterative", "gaussian --activation relu --inference iterative",
        "poisson --inference semi-amortized", "poisson --inference refined",
        "gaussian --activation relu --inference refined"})
    void aRunHasItsArraysAndHowInferenceConverges(String words) throws Exception {
        Path run = home.resolve("run");
        Spoken spoken = train(run, "--model " + words + " --steps 3 --test-steps 10");
        assertEquals(0, spoken.status(), spoken.err());
        List<String> rows = Files.readAllLines(run.resolve("convergence.csv"));
        assertEquals("iteration,r2,r2_rates,sparsity", rows.get(0));
        assertEquals(List.of("1", "2", "3", "4", "6", "8", "10"), rows.subList(1, rows.size())
                .stream().map(row -> row.split(",")[0]).toList());
        assertTrue(Files.exists(run.resolve("figures/convergence.svg")));
        JsonNode metrics = TinyExperiment.json(run.resolve("metrics.json"));
        assertTrue(Double.isFinite(metrics.path("nelbo").asDouble(Double.NaN)));
        JsonNode inference = TinyExperiment.json(run.resolve("config.json"))
                .findPath("architecture").path("inference");
        assertEquals(3, inference.path("steps").asInt());
        assertEquals(10, inference.path("testSteps").asInt(inference.path("test_steps").asInt()));
        String page = Files.readString(run.resolve("report.html"));
        assertFalse(page.contains("one-shot encoder"), "it has none");
        assertTrue(page.contains(words.contains("semi") ? "the encoder with 10 steps of inference"
                + " leaves" : "the inference in 10 steps leaves"));
        boolean iterative = words.contains("iterative");
        boolean poisson = words.startsWith("poisson");
        assertEquals(iterative, Files.exists(run.resolve("log_bias.npy")));
        assertEquals(words.contains("semi"), Files.exists(run.resolve("encoder.npy")));
        assertEquals(poisson, Files.exists(run.resolve("prior_log_rate.npy")));
        if (iterative) {
            assertEquals(UNITS, Npy.readVector(run.resolve("log_bias.npy")).length);
            assertEquals(PIXELS, Npy.readVector(run.resolve("log_sigma.npy")).length);
            assertEquals(poisson ? 1 : 2, Npy.readVector(run.resolve("log_step.npy")).length);
            assertEquals(poisson ? PIXELS * UNITS + PIXELS + 2 * UNITS + 1
                    : PIXELS * UNITS + PIXELS + (words.contains("relu") ? 4 : 3) * UNITS + 2,
                    metrics.path("parameters").asInt());
        }
    }

    /** Also evaluated at another number of steps than it was trained for. */
    @Test
    void theSameTrainingHasTheSameBits() throws Exception {
        Path whole = home.resolve("whole");
        String words = "--model poisson --inference iterative --steps 3 --test-steps 5";
        assertEquals(0, train(whole, words).status());
        Path again = home.resolve("again");
        assertEquals(0, train(again, words).status());
        assertArrayEquals(Files.readAllBytes(whole.resolve("dictionary.npy")),
                Files.readAllBytes(again.resolve("dictionary.npy")));
        try (Vae vae = Vae.load(whole, 40)) {
            FMatrixRMaj patches = Npy.read(home.resolve("validation.npy"));
            assertEquals(40, vae.convergence(patches, 0).stream()
                    .mapToInt(step -> step.steps()).max().orElseThrow());
        }
    }

    @Test
    void aComparisonHasThem() throws Exception {
        Path yaml = TinyExperiment.write(home, """
                vaes:
                  - {latent: poisson, inference: iterative, steps: 3, test_steps: 8, beta: [1, 2]}
                  - {latent: poisson, inference: semi-amortized, steps: 2}
                """);
        Path out = home.resolve("result");
        Spoken spoken = Spoken.run("compare", yaml, "--out", out, "--jobs", 1);
        assertEquals(0, spoken.status(), spoken.err());
        List<String> rows = Files.readAllLines(out.resolve("curve.csv"));
        assertEquals(2, rows.stream().filter(row -> row.contains("poisson-iterative")
                && row.contains("amortized")).count());
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.contains("iP-VAE") && page.contains("P-VAE semi-amortized"));
        assertTrue(spoken.out().contains("the iP-VAE’s inference in 8 steps leaves"),
                spoken.out());
        assertFalse(page.contains("one-shot encoder") || spoken.out().contains("The encoder"),
                spoken.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"laplace --inference iterative", "categorical --inference refined",
        "sae --inference iterative", "poisson --steps 3", "gaussian --test-steps 3",
        "gaussian --inference iterative --kl exact", "poisson --inference iterative --steps 0",
        "poisson --inference iterative --test-steps 0",
        "poisson --inference iterative --estimator exact",
        "poisson --inference iterative --encoder mlp",
        "poisson --inference refined --encoder linear",
        "poisson --inference semi-amortized --decoder mlp",
        "gaussian --activation exp --inference iterative",
        "poisson --inference iterative --export"})
    void whatDoesNotExistIsRefused(String words) {
        Path run = home.resolve("no");
        Spoken spoken = train(run, "--model " + words);
        assertEquals(2, spoken.status(), spoken.err());
        assertFalse(Files.exists(run), words);
        assertEquals(1, spoken.err().lines().count(), spoken.err());
    }
}
