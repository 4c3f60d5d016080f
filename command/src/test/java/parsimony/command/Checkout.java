package parsimony.command;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * A checkout with the launcher, in which what stands for Maven puts the classes under test into
 * place. It is built already.
 */
final class Checkout {
    private final Path folder;

    Checkout(Path folder) throws Exception {
        this.folder = folder;
        Files.copy(Path.of("../parsimony"), launcher());
        Files.createFile(folder.resolve("pom.xml"));
        Path module = Files.createDirectories(folder.resolve("command"));
        Files.createFile(module.resolve("pom.xml"));
        Files.copy(Path.of("src/launcher/build.sh"),
                Files.createDirectories(module.resolve("src/launcher")).resolve("build.sh"));
        Files.writeString(
                Files.createDirectories(module.resolve("src/main")).resolve("Source.java"),
                "first");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (OutputStream jar = Files.newOutputStream(folder.resolve("all.jar"))) {
            new JarOutputStream(jar, manifest).close();
        }
        program("bin/mvn",
                "sleep ${MAVEN_TAKES:-0}; echo built >>builds; mkdir -p command/target/lib;"
                        + " cp all.jar command/target/lib");
        Path java =
                program("quick/java", "[ \"$1\" != -version ] || echo 'openjdk version \"17\"'");
        start("unset JAVA_HOME; PATH=" + java.getParent() + ":$PATH \"$0\"").waitFor();
        forgetBuilds();
    }

    Path launcher() {
        return folder.resolve("parsimony");
    }

    /** A file whose content the build depends on. */
    Path source() {
        return folder.resolve("command/src/main/Source.java");
    }

    /** What command lines print. */
    Path log() {
        return folder.resolve("log");
    }

    /** An executable shell script in a folder of its own or one with others. */
    Path program(String name, String script) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        program.toFile().setExecutable(true);
        return program;
    }

    /**
     * Starts a command line in which {@code $0} is the launcher; what it prints goes to the log.
     */
    Process start(String line) throws IOException {
        return process(List.of("bash", "-c", line, launcher().toString())).redirectErrorStream(true)
                .redirectOutput(log().toFile()).start();
    }

    /** A process in which the launcher finds this checkout's Maven. */
    ProcessBuilder process(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().remove("PARSIMONY_PROFILE");
        // What runs for a second is not worth compiling twice.
        builder.environment().put("PARSIMONY_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        return builder;
    }

    void forgetBuilds() throws IOException {
        Files.deleteIfExists(folder.resolve("builds"));
    }

    /** How often it was built since. */
    int builds() throws IOException {
        return Files.exists(folder.resolve("builds"))
                ? Files.readAllLines(folder.resolve("builds")).size() : 0;
    }
}
