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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;

/** Known features, from {@code prepare} to {@code table features}. */
class KnownFeaturesTest {
    private static final String DATA =
            "superposition(features=30, inputs=12, l0=2, zipf=.5, count=1000)";

    @TempDir
    private Path home;

    private Path file(String name) {
        return home.resolve("known").resolve(name);
    }

    private void prepare(Object... more) {
        List<Object> words = new ArrayList<>(List.of("prepare", DATA, "--out",
                home.resolve("known")));
        words.addAll(List.of(more));
        Spoken said = Spoken.run(words.toArray());
        assertEquals(0, said.status(), said.err());
    }

    private void infer(String name, Path dictionary, String method, Object... more) {
        List<Object> words = new ArrayList<>(List.of("infer", "--method", method, "--dictionary",
                dictionary, "--patches", file("validation.npy"), "--out",
                home.resolve("runs").resolve(name)));
        words.addAll(List.of(more));
        Spoken said = Spoken.run(words.toArray());
        assertEquals(0, said.status(), said.err());
    }

    private static JsonNode rows(Object... words) throws IOException {
        Spoken said = Spoken.run(Stream.concat(Stream.of("table", "features"),
                Stream.concat(Stream.of(words), Stream.of("--json"))).toArray());
        assertEquals(0, said.status(), said.err());
        return new ObjectMapper().readTree(said.out()).get("rows");
    }

    /** Asserts that patches are the sums that the files beside them say. */
    private static void assertSums(Path patches, Path codes, Path dictionary) {
        FMatrixRMaj sums = new FMatrixRMaj(1, 1);
        CommonOps_FDRM.mult(Npy.read(codes), Npy.read(dictionary), sums);
        assertArrayEquals(Npy.read(patches).data, sums.data, 1e-4f);
    }

    @Test
    void patchesAreTheSumsOfTheirTrueCodes() throws Exception {
        prepare();
        assertEquals(12, Npy.read(file("train.npy")).numCols);
        for (String part : new String[] {"train", "validation"}) {
            assertSums(file(part + ".npy"), file("true_codes_" + part + ".npy"),
                    file("true_dictionary.npy"));
        }
        assertEquals(DATA, TinyExperiment.json(file("config.json")).at("/settings/data").asText());
        assertTrue(TinyExperiment.json(file("config.json")).at("/settings/shape").isNull());
    }

    @Test
    void inAnotherSplitAndNumberTheyStillAre() {
        prepare("--pipeline", "patches(1x12) | split(random, validation=.4)", "--count", 700);
        assertEquals(280, Npy.read(file("true_codes_validation.npy")).numRows);
        assertSums(file("train.npy"), file("true_codes_train.npy"), file("true_dictionary.npy"));
        assertSums(file("validation.npy"), file("true_codes_validation.npy"),
                file("true_dictionary.npy"));
    }

