package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/** A comparison with a dictionary or an encoder that is given in a file. */
class GivenDictionaryTest {
    @TempDir
    Path home;

    /** The squared error at each λ. */
    private static Map<Double, Double> curve(JsonNode metrics, String model) {
        Map<Double, Double> curve = new TreeMap<>();
        for (JsonNode point : metrics.path("points")) {
            if (point.at("/at/model").asText().equals(model)
                    && !point.at("/at/lambda").isNull()) {
                curve.put(point.at("/at/lambda").asDouble(), point.at("/at/mse").asDouble());
            }
        }
        return curve;
    }

    @Test
    void theLearnedDictionaryGivenAgainHasTheSameCurve() throws Exception {
        Path experiment = TinyExperiment.write(home, "");
        Path runs = home.resolve("runs");
        Spoken first = Spoken.run("compare", experiment, "--runs", runs, "--out",
                home.resolve("first"));
        assertEquals(0, first.status(), first.err());
        FMatrixRMaj learned = Npy.read(home.resolve("first/dictionary_lca.npy"));
        Npy.write(home.resolve("given.npy"), CommonOps_FDRM.transpose(learned, null));
        Files.writeString(experiment, Files.readString(experiment).replace("[{method: lca}]",
                "[{method: lca}, {file: " + home.resolve("given.npy") + "}]"));
        Path out = home.resolve("second");
        Spoken second = Spoken.run("compare", experiment, "--runs", runs, "--out", out);
        assertEquals(0, second.status(), second.err());
        assertTrue(second.err().contains("given.npy: was transposed to 16×64"), second.err());
        JsonNode metrics = TinyExperiment.json(out.resolve("metrics.json"));
        assertEquals(2, curve(metrics, "given").size(), metrics.toString());
        assertEquals(curve(metrics, "lca"), curve(metrics, "given"));
        assertTrue(Files.readString(out.resolve("report.html")).contains("Given, from"));
        assertEquals(0, Spoken.run("plot", out, "--out", home.resolve("figures")).status());
    }

    /** The point of an encoder. */
    private static JsonNode point(JsonNode metrics, String model) {
        for (JsonNode point : metrics.path("points")) {
            if (point.at("/at/model").asText().equals(model)
                    && point.at("/at/lambda").isNull()) {
                return point.at("/at");
            }
        }
        throw new AssertionError(model + " has no encoder in " + metrics);
    }

    @Test
    void aTrainedEncoderGivenAgainHasTheSamePointAndCurve() throws Exception {
        Path experiment = TinyExperiment.write(home, "");
        String head = Files.readString(experiment).replace("dictionaries: [{method: lca}]\n", "");
        Path runs = home.resolve("runs");
        Files.writeString(experiment, head + "vaes: [{latent: poisson, beta: .2}]\n");
        Spoken first = Spoken.run("compare", experiment, "--runs", runs, "--out",
                home.resolve("first"));
        assertEquals(0, first.status(), first.err());
        Path trained;
        try (Stream<Path> folders = Files.list(runs)) {
            trained = folders.filter(f -> f.getFileName().toString()
                    .matches("poisson-beta0.2-seed0-[0-9a-f]*")).findFirst().orElseThrow();
        }
        Files.writeString(experiment, head + "encoders: [{name: mine, file: " + trained + "}]\n");
        Path out = home.resolve("second");
        Spoken second = Spoken.run("compare", experiment, "--runs", runs, "--out", out);
        assertEquals(0, second.status(), second.err());
        JsonNode learned = TinyExperiment.json(home.resolve("first/metrics.json"));
        JsonNode given = TinyExperiment.json(out.resolve("metrics.json"));
        double error = point(learned, "poisson").get("mse_map").asDouble();
        assertEquals(error, point(given, "mine").get("mse").asDouble(), 1e-4 * error);
        Map<Double, Double> expected = curve(learned, "poisson");
        Map<Double, Double> found = curve(given, "mine");
        assertEquals(expected.get(.1), found.get(.1));
        assertEquals(expected.get(.5), found.get(.5));
        assertEquals(1, given.path("gaps").size(), given.toString());
        assertTrue(Files.exists(out.resolve("figures/plane.png")));
        assertTrue(Files.readString(out.resolve("tables/gaps.csv")).contains("mine"));
        assertTrue(Files.readString(out.resolve("report.html")).contains("one-shot encoder"));
        assertEquals(0, Spoken.run("plot", out, "--out", home.resolve("figures")).status());
    }
}
