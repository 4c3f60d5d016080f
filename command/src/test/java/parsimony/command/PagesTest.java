package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import parsimony.data.preprocess.Pipeline;
import parsimony.experiment.ExperimentFile;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Network;
import picocli.CommandLine;

/**
 * The pages say what the code does: every key, preset, step, command, option and link, and none
 * that is not there.
 */
class PagesTest {
    static final Path ROOT = Path.of("..");
    private static final Path COMMAND_LINE = ROOT.resolve("docs/command-line.md");
    private static final String MADE = "<!-- made from here on -->\n";
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String TOP = "Top";
    private static final Pattern COMMAND =
            Pattern.compile("^ {4,}(?:[A-Z_]+=\\S+ )*\\./parsimony (.*)$", Pattern.MULTILINE);
    /** What a page of the site calls files outside of docs/ by. */
    private static final String BLOB =
            "https://github.com/parsimony-toolkit/parsimony/blob/main/";
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    @Test
    void everyCommandAndOptionIsOnItsPage() throws IOException {
        String page = Files.readString(COMMAND_LINE);
        String made = page.substring(0, page.indexOf(MADE)) + MADE + "\n" + CommandLinePage.text();
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(COMMAND_LINE, made);
        }
        assertEquals(made, Files.readString(COMMAND_LINE),
                "CONTRIBUTING.md says how to make the page anew");
    }

    @Test
    void noLineOfAHelpTextIsLongerThanAHundredColumns() {
        List<CommandLine> all = new ArrayList<>(Parsimony.commandLine().getSubcommands().values());
        all.add(Parsimony.commandLine());
        assertEquals(List.of(), all.stream().flatMap(command -> command.getUsageMessage().lines())
                .filter(line -> line.length() > 100).toList());
    }

    /**
     * Every command of every page, as far as its words go: a name that is no option fails, and one
     * that is missing.
     */
    @TestFactory
    Stream<DynamicTest> everyCommandCanBeGiven() throws IOException {
        return pages().flatMap(page -> COMMAND.matcher(read(page).replace("\\\n", " ")).results()
                .map(found -> found.group(1))
                .filter(command -> !command.startsWith("COMMAND"))
                .map(command -> DynamicTest.dynamicTest(page.getFileName() + ": " + command,
                        () -> assertDoesNotThrow(
                                () -> Parsimony.commandLine().parseArgs(words(command)),
                                command))));
    }

    @Test
    void everyOptionInASentenceIsOne() throws IOException {
        Set<String> options = Parsimony.commandLine().getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().optionsMap().keySet().stream())
                .collect(Collectors.toSet());
        assertEquals(List.of(), pages().filter(page -> !page.endsWith("CHANGELOG.md"))
                .flatMap(page -> Pattern.compile("`(?:[a-z]+ )*(--[a-z][a-z-]*)")
                        .matcher(read(page)).results()
                        .map(found -> found.group(1)).filter(option -> !options.contains(option))
                        .map(option -> page.getFileName() + ": " + option))
                .toList());
    }

    private static String[] words(String command) {
        return Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)")
                .matcher(command.replaceFirst("\\s+(# .*|> \\S+$)", "")).results()
                .map(word -> Stream.of(1, 2, 3).map(word::group).filter(part -> part != null)
                        .findFirst().orElseThrow())
                .map(word -> word.equals("RUN...") || word.equals("…") ? "RUN" : word)
                .toArray(String[]::new);
    }

    @TestFactory
    Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
        return pages().map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> {
            for (String link : LINK.matcher(read(page)).results().map(found -> found.group(1))
                    .toList()) {
                boolean ours = link.startsWith(BLOB);
                if (ours || !link.contains("://")) {
                    String[] parts = link.replace(BLOB, "").split("#", 2);
                    Path target = ours ? ROOT.resolve(parts[0])
                            : parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
                    assertTrue(Files.exists(target), link + " leads nowhere");
                    assertTrue(parts.length == 1 || anchors(target).contains(parts[1]),
                            link + " has no such heading");
                }
            }
        }));
    }

    private static Set<String> anchors(Path page) {
        return read(page).lines().filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void theReadmeHasAtMostAHundredLines() {
        assertTrue(read(ROOT.resolve("README.md")).lines().count() <= 100);
    }

    @Test
    void theIndexAndTheSiteNameEveryPage() throws IOException {
        String index = read(ROOT.resolve("docs/index.md"));
        String site = read(ROOT.resolve("mkdocs.yml"));
        assertTrue(site.contains(": index.md"));
        assertEquals(List.of(), pages().filter(page -> page.startsWith(ROOT.resolve("docs")))
                .map(page -> page.getFileName().toString())
                .filter(page -> !page.equals("index.md")
                        && !(index.contains("(" + page + ")") && site.contains(": " + page + "\n")))
                .toList());
    }

    /**
     * The keys of a group, and the words that a key can have, are those that a misspelt one is
     * told.
     */
    @TestFactory
    Stream<DynamicTest> everyKeyOfAnExperimentIsOnThePage() throws IOException {
        List<String> groups = new ArrayList<>(List.of(TOP));
        keys(TOP).stream().filter(key -> keys(key) != null).forEach(groups::add);
        JsonNode usual = ExperimentFile.tree(ExperimentFile.of(
                YAML.readTree("{vaes: [{latent: poisson}], dictionaries: [{method: lca}],"
                        + " encoders: [{file: sae}]}"),
                "test"));
        return groups.stream().map(group -> DynamicTest.dynamicTest(group, () -> {
            Map<String, String[]> rows =
                    table("experiments.md", "### " + (group.equals(TOP) ? TOP : "`" + group + "`"));
            assertEquals(keys(group), rows.keySet());
            JsonNode tree = group.equals(TOP) ? usual : usual.path(group);
            for (String key : rows.keySet()) {
                String[] row = rows.get(key);
                words(group, key).forEach(word -> assertTrue(row[2].contains("`" + word + "`"),
                        key + ": " + word + " is missing"));
                JsonNode value = (tree.isArray() ? tree.get(0) : tree).path(key);
                if (row[1].matches("`.+`") && !value.isMissingNode() && !group.equals(TOP)
                        || value.isNumber() || value.isBoolean()) {
                    assertEquals(plain(YAML.readTree(row[1].replace("`", ""))), plain(value), key);
                }
            }
        }));
    }

    /** With one way to write a number, be it whole or not. */
    private static String plain(JsonNode value) {
        return value.toString().replaceAll("(\\d)\\.0\\b", "$1").replace("\"", "")
                .replaceAll("^\\[(.*)]$", "$1");
    }

    /** What is said of an experiment with a wrong key or value in a group. */
    private static String refusal(String group, String key) {
        Map<String, String> needed =
                Map.of("vaes", "latent: poisson, ", "dictionaries", "method: lca, ", "encoders",
                        "file: sae, ");
        String wrong = "{" + (key.equals("latent") || key.equals("method") ? ""
                : needed.getOrDefault(group, "")) + key + ": nonsense}";
        String yaml = group.equals(TOP) ? "{vaes: [{latent: poisson}], " + wrong.substring(1)
                : "{" + group + ": " + wrong
                        + (group.equals("vaes") ? "}" : ", vaes: [{latent: poisson}]}");
        return assertThrows(InputException.class,
                () -> ExperimentFile.of(YAML.readTree(yaml), "test"), yaml).getMessage();
    }

    /** Null if it is no group. */
    private static Set<String> keys(String group) {
        Matcher keys = Pattern.compile("nonsense: is no key here.*\\((.*)\\)")
                .matcher(refusal(group, "nonsense"));
        return keys.find() ? Set.of(keys.group(1).split(", ")) : null;
    }

    /** The words that a key can have for its value. */
    private static List<String> words(String group, String key) {
        if (key.equals("method") || group.equals("measure") && key.equals("inference")) {
            return Solver.with(Solver.Trait.LEARNS).stream().map(Solver::name).toList();
        }
        if (Set.of("name", "images", "pipeline", "data", "file", "elsewhere").contains(key)) {
            return List.of(); // any text
        }
        Matcher words =
                Pattern.compile("nonsense is none of ([a-z0-9, -]+)").matcher(refusal(group, key));
        return words.find() ? List.of(words.group(1).split(", ")) : List.of();
    }

    @Test
    void everyNetworkIsOnThePageWithItsSettings() throws IOException {
        Map<String, String[]> rows = table("experiments.md", "### Networks");
        assertEquals(Network.all().stream().map(Network::kind).collect(Collectors.toSet()),
                rows.keySet());
        for (Network network : Network.all()) {
            for (RecordComponent setting : network.getClass().getRecordComponents()) {
                String name =
                        ((PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE)
                                .translate(setting.getName());
                assertTrue(rows.get(network.kind())[1].contains("`" + name + "`"),
                        network.kind() + ": " + name);
            }
        }
    }

    @Test
    void everyPresetIsOnThePage() throws IOException {
        assertEquals(Set.copyOf(ExperimentFile.PRESETS),
                table("experiments.md", "## Presets").keySet());
    }

    @Test
    void everyExperimentOfAPageCanBeRead() throws IOException {
        List<String> found = pages().flatMap(
                page -> Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(read(page))
                        .results().map(yaml -> yaml.group(1)))
                .toList();
        assertFalse(found.isEmpty());
        for (String yaml : found) {
            JsonNode tree = YAML.readTree(yaml);
            assertDoesNotThrow(() -> ExperimentFile.sweep(tree, "a page"), yaml);
        }
    }

    @Test
    void everyDataFormIsOnThePage() throws IOException {
        String said = String.join(" ",
                Parsimony.commandLine().getSubcommands().get("prepare").getCommandSpec()
                        .positionalParameters().get(0).description());
        Set<String> forms = Pattern.compile("\\b([a-z0-9-]+):[A-Z]").matcher(said).results()
                .map(form -> form.group(1))
                .collect(Collectors.toSet());
        Stream.of("dead-leaves", "bars", "pairs", "superposition").filter(said::contains)
                .forEach(forms::add);
        Set<String> shown = table("experiments.md", "## Data forms").keySet().stream()
                .filter(form -> !form.matches("[A-Z].*"))
                .map(form -> form.replaceFirst("[:(].*", "")).collect(Collectors.toSet());
        assertEquals(forms, shown);
    }

    @Test
    void everyPresetOfPipelinesIsOnThePageWithItsSteps() throws IOException {
        Map<String, String[]> rows = table("experiments.md", "## Pipelines");
        assertEquals(Pipeline.presets(), rows.keySet());
        rows.forEach((name, row) -> assertEquals(Pipeline.parse(name).toString(),
                Pipeline.parse(row[1].replace("`", "")).toString()));
    }

    @Test
    void everyModuleAndPackageIsInTheArchitecture() throws IOException {
        String page = read(ROOT.resolve("docs/architecture.md"));
        for (String module : Pattern.compile("<module>(.*)</module>")
                .matcher(read(ROOT.resolve("pom.xml"))).results()
                .map(found -> found.group(1)).toList()) {
            assertTrue(page.contains("`" + module + "/`"), module + " is missing");
            Path top = ROOT.resolve(module).resolve("src/main/java/parsimony").resolve(module);
            if (Files.isDirectory(top)) {
                String row = page.lines().filter(line -> line.startsWith("| `" + module + "/`"))
                        .findFirst().orElseThrow();
                try (Stream<Path> packages = Files.walk(top).filter(Files::isDirectory)) {
                    packages.filter(place -> !place.equals(top))
                            .map(place -> "`." + place.getFileName() + "`")
                            .forEach(name -> assertTrue(row.contains(name),
                                    module + ": " + name + " is missing"));
                }
            }
        }
    }

    @Test
    void thePagesOfTheCodeNameNoClassThatIsNotThere() throws IOException {
        Set<String> classes = new HashSet<>(Set.of("CancellationException")); // of Java itself
        try (Stream<Path> files =
                Files.walk(ROOT).filter(file -> file.toString().endsWith(".java"))) {
            files.forEach(file -> classes.add(file.getFileName().toString().replace(".java", "")));
        }
        for (String page : List.of("docs/architecture.md", "docs/extending.md",
                "CONTRIBUTING.md")) {
            List<String> named = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`")
                    .matcher(read(ROOT.resolve(page))).results()
                    .map(found -> found.group(1)).toList();
            assertFalse(named.isEmpty());
            assertEquals(List.of(), named.stream().filter(name -> !classes.contains(name)).toList(),
                    page);
        }
    }

    /**
     * What the page says is left out is what is left out: a step by its name alone comes to what
     * stands there.
     */
    @Test
    void everyStepOfAPipelineIsOnThePageWithItsDefaults() throws IOException {
        Set<String> shown = new HashSet<>();
        for (String step : table("experiments.md", "| step |").keySet()) {
            shown.addAll(List.of(step.replaceFirst("\\(.*", ""), step.replaceFirst("[,)].*", "")));
            String alone = step.contains("stride") ? step
                    : step.replaceFirst(", .*", ")").replaceFirst("\\([^()]*=.*", "");
            assertEquals(numbers(inPlace(step)), numbers(inPlace(alone)));
            Pattern.compile("(\\w+)=").matcher(inPlace(alone)).results()
                    .forEach(option -> assertTrue(
                            ("crop stride " + step + " count validation blocks seed flat epsilon")
                                    .contains(option.group(1)),
                            step + " lacks " + option.group(1)));
        }
        Set<String> known = new HashSet<>();
        for (String name : listed("nonsense | patches(8)", " there are ([a-z, ]+)")) {
            List<String> kinds =
                    listed(name + "(nonsense)", " is (?:over |by )?([a-z, ]+), got nonsense");
            known.addAll(kinds.isEmpty() ? List.of(name)
                    : kinds.stream().map(kind -> name + "(" + kind).toList());
        }
        assertTrue(known.contains("gray") && known.contains("whiten(pca"), known.toString());
        known.removeAll(shown);
        assertEquals(Set.of(), known);
    }

    /** The names in the message about a pipeline that is wrong. */
    private static List<String> listed(String pipeline, String form) {
        String said = assertThrows(IllegalArgumentException.class, () -> Pipeline.parse(pipeline))
                .getMessage();
        Matcher names = Pattern.compile(form).matcher(said);
        return names.find() ? List.of(names.group(1).split(", | and | or ")) : List.of();
    }

    /** The pipeline that a step alone makes. */
    private static String inPlace(String step) {
        boolean patches = step.startsWith("patches");
        boolean after = step.matches("split.*|zscore\\((patch|dataset).*|whiten\\((zca|pca).*");
        return Pipeline
                .parse(patches ? step : after ? "patches(8) | " + step : step + " | patches(8)")
                .toString();
    }

    private static String numbers(String pipeline) {
        return pipeline.replaceAll("1\\.52\\d*E-5", "1/65535");
    }

    /** The first table behind a text, by the code in its first column: its cells. */
    static Map<String, String[]> table(String page, String behind) throws IOException {
        String text = read(ROOT.resolve("docs").resolve(page));
        int from = text.indexOf("\n" + behind);
        assertTrue(from >= 0, behind + " is missing on " + page);
        Map<String, String[]> rows = new LinkedHashMap<>();
        for (String line : text.substring(text.indexOf("|---", from)).lines().skip(1)
                .takeWhile(l -> l.startsWith("|")).toList()) {
            String[] cells = Stream
                    .of(line.replaceFirst("^\\|", "").replaceFirst("\\|$", "").split("(?<!\\\\)\\|",
                            -1))
                    .map(cell -> cell.strip().replace("\\|", "|")).toArray(String[]::new);
            Pattern.compile("`([^`]+)`").matcher(cells[0]).results()
                    .forEach(code -> rows.put(code.group(1), cells));
        }
        return rows;
    }

    private static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(docs, top).filter(file -> file.toString().endsWith(".md")).sorted()
                    .toList().stream();
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
