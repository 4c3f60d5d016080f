package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that share a folder of runs: the job of a cluster in small. All end with the bytes of a
 * process that was alone, whoever is killed or stands still meanwhile.
 */
@Timeout(300)
class SharedRunsTest {
    private static final String MODELS = "seeds: [0, 1]\nvaes: [{latent: poisson, beta: .2}]\n";

    @TempDir
    private static Path home;
    private static Path experiment;

    @BeforeAll
    static void alone() throws Exception {
        experiment = TinyExperiment.write(home, MODELS);
        Files.writeString(experiment, Files.readString(experiment)
                .replace("iterations: 200", "iterations: 1500"));
        Spoken alone = Spoken.run("compare", experiment, "--out", home.resolve("alone"), "--runs",
                home.resolve("alone-runs"), "--jobs", 1);
        assertEquals(0, alone.status(), alone.err());
    }

    /** A process that works on a shared folder of runs. */
    private static Process start(String runs, String out, String lease) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
                "-cp", System.getProperty("java.class.path"),
                "parsimony.command.Parsimony", "compare", experiment.toString(), "--jobs", "1",
                "--out", home.resolve(out).toString(), "--runs", home.resolve(runs).toString());
        if (lease != null) {
            builder.environment().put("PARSIMONY_LEASE", lease);
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(home.resolve(out + ".txt").toFile()).start();
    }

    @Test
    void ofThreeAtOnceOneIsKilledAndTheOthersEndAsOneAloneDoes() throws Exception {
        Process killed = start("runs", "killed", null);
        awaitTraining("runs", killed);
        Process second = start("runs", "second", null);
        Process third = start("runs", "third", null);
        awaitLocks("runs", 2, second); // another has begun its work, too
        killed.destroyForcibly().waitFor();
        ended(second, "second");
        ended(third, "third");
        assertFalse(Files.exists(home.resolve("killed")), "no result stands before it is whole");
        assertSameAsAlone("second", "runs");
        assertSameAsAlone("third", "runs");
        assertTrue(files("runs").noneMatch(name -> name.contains(".lock")), "no lock is left");
    }

    /** As on a file system without locks; SIGSTOP is what a suspended machine or job sees. */
    @Test
    void whatStandsStillForLongerThanItsLeaseIsTakenOverAndEndsRightOnceItWakes() throws Exception {
        Process still = start("leased", "still", "2");
        awaitTraining("leased", still);
        signal(still, "STOP");
        Process other = start("leased", "other", "2");
        ended(other, "other");
        assertSameAsAlone("other", "leased");
        signal(still, "CONT");
        ended(still, "still");
        assertSameAsAlone("still", "leased");
        String said = Files.readString(home.resolve("still.txt"));
        assertTrue(said.contains("another process has taken it over"), said);
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assumeTrue(kill.waitFor() == 0, "kill cannot stop a process here");
    }

    /** Waits until a training of some process has a checkpoint beyond that of its beginning. */
    private static void awaitTraining(String runs, Process process) throws Exception {
        while (files(runs).noneMatch(name -> name.matches("poisson-.*/checkpoint/[1-9]\\d*"))) {
            assertTrue(process.isAlive(), "it came to its end too early");
            Thread.sleep(1);
        }
    }

    private static void awaitLocks(String runs, int count, Process process) throws Exception {
        while (files(runs).filter(name -> name.endsWith("/.lock")).count() < count) {
            assertTrue(process.isAlive(), "it came to its end too early");
            Thread.sleep(1);
        }
    }

    private static void ended(Process process, String out) throws Exception {
        assertEquals(0, process.waitFor(), () -> {
            try {
                return Files.readString(home.resolve(out + ".txt"));
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    private static void assertSameAsAlone(String out, String runs) throws IOException {
        for (String file : List.of("metrics.json", "curve.csv", "dictionary_poisson.npy",
                "dictionary_lca.npy")) {
            assertEquals(-1, Files.mismatch(home.resolve("alone").resolve(file),
                    home.resolve(out).resolve(file)), out + "/" + file);
        }
        assertEquals(dictionaries("alone-runs"), dictionaries(runs));
    }

    /** The bytes of every dictionary of the runs, by its place. */
    private static TreeMap<String, String> dictionaries(String runs) throws IOException {
        TreeMap<String, String> bytes = new TreeMap<>();
        for (String name : files(runs).filter(n -> n.endsWith("/dictionary.npy")).toList()) {
            bytes.put(name, Arrays.toString(
                    Files.readAllBytes(home.resolve(runs).resolve(name))));
        }
        assertEquals(4, bytes.size(), "two seeds of two models");
        return bytes;
    }

    /** What lies in a folder of runs, up to three levels deep. */
    private static Stream<String> files(String runs) throws IOException {
        Path folder = home.resolve(runs);
        if (!Files.exists(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.find(folder, 3, (path, attributes) -> true)) {
            return files.map(path -> folder.relativize(path).toString()).toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty(); // a folder went while we looked
        }
    }
}
