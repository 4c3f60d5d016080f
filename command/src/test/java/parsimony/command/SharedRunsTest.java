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
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
        Map<String, Process> all = new TreeMap<>();
        for (String out : List.of("first", "second", "third")) {
            all.put(out, start("runs", out, null));
        }
        Path training = awaitTraining("runs", all.values());
        String holder = Files.readString(training.resolve(".lock"));
        String killed = all.keySet().stream()
                .filter(out -> holder.startsWith("process " + all.get(out).pid() + " on "))
                .findAny().orElseThrow(() -> new AssertionError(holder));
        all.remove(killed).destroyForcibly().waitFor();
        for (String out : all.keySet()) {
            ended(all.get(out), out);
            assertSameAsAlone(out, "runs");
        }
        assertFalse(Files.exists(home.resolve(killed)), "no result stands before it is whole");
        assertTrue(files("runs").noneMatch(name -> name.contains(".lock")), "no lock is left");
    }

    /** As on a file system without locks; SIGSTOP is what a suspended machine or job sees. */
    @Test
    void whatStandsStillForLongerThanItsLeaseIsTakenOverAndEndsRightOnceItWakes() throws Exception {
        Process still = start("leased", "still", "2");
        awaitTraining("leased", List.of(still));
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

    /**
     * Waits until a training has a checkpoint beyond that of its beginning, and goes on.
     *
     * @return its folder
     */
    private static Path awaitTraining(String runs, Collection<Process> processes)
            throws Exception {
        while (true) {
            for (String name : files(runs)
                    .filter(file -> file.matches("poisson-.*/checkpoint/[1-9]\\d*")).toList()) {
                Path training = home.resolve(runs).resolve(name).getParent().getParent();
                if (Files.exists(training.resolve(".lock"))) {
                    return training;
                }
            }
            assertTrue(processes.stream().allMatch(Process::isAlive), "one ended too early");
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
