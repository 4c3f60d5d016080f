package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formulas of docs/measures.md, run by NumPy, come to the numbers of the program. */
class MeasuresPageTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path home;

    @BeforeEach
    void prepare() throws Exception {
        assumeTrue(PythonTest.hasNumpy(), "there is no python3 with NumPy to try");
        parsimony("prepare bars --patch 8 --count 600 --out ~/patches");
    }

    /** Runs a command line in which ~ is the folder of this test. */
    private void parsimony(String line) {
        Object[] words = Arrays.stream(line.split(" "))
                .map(word -> word.replace("~", home.toString())).toArray();
        Spoken spoken = Spoken.run(words);
        assertEquals(0, spoken.status(), spoken.err());
    }

    /** What the code of the page prints as JSON, after some lines of ours. */
    private JsonNode python(String lines) throws Exception {
        String page = Files.readString(PagesTest.ROOT.resolve("docs/measures.md"));
        String code = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(page).results()
                .map(block -> block.group(1)).collect(Collectors.joining("\n"));
        Process process = new ProcessBuilder(List.of("python3", "-c", code + lines
                + "\nimport json; print(json.dumps(found))")).directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return JSON.readTree(said);
    }

    private static void assertNear(JsonNode ours, JsonNode page, String name, double relative) {
        double expected = page.path(name).doubleValue();
        assertTrue(ours.has(name), name + " is missing");
        assertEquals(expected, ours.path(name).doubleValue(),
                relative * Math.max(1e-6, Math.abs(expected)), name);
    }

    @Test
    void measuresOfCodes() throws Exception {
        parsimony("learn --method lasso --train ~/patches/train.npy --atoms 20 --epochs 1"
                + " --batches 3 --batch 50 --out ~/run");
        parsimony("infer --method ista --iterations 30 --gap 0 --lambda .3"
                + " --dictionary ~/run/dictionary.npy --patches ~/patches/validation.npy"
                + " --out ~/codes");
        JsonNode ours = JSON.readTree(home.resolve("codes/metrics.json").toFile());
        JsonNode page = python("""

                found = measures(np.load("patches/validation.npy"), np.load("codes/codes.npy"),
                                 np.load("run/dictionary.npy"), .3)
                """);
        for (String name : List.of("mse", "r2", "r2_median", "r2_pooled", "lifetime",
                "population", "portion_zeros", "l1", "objective")) {
            assertNear(ours, page, name, 1e-5);
        }
        double gap = ours.path("gap").doubleValue();
        double atMost = page.path("gap_at_most").doubleValue();
        assertTrue(gap > 0 && gap <= atMost * (1 + 1e-5), gap + " of at most " + atMost);
    }

    @Test
    void measuresOfAPoissonVae() throws Exception {
        parsimony("train --model poisson --train ~/patches/train.npy --atoms 20 --iterations 60"
                + " --batch 50 --lr .05 --validation ~/patches/validation.npy --out ~/run");
        JsonNode ours = JSON.readTree(home.resolve("run/metrics.json").toFile());
        JsonNode page = python("""

                found = poisson(np.load("patches/validation.npy"), np.load("run/encoder.npy"),
                                np.load("run/prior_log_rate.npy"), np.load("run/dictionary.npy"))
                """);
        assertNear(ours, page, "mse_map", 1e-4);
        assertNear(ours, page, "kl", 1e-4);
        assertNear(ours, page, "mean_activity", 1e-4);
        assertNear(ours, page, "bits_per_spike", 1e-4);
        // The KL of a unit is computed in float32, to about 1e-6 of its rate.
        assertNear(ours, page, "kl_rate_slope", 1e-2);
        assertNear(ours, page, "kl_rate_slope_error", 1e-2);
        assertNear(ours, page, "kl_rate_units", 0);
        assertNear(ours, page, "mse", .2); // of one draw of counts
        assertNear(ours, page, "nelbo", .2);
    }

    @Test
    void activityOfAGaussianVae() throws Exception {
        for (String activation : List.of("none", "relu", "exp")) {
            parsimony("train --model gaussian --activation " + activation
                    + " --train ~/patches/train.npy --atoms 20 --iterations 60 --batch 50 --lr .05"
                    + " --validation ~/patches/validation.npy --out ~/" + activation);
            JsonNode ours = JSON.readTree(home.resolve(activation + "/metrics.json").toFile());
            assertFalse(ours.has("bits_per_spike"), "nothing to count");
            assertFalse(ours.has("kl_rate_slope"), "the prior has no rates");
            if (activation.equals("exp")) {
                assertFalse(ours.has("mean_activity"), "no simple closed form");
            } else {
                JsonNode page = python("""

                        found = gaussian(np.load("patches/validation.npy"),
                                         np.load("%s/encoder.npy"), relu=%s)
                        """.formatted(activation, activation.equals("relu") ? "True" : "False"));
                assertNear(ours, page, "mean_activity", 1e-4);
            }
        }
    }
}
