package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments through the command line, all on the runs of one that was carried out before. */
class ExperimentTest {
    private static final String MODELS = "seeds: [0, 1]\nvaes: [{latent: poisson, beta: .2}]\n";

    @TempDir
    private static Path shared;
    private static Path experiment;
    private static Path result;

    @TempDir
    private Path home;

    @BeforeAll
    static void carriedOut() throws Exception {
        experiment = TinyExperiment.write(shared, MODELS);
        result = shared.resolve("result");
        Spoken spoken = Spoken.run("compare", experiment, "--out", result);
        assertEquals(0, spoken.status(), spoken.err());
        assertFalse(spoken.out().contains("±"),
                "two seeds have no interval over seeds: " + spoken.out());
        assertTrue(spoken.out().contains("seeds "), "both are told: " + spoken.out());
    }

    @Test
    void aResultSaysWhatItWasMadeOfAndWith() throws Exception {
        JsonNode config = TinyExperiment.json(result.resolve("config.json"));
        assertEquals(64, config.path("data_checksum").asText().length());
        assertEquals(2, config.path("settings").path("seeds").size());
        for (String key : new String[] {"parsimony", "command", "java", "system", "processors"}) {
            assertTrue(config.has(key), key);
        }
        JsonNode metrics = TinyExperiment.json(result.resolve("metrics.json"));
        assertEquals(2, metrics.path("vaes").size());
        assertEquals(2, metrics.path("gaps").size());
        assertFalse(Files.readString(result.resolve("metrics.json")).contains("seconds"),
                "equal runs give equal bytes");
        assertEquals(
                "seed,model,inference,lambda,beta,mse,mse_map,r2,r2_pooled,r2_median,lifetime,population,"
                        + "portion_zeros,relative_gap,distance,scaled_distance,excess,excess_bound",
                Files.readAllLines(result.resolve("curve.csv")).get(0));
        assertEquals(.01, metrics.path("vaes").get(0).path("active_threshold").asDouble());
        for (String file : new String[] {"experiment.yaml", "timing.json", "report.html",
            "figures/plane.svg", "tables/gaps.csv",
            "figures/dictionary_poisson.png", "dictionary_lca.npy"}) {
            assertTrue(Files.size(result.resolve(file)) > 0, file);
        }
    }

    @Test
    void theGapIsReadOffTheCurveSeedBySeedAndThenAveraged() throws Exception {
        JsonNode metrics = TinyExperiment.json(result.resolve("metrics.json"));
        Map<String, Double> sums = new TreeMap<>();
        for (JsonNode gap : metrics.path("gaps")) {
            String seed = gap.path("seed").asText();
            double[][] curve = points(metrics, seed, "lca");
            double[] own = points(metrics, seed, "amortized")[0];
            assertEquals(own[0], gap.path("lifetime").asDouble());
            assertEquals(own[1], gap.path("mse").asDouble());
            double expected = own[1] - at(own[0], curve);
            assertEquals(expected, gap.path("delta_mse").asDouble(), 1e-9 * Math.abs(expected));
            gap.properties().forEach(number -> sums.merge(number.getKey(),
                    number.getValue().asDouble() / 2, Double::sum));
        }
        for (String mean : new String[] {"lifetime", "mse", "delta_mse"}) {
            assertEquals(sums.get(mean), metrics.path("gap").path(mean).asDouble(),
                    1e-12 * Math.abs(sums.get(mean)), mean);
        }
        String answer = String.format(Locale.ROOT, "Δ error = %.1f", sums.get("delta_mse"));
        assertTrue(Files.readString(result.resolve("figures/plane.svg")).contains(answer), answer);
        String report =
                Files.readString(result.resolve("report.html")).replaceAll("base64,[^\"]*", "");
        assertFalse(report.contains("MSE"), "one word, one meaning");
    }

    /**
     * Twenty patches of noise say little: the interval is wide, wider for more confidence, and no
     * run is done again for it.
     */
    @Test
    void theGapHasAnIntervalOverPatchesOfTheLevelThatIsAskedFor() throws Exception {
        Map<String, FileTime> before = runs();
        Path narrow = home.resolve("narrow");
        Spoken spoken = Spoken.run("compare", experiment, "--interval", .5, "--out", narrow,
                "--runs", shared.resolve("runs"));
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(before, runs());
        JsonNode usual = TinyExperiment.json(result.resolve("metrics.json"));
        JsonNode half = TinyExperiment.json(narrow.resolve("metrics.json"));
        assertEquals(.95, usual.path("interval").path("level").asDouble());
        assertEquals("patches", usual.path("interval").path("over").asText());
        JsonNode gap = usual.path("gap");
        assertTrue(gap.path("delta_mse_low").asDouble()
                < half.path("gap").path("delta_mse_low").asDouble(), gap.toString());
        assertTrue(gap.path("delta_mse_high").asDouble()
                > half.path("gap").path("delta_mse_high").asDouble(), gap.toString());
        assertTrue(gap.path("lifetime_high").asDouble() <= 1
                && gap.path("mse_map_low").asDouble() >= 0, gap.toString());
        assertTrue(Files.readString(narrow.resolve("experiment.yaml")).contains("interval: 0.5"));
        assertTrue(spoken.out().contains("50% interval"), spoken.out());
        refused("interval: 95.0; must be above 0 and below 1", "compare", experiment, "--interval",
                95);
    }

