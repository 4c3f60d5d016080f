package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.compare.CurvePoint;
import parsimony.data.Npy;
import parsimony.experiment.run.FileNames;
import parsimony.experiment.run.Result;
import parsimony.experiment.run.Run;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.TrainRun;
import parsimony.signals.InputException;

/**
 * What holds for every kind of run that a plan makes. A new kind is tested once a plan makes it.
 */
class RunContractTest {
    @TempDir
    private static Path home;
    private static Plan plan;
    private static RunStore alone;
    private static RunStore together;

    /** A run of each kind, carried out one after another and, in another store, two at once. */
    @BeforeAll
    static void runs() throws Exception {
        FMatrixRMaj pixels = new FMatrixRMaj(80, 80);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < pixels.data.length; i++) {
            pixels.data[i] = (float) random.nextDouble();
        }
        Npy.write(home.resolve("x.npy"), pixels);
        for (int i = 0; i < pixels.data.length; i++) {
            pixels.data[i] *= pixels.data[i];
        }
        Npy.write(home.resolve("y.npy"), pixels);
        FMatrixRMaj atoms = new FMatrixRMaj(16, 9); // 9 atoms of 16 pixels, transposed
        for (int i = 0; i < atoms.data.length; i++) {
            atoms.data[i] = (float) random.nextDouble();
        }
        Npy.write(home.resolve("d.npy"), atoms);
        plan = new Plan(ExperimentFile.parse("data: {images: 'npy:" + home.resolve("x.npy")
                + "', pipeline: 'patches(4, stride=4) | split(random)'}\natoms: 8\n"
                + "vaes: [{latent: poisson}]\ntraining: {iterations: 8, batch: 20}\n"
                + "dictionaries: [{method: ista}, {file: '" + home.resolve("d.npy") + "'}]\n"
                + "learning: {epochs: 2, batches: 2, batch: 20}\n"
                + "measure: {patches: 20, lambdas: [.1, .5], free_energy: true, excess: 8, elsewhere: [{images: 'npy:"
                + home.resolve("y.npy")
                + "', pipeline: 'patches(4, stride=4) | split(random)'}]}\n", "e.yaml"));
        alone = new RunStore(home.resolve("alone"));
        together = new RunStore(home.resolve("together"));
        new Execution(plan, alone, List.of("compare"), new SilentMonitor()).run(1);
        new Execution(plan, together, List.of("compare"), new SilentMonitor()).run(2);
    }

    static List<Run> kinds() {
        return plan.runs();
    }

    /** A kind of run that no plan makes would never be carried out, and nobody would notice. */
    @Test
    void everyKindThatThereIsStandsInThePlan() throws Exception {
        Path classes =
                Path.of(Run.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .resolve(Run.class.getPackageName().replace('.', '/'));
        Set<String> there = new TreeSet<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("\\w+\\.class"))
                    .toList()) {
                Class<?> type = Class.forName(Run.class.getPackageName() + "."
                        + file.getFileName().toString().replace(".class", ""));
                if (Run.class.isAssignableFrom(type) && !type.isInterface()) {
                    there.add(type.getSimpleName());
                }
            }
        }
        assertEquals(there, new TreeSet<>(
                plan.runs().stream().map(run -> run.getClass().getSimpleName()).toList()));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itSaysWhatItIsAndWhatItCameTo(Run run) {
        assertTrue(RunRecord.readConfig(alone.folderOf(run)).path("settings").size() > 0);
        assertTrue(RunRecord.finished(alone.folderOf(run)));
        assertTrue(alone.result(run).seconds() > 0);
        for (CurvePoint point : alone.result(run).points(run)) {
            assertEquals(run.model(), point.model());
            assertEquals(run.beta(), point.beta());
            assertTrue(point.mse() > 0 && point.lifetime() >= 0 && point.lifetime() <= 1,
                    point.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itsResultIsReadAsItWasWritten(Run run) {
        JsonNode written = RunRecord.readMetrics(alone.folderOf(run));
        assertEquals(written, RunRecord.tree(alone.result(run)));
    }

    @Test
    void theNumbersOfAComparisonAreReadAsTheyWereWritten() throws Exception {
        Path folder = Files.createDirectory(home.resolve("comparison"));
        Results.Metrics metrics = new Results(plan, alone).metrics();
        RunRecord.writeMetrics(folder, metrics);
        assertEquals(metrics, RunRecord.readMetrics(folder, Results.Metrics.class));
        assertEquals(1, metrics.gaps().size());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingButItsTimeDependsOnWhatGoesOnBesideIt(Run run) throws Exception {
        assertEquals(untimed(RunRecord.readMetrics(alone.folderOf(run))),
                untimed(RunRecord.readMetrics(together.folderOf(run))));
        for (String array : List.of(FileNames.DICTIONARY, FileNames.RESAMPLED)) {
            Path one = alone.folderOf(run).resolve(array);
            Path other = together.folderOf(run).resolve(array);
            assertEquals(Files.exists(one), Files.exists(other));
            assertTrue(!Files.exists(one) || Files.mismatch(one, other) < 0, array);
        }
    }

    private static JsonNode untimed(JsonNode metrics) {
        return ((ObjectNode) metrics.deepCopy()).without("seconds");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachOfItsNumbersIsMissedByName(Run run) throws Exception {
        Path folder = Files.createDirectories(home.resolve("damaged").resolve(run.name()));
        JsonNode whole = RunRecord.readMetrics(alone.folderOf(run));
        List<String> names = new ArrayList<>();
        whole.fieldNames().forEachRemaining(names::add);
        // Older versions did not have them.
        names.removeAll(List.of("parameters", "active_gap", "mean_activity", "bits_per_spike",
                "kl_rate_slope", "kl_rate_slope_error", "kl_rate_units"));
        for (String name : names) {
            RunRecord.writeMetrics(folder, ((ObjectNode) whole.deepCopy()).without(name));
            String said =
                    assertThrows(InputException.class, () -> run.result(folder), name).getMessage();
            assertTrue(said.startsWith(folder.resolve(FileNames.METRICS) + ": is damaged, " + name),
                    said);
        }
        RunRecord.writeMetrics(folder, ((ObjectNode) whole.deepCopy()).put("unknown", 1));
        Result read = run.result(folder);
        assertEquals(alone.result(run), read, "a number of a later version is no fault");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void itCostsSomethingAndMoreWhereThereAreMoreAtoms(Run run) {
        assertTrue(run.seconds(plan.size()) > 0);
        assertTrue(run.bytes(plan.size()) > 0);
        Run.Size larger = new Run.Size(plan.size().pixels(), 1000, plan.size().patches());
        if (!(run instanceof TrainRun)) { // which knows its model, and so its atoms
            assertTrue(run.seconds(larger) > run.seconds(plan.size()));
        }
    }
}
