import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example runs, prints what docs/library.md says that it prints, and is what that page shows.
 */
class ExamplesTest {
    private static final Pattern SHOWN =
            Pattern.compile("`examples/(\\w+)\\.java`.*?```java\\n(.*?)```.*?```text\\n(.*?)```",
                    Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("\\(?-?\\d+(\\.\\d+)?(e-?\\d+)?[,;:)]*");

    @TempDir
    private Path home;

    @TestFactory
    Stream<DynamicTest> anExampleRunsAndPrintsWhatThePageSays() throws Exception {
        Map<String, List<String>> shown = shown();
        try (Stream<Path> files = Files.list(Path.of(""))) {
            List<String> examples = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", "")).sorted().toList();
            assertEquals(examples, List.copyOf(shown.keySet()),
                    "docs/library.md shows each example once");
        }
        return shown.entrySet().stream().map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
            assertEquals(dense(Files.readString(Path.of(each.getKey() + ".java"))),
                    dense(each.getValue().get(0)));
            assertSaysTheSame(each.getValue().get(1), run(each.getKey()));
        }));
    }

    @Test
    void theScriptRunsInJshellAndPrintsWhatThePageSays() throws Exception {
        String page = Files.readString(Path.of("../docs/library.md"));
        List<String> shown = Pattern.compile("```text\\n(.*?)```", Pattern.DOTALL)
                .matcher(page.substring(page.indexOf("## In jshell"))).results()
                .map(block -> block.group(1)).toList();
        assertEquals(Files.readString(Path.of("codes.jsh")), shown.get(0));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        JavaShellToolBuilder.builder().out(out).err(out, out).persistence(Map.of())
                .locale(Locale.ROOT).run("--class-path", classPath(), "codes.jsh");
        assertSaysTheSame(shown.get(1), said.toString(StandardCharsets.UTF_8));
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path",
                System.getProperty("java.class.path"));
    }

    @Test
    void thePlaneIsDrawn() throws Exception {
        run("ErrorAgainstSparsity");
        String plane = Files.readString(home.resolve("plane.svg"));
        for (String text : List.of("My encoder", "Exact lasso", "Δ error", "Lifetime sparsity",
                "Squared error per patch")) {
            assertTrue(plane.contains(text), text);
        }
    }

    @Test
    void neitherTensorFlowNorJacksonNorTheCommandLineIsOnTheClassPath() {
        String path = classPath();
        List<String> entries = List.of(path.split(Pattern.quote(File.pathSeparator)));
        assertTrue(entries.stream().anyMatch(entry -> entry.contains("ejml")), path);
        for (String absent : List.of("tensorflow", "jackson", "picocli")) {
            assertFalse(
                    entries.stream().anyMatch(
                            entry -> Path.of(entry).getFileName().toString().contains(absent)),
                    path);
        }
        for (String absent : List.of("org.tensorflow.Graph",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "parsimony.vae.Vae", "parsimony.data.Npy", "parsimony.experiment.Experiment")) {
            assertThrows(ClassNotFoundException.class, () -> Class.forName(absent));
        }
    }

    /** The text of each example and what it prints, as the page has them. */
    private static Map<String, List<String>> shown() throws Exception {
        Map<String, List<String>> shown = new TreeMap<>();
        SHOWN.matcher(Files.readString(Path.of("../docs/library.md"))).results()
                .forEach(found -> shown.put(found.group(1),
                        List.of(found.group(2), found.group(3))));
        return shown;
    }

    private String run(String example) throws Exception {
        PrintStream before = System.out;
        Locale locale = Locale.getDefault();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        Locale.setDefault(Locale.ROOT);
        try {
            var main = Class.forName(example).getDeclaredMethod("main", String[].class);
            main.invoke(null, (Object) new String[] {home.toString()});
        } finally {
            System.setOut(before);
            Locale.setDefault(locale);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    /** Without white space, which whoever formats code may set otherwise. */
    private static String dense(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** The same words, and the same numbers up to another machine's rounding. */
    private static void assertSaysTheSame(String expected, String actual) {
        String[] words = expected.strip().split("\\s+");
        String[] said = actual.strip().split("\\s+");
        assertEquals(words.length, said.length, actual);
        for (int i = 0; i < words.length; i++) {
            if (NUMBER.matcher(words[i]).matches()) {
                assertEquals(number(words[i]), number(said[i]),
                        2e-3 * Math.max(1, Math.abs(number(words[i]))), actual);
            } else {
                assertEquals(words[i], said[i], actual);
            }
        }
    }

    private static double number(String word) {
        return Double.parseDouble(word.replaceAll("[(),;:]", ""));
    }
}