    /** Every CSV file of a result speaks lower-case ASCII. */
    @Test
    void headsOfFilesAreOfOneStyle() throws Exception {
        for (String file : new String[] {"curve.csv", "tables/gaps.csv", "tables/vaes.csv"}) {
            for (String head : Files.readAllLines(result.resolve(file)).get(0).split(",")) {
                assertTrue(head.matches("[a-z0-9]+(_[a-z0-9]+)*"), file + ": " + head);
            }
        }
    }

    /** Lifetime sparsity and error of the posterior mean, by rising sparsity. */
    private static double[][] points(JsonNode metrics, String seed, String inference) {
        List<double[]> points = new ArrayList<>();
        for (JsonNode point : metrics.path("points")) {
            JsonNode at = point.path("at");
            if (point.path("seed").asText().equals(seed)
                    && at.path("model").asText().equals("poisson")
                    && at.path("inference").asText().equals(inference)) {
                points.add(new double[] {at.path("lifetime").asDouble(),
                    at.path("mse_map").asDouble()});
            }
        }
        return points.stream().sorted(Comparator.comparingDouble(point -> point[0]))
                .toArray(double[][]::new);
    }

    /** The straight line between the two points that enclose a place. */
    private static double at(double place, double[][] curve) {
        for (int i = 1; i < curve.length; i++) {
            if (curve[i - 1][0] <= place && place <= curve[i][0]) {
                double share = (place - curve[i - 1][0]) / (curve[i][0] - curve[i - 1][0]);
                return curve[i - 1][1] + share * (curve[i][1] - curve[i - 1][1]);
            }
        }
        throw new AssertionError("the curve does not reach " + place);
    }

