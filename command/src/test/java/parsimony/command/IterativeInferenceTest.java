package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.vae.Vae;

/**
 * {@code infer --method ipoisson} on the folder of a trained iterative model, beside the model's
 * own evaluation without noise.
 */
class IterativeInferenceTest {
    private static final int STEPS = 200;

    @TempDir
    private static Path home;
    private static Path run;
    private static Path patches;

    @BeforeAll
    static void train() throws Exception {
        patches = patches("patches.npy", 40);
        run = home.resolve("ipvae");
        Spoken spoken = Spoken.run("train", "--model", "poisson", "--inference", "iterative",
                "--steps", 4, "--test-steps", 20, "--train", patches("train.npy", 400),
                "--validation", patches, "--out", run, "--latents", 24, "--iterations", 150,
                "--batch", 50, "--lr", .02);
        assertEquals(0, spoken.status(), spoken.err());
    }

    @Test
    void theRatesAreThoseOfTheModelsOwnEvaluationWithoutNoise() throws Exception {
        FMatrixRMaj expected;
        FMatrixRMaj unlimited;
        try (Vae vae = Vae.load(run)) {
            expected = vae.noiseless(STEPS, true).encode(Npy.read(patches));
            unlimited = vae.noiseless(STEPS, false).encode(Npy.read(patches));
        }
        requireSame(expected, rates("limited"));
        requireSame(unlimited, rates("unlimited", "--floor", -80, "--ceiling", 80));
    }

    private static FMatrixRMaj rates(String name, Object... options) throws Exception {
        JsonNode metrics = infer(name, STEPS, options);
        assertTrue(metrics.get("gap").asDouble() > 0, metrics.toString());
        return Npy.read(home.resolve(name).resolve("codes.npy"));
    }

    private static JsonNode infer(String name, int steps, Object... options) throws Exception {
        Object[] words = {"infer", "--method", "ipoisson", "--prior", run, "--patches", patches,
            "--iterations", steps, "--gap", 0, "--json", "--out", home.resolve(name)};
        Object[] all = new Object[words.length + options.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        Spoken spoken = Spoken.run(all);
        assertEquals(0, spoken.status(), spoken.err());
        return new ObjectMapper().readTree(spoken.out());
    }

    /** Single precision has 1e-7 of a log-rate, which adds up over steps. */
    private static void requireSame(FMatrixRMaj expected, FMatrixRMaj found) {
        double largest = 0;
        for (int i = 0; i < expected.getNumElements(); i++) {
            largest = Math.max(largest, expected.data[i]);
            assertEquals(expected.data[i], found.data[i], 1e-3 * expected.data[i] + 2e-6);
        }
        assertTrue(largest > .01, "some unit has moved: " + largest);
    }

    /** With the limits away, a trained model's rates come to the optimum of its weighted lasso. */
    @Test
    void withoutItsLimitsATrainedModelComesToACertifiedOptimum() throws Exception {
        JsonNode metrics = infer("optimum", 200_000, "--floor", -80, "--ceiling", 80);
        double gap = metrics.get("gap").asDouble() / metrics.get("objective").asDouble();
        assertTrue(gap < 1e-6, gap + "");
    }

    private static Path patches(String name, int n) throws Exception {
        SplittableRandom random = new SplittableRandom(n);
        FMatrixRMaj patches = new FMatrixRMaj(n, 16);
        for (int i = 0; i < n; i++) {
            int row = random.nextInt(4);
            int column = random.nextInt(4);
            for (int d = 0; d < 16; d++) { // two bars and a little noise
                patches.set(i, d, (float) ((d / 4 == row ? 1 : 0) + (d % 4 == column ? 1 : 0)
                        + .2 * (random.nextDouble() - .5)));
            }
        }
        Path file = home.resolve(name);
        Npy.write(file, patches);
        return file;
    }
}
