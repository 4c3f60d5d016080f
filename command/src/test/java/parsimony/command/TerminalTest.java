package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At a terminal, which {@code script} of util-linux makes: Ctrl-C, and the bar. */
class TerminalTest {
    @TempDir
    private Path home;
    private Checkout checkout;
    private Path patches;

    @BeforeEach
    void build() throws Exception {
        assumeTrue(isUtilLinux(), "needs script of util-linux, which makes a terminal");
        checkout = new Checkout(Files.createDirectory(home.resolve("checkout")));
        patches = Stopped.patches(Files.createDirectory(home.resolve("work")));
    }

    private static boolean isUtilLinux() throws InterruptedException {
        try {
            Process script =
                    new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
            String said =
                    new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return script.waitFor() == 0 && said.contains("util-linux");
        } catch (IOException e) {
            return false;
        }
    }

    private Path out() {
        return patches.resolveSibling("out");
    }

    private Stopped stop(String arguments, String wait) throws Exception {
        return Stopped.run(checkout, "\"$L\" " + arguments + " --out " + out(), wait, 2);
    }

    /** Names beside the patches, hidden ones too. */
    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(patches.getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("patches.npy")).sorted().toList();
        }
    }

    @Test
    void learnKeepsItsCheckpointAndSaysHowToGoOn() throws Exception {
        Stopped stopped =
                stop("learn --method lca --train " + patches + " --epochs 100000", "objective");
        assertEquals(2, stopped.status(), stopped.screen());
        assertEquals(
                "parsimony: learning stopped; parsimony learn --resume " + out()
                        + " goes on after its last epoch",
                stopped.last());
        assertTrue(Files.exists(out().resolve("checkpoint.bin")));
    }

    @Test
    void learnLeavesNothingBeforeItsFirstCheckpoint() throws Exception {
        Stopped stopped =
                stop("learn --method lca --train " + patches + " --batches 100000", "Learning");
        assertEquals(2, stopped.status(), stopped.screen());
        assertEquals("parsimony: stopped before the end; nothing was written", stopped.last());
        assertEquals(List.of(), left());
    }

    @Test
    void trainKeepsItsCheckpointAndSaysHowToGoOn() throws Exception {
        Stopped stopped =
                stop("train --model poisson --train " + patches + " --validation " + patches
                        + " --latents 16 --iterations 1000000 --batch 10", "loss");
        assertEquals(2, stopped.status(), stopped.screen());
        assertTrue(
                stopped.last()
                        .contains("parsimony train --resume " + out() + " goes on from there"),
                stopped.screen());
        assertTrue(Files.exists(out().resolve("checkpoint")));
    }

    @Test
    void compareKeepsItsRunsAndNoResult() throws Exception {
        Path experiment =
                TinyExperiment.write(patches.getParent(), "vaes: [{latent: poisson, beta: .2}]\n");
        Stopped stopped = stop("compare " + experiment + " --iterations 1000000", "loss");
        assertEquals(2, stopped.status(), stopped.screen());
        assertTrue(stopped.last().contains("compare stopped; the same command goes on from there"),
                stopped.screen());
        assertEquals(List.of("noise.npy", "runs", "tiny.yaml"), left());
    }

    @Test
    void inferLeavesNothing() throws Exception {
        Stopped stopped =
                stop("infer --method lca --dictionary " + patches + " --patches " + patches
                        + " --lambda .1 --iterations 10000000", "Inferring");
        assertEquals(2, stopped.status(), stopped.screen());
        assertEquals("parsimony: stopped before the end; nothing was written", stopped.last());
        assertEquals(List.of(), left());
    }

    @Test
    void prepareLeavesNothing() throws Exception {
        Stopped stopped = stop("prepare dead-leaves --count 20000000", "Cutting");
        assertEquals(2, stopped.status(), stopped.screen());
        assertEquals("parsimony: stopped before the end; nothing was written", stopped.last());
        assertEquals(List.of(), left());
    }

    @Test
    void aCtrlCBeforeJavaListensIsNoLessHeard() throws Exception {
        Stopped stopped = Stopped.run(checkout,
                "JAVA_TOOL_OPTIONS=-Dsome=thing \"$L\" learn --method lca --train " + patches
                        + " --out " + out() + " --epochs 100000",
                "Picked up", 1);
        assertEquals(2, stopped.status(), stopped.screen());
        assertEquals("parsimony: stopped before the end; nothing was written", stopped.last());
        assertEquals(List.of(), left());
    }

    @Test
    void theBarFitsTheTerminalAndStandsOnceWhenItIsDone() throws Exception {
        Stopped done = Stopped.run(checkout,
                "stty cols 60; \"$L\" learn --method lca --train " + patches + " --out " + out()
                        + " --epochs 3 --batches 20 --atoms 32 --json",
                null, 0);
        assertEquals(0, done.status(), done.screen());
        assertTrue(done.lines().stream()
                .allMatch(line -> line.startsWith("{") || line.startsWith("parsimony: ")
                        || line.length() < 60),
                done.screen());
        List<String> kept = Stream.of(done.screen().split("\r?\n"))
                .filter(line -> line.contains("100%")).toList();
        assertEquals(1, kept.size(), done.screen());
        assertTrue(kept.get(0).contains("█ ") && kept.get(0).contains("objective"), kept.get(0));
        assertFalse(done.screen().contains("\r\n\r\n"), done.screen());
    }

    @Test
    void helpIsAsWideAsTheTerminal() throws Exception {
        for (int columns : new int[] {64, 110}) {
            Stopped help = Stopped.run(checkout,
                    "unset COLUMNS; stty cols " + columns + "; \"$L\" infer --help", null, 0);
            int longest = help.lines().stream().mapToInt(String::length).max().orElse(0);
            assertTrue(longest <= columns && longest > columns - 10, help.screen());
        }
    }
}
