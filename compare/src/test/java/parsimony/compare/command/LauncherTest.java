package parsimony.compare.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    @BeforeEach
    void build() throws Exception {
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

    @Test
    void errorsAndResultsGoToOneFileWithoutOverwritingOneAnother() throws Exception {
        Path log = checkout.resolve("log");
        Process process = new ProcessBuilder("bash", "-c", "\"$0\" frobnicate; echo then; \"$0\" --version; \"$0\" infer; echo end",
                checkout.resolve("parsimony").toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.waitFor();

        List<String> firstWords = Files.readAllLines(log).stream().map(line -> line.split(" ")[0]).toList();
        assertEquals(List.of("parsimony:", "then", "Parsimony", "parsimony:", "end"), firstWords, Files.readString(log));
    }
}