    @Test
    void patchesThatAreChangedHaveNoTrueCodes() {
        Spoken said = Spoken.run("prepare", DATA, "--pipeline",
                "patches(1x12, stride=1x12) | zscore(dataset)", "--out", home.resolve("known"));
        assertEquals(0, said.status(), said.err());
        assertTrue(said.err().contains("no true codes are written"), said.err());
        assertFalse(Files.exists(file("true_dictionary.npy")));
        infer("lasso", file("train.npy"), "lasso", "--lambda", .1);
        Spoken refused = Spoken.run("table", "features", home.resolve("runs"));
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("has no true_dictionary.npy"), refused.err());
        assertEquals(1, refused.err().lines().count(), refused.err());
    }

    @Test
    void aRowForEachDictionaryAndInference() throws Exception {
        prepare();
        Path runs = home.resolve("runs");
        infer("exact", file("true_dictionary.npy"), "lasso", "--lambda", .05);
        infer("greedy", file("true_dictionary.npy"), "omp", "--nonzeros", 2);
        for (String[] model : new String[][] {{"poisson"}, {"gaussian", "--activation", "relu"}}) {
            List<Object> words = new ArrayList<>(List.of("train", "--model"));
            words.addAll(List.of(model));
            words.addAll(List.of("--train", file("train.npy"), "--validation",
                    file("validation.npy"), "--latents", 30, "--iterations", 30, "--batch", 100,
                    "--out",
                    runs.resolve(model[0])));
            Spoken said = Spoken.run(words.toArray());
            assertEquals(0, said.status(), said.err());
        }
        Spoken learned = Spoken.run("learn", "--method", "lasso", "--lambda", .05, "--atoms", 30,
                "--train", file("train.npy"), "--validation", file("validation.npy"), "--epochs",
                8, "--out", runs.resolve("learned"));
        assertEquals(0, learned.status(), learned.err());
        infer("relearned", runs.resolve("learned").resolve("dictionary.npy"), "lasso", "--lambda",
                .05);

        JsonNode rows = rows(runs);
        assertEquals(6, rows.size());
        JsonNode exact = rows.get(0);
        assertEquals("true", exact.get("dictionary").asText());
        assertEquals("Lasso, λ = 0.05", exact.get("inference").asText());
        assertEquals(1, exact.get("mmcs").asDouble(), 1e-6);
        assertTrue(exact.get("mcc").asDouble() > .95, exact.toString());
        JsonNode metrics = TinyExperiment.json(runs.resolve("exact/metrics.json"));
        assertEquals(metrics.get("r2_pooled").asDouble(),
                exact.get("explained_variance").asDouble(), 1e-6);
        assertEquals(30 * (1 - metrics.get("portion_zeros").asDouble()),
                exact.get("l0").asDouble(), 1e-6);
        JsonNode gaussian = rows.get(1);
        assertEquals("gaussian", gaussian.get("dictionary").asText());
        assertEquals("encoder of G-VAE+relu", gaussian.get("inference").asText());
        assertEquals("OMP, nonzeros = 2", rows.get(2).get("inference").asText());
        JsonNode found = rows.get(3);
        assertEquals("learned", found.get("dictionary").asText());
        assertTrue(found.get("mmcs").asDouble() > gaussian.get("mmcs").asDouble(),
                "thirty steps learn less: " + rows);
        assertEquals("encoder of P-VAE", rows.get(4).get("inference").asText());
        assertTrue(rows.get(4).get("l0").asDouble() < 30, "counts are sampled: " + rows);
        JsonNode again = rows.get(5);
        assertEquals("learned", again.get("dictionary").asText());
        assertEquals(found.get("mcc").asDouble(), again.get("mcc").asDouble(), 1e-3);

        Path out = home.resolve("table");
        Spoken table = Spoken.run("table", "features", runs.resolve("exact"), "--out", out);
        assertEquals(0, table.status(), table.err());
        assertTrue(table.out().contains("| true       | Lasso, λ = 0.05 | 1.000 |"), table.out());
        for (String name : new String[] {"table.csv", "table.md", "table.tex", "config.json",
            "metrics.json"}) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
    }

    @Test
    void trueCodesScoreOne() throws Exception {
        prepare();
        infer("truth", file("true_dictionary.npy"), "lasso", "--lambda", .1);
        Path run = home.resolve("runs").resolve("truth");
        Files.copy(file("true_codes_validation.npy"), run.resolve("codes.npy"),
                StandardCopyOption.REPLACE_EXISTING);
        JsonNode row = rows(run).get(0);
        for (String score : new String[] {"mmcs", "mmcs_of_atoms", "mcc_of_atoms",
            "max_correlation", "mcc", "f1", "rare_f1", "precision", "recall",
            "explained_variance"}) {
            assertEquals(1, row.get(score).asDouble(), 1e-6, score);
        }
        FMatrixRMaj codes = Npy.read(file("true_codes_validation.npy"));
        int active = 0;
        for (float value : codes.data) {
            active += value > 0 ? 1 : 0;
        }
        assertEquals((double) active / codes.numRows, row.get("l0").asDouble(), 1e-9);
    }

    @Test
    void compareKnowsThemToo() throws Exception {
        Path yaml = Files.writeString(home.resolve("tiny.yaml"), """
                data: {images: '%s'}
                atoms: 30
                training: {iterations: 50, batch: 20}
                learning: {epochs: 2, batches: 10, batch: 20, lambda: .1}
                vaes: [{latent: poisson}]
                dictionaries: [{method: lasso}]
                measure: {patches: 100, lambdas: [.1, .5]}
                """.formatted(DATA));
        Spoken said = Spoken.run("compare", yaml, "--out", home.resolve("compared"), "--runs",
                home.resolve("store"));
        assertEquals(0, said.status(), said.err());
        JsonNode rows = rows(home.resolve("store"));
        assertEquals(2, rows.size(), rows.toString());
        assertTrue(rows.toString().contains("encoder of P-VAE"), rows.toString());
        for (JsonNode row : rows) {
            assertTrue(row.get("mcc").asDouble() > .1, rows.toString());
        }
        try (Stream<Path> folders = Files.list(home.resolve("store"))) {
            Path patches = folders.filter(f -> f.getFileName().toString().startsWith("patches-"))
                    .findAny().orElseThrow();
            assertEquals(100, Npy.read(patches.resolve("validation.npy")).numRows);
            assertSums(patches.resolve("validation.npy"),
                    patches.resolve("true_codes_validation.npy"),
                    patches.resolve("true_dictionary.npy"));
        }
    }

    @Test
    void whatIsNoSuchRunIsRefused() {
        prepare();
        Spoken none = Spoken.run("table", "features", home.resolve("known"));
        assertEquals(2, none.status());
        assertTrue(none.err().contains("is no finished run of parsimony train, learn or infer"),
                none.err());
        Spoken option = Spoken.run("table", "features", home, "--interval", .9);
        assertEquals(2, option.status());
        assertTrue(option.err().contains("--interval: not for table features"), option.err());
    }
}
