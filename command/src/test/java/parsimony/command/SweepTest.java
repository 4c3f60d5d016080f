package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment with lists, from its file to its page. */
class SweepTest {
    private static final String MODELS = "vaes: [{latent: poisson, beta: [.5, 1]}]\n";

    @TempDir
    private static Path home;
    private static Path experiment;
    private static Path result;
    private static Path runs;

    @BeforeAll
    static void sweep() throws Exception {
        experiment = TinyExperiment.sweep(home, "atoms: 16", "atoms: [8, 12]", MODELS);
        result = home.resolve("result");
        runs = home.resolve("runs");
        Spoken spoken = Spoken.run("compare", experiment, "--out", result, "--jobs", 1);
        assertEquals(0, spoken.status(), spoken.err());
        assertTrue(spoken.out().contains("Of 4 choices the NELBO of the P-VAE is least"),
                spoken.out());
    }

    private static List<String[]> rows(String file) throws Exception {
        return Files.readAllLines(result.resolve(file)).stream().map(line -> line.split(",", -1))
                .toList();
    }

    private static List<Path> finished() throws Exception {
        try (Stream<Path> files = Files.walk(runs)) {
            return files.filter(file -> file.endsWith("metrics.json")).sorted().toList();
        }
    }

    /** Every number of a row is that of the run's own record. */
    @Test
    void theTableHasARowForEachRunWithItsValuesAndItsNumbers() throws Exception {
        List<String[]> rows = rows("sweep.csv");
        List<String> head = List.of(rows.get(0));
        assertEquals(List.of("model", "inference", "seed", "atoms", "beta", "run"),
                head.subList(0, 6));
        assertEquals(1 + 4 + 4 + 2, rows.size(), "VAEs, gaps to LCA on them, dictionaries");
        int compared = 0;
        for (String[] row : rows.subList(1, rows.size())) {
            JsonNode metrics = TinyExperiment.json(runs.resolve(row[5]).resolve("metrics.json"));
            if (row[1].isEmpty()) {
                for (int c = 6; c < row.length; c++) {
                    if (!row[c].isEmpty()) {
                        assertEquals(metrics.path(head.get(c)).asDouble(),
                                Double.parseDouble(row[c]), head.get(c));
                        compared++;
                    }
                }
            } else {
                assertFalse(row[head.indexOf("delta_mse")].isEmpty()
                        && row[head.indexOf("delta_sparsity")].isEmpty()
                        && row[head.indexOf("relative_gap")].isEmpty());
            }
            JsonNode config = TinyExperiment.json(runs.resolve(row[5]).resolve("config.json"));
            JsonNode settings = config.path("settings");
            String atoms = settings.has("architecture")
                    ? settings.path("architecture").path("latents").asText()
                    : settings.path("learning").path("atoms").asText(row[3]);
            assertEquals(atoms, row[3], "the run has the atoms of its row");
        }
        assertTrue(compared > 4 * 10, "numbers: " + compared);
        List<String> points = List.of(rows("curve.csv").get(0));
        assertTrue(points.containsAll(List.of("atoms", "beta", "lambda", "mse_map")),
                points.toString());
        for (String file : List.of("sweep.csv", "curve.csv", "tables/sweep_poisson.csv")) {
            for (String name : rows(file).get(0)) {
                assertTrue(name.matches("[a-z0-9]+(_[a-z0-9]+)*"), file + ": " + name);
            }
        }
    }

    /** One cell's own comparison finds its runs, does none again, and comes to the same numbers. */
    @Test
    void theExperimentOfOneChoiceSharesItsRuns() throws Exception {
        List<Path> before = finished();
        Path cell = result.resolve("cells/2-atoms=12.yaml");
        assertTrue(Files.exists(cell));
        Spoken spoken = Spoken.run("compare", cell, "--out", home.resolve("cell"), "--runs", runs);
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(before, finished());
        JsonNode vaes = TinyExperiment.json(home.resolve("cell/metrics.json")).path("vaes");
        Map<String, Double> nelbo = new TreeMap<>();
        vaes.forEach(vae -> nelbo.put(vae.path("beta").asText(), vae.path("nelbo").asDouble()));
        JsonNode swept = TinyExperiment.json(result.resolve("metrics.json")).path("rows");
        List<JsonNode> same = StreamSupport.stream(swept.spliterator(), false)
                .filter(row -> row.path("values").path("atoms").asText().equals("12")
                        && row.path("measures").has("nelbo"))
                .toList();
        assertEquals(2, same.size());
        same.forEach(row -> assertEquals(
                nelbo.get(Double.valueOf(row.path("values").path("beta").asText()).toString()),
                row.path("measures").path("nelbo").asDouble()));
        assertTrue(Files.exists(home.resolve("cell/figures/sweep_beta.svg")),
                "β is a swept key of an experiment without lists, too");
        assertTrue(Files.exists(home.resolve("cell/sweep.csv")));
    }

