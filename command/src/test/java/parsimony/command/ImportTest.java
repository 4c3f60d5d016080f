package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.data.Npy;
import parsimony.experiment.encoder.ImportedEncoder;

/** {@code parsimony import} of arrays. */
class ImportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;
    private Path arrays;
    private Path patches;

    @BeforeEach
    void orthonormal() throws IOException {
        arrays = Files.createDirectory(home.resolve("arrays"));
        FMatrixRMaj atoms = new FMatrixRMaj(16, 16);
        for (int k = 0; k < 16; k++) {
            atoms.set(k, k, 1);
        }
        Npy.write(arrays.resolve("dictionary.npy"), atoms);
        Npy.write(arrays.resolve("encoder.npy"), atoms);
        Npy.write(arrays.resolve("k.npy"), new float[] {4});
        patches = home.resolve("patches.npy");
        FMatrixRMaj inputs = new FMatrixRMaj(50, 16);
        Random random = new Random(1);
        for (int i = 0; i < inputs.data.length; i++) {
            inputs.data[i] = (float) Math.abs(random.nextGaussian());
        }
        Npy.write(patches, inputs);
    }

    @Test
    void anEncoderIsCheckedAndKept() throws Exception {
        Path out = home.resolve("out");
        Spoken spoken = Spoken.run("import", arrays, "--out", out, "--patches", patches, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode metrics = JSON.readTree(spoken.out());
        assertEquals(metrics, JSON.readTree(out.resolve("metrics.json").toFile()));
        assertEquals(4, metrics.get("l0").asDouble());
        assertEquals(0, metrics.get("dead").asInt());
        assertEquals(1, metrics.get("encoder_cosine").asDouble(), 1e-12);
        double pooled = metrics.get("explained_variance_pooled").asDouble();
        double zero = metrics.get("explained_variance_about_zero").asDouble();
        assertTrue(pooled < zero && zero < 1, spoken.out());
        assertTrue(spoken.err().contains("read as arrays"), spoken.err());
        FMatrixRMaj inputs = Npy.read(patches);
        assertArrayEquals(ImportedEncoder.load(arrays).encoder().encode(inputs).data,
                ImportedEncoder.load(out).encoder().encode(inputs).data);
        Spoken plot = Spoken.run("plot", out, "--out", home.resolve("figures"));
        assertEquals(0, plot.status(), plot.err());
    }

    @ParameterizedTest
    @CsvSource({"poisson, none", "gaussian, relu", "laplace, none"})
    void aTrainedModelHasTheErrorThatItsRunSays(String model, String activation)
            throws Exception {
        Path run = home.resolve("run");
        Spoken train = Spoken.run("train", "--model", model, "--activation", activation, "--train",
                patches, "--validation", patches, "--out", run, "--latents", 24, "--iterations",
                30, "--batch", 50, "--lr", .02);
        assertEquals(0, train.status(), train.err());
        Spoken spoken = Spoken.run("import", run, "--out", home.resolve("out"), "--patches",
                patches, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        double expected = JSON.readTree(run.resolve("metrics.json").toFile()).get("mse_map")
                .asDouble();
        assertEquals(expected, JSON.readTree(spoken.out()).get("squared_error").asDouble(),
                1e-4 * expected);
    }

    @ParameterizedTest
    @CsvSource({"gaussian, exp, linear, codes pass through exp",
        "poisson, none, mlp, its encoder is mlp"})
    void aTrainedModelOfAnotherKindIsRefused(String model, String activation, String encoder,
            String reason) {
        Path run = home.resolve("run");
        Spoken train = Spoken.run("train", "--model", model, "--activation", activation,
                "--encoder", encoder, "--train", patches, "--validation", patches, "--out", run,
                "--latents", 24, "--iterations", 2, "--batch", 50);
        assertEquals(0, train.status(), train.err());
        Spoken spoken = Spoken.run("import", run, "--out", home.resolve("out"));
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains(reason), spoken.err());
    }

    @Test
    void withoutInputsItSaysWhatCannotBeChecked() {
        Spoken spoken = Spoken.run("import", arrays, "--out", home.resolve("out"));
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains("without --patches only norms can be checked"),
                spoken.err());
        assertTrue(spoken.out().contains("norm_mean            1"), spoken.out());
        assertFalse(spoken.out().contains("l0"), spoken.out());
    }

    @Test
    void whatCannotBeLeavesNothingBehind() throws Exception {
        Path out = home.resolve("out");
        Npy.write(home.resolve("narrow.npy"), new FMatrixRMaj(16, 3));
        Spoken narrow = Spoken.run("import", arrays, "--out", out, "--patches",
                home.resolve("narrow.npy"));
        assertEquals(2, narrow.status());
        assertTrue(narrow.err().contains("the encoder takes 16; their transpose fits"),
                narrow.err());
        Npy.write(arrays.resolve("gain.npy"), new float[] {4});
        Spoken unknown = Spoken.run("import", arrays, "--out", out);
        assertEquals(2, unknown.status());
        assertTrue(unknown.err().contains("gain (1,) float32"), unknown.err());
        assertEquals(2, Spoken.run("import", arrays, "--out", out, "--scale", 0).status());
        assertFalse(Files.exists(out));
    }
}
