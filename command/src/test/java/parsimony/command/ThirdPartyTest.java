package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever passes Parsimony on finds every library that is in it, with its licence. */
class ThirdPartyTest {
    private static final Pattern TESTS_ONLY =
            Pattern.compile("archunit.*|picocli-codegen|json-schema-validator|itu"
                    + "|junit-.*|opentest4j|apiguardian-api|surefire.*"
                    + "|selenium-.*|opentelemetry-.*|auto-service-annotations|byte-buddy"
                    + "|commons-exec|failsafe|failureaccess|guava|jspecify|annotations"
                    + "|listenablefuture|error_prone_annotations|j2objc-annotations");

    @Test
    void everyLibraryOnTheClassPathIsNamed() throws Exception {
        List<Pattern> named =
                Pattern.compile("`([^`]+)`").matcher(Files.readString(Path.of("../THIRD-PARTY.md")))
                        .results()
                        .map((MatchResult found) -> Pattern
                                .compile(Pattern.quote(found.group(1)).replace("*", "\\E.*\\Q")))
                        .toList();
        List<String> libraries = libraries();
        assertTrue(libraries.contains("jfreechart"), libraries.toString());
        assertEquals(List.of(), libraries.stream()
                .filter(library -> named.stream()
                        .noneMatch(name -> name.matcher(library).matches()))
                .toList());
    }

    /**
     * The names of the jars, without version; surefire hands its own class path over in a property.
     */
    private static List<String> libraries() {
        String path = System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName().toString())
                .filter(name -> name.endsWith(".jar")).map(name -> name.replaceFirst("-\\d.*", ""))
                .filter(name -> !name.startsWith("parsimony-")
                        && !TESTS_ONLY.matcher(name).matches())
                .distinct().toList();
    }
}
