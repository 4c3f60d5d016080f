package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/** {@code parsimony path}. */
class PathCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;
    private final Random random = new Random(5);

    @BeforeEach
    void input() {
        write("D20.npy", 20);
        write("D40.npy", 40);
        write("X.npy", 50);
    }

    private void write(String name, int rows) {
        Npy.write(home.resolve(name), RandomMatrices_FDRM.rectangle(rows, 16, -1, 1, random));
    }

    private Spoken path(String out, Object... options) {
        List<Object> words = new ArrayList<>(List.of("path", "--patches", home.resolve("X.npy"),
                "--out", home.resolve(out)));
        words.addAll(List.of(options));
        return Spoken.run(words.toArray());
    }

    @Test
    void theLassoAtTheLambdaHasWhatWasWanted() throws Exception {
        Spoken spoken = path("out", "--dictionary", home.resolve("D40.npy"), "--at", "zeros=.8",
                "--at", "mse=1.5", "--at", "l0=4", "--at", "mse=1e9", "--breakpoints", "--json");
        assertEquals(0, spoken.status(), spoken.err());
        JsonNode metrics = JSON.readTree(spoken.out());
        assertEquals(metrics, JSON.readTree(home.resolve("out/metrics.json").toFile()));
        JsonNode points = metrics.path("dictionaries").path(0).path("points");
        assertEquals(5, points.size(), "the nearest to the ideal corner, too");
        assertTrue(points.path(3).path("point").isNull(), "not reached");
        String[] measures = {"portion_zeros", "mse", ""};
        double[] wanted = {.8, 1.5, 0};
        for (int i = 0; i < 3; i++) {
            JsonNode point = points.path(i).path("point");
            Path codes = home.resolve("codes" + i);
            assertEquals(0, Spoken.run("infer", "--method", "lasso", "--lambda",
                    point.path("lambda").asDouble(), "--dictionary", home.resolve("D40.npy"),
                    "--patches", home.resolve("X.npy"), "--gap", 1e-9, "--out", codes).status());
            JsonNode lasso = JSON.readTree(codes.resolve("metrics.json").toFile());
            assertEquals(lasso.path("mse").asDouble(), point.path("mse").asDouble(), 1e-4);
            assertEquals(lasso.path("portion_zeros").asDouble(),
                    point.path("portion_zeros").asDouble(), 1e-9);
            assertTrue(point.path("mse_low").asDouble() < point.path("mse").asDouble()
                    && point.path("mse").asDouble() < point.path("mse_high").asDouble());
            if (i < 2) {
                assertEquals(wanted[i], lasso.path(measures[i]).asDouble(), 1e-3);
            } else {
                assertEquals(4, 40 * (1 - lasso.path("portion_zeros").asDouble()), .02);
            }
        }
        List<String> curve = Files.readAllLines(home.resolve("out/exact_curve.csv"));
        assertEquals(202, curve.size());
        assertEquals("dictionary,atoms,lambda,mse,r2_pooled,l1,l0,portion_zeros,lifetime,distance,"
                + "scaled_distance", curve.get(0));
        assertTrue(Files.readAllLines(home.resolve("out/breakpoints.csv")).size() > 300);
        assertTrue(Files.exists(home.resolve("out/figures/exact_curve.svg")));
        assertFalse(Files.exists(home.resolve("out/figures/held_out.svg")), "one dictionary");
    }

    @Test
    void dictionariesAreComparedAtEqualSparsity() throws Exception {
        Spoken spoken = path("out", "--dictionary", home.resolve("D20.npy"), "--dictionary",
                home.resolve("D40.npy"), "--at", "l0=5", "--measured", 30);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.out().contains("At l0=5 D40 (K = 40) is best: λ = "), spoken.out());
        assertTrue(Files.readString(home.resolve("out/report.html")).contains("held_out"));
        JsonNode metrics = JSON.readTree(home.resolve("out/metrics.json").toFile());
        assertEquals(30, metrics.path("patches").asInt());
        double small = metrics.at("/dictionaries/0/points/0/point/mse").asDouble();
        double large = metrics.at("/dictionaries/1/points/0/point/mse").asDouble();
        assertTrue(large < small, "twice as many random atoms serve five units better");
    }

    @Test
    void folderAndFileNamesAreTheDictionaries() throws Exception {
        Path run = Files.createDirectories(home.resolve("runs/lca-40"));
        Files.copy(home.resolve("D40.npy"), run.resolve("dictionary.npy"));
        Spoken spoken = path("out", "--dictionary", run, "--dictionary", home.resolve("D20.npy"),
                "--dictionary", run.resolve("dictionary.npy"), "--json");
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(List.of("lca-40", "D20", "lca-40-2"), JSON.readTree(spoken.out())
                .path("dictionaries").findValuesAsText("name"));
    }

    @Test
    void whatCannotBeIsRefusedInOneLine() {
        Path dictionary = home.resolve("D20.npy");
        Npy.write(home.resolve("narrow.npy"), new FMatrixRMaj(4, 9));
        Npy.write(home.resolve("zeros.npy"), new FMatrixRMaj(4, 16));
        refused("--at: zeros=2; must have a number from 0 to 1", "--dictionary", dictionary, "--at",
                "zeros=2");
        refused("--at: sparsity=.9; must be QUANTITY=NUMBER", "--dictionary", dictionary, "--at",
                "sparsity=.9");
        refused("has atoms of 9 pixels, patches have 16", "--dictionary",
                home.resolve("narrow.npy"));
        refused("all codes are 0", "--dictionary", home.resolve("zeros.npy"));
        refused("--lambda: 1000.0; must be above 0 and below", "--dictionary", dictionary,
                "--lambda", 1000);
        refused("--measured: 1; must be at least 2", "--dictionary", dictionary, "--measured", 1);
        refused("is named twice", "--dictionary", dictionary, "--dictionary", dictionary);
    }

    private void refused(String said, Object... options) {
        Spoken spoken = path("refused", options);
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(said), spoken.err());
        assertFalse(Files.exists(home.resolve("refused")));
    }
}
