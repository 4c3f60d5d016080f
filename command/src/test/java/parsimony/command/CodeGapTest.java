package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.vae.Vae;

/** {@code parsimony gap} of any codes. */
class CodeGapTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATCHES = 60;
    private static final int UNITS = 30;
    private static final int PIXELS = 16;
    private static final List<String> MEANS = List.of("squared_error", "squared_error_on_support",
            "magnitude_gap", "l1", "l0", "squared_error_at_equal_l1",
            "squared_error_at_equal_l1_lower", "relative_gap_at_equal_l1",
            "squared_error_at_equal_l0", "explained_variance_pooled",
            "explained_variance_about_zero", "explained_variance_mean");

    @TempDir
    private Path home;
    private Path dictionary;
    private Path patches;
    private Path codes;

    @BeforeEach
    void input() throws Exception {
        dictionary = random("dictionary.npy", UNITS, PIXELS, 1);
        patches = random("patches.npy", PATCHES, PIXELS, 2);
        // a one-shot encoder, ReLU(.4·Φx − .1)
        FMatrixRMaj rectified = new FMatrixRMaj(PATCHES, UNITS);
        CommonOps_FDRM.multTransB(.4f, Npy.read(patches), Npy.read(dictionary), rectified);
        for (int i = 0; i < rectified.getNumElements(); i++) {
            rectified.data[i] = Math.max(0, rectified.data[i] - .1f);
        }
        codes = home.resolve("codes.npy");
        Npy.write(codes, rectified);
    }

    private Spoken gap(String out, Object... options) {
        List<Object> words = new ArrayList<>(List.of("gap", "--patches", patches, "--out",
                home.resolve(out)));
        words.addAll(List.of(options));
        return Spoken.run(words.toArray());
    }

    private JsonNode metrics(String out) throws Exception {
        ObjectNode metrics =
                (ObjectNode) JSON.readTree(home.resolve(out).resolve("metrics.json").toFile());
        metrics.remove("seconds");
        return metrics;
    }

    @Test
    void codesAreMeasuredWithEveryFileAndNumber() throws Exception {
        Spoken spoken = gap("out", "--dictionary", dictionary, "--codes", codes, "--json");
        assertEquals(0, spoken.status(), spoken.err());
        assertFalse(spoken.out().contains("NaN"));
        Path out = home.resolve("out");
        JsonNode metrics = JSON.readTree(spoken.out());
        assertEquals(metrics, JSON.readTree(out.resolve("metrics.json").toFile()));
        List<String> names = new ArrayList<>(List.of("patches", "interval"));
        MEANS.forEach(name -> names.addAll(List.of(name, name + "_low", name + "_high")));
        names.addAll(List.of("dead", "seconds"));
        List<String> found = new ArrayList<>();
        metrics.fieldNames().forEachRemaining(found::add);
        assertEquals(names, found);
        for (String name : MEANS) {
            double mean = metrics.get(name).asDouble();
            assertTrue(metrics.get(name + "_low").asDouble() <= mean
                    && mean <= metrics.get(name + "_high").asDouble(), name);
        }
        double error = metrics.get("squared_error").asDouble();
        double atEqualL1 = metrics.get("squared_error_at_equal_l1").asDouble();
        assertTrue(atEqualL1 < .8 * error, "the encoder is far from the optimum");
        assertEquals(atEqualL1, metrics.get("squared_error_at_equal_l1_lower").asDouble(),
                1e-5 * error);
        assertEquals(1 - atEqualL1 / error, metrics.get("relative_gap_at_equal_l1").asDouble(),
                1e-9);

        List<String> rows = Files.readAllLines(out.resolve("per_patch.csv"));
        assertEquals(PATCHES + 1, rows.size());
        List<String> columns = List.of(rows.get(0).split(","));
        for (String name : MEANS.subList(0, 7)) {
            double sum = 0;
            for (String row : rows.subList(1, rows.size())) {
                sum += Double.parseDouble(row.split(",")[columns.indexOf(name)]);
            }
            assertEquals(metrics.get(name).asDouble(), sum / PATCHES, 1e-6, name);
        }
        assertTrue(Files.readString(out.resolve("report.html")).contains("At equal L1 at most"));
        for (String figure : List.of("savings", "squared_errors")) {
            byte[] drawn = Files.readAllBytes(out.resolve("figures/" + figure + ".svg"));
            assertEquals(0, Spoken.run("plot", out, "--out", home.resolve("anew")).status());
            assertArrayEquals(drawn, Files.readAllBytes(home.resolve("anew/" + figure + ".svg")));
        }
    }

    @Test
    void theAnswerNamesBothBounds() {
        Spoken spoken = gap("out", "--dictionary", dictionary, "--codes", codes);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.out().matches("(?s).*At equal L1 at most [\\d.]+ \\([\\d.]+%\\) better:"
                + " the optimum lies between [\\d.]+ and [\\d.]+\\. At equal L0 at least [\\d.]+"
                + " \\([\\d.]+%\\) better\\..*"), spoken.out());
    }

    @Test
    void codesOfTheExactLassoHaveNoGapAtEqualL1() throws Exception {
        Path learned = home.resolve("lca");
        assertEquals(0, Spoken.run("learn", "--method", "lca", "--train", patches, "--atoms", 20,
                "--epochs", 1, "--batch", 20, "--out", learned).status());
        Path unit = learned.resolve("dictionary.npy"); // of norm 1, as the lasso weighs all alike
        Path out = home.resolve("lasso");
        assertEquals(0, Spoken.run("infer", "--method", "lasso", "--lambda", .3, "--gap", 1e-9,
                "--dictionary", unit, "--patches", patches, "--out", out).status());
        Spoken spoken =
                gap("out", "--dictionary", unit, "--codes", out.resolve("codes.npy"));
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode metrics = metrics("out");
        assertEquals(0, metrics.get("relative_gap_at_equal_l1").asDouble(), 1e-5);
        assertTrue(metrics.get("magnitude_gap").asDouble() > 0, "it shrinks");
    }

    @Test
    void anEncoderTrainedHereIsMeasuredLikeItsCodes() throws Exception {
        Path run = home.resolve("pvae");
        assertEquals(0,
                Spoken.run("train", "--model", "gaussian", "--activation", "relu", "--train",
                        patches, "--validation", patches, "--out", run, "--latents", 8,
                        "--iterations", 20, "--batch", 20).status());
        try (Vae vae = Vae.load(run)) {
            Npy.write(home.resolve("posterior.npy"),
                    vae.posteriorMean().encode(Npy.read(patches)));
        }
        Spoken spoken = gap("encoder", "--encoder", run);
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(0, gap("codes", "--dictionary", run.resolve("dictionary.npy"), "--codes",
                home.resolve("posterior.npy")).status());
        assertEquals(metrics("codes"), metrics("encoder"));
    }

    @Test
    void whatCannotBeMeasuredIsRefusedInOneLine() throws Exception {
        refused("gap: nothing to measure; name a RUN, or --encoder, or --dictionary with --codes",
                "gap");
        refused("RUN and --encoder together", "gap", home, "--encoder", home);
        refused("--dictionary: needs --codes, too", "gap", "--dictionary", dictionary, "--patches",
                patches);
        refused("--codes: need --dictionary, too", "gap", "--codes", codes, "--patches", patches);
        refused("--patches: is needed with --encoder", "gap", "--encoder", home);
        refused("--bias: only with --dictionary; leave it out", "gap", "--encoder", home,
                "--patches", patches, "--bias", codes);
        refused("--support: not with --encoder; leave it out", "gap", "--encoder", home,
                "--patches", patches, "--support", 1);
        refused("--interval: 2.0", "gap", "--dictionary", dictionary, "--codes", codes, "--patches",
                patches, "--interval", 2);
        Path narrow = random("narrow.npy", PATCHES, 3, 1);
        refused("--codes " + narrow + ": has 3 columns", "gap", "--dictionary", dictionary,
                "--codes", narrow, "--patches", patches);
        refused("--bias " + narrow, "gap", "--dictionary", dictionary, "--codes", codes,
                "--patches", patches, "--bias", random("narrow.npy", 1, 3, 1));
        refused("nowhere.npy", "gap", "--dictionary", dictionary, "--codes",
                home.resolve("nowhere.npy"), "--patches", patches);
        refused("nowhere", "gap", "--encoder", home.resolve("nowhere"), "--patches", patches);
        Spoken within = Spoken.run("gap", "--dictionary", dictionary, "--codes", codes,
                "--patches", patches, "--out", home, "--force");
        assertEquals(2, within.status(), within.err());
        assertTrue(Files.exists(codes));
    }

    private void refused(String named, Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--out", home.resolve("refused")));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(named), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertFalse(Files.exists(home.resolve("refused")));
    }

    private Path random(String name, int rows, int columns, double scale) throws Exception {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) ((random.nextDouble() + random.nextDouble() - 1) * scale);
        }
        Path file = home.resolve(name);
        Npy.write(file, matrix);
        return file;
    }
}
