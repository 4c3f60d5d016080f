package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.Npy;

/**
 * The numbers of every command, kept from an earlier build: whatever changes in the shape of the
 * code, they stay the same, bit for bit. Numbers that TensorFlow had a part in depend on the
 * processor; on another than the one that they were recorded on they must agree to a hundredth.
 *
 * <p>Where numbers change on purpose,
 * {@code mvn verify -Dgolden.record=src/test/resources/parsimony/command/golden} in this module's
 * folder records them anew, and the commit says why.
 */
class GoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What differs from one run to the next. */
    private static final Set<String> TIMES = Set.of("seconds", "patches_per_second");
    private static final String RECORD = System.getProperty("golden.record", "");
    private static final double OTHER_PROCESSOR = 1e-2;

    @TempDir
    private static Path home;
    private static Path dictionary;
    private static Path train;
    private static Path validation;
    private static Path prior;

    @BeforeAll
    static void input() throws Exception {
        dictionary = random("dictionary.npy", 30, 16, 1);
        train = random("train.npy", 400, 16, 2);
        validation = random("validation.npy", 60, 16, 2);
        prior = home.resolve("prior.npy");
        Npy.write(prior, Npy.read(random("rates.npy", 1, 30, 1)).data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lca --lambda .5", "lca --lambda .5 --hard --signed",
        "ista --lambda .5", "fista --lambda .5",
        "fista --lambda .5 --iterations 30 --signed", "lasso --lambda .5", "homotopy --lambda .5",
        "mp --nonzeros 4",
        "omp --nonzeros 4 --signed", "iht --nonzeros 4", "lsm --lambda .5"})
    void inferenceByEverySolver(String method) throws Exception {
        List<String> words = new ArrayList<>(List.of("infer", "--method"));
        words.addAll(List.of(method.split(" ")));
        words.addAll(
                List.of("--dictionary", dictionary.toString(), "--patches", validation.toString()));
        agrees("infer " + method, true, words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "ipoisson"})
    void inferenceOfTheFreeEnergy(String method) throws Exception {
        agrees("infer " + method, true,
                List.of("infer", "--method", method, "--dictionary", dictionary.toString(),
                        "--patches", validation.toString(), "--prior", prior.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lca", "ista", "fista", "lasso"})
    void learning(String method) throws Exception {
        agrees("learn " + method, true,
                List.of("learn", "--method", method, "--train", train.toString(), "--validation",
                        validation.toString(), "--atoms", "20", "--epochs", "2", "--batches", "5",
                        "--batch", "40"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "poisson --estimator mc",
        "poisson --estimator straight-through", "gaussian",
        "gaussian --activation relu", "laplace", "categorical"})
    void training(String model) throws Exception {
        List<String> words = new ArrayList<>(List.of("train", "--model"));
        words.addAll(List.of(model.split(" ")));
        words.addAll(List.of("--train", train.toString(), "--validation", validation.toString(),
                "--latents", "24",
                "--iterations", "60", "--batch", "100", "--lr", ".05"));
        agrees("train " + model, false, words);
    }

    @Test
    void theGapOfATrainedModel() throws Exception {
        Path run = home.resolve("pvae");
        assertEquals(0,
                Spoken.run("train", "--model", "poisson", "--train", train, "--validation",
                        validation, "--out", run,
                        "--latents", "24", "--iterations", "60", "--batch", "100", "--lr", ".05")
                        .status());
        agrees("gap", false, List.of("gap", run.toString(), "--measured", "30"));
    }

    @Test
    void theGapOfAnyCodes() throws Exception {
        Path codes = random("codes.npy", 60, 30, 1);
        FMatrixRMaj sparse = Npy.read(codes);
        for (int i = 0; i < sparse.getNumElements(); i++) {
            sparse.data[i] = Math.max(0, sparse.data[i] - .4f);
        }
        Npy.write(codes, sparse);
        agrees("gap codes", true, List.of("gap", "--dictionary", dictionary.toString(), "--codes",
                codes.toString(), "--patches", validation.toString()));
    }

    @Test
    void aComparison() throws Exception {
        Path yaml = TinyExperiment.write(home,
                "vaes: [{latent: poisson}, {latent: gaussian, activation: relu}]\n");
        agrees("compare", false, List.of("compare", yaml.toString(), "--jobs", "1"));
    }

    @Test
    @EnabledIfSystemProperty(named = "golden.quick", matches = "true",
            disabledReason = "two minutes; mvn -Dgolden.quick=true")
    void thePresetQuick() throws Exception {
        agrees("compare quick", false, List.of("compare", "--jobs", "1"));
    }

    /** Runs a command and holds its numbers against those that were kept under a name. */
    private static void agrees(String name, boolean anywhere, List<String> words) throws Exception {
        Path out = home.resolve(name.replaceAll("\\W+", "-"));
        List<Object> all = new ArrayList<>(words);
        all.addAll(List.of("--out", out));
        Spoken spoken = Spoken.run(all.toArray());
        assertEquals(0, spoken.status(), spoken.err());
        Map<String, Object> numbers = new TreeMap<>();
        numbers.put("metrics.json",
                withoutTimes(JSON.readTree(out.resolve("metrics.json").toFile())));
        if (Files.exists(out.resolve("curve.csv"))) {
            numbers.put("curve.csv", Files.readAllLines(out.resolve("curve.csv")));
        }
        numbers.put("processor", processor());
        JsonNode found = JSON.valueToTree(numbers);
        String file = out.getFileName() + ".json";
        if (!RECORD.isEmpty()) {
            Files.writeString(Files.createDirectories(Path.of(RECORD)).resolve(file),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(found) + "\n");
            return;
        }
        JsonNode kept;
        try (InputStream golden = GoldenTest.class.getResourceAsStream("golden/" + file)) {
            kept = JSON.readTree(golden);
        }
        boolean bits = anywhere || kept.get("processor").equals(found.get("processor"));
        for (String part : List.of("metrics.json", "curve.csv")) {
            if (bits) {
                assertEquals(kept.path(part).toPrettyString(), found.path(part).toPrettyString(),
                        name + ": " + part);
            } else {
                near(kept.path(part), found.path(part), name + ": " + part);
            }
        }
    }

    private static void near(JsonNode kept, JsonNode found, String where) {
        if (kept.isNumber()) {
            double value = kept.asDouble();
            assertEquals(value, found.asDouble(), OTHER_PROCESSOR * (1 + Math.abs(value)), where);
        } else if (kept.isTextual() && kept.asText().contains(",")) { // a row of a table
            String[] row = kept.asText().split(",", -1);
            String[] other = found.asText().split(",", -1);
            assertEquals(row.length, other.length, where);
            for (int i = 0; i < row.length; i++) {
                near(cell(row[i]), cell(other[i]), where + ": " + kept.asText());
            }
        } else if (kept.isContainerNode()) {
            assertEquals(kept.size(), found.size(), where);
            kept.properties().forEach(
                    e -> near(e.getValue(), found.path(e.getKey()), where + ": " + e.getKey()));
            for (int i = 0; kept.isArray() && i < kept.size(); i++) {
                near(kept.get(i), found.get(i), where + ": " + i);
            }
        } else {
            assertEquals(kept, found, where);
        }
    }

    private static JsonNode cell(String text) {
        try {
            return JSON.getNodeFactory().numberNode(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return JSON.getNodeFactory().textNode(text);
        }
    }

    private static JsonNode withoutTimes(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.remove(TIMES);
        }
        tree.forEach(GoldenTest::withoutTimes);
        return tree;
    }

    /** What decides the last bits of TensorFlow's arithmetic: instructions and threads. */
    private static String processor() throws IOException {
        Path cpu = Path.of("/proc/cpuinfo");
        String flags = "";
        if (Files.isReadable(cpu)) {
            try (Stream<String> lines = Files.lines(cpu)) {
                flags = lines
                        .filter(line -> line.startsWith("model name") || line.startsWith("flags"))
                        .distinct().sorted()
                        .map(line -> line.startsWith("flags") ? Integer.toHexString(line.hashCode())
                                : line.substring(line.indexOf(':') + 2))
                        .reduce("", (a, b) -> a + " " + b);
            }
        }
        return System.getProperty("os.arch") + flags + ", "
                + Runtime.getRuntime().availableProcessors() + " processors";
    }

    private static Path random(String name, int rows, int columns, double scale) throws Exception {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) ((random.nextDouble() + random.nextDouble() - 1) * scale);
        }
        Path file = home.resolve(name);
        Npy.write(file, matrix);
        assertTrue(Files.exists(file));
        return file;
    }
}
