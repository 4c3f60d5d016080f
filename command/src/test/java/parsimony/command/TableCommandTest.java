package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of trained models, from images to files. */
class TableCommandTest {
    private static final int SIDE = 4;

    @TempDir
    private Path home;

    @Test
    void everyTableComesFromAStoreOfRuns() throws Exception {
        Path digits = digits(400, 240);
        Path patches = home.resolve("patches");
        assertEquals(0, Spoken.run("prepare", "mnist:" + digits, "--out", patches).status());
        for (int seed = 0; seed < 2; seed++) {
            for (String model : new String[] {"poisson", "gaussian"}) {
                Spoken done = Spoken.run("train", "--model", model, "--train",
                        patches.resolve("train.npy"),
                        "--validation", patches.resolve("validation.npy"), "--latents", 8,
                        "--iterations", 20, "--batch", 50,
                        "--seed", seed, "--out", home.resolve("runs").resolve(model + seed));
                assertEquals(0, done.status(), done.err());
            }
        }
        Spoken nelbo = Spoken.run("table", "nelbo", home.resolve("runs"));
        assertTrue(nelbo.out().contains("| mnist | P-VAE | exact       |"),
                nelbo.out() + nelbo.err());
        assertFalse(nelbo.out().contains("NaN"), nelbo.out());

        JsonNode trained = new ObjectMapper()
                .readTree(home.resolve("runs/poisson0/metrics.json").toFile());
        JsonNode place = new ObjectMapper().readTree(
                Spoken.run("table", "plane", home.resolve("runs/poisson0"), "--json").out());
        assertEquals(trained.get("mse_map"), place.at("/rows/0/mse_map"));
        assertEquals(trained.get("lifetime"), place.at("/rows/0/lifetime"));

        Path out = home.resolve("active");
        assertEquals(0, Spoken.run("table", "active", home.resolve("runs"), "--out", out).status());
        for (String file : new String[] {"table.csv", "table.md", "table.tex", "significance.csv",
            "per_seed.csv",
            "config.json", "metrics.json",
            "figures/kl_histogram.png", "figures/kl_histogram.svg", "figures/kl_histogram.pdf"}) {
            assertTrue(Files.size(out.resolve(file)) > 0, file);
        }
        assertEquals(3, Files.readAllLines(out.resolve("significance.csv")).size(),
                "both rules of active units");

        Spoken counted = Spoken.run("table", "active", home.resolve("runs"), "--active-threshold",
                1e-9, "--json");
        JsonNode active = new ObjectMapper().readTree(counted.out()).get("rows").get(0);
        assertEquals(1e-9, active.get("active_threshold").asDouble(), counted.err());
        assertEquals(2, Spoken.run("table", "nelbo", home.resolve("runs"), "--active-threshold", .1)
                .status());
        assertEquals(2,
                Spoken.run("table", "nelbo", home.resolve("runs"), "--interval", 95).status());

        for (String table : new String[] {"knn", "shattering"}) {
            Spoken spoken = Spoken.run("table", table, home.resolve("runs"), "--data",
                    "mnist:" + digits, "--json");
            assertEquals(0, spoken.status(), spoken.err());
            JsonNode rows = new ObjectMapper().readTree(spoken.out()).get("rows");
            assertEquals(2, rows.size());
            String measure = table.equals("knn") ? "n_120" : "shattering_dimension";
            assertTrue(rows.get(0).get(measure).asDouble() > .6,
                    "an image says its digit: " + spoken.out());
            assertTrue(rows.get(0).get(measure + "_low").isNull(),
                    "two seeds have no interval: " + spoken.out());
        }
        intervalsAreOverDrawsForOneSeedOrIfAsked(digits);
        Spoken small = Spoken.run("table", "knn", home.resolve("runs"), "--data", "bars");
        assertEquals(2, small.status(), small.out());
        Spoken changed = Spoken.run("table", "knn", home.resolve("runs"), "--data",
                "mnist:" + digits, "--pipeline",
                "patches(4, stride=4) | zscore(patch) | split(own)");
        assertEquals(2, changed.status(), changed.out());
        assertTrue(changed.err().contains("--pipeline"), changed.err());
        digits(300, 100); // others, and fewer
        Spoken others =
                Spoken.run("table", "knn", home.resolve("runs"), "--data", "mnist:" + digits);
        assertEquals(2, others.status(), others.out());
        assertTrue(others.err().contains("are not the test images"), others.err());
    }

    private void intervalsAreOverDrawsForOneSeedOrIfAsked(Path digits) throws Exception {
        Path runs = home.resolve("runs");
        Path one = runs.resolve("poisson0");
        JsonNode splits = row("shattering", runs, digits, "--over", "draws");
        assertTrue(splits.get("shattering_dimension_low").isNumber(), splits.toString());
        assertTrue(row("shattering", one, digits).get("shattering_dimension_low").isNumber());
        assertTrue(row("shattering", one, digits, "--over", "seeds")
                .get("shattering_dimension_low").isNull());
        assertTrue(row("knn", one, digits).get("n_120_low").isNull(), "all images, drawn once");
        Spoken refused = Spoken.run("table", "nelbo", one, "--over", "draws");
        assertEquals(2, refused.status(), refused.out());
    }

    /** The first row of a table. */
    private static JsonNode row(String table, Path runs, Path digits, Object... more)
            throws IOException {
        List<Object> words = new ArrayList<>(
                List.of("table", table, runs, "--data", "mnist:" + digits, "--json"));
        words.addAll(List.of(more));
        Spoken spoken = Spoken.run(words.toArray());
        assertEquals(0, spoken.status(), spoken.err());
        return new ObjectMapper().readTree(spoken.out()).get("rows").get(0);
    }

    @Test
    void aTableOfLabelsNeedsImages() {
        Spoken spoken = Spoken.run("table", "knn", home);
        assertEquals(2, spoken.status());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
    }

    /** A dataset in the layout of MNIST: digit d brightens pixel d of noise. */
    private Path digits(int train, int test) throws IOException {
        Path folder = Files.createDirectories(home.resolve("digits"));
        SplittableRandom random = new SplittableRandom(1);
        for (String part : new String[] {"train", "t10k"}) {
            int n = part.equals("train") ? train : test;
            try (DataOutputStream images = stream(folder.resolve(part + "-images-idx3-ubyte"));
                    DataOutputStream labels = stream(folder.resolve(part + "-labels-idx1-ubyte"))) {
                for (int number : new int[] {0x803, n, SIDE, SIDE}) {
                    images.writeInt(number);
                }
                labels.writeInt(0x801);
                labels.writeInt(n);
                for (int i = 0; i < n; i++) {
                    labels.writeByte(i % 10);
                    for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                        images.writeByte(random.nextInt(60) + (pixel == i % 10 ? 190 : 0));
                    }
                }
            }
        }
        return folder;
    }

    private static DataOutputStream stream(Path file) throws IOException {
        return new DataOutputStream(Files.newOutputStream(file));
    }
}
