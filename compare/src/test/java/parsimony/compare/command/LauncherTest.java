package parsimony.compare.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout that is built already, with the classes under test. */
class LauncherTest {
    @TempDir
    private Path checkout;
    private Path log;

    @BeforeEach
    void build() throws Exception {
        log = checkout.resolve("log");
        Files.copy(Path.of("../parsimony"), checkout.resolve("parsimony"));
        Files.createFile(checkout.resolve("pom.xml"));
        Path module = Files.createDirectories(checkout.resolve("compare"));
        Files.createFile(module.resolve("pom.xml"));
        Files.createDirectories(module.resolve("src/main"));
        Path libraries = Files.createDirectories(module.resolve("target/lib"));
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString()).collect(Collectors.joining(" ")));
        try (OutputStream jar = Files.newOutputStream(libraries.resolve("all.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
        Files.createFile(module.resolve("target/built-by-launcher"));
    }

    /** Starts a command line in which {@code $0} is the launcher; what it prints goes to the log. */
    private Process start(String line) throws Exception {
        return new ProcessBuilder("bash", "-c", line, checkout.resolve("parsimony").toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    @Test
    void errorsAndResultsGoToOneFileWithoutOverwritingOneAnother() throws Exception {
        start("\"$0\" frobnicate; echo then; \"$0\" --version; \"$0\" infer; echo end").waitFor();

        List<String> firstWords = Files.readAllLines(log).stream().map(line -> line.split(" ")[0]).toList();
        assertEquals(List.of("parsimony:", "then", "Parsimony", "parsimony:", "end"), firstWords, Files.readString(log));
    }

    @Test
    void resultsThatCannotBePrintedAreNoSuccess() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "only Linux has a disk that is always full");
        assertEquals(2, start("\"$0\" compare quick --dry-run --json >/dev/full").waitFor());
        assertTrue(Files.readString(log).contains("standard output could not be written"), Files.readString(log));
    }

    @Test
    void aJavaThatIsNoneIsSaidToBe() throws Exception {
        Path java = Files.createDirectory(checkout.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'Unable to locate a Java Runtime.' >&2\nexit 1\n"); // as macOS has it
        assertTrue(java.toFile().setExecutable(true));
        assertEquals(2, start("unset JAVA_HOME; export PATH=" + java.getParent() + ":$PATH; \"$0\" --version").waitFor());
        assertTrue(Files.readString(log).startsWith("parsimony: needs Java 17 or newer"), Files.readString(log));
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoError() throws Exception {
        assertEquals(0, start("(sleep 1; \"$0\" compare quick --dry-run; echo $? >&2) | true").waitFor());
        assertEquals("0\n", Files.readString(log));
    }

    @Test
    void launchersThatAreStartedAtOnceBuildOnce() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "without flock each builds for itself");
        Files.delete(checkout.resolve("compare/target/built-by-launcher"));
        Files.move(checkout.resolve("compare/target/lib/all.jar"), checkout.resolve("all.jar"));
        Path maven = Files.createDirectory(checkout.resolve("bin")).resolve("mvn");
        Files.writeString(maven, "#!/bin/sh\nsleep 1; echo built >>builds\n"
                + "mkdir compare/target/lib && cp all.jar compare/target/lib\n");
        assertTrue(maven.toFile().setExecutable(true));
        int status = start("export PATH=" + maven.getParent() + ":$PATH; \"$0\" --version & \"$0\" --version && wait $!")
                .waitFor();
        assertEquals(0, status, Files.readString(log));
        assertEquals("built\n", Files.readString(checkout.resolve("builds")), Files.readString(log));
    }
}
