package parsimony.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.experiment.ExperimentFile;

/** The schema for editors takes every experiment that the program takes, and refuses wrong keys. */
class ExperimentSchemaTest {
    private static final Path FILE = PagesTest.ROOT.resolve("docs/experiment.schema.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final YAMLMapper YAML = new YAMLMapper();

    static final List<String> PRESETS = ExperimentFile.PRESETS;

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(JSON.readTree(Files.readString(FILE)));
    }

    @Test
    void theFileIsThatOfTheRecordsInTheWordsOfThePage() throws IOException {
        String made = JSON.writeValueAsString(
                new ExperimentSchema(ExperimentSchemaTest::description).schema()) + "\n";
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(FILE, made);
        }
        assertEquals(made, Files.readString(FILE), "CONTRIBUTING.md says how to make it anew");
    }

    /** What the page says a key is, without its markup. */
    private static String description(String group, String key) {
        try {
            String heading = group.isEmpty() ? "### Top"
                    : Pattern.matches("vaes|data|training|learning|dictionaries|encoders|measure"
                            + "|draw", group) ? "### `" + group + "`" : null;
            Map<String, String[]> rows =
                    heading == null ? Map.of() : PagesTest.table("experiments.md", heading);
            return rows.containsKey(key)
                    ? rows.get(key)[2].replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "")
                    : "setting of " + group;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @FieldSource("PRESETS")
    void everyPresetIsValidAsPrinted(String name) throws IOException {
        assertEquals(List.of(), List.copyOf(
                schema().validate(YAML.readTree(ExperimentFile.text(name)))));
    }

    @Test
    void everyExperimentOfThePageIsValid() throws IOException {
        String page = Files.readString(PagesTest.ROOT.resolve("docs/experiments.md"));
        List<String> found = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page)
                .results().map(yaml -> yaml.group(1)).toList();
        assertFalse(found.isEmpty());
        for (String yaml : found) {
            JsonNode tree = YAML.readTree(yaml);
            assertEquals(List.of(), List.copyOf(schema().validate(tree)), yaml);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{atomz: 5}", "{atoms: many}", "{vaes: [{latent: poison}]}",
        "{vaes: {latent: poisson, encoder: {network: mlp, layers: 3}}}", "{data: {patch: 12y20}}",
        "{dictionaries: [{method: omp}]}", "{training: {lr: fast}}", "{atoms: [5, many]}",
        "{atoms: []}", "{data: [a, b]}"})
    void whatIsWrongIsMarked(String yaml) throws IOException {
        assertFalse(schema().validate(YAML.readTree(yaml)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{atoms: 2e4}", "{atoms: 20_000}", "{data: dead-leaves}",
        "{vaes: {latent: poisson, encoder: conv+b}}", "{data: {patch: 12}}", "{seeds: 3}",
        "{vaes: {latent: lista, encoder: {network: lista, layers: 5, lambda: .5}}}",
        "{atoms: [64, 2e4], training: {lr: [.1, .2]}, data: {images: [bars, DIR]}}",
        "{vaes: {latent: [poisson, lista], encoder: [linear, {network: lista, layers: [2, 5]}]}}"})
    void whatTheProgramReadsIsNotMarked(String yaml) throws IOException {
        assertEquals(List.of(), List.copyOf(schema().validate(YAML.readTree(yaml))));
    }
}
