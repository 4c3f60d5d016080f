package parsimony.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import parsimony.command.broken.OpensFiles;

/** The rooms of the house and the only arrows between them, as docs/architecture.md draws them. */
class ArchitectureTest {
    /** What each module may use of the others. */
    private static final Map<String, Set<String>> ARROWS = arrows();
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("parsimony");
    private static final Pattern OPTION =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*?--[a-z](?:[^\"\\\\]|\\\\.)*\"");

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new LinkedHashMap<>();
        arrows.put("signals", Set.of());
        arrows.put("data", Set.of("signals"));
        arrows.put("sparsecoding", Set.of("signals"));
        arrows.put("encoding", Set.of("signals", "data", "sparsecoding"));
        arrows.put("figures", Set.of("signals"));
        arrows.put("vae", Set.of("signals", "sparsecoding"));
        arrows.put("compare", Set.of("signals", "sparsecoding", "figures"));
        arrows.put("experiment",
                Set.of("signals", "data", "sparsecoding", "encoding", "figures", "vae", "compare"));
        arrows.put("command", Set.of("signals", "data", "sparsecoding", "encoding", "figures",
                "vae", "compare", "experiment"));
        arrows.put("cluster", Set.of("signals", "data", "sparsecoding", "encoding"));
        return arrows;
    }

    @TestFactory
    Stream<DynamicTest> noArrowButThese() {
        return ARROWS.keySet().stream().map(
                module -> DynamicTest.dynamicTest(module, () -> arrowsOf(module).check(CLASSES)));
    }

    private static ArchRule arrowsOf(String module) {
        Collection<String> others = new HashSet<>(ARROWS.keySet());
        others.removeAll(ARROWS.get(module));
        others.remove(module);
        String[] forbidden = others.isEmpty() ? new String[] {"nothing"}
                : others.stream().map(other -> "parsimony." + other + "..").toArray(String[]::new);
        return noClasses().that().resideInAPackage("parsimony." + module + "..")
                .should().dependOnClassesThat().resideInAnyPackage(forbidden)
                .allowEmptyShould(module.equals("cluster")); // there in its profile only
    }

    @Test
    void noTensorFlowOutsideVae() {
        only("org.tensorflow..", "parsimony.vae..").check(CLASSES);
    }

    @Test
    void noSparkOutsideCluster() {
        only("org.apache.spark..", "parsimony.cluster..").check(CLASSES);
    }

    @Test
    void noCommandLineBelowCommand() {
        only("picocli..", "parsimony.command..").check(CLASSES);
    }

    @Test
    void noFileFolderOrJsonInTheScience() {
        science("parsimony.compare..", "parsimony.sparsecoding..").check(CLASSES);
    }

    @Test
    void noCircleOfPackages() {
        slices().matching("parsimony.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noOptionsNameBelowCommand() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : ARROWS.keySet()) {
            Path sources = Path.of("..", module, "src", "main", "java");
            assertTrue(Files.isDirectory(sources), sources + " is missing");
            if (!module.equals("command")) {
                found.addAll(options(sources));
            }
        }
        assertEquals(List.of(), found);
    }

    /** The formatter leaves comments and string literals alone. */
    @Test
    void noLineHasMoreThanAHundredColumns() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : ARROWS.keySet()) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    Files.readAllLines(file).stream().filter(line -> line.length() > 100)
                            .forEach(line -> found.add(file.getFileName() + ": " + line));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void aBrokenRuleIsNoticed() throws IOException {
        JavaClasses broken = new ClassFileImporter().importPackagesOf(OpensFiles.class);
        String here = OpensFiles.class.getPackageName();
        assertTrue(science(here).evaluate(broken).hasViolation());
        assertTrue(only("picocli..", "parsimony.command.none..").evaluate(CLASSES).hasViolation());
        assertTrue(
                only("org.tensorflow..", "parsimony.command..").evaluate(CLASSES).hasViolation());
        assertTrue(noClasses().that().resideInAPackage("parsimony.experiment..").should()
                .dependOnClassesThat()
                .resideInAPackage("parsimony.vae..").evaluate(CLASSES).hasViolation());
        assertFalse(options(Path.of("..", "command", "src", "main", "java")).isEmpty());
    }

    private static ArchRule only(String library, String where) {
        return noClasses().that().resideOutsideOfPackage(where).should().dependOnClassesThat()
                .resideInAPackage(library);
    }

    private static ArchRule science(String... where) {
        return noClasses().that().resideInAnyPackage(where).should().dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "com.fasterxml..", "java.nio.channels..")
                .orShould().dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File.*|RandomAccessFile)");
    }

    /** The string literals of a tree of sources that name an option. */
    private static List<String> options(Path sources) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher literal = OPTION.matcher(line);
                    if (literal.find() && !line.strip().startsWith("*")
                            && !line.strip().startsWith("//")) {
                        found.add(file.getFileName() + ": " + line.strip());
                    }
                }
            }
        }
        return found;
    }
}
