package parsimony.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.run.Run;
import parsimony.signals.InputException;

/** What a sweep carries out: every run once, however many of its experiments have it. */
class SweepPlanTest {
    @TempDir
    private Path home;

    @BeforeEach
    void images() throws Exception {
        FMatrixRMaj pixels = new FMatrixRMaj(40, 64);
        for (int i = 0; i < pixels.getNumElements(); i++) {
            pixels.data[i] = i % 7;
        }
        Npy.write(home.resolve("x.npy"), pixels);
    }

    private SweepPlan plan(String rest) {
        return new SweepPlan(ExperimentFile.parseSweep("data: {images: 'npy:"
                + home.resolve("x.npy")
                + "', pipeline: 'patches(8, stride=8) | split(random)'}\n" + rest
                + (rest.contains("measure") ? "" : "measure: {patches: 20}\n"), "e.yaml"));
    }

    private static List<String> values(SweepPlan plan, String model) {
        return plan.places().stream().filter(place -> place.name().equals(model))
                .map(place -> place.values().toString()).toList();
    }

    @Test
    void aRunThatNoKeyChangesIsDoneOnce() {
        SweepPlan plan = plan("""
                atoms: 16
                training: {iterations: [5, 6], batch: [10, 11, 12]}
                vaes: [{latent: poisson, beta: [.5, 1]}]
                dictionaries: [{method: lca}]
                """);
        assertEquals(6, plan.plans().size());
        assertEquals(6 * 3 * 2, plan.runsOfAll());
        assertEquals(6 * 2 * 2 + 2, plan.runs().size(), "the dictionary and LCA on it once");
        assertEquals(plan.runs().size(), plan.runs().stream().map(Run::key).distinct().count());
        assertEquals(List.of("training.iterations", "training.batch", "beta"), plan.keys());
        assertEquals(List.of("{}"), values(plan, "lca"), "which depends on none of them");
        assertEquals(6 * 2, new HashSet<>(values(plan, "poisson")).size());
    }

    /** The plan of an experiment without lists is the old one, with its keys and names. */
    @Test
    void everyRunIsThatOfItsExperimentAlone() {
        String rest = "vaes: [{latent: poisson}]\ndictionaries: [{method: lca}]\n";
        SweepPlan both = plan("atoms: [16, 20]\n" + rest);
        List<String> alone = List.of(16, 20).stream()
                .flatMap(atoms -> plan("atoms: " + atoms + "\n" + rest).runs().stream())
                .map(run -> run.name() + run.key()).toList();
        assertEquals(alone,
                both.runs().stream().map(run -> run.name() + run.key()).toList());
        assertEquals(1, both.shares().size(), "which share their patches");
    }

    @Test
    void whatChangesThePatchesIsASetOfPatchesOfItsOwn() {
        SweepPlan plan = plan("measure: {patches: [10, 20], lambdas: [1]}\natoms: [8, 9]\n"
                + "dictionaries: [{method: lca}]\n");
        assertEquals(2, plan.shares().size());
        assertEquals(2, plan.shares().get(0).cells().size());
        assertEquals(4, values(plan, "lca").size());
    }

    @Test
    void aKeyOfOneModelIsAValueOfThatModelAlone() {
        SweepPlan plan = plan("""
                atoms: [16, 20]
                vaes:
                  - {latent: poisson, atoms: [8, 9]}
                  - {latent: gaussian}
                """);
        assertEquals(List.of("{vaes.atoms=8}", "{vaes.atoms=9}"), values(plan, "poisson"));
        assertEquals(List.of("{atoms=16}", "{atoms=20}"), values(plan, "gaussian"));
        assertEquals(8, plan.runs().size());
    }

    @Test
    void aKeyOnWhichNoRunDependsIsRefused() {
        for (Map.Entry<String, String> wrong : Map.of(
                "interval: [.9, .95]\nvaes: [{latent: poisson}]\n", "interval",
                "draw: {sparsity: [lifetime, population]}\nvaes: [{latent: poisson}]\n",
                "draw.sparsity",
                "training: {batch: [5, 6]}\ndictionaries: [{method: lca}]\n", "training.batch",
                "learning: {lambda: [1, 2]}\nvaes: [{latent: poisson}]\n", "learning.lambda")
                .entrySet()) {
            assertEquals(wrong.getValue()
                    + ": is a list, but no run depends on it; name one value",
                    assertThrows(InputException.class, () -> plan(wrong.getKey())).getMessage());
        }
    }

