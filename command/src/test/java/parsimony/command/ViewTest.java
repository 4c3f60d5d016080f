package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewTest {
    @TempDir
    private static Path home;
    private static Path runs;
    private static Path result;

    @BeforeAll
    static void compare() throws Exception {
        runs = home.resolve("runs");
        result = home.resolve("result");
        Spoken spoken = Spoken.run("compare",
                TinyExperiment.write(home, "vaes: [{latent: poisson}]\n"), "--jobs", 1, "--runs",
                runs, "--out", result);
        assertEquals(0, spoken.status(), spoken.err());
    }

    @Test
    void theOwnPageOfAResultIsShown() {
        Spoken spoken = Spoken.run("view", result, "--print");
        assertEquals(0, spoken.status(), spoken.err());
        assertEquals(result.resolve("report.html").toString(), spoken.out().strip());
    }

    @Test
    void thePageOfARunWithoutOneIsMadeElsewhere() throws Exception {
        for (String kind : List.of("poisson", "lca-seed0-")) {
            Path run;
            try (Stream<Path> all = Files.list(runs)) {
                run = all.filter(path -> path.getFileName().toString().startsWith(kind)
                        && Files.exists(path.resolve("dictionary.npy"))).findFirst().orElseThrow();
            }
            List<Path> before = files(run);
            Spoken spoken = Spoken.run("view", run, "--print");
            assertEquals(0, spoken.status(), spoken.err());
            Path page = Path.of(spoken.out().strip());
            assertFalse(page.startsWith(run));
            String html = Files.readString(page);
            assertTrue(html.contains("id=\"look\""), "there is something to look into");
            assertEquals(before, files(run), "nothing is written into a run");
            assertEquals(List.of(page.getParent(), page), files(page.getParent()));
        }
    }

    @Test
    void plotGivesThePageTheGaborFitsThatItDraws() throws Exception {
        Path page = result.resolve("report.html");
        String before = Files.readString(page);
        assertTrue(before.contains("\"gabor\":null"));
        assertEquals(0, Spoken.run("plot", result).status());
        String after = Files.readString(page);
        assertFalse(after.contains("\"gabor\":null"));
        assertTrue(after.contains("\"gabor\":{\"frequency\":["));
        assertEquals(before.substring(0, before.indexOf("\"gabor\"")),
                after.substring(0, after.indexOf("\"gabor\"")), "the rest stays");
        assertEquals(0, Spoken.run("plot", result).status());
        assertEquals(after, Files.readString(page), "the same folder, the same bytes");
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void whatIsNoResultIsRefused() throws Exception {
        Path empty = Files.createDirectory(home.resolve("empty"));
        Spoken spoken = Spoken.run("view", empty);
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains("holds no result"), spoken.err());
        assertEquals(2, Spoken.run("view", home.resolve("nowhere")).status());
        Path stopped = Files.createDirectory(home.resolve("stopped"));
        Files.copy(result.resolve("config.json"), stopped.resolve("config.json"));
        spoken = Spoken.run("view", stopped);
        assertEquals(2, spoken.status());
        assertTrue(spoken.err().contains("no finished result"), spoken.err());
    }
}
