package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.FolderLock;
import parsimony.experiment.run.Run;
import parsimony.signals.InputException;

/** A run is known by its key. The same description on the same data has the same key. */
class PlanTest {
    @TempDir
    private Path home;
    private Path images;

    @BeforeEach
    void images() throws Exception {
        images = home.resolve("x.npy");
        FMatrixRMaj pixels = new FMatrixRMaj(40, 64);
        for (int i = 0; i < pixels.getNumElements(); i++) {
            pixels.data[i] = i % 7;
        }
        Npy.write(images, pixels);
    }

    private Plan plan(String rest) throws Exception {
        return new Plan(ExperimentFile.parse("data: {images: 'npy:" + images
                + "', pipeline: 'patches(8, stride=8) | split(random)'}\natoms: 16\nmeasure:"
                + " {patches: 20}\n"
                + rest, "e.yaml"));
    }

    private static List<String> keys(Plan plan) {
        return plan.runs().stream().map(Run::key).toList();
    }

    @Test
    void everyModelSeedAndBetaIsARunAndSoIsInferenceOnItsDictionary() throws Exception {
        Plan plan = plan(
                "seeds: [0, 1]\nvaes: [{latent: poisson, beta: [.5, 1]}, {latent: laplace,"
                        + " decoder: mlp}]\ndictionaries: [{method: lca}]\n");
        assertEquals(2 * (2 + 2 + 1 + 1 + 1), plan.runs().size());
        assertEquals(plan.runs().size(), new HashSet<>(keys(plan)).size());
        assertEquals("poisson-beta0.5-seed0", plan.runs().get(0).name());
        assertEquals("poisson-beta0.5-seed0-by-lca", plan.runs().get(1).name());
    }

    @Test
    void aGivenDictionaryIsNamedByItsFileAndMustFitThePatches() throws Exception {
        Path file = home.resolve("D_final.npy");
        Npy.write(file, new FMatrixRMaj(5, 64));
        Plan plan = plan("dictionaries: [{file: " + file + "}, {method: ista}]\n");
        assertEquals(List.of("D-final-seed0", "D-final-seed0-by-lca", "ista-seed0",
                "ista-seed0-by-ista"), plan.runs().stream().map(Run::name).toList());
        String before = keys(plan).get(0);
        Npy.write(file, new FMatrixRMaj(6, 64));
        assertNotEquals(before, keys(plan("dictionaries: [{file: " + file + "}]\n")).get(0));
        Npy.write(file, new FMatrixRMaj(5, 63));
        assertTrue(assertThrows(InputException.class,
                () -> plan("dictionaries: [{file: " + file + "}]\n")).getMessage()
                .contains("is 5×63; atoms of 64 pixels are wanted"));
        assertTrue(assertThrows(InputException.class,
                () -> plan("dictionaries: [{file: " + file + ", rate: .1}]\n")).getMessage()
                .contains("a dictionary in a file is not learned"));
    }

    @Test
    void variablesOfOneFileAreNotTakenForOneAnother() throws Exception {
        Path both = home.resolve("both.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(both))) {
            for (String name : new String[] {"a", "b"}) {
                zip.putNextEntry(new ZipEntry(name + ".npy"));
                zip.write(Files.readAllBytes(images));
            }
        }
        List<List<String>> keys = new ArrayList<>();
        for (String variable : new String[] {"a", "b", "a"}) {
            keys.add(keys(new Plan(ExperimentFile.parse("data: {images: 'npz:" + both + "#"
                    + variable
                    + "', pipeline: 'patches(8, stride=8) | split(random)'}\nvaes: [{latent:"
                    + " poisson}]\n",
                    "e.yaml"))));
        }
        assertNotEquals(keys.get(0), keys.get(1));
        assertEquals(keys.get(0), keys.get(2));
    }