    @Test
    void whatDoesNotGoTogetherIsSaidWithItsChoice() {
        String said = assertThrows(InputException.class, () -> plan("""
                atoms: [4, 16]
                vaes: [{latent: sae, activation: topk, nonzeros: 5}]
                """)).getMessage();
        assertTrue(said.startsWith("atoms=4: "), said);
    }

    private String printed(SweepPlan plan, double speed) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PlanTable(plan, new RunStore(home.resolve("runs")), 1, speed)
                .print(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void thePlanSaysWhatIsSweptAndWhatItTakes() throws Exception {
        SweepPlan plan = plan("""
                atoms: [16, 20]
                training: {batch: [10, 11]}
                vaes: [{latent: poisson}]
                dictionaries: [{method: lca}]
                """);
        String said = printed(plan, 1);
        assertTrue(said.startsWith("atoms: 16, 20\ntraining.batch: 10, 11\n"
                + "4 experiments, 12 different runs; 4 more are shared\n"), said);
        assertTrue(said.contains("poisson-beta1.0-seed0 atoms=20 batch=11"), said);
        assertTrue(said.contains("lca-seed0-by-lca atoms=20 "), said);
        assertTrue(said.contains("of memory, and all of them"), said);
        PlanTable.Metrics metrics =
                new PlanTable(plan, new RunStore(home.resolve("runs")), 1, 1).metrics();
        assertEquals(12, metrics.runs().size());
        assertEquals(4, metrics.shared());
        assertEquals(List.of("16", "20"), metrics.swept().get(0).values());
    }

    /**
     * The arithmetic of the time, not the clock: all runs, each with its own atoms, and patches and
     * report; half of it on a machine that is twice as fast.
     */
    @Test
    void theTimeIsTheSumOfAllRunsEachWithItsOwnAtoms() throws Exception {
        SweepPlan plan = plan("atoms: [16, 512]\nvaes: [{latent: poisson, atoms: 64}]\n"
                + "dictionaries: [{method: lca}]\n");
        PlanTable slow = new PlanTable(plan, new RunStore(home.resolve("runs")), 1, 1);
        PlanTable fast = new PlanTable(plan, new RunStore(home.resolve("runs")), 1, 2);
        assertEquals(slow.metrics().seconds() / 2, fast.metrics().seconds(), 1e-9);
        Map<String, Double> seconds = slow.metrics().runs().stream().collect(
                Collectors.toMap(PlanTable.Row::run, PlanTable.Row::seconds));
        assertEquals(6, seconds.size(), seconds.toString());
        assertTrue(seconds.get("lca-seed0 atoms=512") > 10 * seconds.get("lca-seed0 atoms=16"));
        Run.Size size = plan.first().size();
        double vae = plan.runs().stream().filter(run -> run.model().equals("poisson"))
                .mapToDouble(run -> run.seconds(size.withAtoms(64))).sum();
        assertEquals(vae, seconds.get("poisson-beta1.0-seed0")
                + seconds.get("poisson-beta1.0-seed0-by-lca"), 1e-9, "with its own 64 atoms");
        assertTrue(slow.metrics().seconds() > seconds.values().stream()
                .mapToDouble(each -> each).sum());
    }

    @Test
    void aSweepIsReadFromAnywhere() throws Exception {
        Path images = home.resolve("x.npy");
        Path relative = Path.of("").toAbsolutePath().relativize(images);
        Sweep sweep = ExperimentFile.parseSweep("{data: {images: 'npy:" + relative
                + "', patch: [4, 5]}, vaes: [{latent: poisson}]}", "e.yaml");
        String written = ExperimentFile.write(sweep.fromAnywhere());
        assertTrue(written.contains("npy:" + images), written);
        Files.writeString(home.resolve("again.yaml"), written);
        assertEquals(sweep.cells().stream().map(cell -> cell.experiment().fromAnywhere()).toList(),
                ExperimentFile.sweep(home.resolve("again.yaml").toString()).cells().stream()
                        .map(Sweep.Cell::experiment).toList());
    }
}
