package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;

class ExperimentFileTest {
    static final List<String> PRESETS = ExperimentFile.PRESETS;

    private static final String GOOD = """
            data: {images: dead-leaves, patch: 8}
            seeds: [3, 4]
            atoms: 32
            training: {iterations: 100}
            vaes:
              - latent: poisson
                beta: [.5, 1]
              - {latent: gaussian, activation: relu}
              - {name: hard, latent: poisson, estimator: straight-through, temperature: 1}
            dictionaries:
              - method: lca
            measure:
              lambdas: [.1, 1]
            """;

    @Test
    void whatIsLeftOutTakesADefault() {
        Experiment experiment = ExperimentFile.parse(GOOD, "e.yaml");
        assertEquals(List.of(3L, 4L), experiment.seeds());
        assertEquals(List.of("poisson", "gaussian-relu", "hard"),
                experiment.vaes().stream().map(Experiment.Vae::name).toList());
        assertEquals(Distribution.POISSON, experiment.vaes().get(0).latent());
        assertEquals(Estimator.STRAIGHT_THROUGH, experiment.vaes().get(2).estimator());
        assertEquals(1, experiment.vaes().get(2).temperature());
        assertEquals(List.of(.5, 1.0), experiment.vaes().get(0).beta());
        assertEquals(List.of(1.0), experiment.vaes().get(1).beta());
        assertEquals(Experiment.Sparsity.LIFETIME, experiment.draw().sparsity());
        assertEquals(3, experiment.dataSeed());
        assertEquals(.95, experiment.interval());
        assertEquals(.9, ExperimentFile.parse(GOOD + "interval: .9\n", "e.yaml").interval());
    }

    @Test
    void anExperimentThatWasWrittenReadsBackTheSame() {
        Experiment experiment = ExperimentFile.parse(GOOD, "e.yaml");
        assertEquals(experiment, ExperimentFile.parse(ExperimentFile.write(experiment), "e.yaml"));
        assertEquals(experiment, ExperimentFile.of(ExperimentFile.tree(experiment), "e.yaml"));
    }

    @ParameterizedTest
    @FieldSource("PRESETS")
    void everyPresetCanBeRead(String name) throws Exception {
        Experiment experiment = ExperimentFile.sweep(name).first();
        assertTrue(
                experiment.vaes().stream().anyMatch(vae -> vae.latent() == Distribution.POISSON));
        assertEquals(name.equals("quick") || name.startsWith("paper-short")
                || name.equals("iterative-short") ? 1
                        : name.equals("metabolic-short") ? 3 : 5,
                experiment.seeds().size());
    }

