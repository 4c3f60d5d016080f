package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.experiment.run.ResultFolder;

/**
 * An experiment in a Java of its own, killed with SIGKILL and run again, ends with the same bytes
 * as one that was never touched. {@code -Dkills=10} kills at so many random moments; without it, at
 * two that matter.
 */
class KilledTest {
    private static final String MODELS = "vaes: [{latent: poisson, beta: .2}]\n";

    @TempDir
    private Path home;

    @Test
    void aKilledExperimentGoesOnToTheSameNumbers() throws Exception {
        Path experiment = TinyExperiment.write(home, MODELS);
        Spoken whole = Spoken.run("compare", experiment, "--out", home.resolve("whole"), "--runs",
                home.resolve("whole-runs"));
        assertEquals(0, whole.status(), whole.err());

        int kills = Integer.getInteger("kills", 0);
        if (kills == 0) {
            // The first checkpoint but that of iteration 0, and the P-VAE's metrics: in the midst
            // of a run, and between two.
            killedOnce(experiment, "poisson-beta0.2-seed0-[0-9a-f]+/checkpoint/[1-9]\\d*");
            killedOnce(experiment, "poisson-beta0.2-seed0-[0-9a-f]+/metrics.json");
        } else {
            SplittableRandom random = new SplittableRandom(kills);
            for (int killed = 0; killed < kills;) {
                Process process = start(experiment);
                if (process.waitFor(random.nextLong(6000), TimeUnit.MILLISECONDS)) {
                    // it came to its end; once more from the beginning
                    ResultFolder.delete(home.resolve("killed"));
                    ResultFolder.delete(home.resolve("killed-runs"));
                } else {
                    process.destroyForcibly().waitFor();
                    killed++;
                }
            }
        }
        Spoken last = Spoken.run("compare", experiment, "--out", home.resolve("killed"), "--runs",
                home.resolve("killed-runs"),
                "--force");
        assertEquals(0, last.status(), last.err());
        assertEquals(-1, Files.mismatch(home.resolve("whole/metrics.json"),
                home.resolve("killed/metrics.json")));
        assertEquals(-1,
                Files.mismatch(home.resolve("whole/curve.csv"), home.resolve("killed/curve.csv")));
        assertEquals(names("whole"), names("killed"), "nothing is left of what was killed");
    }

    /** Starts the experiment and kills it as soon as a file is in the folder of runs. */
    private void killedOnce(Path experiment, String file) throws Exception {
        Process process = start(experiment);
        while (process.isAlive() && runs().noneMatch(path -> path.matches(file))) {
            Thread.sleep(1);
        }
        assertTrue(process.isAlive(), "the experiment came to its end before it could be killed");
        process.destroyForcibly().waitFor();
        assertFalse(Files.exists(home.resolve("killed")), "no result stands before it is whole");
    }

    private Process start(Path experiment) throws IOException {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
                "-cp", System.getProperty("java.class.path"),
                "parsimony.command.Parsimony", "compare", experiment.toString(),
                "--out", home.resolve("killed").toString(), "--runs",
                home.resolve("killed-runs").toString(), "--force")
                .redirectErrorStream(true).redirectOutput(home.resolve("said.txt").toFile())
                .start();
    }

    /** Files of the runs by their names below it, three levels deep. */
    private Stream<String> runs() throws IOException {
        Path folder = home.resolve("killed-runs");
        if (!Files.exists(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.find(folder, 3, (path, attributes) -> true)) {
            return files.map(path -> folder.relativize(path).toString()).toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty(); // a folder went while we looked
        }
    }

    private List<String> names(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(path -> path.getFileName().toString().replace(".", ""))
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length())).sorted().toList();
        }
    }
}
