package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.signals.InputException;
import parsimony.vae.Distribution;

/** Any single value of an experiment may be a list. */
class SweepTest {
    private static Sweep sweep(String yaml) {
        return ExperimentFile.parseSweep(yaml, "e.yaml");
    }

    private static <T> List<T> ofCells(Sweep sweep, Function<Experiment, T> value) {
        return sweep.cells().stream().map(cell -> value.apply(cell.experiment())).toList();
    }

    private static List<String> models(Sweep sweep) {
        return ExperimentLook.models(sweep.first());
    }

    @Test
    void listsOfAllModelsMakeTheirProductOfExperiments() {
        Sweep sweep = sweep("""
                data: {images: bars, patch: [8, 4x6]}
                latents: [16, 2e1]
                training: {rate: [.1, .01], iterations: 5}
                vaes: [{latent: poisson, beta: [.5, 1]}]
                """);
        assertEquals(List.of("data.patch", "atoms", "training.lr"),
                sweep.keys().stream().map(SweptKey::name).toList());
        assertEquals(List.of("8x8 16 0.1", "8x8 16 0.01", "8x8 20 0.1", "8x8 20 0.01",
                "4x6 16 0.1", "4x6 16 0.01", "4x6 20 0.1", "4x6 20 0.01"),
                ofCells(sweep, e -> e.data().patch() + " " + e.atoms() + " "
                        + e.training().lr()));
        assertEquals("patch=4x6 atoms=16 lr=0.1", sweep.cells().get(4).label());
        assertEquals(List.of(.5, 1.0), sweep.first().vaes().get(0).beta(), "stays what it was");
    }

    @Test
    void listsOfOneModelMultiplyThatModelAlone() {
        Sweep sweep = sweep("""
                vaes:
                  - {latent: gaussian}
                  - latent: poisson
                    k: 3
                    encoder: {network: lista, layers: [2, 5], lambda: .5}
                    temperature: [.1, .2]
                  - {name: any, latent: sae, activation: topk, k: [2, 3]}
                dictionaries: {method: lca, rate: [.1, 1e-2, 5]}
                learning: {update: gradient}
                """.replace("    k: 3\n", ""));
        assertEquals(1, sweep.cells().size());
        assertEquals(List.of("gaussian", "poisson-layers=2-temperature=0.1",
                "poisson-layers=2-temperature=0.2", "poisson-layers=5-temperature=0.1",
                "poisson-layers=5-temperature=0.2", "any-nonzeros=2", "any-nonzeros=3",
                "lca-rate=0.1", "lca-rate=0.01", "lca-rate=5"), models(sweep));
        assertEquals(List.of(.1, .2, .1, .2), sweep.first().vaes().subList(1, 5).stream()
                .map(Experiment.Vae::temperature).toList());
        assertEquals("poisson", sweep.models().get("poisson-layers=5-temperature=0.1").name());
        assertEquals("{vaes.encoder.layers=5, vaes.temperature=0.1}",
                sweep.models().get("poisson-layers=5-temperature=0.1").values().toString());
        assertEquals("P-VAE layers=5 temperature=0.1",
                Labels.of("poisson-layers=5-temperature=0.1"));
    }

    @Test
    void wordsAndNetworksMayBeLists() {
        Sweep sweep = sweep("""
                data: {images: [bars, dead-leaves]}
                vaes:
                  - {latent: [poisson, gaussian], encoder: [linear, {network: conv, bias: true}]}
                  - {name: p, latent: poisson, estimator: [exact, mc, straight-through]}
                """);
        assertEquals(List.of("bars", "dead-leaves"), ofCells(sweep, e -> e.data().images()));
        assertEquals(List.of("poisson-encoder=linear", "poisson-encoder=conv-true",
                "gaussian-encoder=linear", "gaussian-encoder=conv-true", "p-estimator=exact",
                "p-estimator=mc", "p-estimator=straight-through"), models(sweep));
        assertEquals(List.of(Distribution.POISSON, Distribution.POISSON, Distribution.GAUSSIAN,
                Distribution.GAUSSIAN),
                sweep.first().vaes().subList(0, 4).stream().map(Experiment.Vae::latent).toList());
        assertEquals("P-VAE estimator=straight-through lr=0.1",
                Labels.of("poisson-estimator=straight-through-lr=0.1"));
    }

    /** A key whose value is a list has a list of lists; a list among groups is one of all models. */
    @Test
    void listsOfListsAreSeveralValues() {
        Sweep sweep = sweep("""
                vaes: [{name: two, latent: poisson, levels: [[64, 16], [128, 32]]}]
                measure:
                  lambdas: [[.1, 1], [.2]]
                  elsewhere: [{images: bars, patch: 8, count: [100, 200]}]
                """);
        assertEquals(List.of("two-levels=64-16", "two-levels=128-32"), models(sweep));
        assertEquals(List.of(64, 16), sweep.first().vaes().get(0).levels());
        assertEquals(List.of("lambdas=0.1 1 count=100", "lambdas=0.1 1 count=200",
                "lambdas=0.2 count=100", "lambdas=0.2 count=200"),
                sweep.cells().stream().map(Sweep.Cell::label).toList());
        assertEquals(List.of(.2), sweep.cells().get(3).experiment().measure().lambdas());
        assertEquals(200, sweep.cells().get(3).experiment().measure().elsewhere().get(0).count());
    }

