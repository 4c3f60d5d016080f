package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher in a checkout that is built already, with the classes under test. */
class LauncherTest {
    @TempDir
    private Path home;
    private Checkout checkout;

    @BeforeEach
    void build() throws Exception {
        checkout = new Checkout(home);
    }

    private Process start(String line) throws Exception {
        return checkout.start(line);
    }

    private String log() throws Exception {
        return Files.readString(checkout.log());
    }

    @Test
    void errorsAndResultsGoToOneFileWithoutOverwritingOneAnother() throws Exception {
        start("\"$0\" frobnicate; echo then; \"$0\" --version; \"$0\" infer; echo end").waitFor();

        List<String> firstWords = log().lines().map(line -> line.split(" ")[0]).toList();
        assertEquals(List.of("parsimony:", "then", "Parsimony", "parsimony:", "end"), firstWords,
                log());
    }

    @Test
    void resultsThatCannotBePrintedAreNoSuccess() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/full")),
                "only Linux has a disk that is always full");
        assertEquals(2, start("\"$0\" compare quick --dry-run --json >/dev/full").waitFor());
        assertTrue(log().contains("standard output could not be written"), log());
    }

    @Test
    void aJavaThatIsNoneIsSaidToBe() throws Exception {
        Path java = checkout.program("none/java",
                "echo 'Unable to locate a Java Runtime.' >&2; exit 1"); // as macOS has it
        assertEquals(2, start(
                "unset JAVA_HOME; export PATH=" + java.getParent() + ":$PATH; \"$0\" --version")
                .waitFor());
        assertTrue(log().startsWith("parsimony: needs Java 17 or newer"), log());
    }

    @Test
    void helpIsAsWideAsColumnsSays() throws Exception {
        start("COLUMNS=66 \"$0\" help infer").waitFor();
        assertTrue(log().lines().allMatch(line -> line.length() <= 66)
                && log().lines().anyMatch(line -> line.length() > 60), log());
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoError() throws Exception {
        assertEquals(0,
                start("(sleep 1; \"$0\" compare quick --dry-run; echo $? >&2) | true").waitFor());
        assertEquals("0\n", log());
    }

    @Test
    void standardStreamsMayBeClosed() throws Exception {
        assertEquals(0, start("\"$0\" --version >&-").waitFor());
        assertEquals("", log());
        assertEquals(2, start("\"$0\" frobnicate 2>&-").waitFor());
    }

    @Test
    void nothingOfJavasOwnIsAmongResults() throws Exception {
        start("export PARSIMONY_JAVA_OPTIONS='-Xlog:gc*=debug -XX:SharedArchiveFile=/nonexistent"
                + " -XX:+PrintCommandLineFlags' JAVA_TOOL_OPTIONS=-Dsome=thing; \"$0\" --version"
                + " 2>" + home.resolve("errors"))
                .waitFor();
        assertEquals(List.of("Parsimony"), log().lines().map(line -> line.split(" ")[0]).toList());
        assertTrue(Files.readString(home.resolve("errors")).contains("-XX:"),
                "Java had something to say");
    }

    @Test
    void launchersThatAreStartedAtOnceBuildOnce() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")),
                "without flock each builds for itself");
        Files.writeString(checkout.source(), "other");
        int status = start("export MAVEN_TAKES=1; \"$0\" --version & \"$0\" --version && wait $!")
                .waitFor();
        assertEquals(0, status, log());
        assertEquals(1, checkout.builds(), log());
    }

    @Test
    void sourcesThatAreDatedInTheFutureAreBuiltOnce() throws Exception {
        Files.writeString(checkout.source(), "of tomorrow");
        Files.setLastModifiedTime(checkout.source(),
                FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
        start("\"$0\" --version; \"$0\" --version").waitFor();
        assertEquals(1, checkout.builds(), log());
    }

    @Test
    void anOlderSourceInThePlaceOfOneIsBuilt() throws Exception {
        Files.writeString(checkout.source(), "of long ago");
        Files.setLastModifiedTime(checkout.source(),
                FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        start("\"$0\" --version").waitFor();
        assertEquals(1, checkout.builds(), log());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM"})
    void whoeverToldTheLauncherToStopGetsItsStatusAndALine(String signal) throws Exception {
        Process process =
                start("exec \"$0\" learn --method lca --train " + Stopped.patches(home) + " --out "
                        + home.resolve("out") + " --epochs 100000");
        while (!Files.exists(home.resolve("out/checkpoint.bin"))) {
            assertTrue(process.isAlive(), log());
            Thread.sleep(10);
        }
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        assertEquals(2, process.waitFor());
        assertEquals(List
                .of("parsimony: learning stopped; parsimony learn --resume " + home.resolve("out")
                        + " goes on after its last epoch"),
                log().lines().toList());
    }

    @Test
    void aLauncherThatIsKilledTakesJavaWithIt() throws Exception {
        Process process =
                start("exec \"$0\" learn --method lca --train " + Stopped.patches(home) + " --out "
                        + home.resolve("out") + " --epochs 100000");
        while (!Files.exists(home.resolve("out/checkpoint.bin"))) {
            assertTrue(process.isAlive(), log());
            Thread.sleep(10);
        }
        List<ProcessHandle> java = process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java")).toList();
        assertFalse(java.isEmpty());
        process.destroyForcibly();
        for (ProcessHandle each : java) {
            each.onExit().get(1, TimeUnit.MINUTES);
        }
        assertFalse(Files.exists(home.resolve("out/dictionary.npy")));
    }
}