    /** What stands in the good file, what in its place is wrong, and what the one line must say. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "iterations: 100 | iteratoins: 100 | e.yaml:4: iteratoins: is no key here; did you mean"
                + " iterations?",
        "training: | trainig: | e.yaml:4: trainig: is no key here; did you mean training?",
        "lambdas: | lamdas: | e.yaml:13: lamdas: is no key here; did you mean lambdas?",
        "straight-through | straigt-through | mc, straight-through, gumbel, score, coupling;"
                + " did you mean straight-through?",
        "method: lca | method: lasagne | e.yaml:11: dictionaries.1.method: lasagne is none of",
        "method: lca | method: omp | e.yaml:11: method: omp learns none; must be one of lca,"
                + " ista, fista, lasso",
        "latent: gaussian | name: x | latent: is missing",
        "atoms: 32 | atoms: many | e.yaml:3: atoms: must be a whole number such as 10000 or 1e4,"
                + " got many",
        "atoms: 32 | atoms: 1.5 | e.yaml:3: atoms: must be a whole number such as 10000 or 1e4,"
                + " got 1.5",
        "atoms: 32 | atoms: 1e10 | e.yaml:3: atoms: must be at most 2147483647, got 1e10",
        "atoms: 32 | atoms: true | e.yaml:3: atoms: must be a whole number such as 10000 or 1e4,"
                + " got true",
        "[3, 4] | [3, .5] | e.yaml:2: seeds.2: must be a whole number such as 10000 or 1e4, got .5",
        "[3, 4] | [3, ~] | e.yaml:2: seeds.2: a list has an entry without a value",
        "[3, 4] | \\n  - 3\\n  - 4x | e.yaml:4: seeds.2: must be a whole number",
        "iterations: 100 | iterations: [1, x] | e.yaml:4: training.iterations.2: must be a whole"
                + " number",
        "[3, 4] | [3, 3] | e.yaml:2: seeds: 3 comes twice",
        "[3, 4] | [] | e.yaml:2: seeds: is empty",
        "temperature: 1 | temperature: 0 | e.yaml:9: temperature: 0.0; must be above 0",
        "atoms: 32 | atoms: 0 | e.yaml:3: atoms: 0; must be at least 1",
        "dictionaries: | learning: {epochs: 0}\\ndictionaries: | e.yaml:10: epochs: 0; must be at"
                + " least 1",
        "dictionaries: | learning: {lambda: .5, ramp: true}\\ndictionaries: | e.yaml:10: ramp:"
                + " says what lambda is",
        "dictionaries: | learning: {rate: .1}\\ndictionaries: | e.yaml:10: rate: not for update"
                + " online",
        "- method: lca | - {method: lca, rate: .1} | rate: not for update online",
        "[.5, 1] | [.5, .5] | e.yaml:7: beta: 0.5 comes twice",
        "[.5, 1] | [.5, -1] | e.yaml:7: beta: -1.0; must be at least 0",
        "[.1, 1] | [1, .1] | e.yaml:13: lambdas: 0.1; must be above 0 and rising",
        "lambdas: [.1, 1] | patches: 1 | measured: 1; must be at least 2",
        "[.1, 1] | [0, .1] | e.yaml:13: lambdas: 0.0; must be above 0 and rising",
        "[.5, 1] | [.5, ~] | a list has an entry without a value",
        "name: hard, | '' | two models are called poisson",
        "latent: gaussian, | name: x, | e.yaml:8: latent: is missing",
        "temperature: 1 | temperature: .inf | e.yaml:9: .inf: must be a finite number",
        "temperature: 1 | temperature: hot | e.yaml:9: vaes.3.temperature: must be a number",
        "patch: 8 | strict: maybe | e.yaml:1: data.strict: must be true or false",
        "- method: lca | - method:lca | e.yaml:11: dictionaries.1: must be a group of keys, as in"
                + " atoms: 512",
        "name: hard, | name: ../etc, | name: ../etc; must be",
        "atoms: 32 | seeds: [5] | seeds",
        "[.1, 1] | [.1, 1]\\n---\\natoms: 3 | e.yaml:15: begins a second"
                + " document",
        "patch: 8 | pipeline: patches(0) | e.yaml:1: step 'patches(0)'",
        "patch: 8 | patch: 2 | e.yaml:1: patch: must be 4 to 64 pixels high and wide, got 2",
        "patch: 8 | count: 0 | e.yaml:1: count: must be at least 1 patch, got 0",
    })
    void whatIsWrongIsSaidInOneLineWithWhatWouldBeRight(String right, String wrong, String said) {
        assertTrue(GOOD.contains(right));
        String text = GOOD.replace(right, wrong.replace("\\n", "\n"));
        InputException e =
                assertThrows(InputException.class, () -> ExperimentFile.parse(text, "e.yaml"));
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().contains(said), e.getMessage());
    }

    /**
     * A text that is no YAML, and the whole of what is said: place, problem, where its context
     * began, remedy.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "vaes:\\n\\t- latent: poisson | e.yaml:2:1: found character '\\t(TAB)' that cannot start"
                + " any token (while scanning for the next token); indent with spaces",
        "atoms: @x | e.yaml:1:8: found character '@' that cannot start any token (while scanning"
                + " for the next token); put a text that begins so in quotes",
        "vaes: [{latent: poisson}\\natoms: 3 | e.yaml:2:1: expected ',' or ']', but got <scalar>"
                + " (while parsing a flow sequence that began at line 1:7); close the list with ]",
        "vaes: [{latent: poisson]\\natoms: 3 | e.yaml:1:24: expected ',' or '}', but got ]"
                + " (while parsing a flow mapping that began at line 1:8); close the group with }",
        "data: {images: \"bars}\\natoms: 3 | e.yaml:2:9: found unexpected end of stream"
                + " (while scanning a quoted scalar that began at line 1:16); close the quotes",
        "vaes:\\n  - latent: poisson\\n   beta: 1 | e.yaml:3:4: expected <block end>, but found"
                + " '<block mapping start>' (while parsing a block collection that began at line"
                + " 2:3); indent the keys of a group and the entries of a list alike",
        "vaes:\\n  - latent: poisson: 2 | e.yaml:2:20: mapping values are not allowed here;"
                + " put a space after the colon of each key, indent the keys of a group alike,"
                + " and put a text that has a colon in quotes",
        "atoms: 3\\nvaes | e.yaml:2:5: could not find expected ':'"
                + " (while scanning a simple key that began at line 2:1); write a key, a colon"
                + " and a space",
        "atoms: 3\\natoms: 4 | e.yaml:2: atoms: comes twice; each key must be named once",
        "atoms: 3\\nlatents: 4 | e.yaml:2: latents: is atoms, which comes twice",
        "training:\\n  lr: .1\\n  rate: .2 | e.yaml:3: rate: is lr, which comes twice",
        "vaes:\\n  - latent: poisson\\n    beta: 1\\n    beta: 1 | e.yaml:4: beta: comes twice;"
                + " each key must be named once",
        "vaes:\\n  - &a {latent: poisson}\\n  - *a | e.yaml:3: *a: is an alias, which an"
                + " experiment cannot have; write its value out",
        "atoms: 3\\nvaes:\\0 | e.yaml:2:6: has the character U+0000, which YAML does not allow;"
                + " is it a text?",
    })
    void whatIsNoYamlIsSaidWholeWithLineAndColumn(String text, String said) {
        String written = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\0", "\0");
        String message =
                assertThrows(InputException.class, () -> ExperimentFile.parse(written, "e.yaml"))
                        .getMessage();
        assertEquals(said, message);
    }

    @Test
    void aWholeNumberIsTakenInWhateverWayItIsWritten() {
        Experiment experiment = ExperimentFile.parse("""
                data: {images: bars, count: 1e3, patch: "8", seed: 010}
                seeds: [1e0, 2_0]
                atoms: 3.2e1
                training: {iterations: 10000.0, batch: 5.e1, cycles: 2}
                vaes: [{latent: poisson}]
                learning: {epochs: 1e1, batches: 1e1, batch: 1e2}
                measure: {patches: 1e2}
                """, "e.yaml");
        assertEquals(1000, experiment.data().count());
        assertEquals(new PatchShape(8, 8), experiment.data().patch());
        assertEquals(10, experiment.data().seed());
        assertEquals(List.of(1L, 20L), experiment.seeds());
        assertEquals(32, experiment.atoms());
        assertEquals(10_000L, experiment.training().iterations());
        assertEquals(50, experiment.training().batch());
        assertEquals(100, experiment.learning().batch());
        assertEquals(100, experiment.measure().patches());
    }

    @Test
    void whatIsNoExperimentFile(@TempDir Path home) throws Exception {
        assertEquals(home
                + ": is a folder; name a YAML file or one of "
                + String.join(", ", ExperimentFile.PRESETS),
                refusal(home));
        Path inside = Files.writeString(home.resolve("experiment.yaml"), GOOD);
        assertTrue(refusal(home).endsWith("; did you mean " + inside + "?"));
        Path large = Files.write(home.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        assertEquals(large + ": has more than 1 MiB, which is no experiment; name a YAML file",
                refusal(large));
        assertEquals(
                "EXPERIMENT: is empty; name a YAML file or one of "
                        + String.join(", ", ExperimentFile.PRESETS),
                assertThrows(InputException.class, () -> ExperimentFile.read("")).getMessage());
    }

    private static String refusal(Path file) {
        return assertThrows(InputException.class, () -> ExperimentFile.read(file.toString()))
                .getMessage();
    }

    @Test
    void aFileInAnotherEncoding(@TempDir Path home) throws Exception {
        Path file = Files.write(home.resolve("e.yaml"),
                GOOD.replace("[3, 4]", "[3, 4] # für").getBytes(StandardCharsets.ISO_8859_1));
        String said = assertThrows(InputException.class, () -> ExperimentFile.read(file.toString()))
                .getMessage();
        assertTrue(said.contains("e.yaml: is not text in UTF-8"), said);
    }

    @Test
    void anEmptyFileAndOneThatIsNotThere() {
        for (String empty : List.of("", " \n", "# only a comment\n", "~", "---\n")) {
            String said =
                    assertThrows(InputException.class, () -> ExperimentFile.parse(empty, "e.yaml"))
                            .getMessage();
            assertEquals("e.yaml: is empty; an experiment names vaes or dictionaries", said);
        }
        String list =
                assertThrows(InputException.class, () -> ExperimentFile.parse("- lca\n", "e.yaml"))
                        .getMessage();
        assertEquals(
                "e.yaml:1: the file: must be a group of keys, as in atoms: 512, with a space"
                        + " after the colon",
                list);
        String missing =
                assertThrows(InputException.class, () -> ExperimentFile.read("quik")).getMessage();
        assertTrue(missing.contains("did you mean quick?"), missing);
    }
}