    @Test
    void aListOfOneIsThatOne() {
        Sweep sweep = sweep("{atoms: [16], vaes: [{latent: poisson, temperature: [1]}]}");
        assertTrue(sweep.isSingle());
        assertEquals(16, sweep.first().atoms());
        assertEquals(List.of("poisson"), models(sweep));
        assertEquals("", sweep.cells().get(0).label());
    }

    @Test
    void itsTreeReadsBackTheSameWithEachKeyByItsFirstName() {
        Sweep sweep = sweep("""
                data: bars
                latents: [16, 20]
                training: {rate: [.1, .01]}
                vaes: {model: poisson, k: 3, beta: 2, activation: none}
                """.replace(" k: 3,", ""));
        ObjectNode tree = sweep.tree();
        assertEquals("bars", tree.path("data").path("images").asText());
        assertEquals(2, tree.path("atoms").size());
        assertEquals("poisson", tree.path("vaes").path(0).path("latent").asText());
        Sweep again = sweep(ExperimentFile.write(tree));
        assertEquals(sweep.cells(), again.cells());
        assertEquals(sweep.cells(), ExperimentFile.sweep(tree, "tree").cells());
    }

    @Test
    void anExperimentWithoutListsIsOneCell() {
        Sweep sweep = sweep("{vaes: [{latent: poisson, beta: [1, 2]}], seeds: [1, 2]}");
        assertTrue(sweep.isSingle());
        assertEquals(1, sweep.cells().size());
    }

    /** Whether an entry of a list is wrong or the list itself: one line with its place. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "atoms: [16, many] | :1: atoms.2: must be a whole number such as 10000 or 1e4, got many",
        "atoms:\\n  - 16\\n  - 0 | :3: atoms: 0; must be at least 1",
        "atoms:\\n  - 16\\n  - 16 | :3: atoms: 16 comes twice; each must be named once",
        "atoms:\\n  - 16\\n  - ~ | :3: atoms: a list has an entry without a value; give it one or"
                + " leave it out",
        "atoms: [] | :1: atoms: is empty; must hold at least one value",
        "training:\\n  lr:\\n    - .1\\n    - fast | :4: training.lr.2: must be a number",
        "training:\\n  lr:\\n    - .1\\n    - -1 | :4: lr: -1.0; must be above 0",
        "learning: [{epochs: 1}, {epochs: 2}] | :1: learning: must be a group of keys",
        "data:\\n  patch:\\n    - 8\\n    - 2 | :4: patch: must be 4 to 64 pixels high",
        "dictionaries:\\n- method: [lca, lasagne] | :2: dictionaries.1.method.2: lasagne is none of",
        "dictionaries:\\n- method: lca\\n  rat: [1, 2] | :3: rat: is no key here; did you mean rate?",
        "measure:\\n  measured: [5, 1] | :2: measured: 1; must be at least 2",
        "measure:\\n  inference: [[lca], lasso] | :2: measure.inference.1: [ is none of",
    })
    void whatIsWrongInAListIsSaidInOneLine(String more, String said) {
        String text = more.replace("\\n", "\n") + "\nvaes: [{latent: poisson}]\n";
        InputException e = assertThrows(InputException.class, () -> sweep(text));
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertTrue(e.getMessage().startsWith("e.yaml" + said), e.getMessage());
    }

    @Test
    void aWrongEntryOfAModelsOwnListHasItsLine() {
        String said = assertThrows(InputException.class, () -> sweep("""
                vaes:
                  - {latent: gaussian, activation: [none, relu]}
                  - latent: poisson
                    temperature:
                      - .1
                      - 0
                """)).getMessage();
        assertEquals("e.yaml:6: temperature: 0.0; must be above 0", said);
        said = assertThrows(InputException.class, () -> sweep("""
                vaes:
                  - {latent: gaussian, activation: [none, relu]}
                  - latent: poisson
                    temperature: [.1, .2]
                    encoder: {network: lista, layers: [2, x]}
                """)).getMessage();
        assertTrue(said.startsWith("e.yaml:5: vaes.2.encoder"), said);
    }

    @Test
    void modelsOfOneNameAreRefused() {
        String said = assertThrows(InputException.class, () -> sweep(
                "vaes: [{latent: poisson, atoms: [8, 9]}, {latent: poisson}]")).getMessage();
        assertTrue(said.contains("two models are called poisson"), said);
        said = assertThrows(InputException.class, () -> sweep("vaes: [{latent: poisson, atoms:"
                + " [8, 9]}, {latent: poisson, temperature: [1, 2]}]")).getMessage();
        assertTrue(said.contains("two models with lists are called poisson"), said);
    }

    @Test
    void moreExperimentsThanCanBePlannedAreRefused() {
        String numbers = String.join(", ", IntStream.rangeClosed(1, 101)
                .mapToObj(String::valueOf).toList());
        String said = assertThrows(InputException.class, () -> sweep("atoms: [" + numbers
                + "]\ntraining: {batch: [" + numbers + "]}\nvaes: [{latent: poisson}]"))
                .getMessage();
        assertTrue(said.contains("makes 10201 of the lists atoms, training.batch"), said);
    }

    @Test
    void whereOneExperimentIsWantedAListIsRefused() {
        String said = assertThrows(InputException.class,
                () -> ExperimentFile.parse("{atoms: [1, 2], vaes: [{latent: poisson}]}", "e.yaml"))
                .getMessage();
        assertEquals("e.yaml: atoms: is a list; must be one value here", said);
        assertFalse(said.isEmpty());
    }
}