    @Test
    void runsThatTwoExperimentsHaveInCommonHaveOneKey() throws Exception {
        List<String> small = keys(plan("vaes: [{latent: poisson}]\n"));
        List<String> large = keys(plan(
                "seeds: [0, 1]\nvaes: [{name: other, latent: laplace}, {latent: poisson, beta:"
                        + " [.5, 1]}]\n"));
        List<String> shared = new ArrayList<>(small);
        shared.retainAll(large);
        assertEquals(small, shared);
    }

    @Test
    void aKeyChangesWithWhateverTheResultDependsOn() throws Exception {
        String key = keys(plan("vaes: [{latent: poisson}]\n")).get(0);
        assertNotEquals(key, keys(plan("seeds: [1]\nvaes: [{latent: poisson}]\n")).get(0));
        assertNotEquals(key,
                keys(plan("vaes: [{latent: poisson}]\ntraining: {rate: .1}\n")).get(0));
        FMatrixRMaj pixels = Npy.read(images);
        pixels.set(3, 5, 100);
        Npy.write(images, pixels);
        assertNotEquals(key, keys(plan("vaes: [{latent: poisson}]\n")).get(0));
    }

    @Test
    void theSameDataInAnotherPlaceHaveTheSameKeys() throws Exception {
        List<String> keys = keys(plan("dictionaries: [{method: ista}]\n"));
        images = Files.copy(images,
                Files.createDirectory(home.resolve("elsewhere")).resolve("y.npy"));
        assertEquals(keys, keys(plan("dictionaries: [{method: ista}]\n")));
    }

    @Test
    void aRunIsKeptToOneProcessAndTheOthersAreFree() throws Exception {
        RunStore store = new RunStore(home.resolve("runs"));
        List<Run> runs = plan("vaes: [{latent: poisson}]\n").runs();
        try (FolderLock lock = store.lock(runs.get(0)).orElseThrow()) {
            assertTrue(store.lock(runs.get(0)).isEmpty());
            assertFalse(store.begun(runs.get(0)), "only locked");
            store.lock(runs.get(1)).orElseThrow().close();
        }
        store.lock(runs.get(0)).orElseThrow().close();
        assertFalse(Files.exists(store.folder()), "nothing was written");
    }

    @Test
    void aMachineTwiceAsFastTakesHalfTheTime() throws Exception {
        Plan plan = plan("vaes: [{latent: poisson}]\ndictionaries: [{method: lca}]\n");
        Cost slow = new Cost(plan, plan.cells(), .5);
        Cost fast = new Cost(plan, plan.cells(), 1);
        for (Run run : plan.runs()) {
            assertEquals(slow.seconds(run) / 2, fast.seconds(run), 1e-9, run.name());
        }
        assertTrue(MachineSpeed.measure() > 0);
    }

    @Test
    void settingsThatDoNotGoTogetherAreRefusedBeforeAnyWork() {
        assertThrows(IllegalArgumentException.class,
                () -> plan("vaes: [{latent: gaussian, estimator: straight-through}]\n"));
        assertThrows(IllegalArgumentException.class,
                () -> plan("vaes: [{latent: poisson, activation: relu}]\n"));
        assertThrows(IllegalArgumentException.class,
                () -> plan("vaes: [{latent: poisson, decoder: mlp, estimator: exact}]\n"));
        String said = assertThrows(IllegalArgumentException.class,
                () -> plan(
                        "vaes: [{latent: poisson}, {name: hot, latent: poisson, temperature: 1}]\n"))
                .getMessage();
        assertTrue(said.startsWith("vaes: hot: temperature: is for"), said);
        assertThrows(InputException.class,
                () -> plan("vaes: [{latent: poisson}]\ntraining: {batch: 0}\n"));
        String many =
                IntStream.range(0, 15).mapToObj(i -> "  - {latent: poisson, name: m" + i + "}\n")
                        .collect(Collectors.joining());
        assertThrows(IllegalArgumentException.class, () -> plan("vaes:\n" + many));
    }
}