    @Test
    void aResultCanBeRepeatedFromAnyFolder() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path images = here.relativize(shared.resolve("noise.npy"));
        Spoken spoken = Spoken.run("compare", experiment, "--data", "npy:" + images, "--out",
                home.resolve("out"), "--runs",
                shared.resolve("runs"));
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(Files.readString(home.resolve("out/experiment.yaml"))
                .contains("npy:" + shared.resolve("noise.npy")));
        assertEquals(-1,
                Files.mismatch(result.resolve("metrics.json"), home.resolve("out/metrics.json")));
    }

    @Test
    void aTrainingThatDivergesEndsWithOneAndSaysWhich() {
        Spoken spoken =
                Spoken.run("compare", experiment, "--lr", 1e30, "--out", home.resolve("out"));
        assertEquals(1, spoken.status(), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertTrue(
                spoken.err().contains("poisson-beta0.2-seed0") && spoken.err().contains("diverged"),
                spoken.err());
    }

    @Test
    void finishedRunsAreReusedByAnotherExperiment() throws Exception {
        Map<String, FileTime> before = runs();
        Path larger = TinyExperiment.write(home, MODELS + "draw: {sparsity: portion_zeros}\n");
        Spoken spoken = Spoken.run("compare", larger, "--out", home.resolve("out"), "--runs",
                shared.resolve("runs"));
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(before, runs(), "nothing was done again");
        assertEquals(-1,
                Files.mismatch(result.resolve("metrics.json"), home.resolve("out/metrics.json")));
    }

    @Test
    void theSameCommandAfterItsEndHasNothingToDo() throws Exception {
        Map<String, FileTime> before = runs();
        FileTime written = Files.getLastModifiedTime(result.resolve("report.html"));
        Spoken again = Spoken.run("compare", experiment, "--out", result);
        assertEquals(0, again.status(), again.err());
        assertTrue(again.out().startsWith("nothing to do: " + result), again.out());
        Path moved = Files.copy(shared.resolve("noise.npy"), home.resolve("moved.npy"));
        Spoken json = Spoken.run("compare", experiment, "--data", "npy:" + moved, "--out", result,
                "--json");
        assertEquals(0, json.status(), json.err());
        assertEquals(TinyExperiment.json(result.resolve("metrics.json")), new ObjectMapper()
                .readTree(json.out()));
        refused("is not empty", "compare", experiment, "--beta", .3, "--out", result);
        assertEquals(before, runs());
        assertEquals(written, Files.getLastModifiedTime(result.resolve("report.html")));
    }

    @Test
    void aDryRunPrintsThePlanAndDoesNothing() throws Exception {
        Spoken spoken = Spoken.run("compare", experiment, "--beta", ".2,.4", "--out",
                home.resolve("out"), "--runs",
                shared.resolve("runs"), "--dry-run");
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(8, spoken.out().lines().filter(line -> line.matches(".* finished *")).count(),
                spoken.out());
        assertEquals(4, spoken.out().lines().filter(line -> line.matches(".* to do +.*")).count(),
                spoken.out());
        assertTrue(spoken.out().contains("12 runs, 8 finished"), spoken.out());

        Spoken json = Spoken.run("compare", experiment, "--beta", ".2,.4", "--out",
                home.resolve("out"), "--runs",
                shared.resolve("runs"), "--dry-run", "--json");
        JsonNode plan = new ObjectMapper().readTree(json.out());
        assertEquals(12, plan.path("runs").size(), json.out());
        assertEquals(8, plan.path("finished").asInt(), json.out());
        assertTrue(plan.path("seconds").asDouble() > 0, json.out());
        assertFalse(Files.exists(home.resolve("out")));
    }

    @Test
    void optionsAreHeardWhateverTheExperimentSaysInstead() throws Exception {
        Path ramp = TinyExperiment.write(home, "");
        Files.writeString(ramp, Files.readString(ramp).replace("pipeline:", "patch: 8, pipeline:")
                .replace("learning: {", "learning: {ramp: true, "));
        Spoken spoken = Spoken.run("compare", ramp, "--lambda", .3, "--pipeline",
                "patches(4, stride=4) | split(random)", "--out",
                home.resolve("out"));
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(Files.readString(home.resolve("out/experiment.yaml")).contains("ramp: false"));
        JsonNode settings = TinyExperiment.json(home.resolve("out/config.json")).path("settings");
        assertTrue(settings.path("pipeline").asText().startsWith("patches(4, stride=4)"),
                settings.toString());
    }

    @Test
    void severalModelsAtOnceComeToTheSameBytes() throws Exception {
        Spoken spoken =
                Spoken.run("compare", experiment, "--out", home.resolve("out"), "--jobs", 3);
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(-1,
                Files.mismatch(result.resolve("metrics.json"), home.resolve("out/metrics.json")));
    }

    @Test
    void anExperimentRepeatedFromNothingMatchesAndAForgedNumberDoesNot() throws Exception {
        Spoken same = Spoken.run("compare", "--again", result);
        assertEquals(0, same.status(), same.err());
        assertTrue(same.out().matches("all \\d+ numbers match\\R"), same.out());

        Path forged = copy();
        String metrics = Files.readString(forged.resolve("metrics.json"));
        String number = TinyExperiment.json(forged.resolve("metrics.json")).path("vaes").get(1)
                .path("nelbo").toString();
        Files.writeString(forged.resolve("metrics.json"), metrics.replace(number, "167.0"));
        Spoken other = Spoken.run("compare", "--again", forged, "--json");
        assertEquals(1, other.status(), other.err());
        JsonNode differences = new ObjectMapper().readTree(other.out()).path("differences");
        assertEquals(1, differences.size(), other.out());
        assertEquals("vaes[1].nelbo: 167.0 then, " + number + " now", differences.get(0).asText());
    }

    @Test
    void aResultOfAnotherVersionIsNotRepeated() throws Exception {
        Path old = copy();
        String config = Files.readString(old.resolve("config.json"));
        Files.writeString(old.resolve("config.json"),
                config.replaceFirst("\"parsimony\" : \"[0-9.]+\"", "\"parsimony\" : \"0.0.1\""));
        refused("0.0.1", "compare", "--again", old);
    }

    @Test
    void damagedMetricsAreNamedAndNoOtherRunIsTouched() throws Exception {
        Path runs = home.resolve("runs");
        copy(shared.resolve("runs"), runs);
        Path damaged;
        try (Stream<Path> folders = Files.list(runs)) {
            damaged = folders.filter(f -> f.getFileName().toString().startsWith("lca-seed1"))
                    .findAny().orElseThrow();
        }
        String whole = Files.readString(damaged.resolve("metrics.json"));
        Files.writeString(damaged.resolve("metrics.json"), whole.substring(0, whole.length() / 2));
        refused(damaged.resolve("metrics.json").toString(), "compare", experiment, "--out",
                home.resolve("out"), "--runs", runs);
        assertFalse(Files.exists(home.resolve("out")));
        try (Stream<Path> files = Files.walk(runs)) {
            assertEquals(8,
                    files.filter(f -> f.getFileName().toString().equals("metrics.json")).count());
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        refused("--runs", "compare", experiment, "--out", home.resolve("out"), "--runs",
                file.resolve("runs"));
        refused("is a file", "compare", experiment, "--out", file, "--runs", home.resolve("runs"));
        refused("cannot be written", "compare", experiment, "--out", file.resolve("out"), "--runs",
                home.resolve("runs"));
        refused("would replace", "compare", experiment, "--out", home.resolve("runs"));
        refused("would replace", "compare", experiment, "--out", home.resolve("out"), "--runs",
                home.resolve("out/runs"));
        assertFalse(Files.exists(home.resolve("runs")), "said before any work");
        refused("--jobs", "compare", experiment, "--jobs", 0);
    }

    private static void refused(String named, Object... arguments) {
        Spoken spoken = Spoken.run(arguments);
        assertEquals(2, spoken.status(), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertTrue(spoken.err().contains(named), spoken.err());
    }

    private Path copy() throws IOException {
        Path copy = home.resolve("copy");
        copy(result, copy);
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static Map<String, FileTime> runs() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(shared.resolve("runs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                times.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }
}