    @Test
    void theFiguresAreAMapOverTwoKeysAndCurvesOverOne() throws Exception {
        String map = Files.readString(result.resolve("figures/sweep_poisson.svg"));
        List<String> texts = SvgText.of(map).stream().map(SvgText::text)
                .toList();
        assertTrue(texts.containsAll(List.of("NELBO", "atoms", "β", "8", "12", "0.5")),
                texts.toString());
        assertTrue(Files.exists(result.resolve("figures/sweep_atoms.svg")), "of the dictionaries");
        assertTrue(Files.exists(result.resolve("figures/sweep_lca_poisson.svg")), "of the gap");
        String page = Files.readString(result.resolve("report.html"));
        assertTrue(page.contains("Models against atoms and β, P-VAE"), "the map");
        assertTrue(page.contains("Every choice: P-VAE."), "the table");
        assertTrue(page.contains("A sweep over atoms, β on npy:"), "the title");
    }

    /** As after a kill: what is there stays, what is missing is done, and the result is the same. */
    @Test
    void onlyWhatIsMissingIsDoneAgain() throws Exception {
        Map<Path, FileTime> before = new TreeMap<>();
        for (Path file : finished()) {
            before.put(file, Files.getLastModifiedTime(file));
        }
        Path missing = finished().stream().filter(file -> file.toString().contains("by-lca"))
                .findFirst().orElseThrow();
        Files.delete(missing);
        Path other = home.resolve("other");
        Spoken spoken = Spoken.run("compare", experiment, "--out", other, "--runs", runs);
        assertEquals(0, spoken.status(), spoken.err());
        before.remove(missing);
        for (Map.Entry<Path, FileTime> kept : before.entrySet()) {
            assertEquals(kept.getValue(), Files.getLastModifiedTime(kept.getKey()));
        }
        assertEquals(Files.readString(result.resolve("sweep.csv")),
                Files.readString(other.resolve("sweep.csv")));
        assertEquals(Files.readString(result.resolve("metrics.json")),
                Files.readString(other.resolve("metrics.json")));
    }

    @Test
    void itIsFoundFinishedAndRepeatedToTheSameNumbers() throws Exception {
        Spoken there = Spoken.run("compare", experiment, "--out", result);
        assertEquals(0, there.status(), there.err());
        assertTrue((there.out() + there.err()).contains("holds the result of this experiment"),
                there.out() + there.err());
        Spoken again = Spoken.run("compare", "--again", result);
        assertEquals(0, again.status(), again.out() + again.err());
        assertTrue(again.out().matches("(?s)all \\d{2,} numbers match\\R"), again.out());
    }

    @Test
    void theExampleIsTheOneOfThePage() throws Exception {
        String page = Files.readString(Path.of("../docs/experiments.md"));
        String example = Files.readString(Path.of("../examples/sweep.yaml"));
        assertTrue(
                page.contains("```yaml\n" + example.substring(example.indexOf("data:")) + "```"));
    }

    @Test
    void thePlanIsPrintedWithWhatIsFinished() throws Exception {
        Spoken plan = Spoken.run("compare", experiment, "--dry-run", "--runs", runs);
        assertEquals(0, plan.status(), plan.err());
        assertTrue(plan.out().startsWith("atoms: 8, 12\n2 experiments, 12 different runs\n"),
                plan.out());
        assertTrue(plan.out().contains("12 runs, 12 finished"), plan.out());
        Spoken other = Spoken.run("compare", experiment, "--dry-run", "--runs", runs, "--atoms", 9);
        assertTrue(other.out().startsWith("run "), "an option takes the place of the list");
        Spoken json = Spoken.run("compare", experiment, "--dry-run", "--runs", runs, "--json");
        JsonNode metrics = new ObjectMapper().readTree(json.out());
        assertEquals("atoms", metrics.path("swept").path(0).path("key").asText());
        assertTrue(metrics.path("memory").asDouble() > 1e8 && metrics.path("disk").asDouble() > 0);
    }
}
