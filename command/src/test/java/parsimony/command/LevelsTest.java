package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.RunRecord;

/** {@code train --levels}, and the commands that read such a run. */
class LevelsTest {
    @TempDir
    private static Path home;
    private static Path patches;
    private static Path run;

    @BeforeAll
    static void train() throws Exception {
        patches = home.resolve("pairs");
        assertEquals(0, Spoken.run("prepare", "pairs(side=4, count=400)", "--out", patches)
                .status());
        run = home.resolve("run");
        Spoken spoken = train(run, "--levels", "8,4", "--start2", 1);
        assertEquals(0, spoken.status(), spoken.err());
    }

    /** Measures of each level are lines of their own, as they are in {@code metrics.json}. */
    @Test
    void theMeasuresOfEachLevelArePrinted() throws Exception {
        PrintOptions options = new PrintOptions();
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            options.print(RunRecord.readMetrics(run));
        } finally {
            System.setOut(out);
        }
        List<String> names = said.toString(StandardCharsets.UTF_8).lines()
                .filter(line -> line.matches("\\w+ +\\S+")).map(line -> line.split(" ")[0])
                .toList();
        assertTrue(names.containsAll(
                List.of("nelbo", "kl1", "kl2", "active1", "active2", "zeros1", "zeros2")),
                said.toString(StandardCharsets.UTF_8));
        assertFalse(said.toString(StandardCharsets.UTF_8).contains("levels"));
    }

    private static Spoken train(Path out, Object... options) {
        Object[] words = {"train", "--model", "poisson", "--train", patches.resolve("train.npy"),
            "--validation", patches.resolve("validation.npy"), "--iterations", 100, "--batch", 50,
            "--lr", .03, "--json", "--out", out};
        Object[] all = java.util.Arrays.copyOf(words, words.length + options.length);
        System.arraycopy(options, 0, all, words.length, options.length);
        return Spoken.run(all);
    }

    @Test
    void theRunHasArraysAndNumbersOfBothLevels() throws Exception {
        assertEquals(4, Npy.read(run.resolve("level2.npy")).numRows);
        assertEquals(8, Npy.read(run.resolve("level2.npy")).numCols);
        assertEquals(16, Npy.read(run.resolve("level2_encoder.npy")).numCols);
        assertEquals(4, Npy.readVector(run.resolve("level2_prior_log_rate.npy")).length);
        assertEquals(8, Npy.readVector(run.resolve("kl_per_unit.npy")).length);
        JsonNode metrics = new ObjectMapper().readTree(run.resolve("metrics.json").toFile());
        JsonNode levels = metrics.get("levels");
        double sum = 0;
        for (float kl : Npy.readVector(run.resolve("level2_kl_per_unit.npy"))) {
            sum += kl;
        }
        assertEquals(sum, levels.get("kl2").asDouble(), 1e-5);
        assertEquals(metrics.get("kl").asDouble(),
                levels.get("kl1").asDouble() + levels.get("kl2").asDouble(), 1e-9);
        for (String file : List.of("level2_correlations.csv", "figures/level2_images.svg",
                "figures/level2_groups.png", "figures/level2_correlations.pdf")) {
            assertTrue(Files.size(run.resolve(file)) > 0, file);
        }
        assertTrue(Files.readString(run.resolve("report.html")).contains("kl2"));
    }

    @Test
    void levelTwoBeginsWithGroupsOfTheUnitsOfADictionary() throws Exception {
        Path bars = patches.resolve("true_dictionary.npy");
        Path out = home.resolve("groups");
        Spoken spoken = train(out, "--levels", "8,4", "--groups", "--dictionary", bars);
        assertEquals(0, spoken.status(), spoken.err());
        int small = 0;
        for (float weight : Npy.read(out.resolve("level2.npy")).data) {
            small += weight < .1 ? 1 : 0;
        }
        assertTrue(small >= 8, small + " of 32 weights are near 0");
    }

    @Test
    void theEncoderOfLevelTwoMayBeginWithGroupsToo() throws Exception {
        Path bars = patches.resolve("true_dictionary.npy");
        Path out = home.resolve("seen");
        Spoken spoken =
                train(out, "--levels", "8,4", "--groups=encoder", "--dictionary", bars);
        assertEquals(0, spoken.status(), spoken.err());
        FMatrixRMaj groups = Npy.read(out.resolve("level2.npy"));
        FMatrixRMaj images = new FMatrixRMaj(4, Npy.read(bars).numCols);
        CommonOps_FDRM.mult(groups, Npy.read(out.resolve("dictionary.npy")), images);
        FMatrixRMaj gains = new FMatrixRMaj(4, 4);
        CommonOps_FDRM.multTransB(images, Npy.read(out.resolve("level2_encoder.npy")), gains);
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 4; i++) {
                assertTrue(i == j || gains.get(j, j) > gains.get(j, i), gains.toString());
            }
        }
        Spoken refused = train(home.resolve("mlp"), "--levels", "8,4", "--groups=encoder",
                "--encoder", "mlp", "--dictionary", bars);
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--groups: encoder begins a linear one, not mlp"),
                refused.err());
    }

    @Test
    void groupsWithoutADictionaryAreRefusedAndNothingIsWritten() {
        Path out = home.resolve("refused");
        Spoken spoken = train(out, "--levels", "8,4", "--groups");
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains("--groups: are those of units of a given --dictionary"),
                spoken.err());
        assertFalse(Files.exists(out));
        assertEquals(2, train(out, "--levels", "8,4", "--groups", "--start2", 1).status());
        assertEquals(2, train(out, "--groups").status());
        assertFalse(Files.exists(out));
    }

    @Test
    void theGapOfEachLevelIsMeasured() throws Exception {
        for (String link : List.of("additive", "log-linear")) {
            Path model = link.equals("additive") ? run : home.resolve(link);
            if (model != run) {
                Spoken trained = train(model, "--levels", "8,4", "--link", link, "--temperature",
                        .1);
                assertEquals(0, trained.status(), trained.err());
            }
            Path out = home.resolve("gap-" + link);
            Spoken spoken = Spoken.run("gap", model, "--measured", 20, "--out", out, "--json");
            assertEquals(0, spoken.status(), spoken.err());
            JsonNode gap = new ObjectMapper().readTree(spoken.out());
            assertEquals(20, gap.get("measured").asInt());
            assertTrue(gap.get("level1_gap").asDouble() > 0, spoken.out());
            assertTrue(gap.get("certificate").asDouble() < 1e-3, spoken.out());
            assertTrue(link.equals("log-linear") || gap.get("both_gap").asDouble() >= gap
                    .get("level1_gap").asDouble(), spoken.out());
            assertEquals(21, Files.readAllLines(out.resolve("level_gaps.csv")).size());
            assertTrue(Files.exists(out.resolve("report.html")));
            assertFalse(spoken.out().contains("NaN"));
            assertEquals(link.equals("additive"),
                    spoken.progress().contains("Solving both levels: 1/1"), spoken.progress());
            assertEquals(link.equals("additive"), Files.readString(out.resolve("report.html"))
                    .contains("that of both levels"));
        }
    }

    @Test
    void commandsForOneLevelRefuseIt() {
        for (List<Object> words : List.<List<Object>>of(
                List.of("--prior", "infer", "--method", "poisson", "--prior", run, "--patches",
                        patches.resolve("validation.npy")),
                List.of("--lista", "gap", run, "--lista", run))) {
            List<Object> all = new ArrayList<>(words.subList(1, words.size()));
            Path out = home.resolve("one-level");
            all.addAll(List.of("--out", out));
            Spoken spoken = Spoken.run(all.toArray());
            assertEquals(2, spoken.status(), spoken.err());
            assertTrue(spoken.err().contains(words.get(0) + "")
                    && spoken.err().contains("model of one level"), spoken.err());
            assertFalse(Files.exists(out));
        }
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedInOneLine() {
        refused("--levels", "--levels", "8,4", "--decoder", "mlp");
        refused("--latents", "--levels", "8,4", "--latents", 9);
        refused("--link", "--link", "additive");
        refused("--beta2", "--levels", "8,4", "--beta2", 0);
        refused("--levels: 8; must be two numbers of units", "--levels", "8");
    }

    private static void refused(String named, Object... options) {
        Spoken spoken = train(home.resolve("refused"), options);
        assertEquals(2, spoken.status(), spoken.err());
        assertTrue(spoken.err().contains(named), spoken.err());
        assertEquals(1, spoken.err().lines().count(), spoken.err());
        assertFalse(Files.exists(home.resolve("refused")));
    }
}
