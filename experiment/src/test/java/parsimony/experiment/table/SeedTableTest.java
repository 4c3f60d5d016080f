package parsimony.experiment.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.data.Npy;
import parsimony.experiment.ResultFigures;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.RunRecord;
import parsimony.experiment.run.TrainSpec;
import parsimony.signals.InputException;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Inference;
import parsimony.vae.Levels;
import parsimony.vae.LinearNetwork;
import parsimony.vae.MlpNetwork;
import parsimony.vae.Network;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

/** Runs on a disk become conditions, means with intervals, and tests. */
class SeedTableTest {
    private static final Architecture POISSON = Architecture.linear(Distribution.POISSON, 16, 4);
    private static final Architecture GAUSSIAN = Architecture.linear(Distribution.GAUSSIAN, 16, 4);
    private static final Training EXACT = Training.PATCHES;
    private static final Training MC = EXACT.withEstimator(Estimator.MC);

    @TempDir
    private Path store;

    @Test
    void seedsOfAStoreAreGroupedInThePapersOrderAndOtherFoldersAreLeftAlone() throws Exception {
        run("a", GAUSSIAN, MC, 0, 160.3);
        run("b", POISSON, MC, 0, 167.2);
        run("c", POISSON, EXACT, 1, 167.4);
        run("d", POISSON, EXACT, 0, 168.0);
        Files.createDirectories(store.resolve("patches"));
        Path unfinished = run("e", POISSON, EXACT, 2, 1);
        Files.delete(unfinished.resolve("metrics.json"));
        Path learned = Files.createDirectories(store.resolve("lca"));
        RunRecord.writeConfig(learned, List.of(), Map.of("method", "lca"));
        RunRecord.writeMetrics(learned, Map.of("objective", 1));

        Table table = nelbo().table("NELBO");
        assertEquals(List.of(
                List.of("digits", "P-VAE", "exact", "167.7 (168.0, 167.4)", "100.0 (100.0, 100.0)",
                        "67.7 (68.0, 67.4)", "2"),
                List.of("digits", "P-VAE", "Monte Carlo", "167.2", "100.0", "67.2", "1"),
                List.of("digits", "G-VAE", "Monte Carlo", "160.3", "100.0", "60.3", "1")),
                table.shown());
        assertNull(table.records().get(1).get("nelbo_low"), "one seed has no interval");
    }

    @Test
    void conditionsAreTestedOverTheSeedsThatBothHave() throws Exception {
        double[] exact = {168.0, 167.4, 168.9, 168.3, 167.9};
        double[] mc = {167.2, 167.0, 168.1, 167.9, 167.0};
        for (int seed = 0; seed < 5; seed++) {
            run("exact" + seed, POISSON, EXACT, seed, exact[seed]);
            run("mc" + (9 - seed), POISSON, MC, seed, mc[seed]);
        }
        run("mc-more", POISSON, MC, 7, 1000);
        run("single", GAUSSIAN, MC, 0, 160);
        List<Map<String, Object>> tests = nelbo().significance().records();
        assertEquals(1, tests.size(), "a single seed cannot be tested");
        assertEquals(.66, (double) tests.get(0).get("difference"), 1e-9);
        assertEquals(0.0035931143301443998, (double) tests.get(0).get("p"), 1e-9,
                "scipy.stats.ttest_rel, see StatisticsTest");
        assertEquals("P-VAE, exact", tests.get(0).get("first"));
        assertEquals("yes", tests.get(0).get("differ"));
    }

    @Test
    void theNameSaysWhatIsUnusualAndWhatElseSetsNamesakesApart() throws Exception {
        run("mlp", new Architecture(Distribution.LAPLACE, Activation.RELU, new MlpNetwork(),
                new LinearNetwork(), ImageShape.vector(16), 4), MC, 0, 1);
        run("beta", POISSON, EXACT.withBeta(Schedule.linear(1e-4, .5, .5)), 0, 1);
        run("short", POISSON, EXACT.withIterations(100), 0, 1);
        run("long", POISSON, EXACT.withIterations(900), 0, 1);
        run("slow", POISSON, MC.withLearningRate(.001), 0, 1);
        run("fast", POISSON, MC.withLearningRate(.005), 0, 1);
        run("annealed", POISSON, EXACT.withEstimator(Estimator.STRAIGHT_THROUGH), 0, 1);
        run("held", POISSON, EXACT.withEstimator(Estimator.STRAIGHT_THROUGH)
                .withTemperature(Schedule.linear(1, 1, .5)), 0, 1);
        List<String> models = Condition.of(TrainedVae.find(List.of(store))).stream()
                .map(Condition::model).toList();
        assertEquals(List.of("P-VAE, β = 0.5", "P-VAE, iterations 900", "P-VAE, iterations 100",
                "P-VAE, learning rate 0.005", "P-VAE, learning rate 0.001",
                "P-VAE, temperature end 0.05",
                "P-VAE, temperature end 1.0", "L-VAE+relu, mlp encoder"), models);
    }

    @Test
    void namesAreInTheWordsOfUsers() throws Exception {
        Architecture iterative =
                POISSON.withInference(new Inference(Inference.Kind.ITERATIVE, 2, 3,
                        Inference.Kl.PUBLISHED));
        run("iterative", iterative, MC.withBeta(Schedule.linear(1e-4, 8, .5)), 0, 1);
        run("exact", POISSON.withInference(new Inference(Inference.Kind.ITERATIVE, 2, 3,
                Inference.Kl.EXACT)), MC, 0, 1);
        run("additive", POISSON.withLevels(new Levels(2, Levels.Link.ADDITIVE, 1, .2)), EXACT, 0,
                1);
        run("log", POISSON.withLevels(new Levels(2, Levels.Link.LOG_LINEAR, 1, .2)), EXACT, 0, 1);
        run("clipped", POISSON.withLevels(new Levels(2, Levels.Link.LOG_LINEAR, 2, .2)),
                EXACT.withClip(9).withTemperature(
                        Schedule.linear(1, .05, .5).withCurve(Schedule.Curve.EXPONENTIAL)),
                0, 1);
        assertEquals(
                Set.of("iP-VAE, published KL, β = 8.0", "iP-VAE", "P-VAE, two levels (4, 2)",
                        "P-VAE, two levels (4, 2), log-linear, beta2 1.0, clip none,"
                                + " temperature curve linear",
                        "P-VAE, two levels (4, 2), log-linear, beta2 2.0, clip 9.0,"
                                + " temperature curve exponential"),
                Condition.of(TrainedVae.find(List.of(store))).stream().map(Condition::model)
                        .collect(Collectors.toSet()));
    }

    @Test
    void modelsWithAnActivationAreCalledAsInThePaper() throws Exception {
        for (Activation activation : Activation.values()) {
            if (!Distribution.GAUSSIAN.takes(activation)) {
                continue;
            }
            run("g" + activation, new Architecture(Distribution.GAUSSIAN, activation,
                    new LinearNetwork(), new LinearNetwork(), ImageShape.vector(16), 4), MC, 0, 1);
        }
        run("c", Architecture.linear(Distribution.CATEGORICAL, 16, 4),
                EXACT.withEstimator(Estimator.EXACT_UNCORRELATED), 0, 1);
        run("s", new Architecture(Distribution.SAE, Activation.TOPK, Distribution.SAE.encoder(),
                Distribution.SAE.decoder(), ImageShape.vector(16), 4), EXACT, 0, 1);
        run("l", Architecture.linear(Distribution.LISTA, 16, 4), EXACT, 0, 1);
        assertEquals(
                List.of("G-VAE, Monte Carlo", "G-VAE+relu, Monte Carlo",
                        "G-VAE+softplus, Monte Carlo", "G-VAE+exp, Monte Carlo",
                        "G-VAE+square, Monte Carlo", "C-VAE, exact-uncorrelated", "SAE+topk, exact",
                        "LISTA, exact"),
                Condition.of(TrainedVae.find(List.of(store))).stream().map(Condition::name)
                        .toList());
    }

    @Test
    void namesakesOnOtherPatchesOfTheSameDataSayWhichOnes() throws Exception {
        run("a", POISSON, EXACT, 0, 1);
        Path b = run("b", POISSON, EXACT, 0, 1);
        RunRecord.writeConfig(b, List.of(),
                new TrainedVae.Settings("elsewhere/digits/v.npy", POISSON, EXACT.withSeed(0)));
        List<Condition> conditions = Condition.of(TrainedVae.find(List.of(store)));
        assertTrue(
                conditions.stream()
                        .anyMatch(c -> c.model().equals("P-VAE, on elsewhere/digits/v.npy")),
                conditions.toString());
        assertEquals(2, conditions.size());
    }

    @Test
    void unitsAreActiveFromTheThresholdOfTheirTrainingUnlessTold() throws Exception {
        run("p", POISSON, EXACT, 0, 1);
        run("g", GAUSSIAN, MC, 0, 1);
        List<Condition> conditions = Condition.of(TrainedVae.find(List.of(store)));
        SeedTable table = PaperTables.active(conditions, null, .99);
        assertEquals(.5, table.mean(conditions.get(0), 0).value(), "0.095 and 0.5 are above 0.01");
        assertEquals(.25, table.mean(conditions.get(1), 0).value(), "only 0.5 is above 0.1");
        assertEquals(List.of("digits", "P-VAE", "exact", "0.500", "0.0100", "0.750", "1"),
                table.table("").shown().get(0), "the gap is below 0.0085");
        assertEquals(.25, table.mean(conditions.get(1), 2).value(), "no gap, but the threshold");
        assertTrue(table.table("").csv().startsWith(
                "data,model,estimator,active,active_low,active_high,active_threshold,"
                        + "active_gap,active_gap_low,active_gap_high,seeds"));
        SeedTable told = PaperTables.active(conditions, .0082, .99);
        assertEquals(.75, told.mean(conditions.get(0), 0).value(),
                "0.0085, 0.095 and 0.5 are above 0.0082");
        assertEquals(.75, told.mean(conditions.get(1), 0).value());
    }

    @Test
    void runsThatCountActiveUnitsFromOtherThresholdsAreNotOneCondition() throws Exception {
        run("p0", POISSON, EXACT, 0, 1);
        Path other = run("p1", POISSON, EXACT, 1, 1);
        String validation = store.resolve("digits/validation.npy").toString();
        RunRecord.writeConfig(other, List.of("train"),
                new TrainSpec(validation, validation, POISSON,
                        EXACT.withSeed(1), "cpu", false, null, .05, null));
        List<Condition> conditions = Condition.of(TrainedVae.find(List.of(store)));
        InputException refused =
                assertThrows(InputException.class, () -> PaperTables.active(conditions, null, .99));
        assertTrue(refused.getMessage().contains("0.01 and from 0.05"), refused.getMessage());
        assertEquals(.5,
                PaperTables.active(conditions, .05, .99).mean(conditions.get(0), 0).value());
    }

    @Test
    void dataAreCalledAsThePreparationOfTheirPatchesSays() throws Exception {
        TrainedVae run = TrainedVae.find(List.of(run("p", POISSON, EXACT, 0, 1))).get(0);
        assertEquals("digits", run.data());
        Path patches = Files.createDirectories(store.resolve("digits"));
        RunRecord.writeConfig(patches, List.of("prepare"), Map.of("data", "mnist:/data/mnist"));
        assertEquals("mnist", run.data());
        RunRecord.writeConfig(patches, List.of("prepare"), Map.of("images", "/data/bsds500/train"));
        assertEquals("bsds500/train", run.data().replace('\\', '/'));
    }

    @Test
    void figuresAreDrawnForEachDataset() throws Exception {
        run("p", POISSON, EXACT, 0, 168);
        run("p1", POISSON, EXACT, 1, 169);
        run("g", GAUSSIAN, MC, 0, 160);
        SeedTable table = nelbo();
        assertTrue(Files.size(drawn("nelbo", table).resolve("nelbo.png")) > 0);
        Path figures = drawn("active", PaperTables.active(table.conditions(), null, .99));
        String histogram = Files.readString(figures.resolve("kl_histogram.svg"));
        assertTrue(
                histogram.contains("P active: KL ≥ 0.01")
                        && histogram.contains("G active: KL ≥ 0.1"),
                histogram);
    }

    @Test
    void aTableOfUnitsThatLacksARowIsDamaged() throws Exception {
        run("p", POISSON, EXACT, 0, 168);
        Path units = drawn("active", PaperTables.active(Condition.of(
                TrainedVae.find(List.of(store))), null, .99)).resolveSibling("kl_per_unit.csv");
        Files.writeString(units, Files.readString(units).replace("\n0,", "\n7,"));
        InputException e = assertThrows(InputException.class,
                () -> ResultFigures.illustrate(units.getParent()));
        assertEquals(units + ": is damaged, no row of it is 0; make the result again",
                e.getMessage());
    }

    /** As in the paper's figure 4: linear and convolutional encoders beside one another. */
    @Test
    void encodersStandBesideOneAnotherWithEverySeedBelow() throws Exception {
        double[] at = {168.0, 167.2, 160.3, 162.4, 163.4, 154.4};
        for (int seed = 0; seed < 3; seed++) {
            double noise = .4 * seed;
            run("p" + seed, POISSON, EXACT, seed, at[0] + noise);
            run("pm" + seed, POISSON, MC, seed, at[1] - noise);
            run("g" + seed, GAUSSIAN, MC, seed, at[2] + noise);
            run("cp" + seed, conv(POISSON), EXACT, seed, at[3] + noise);
            run("cpm" + seed, conv(POISSON), MC, seed, at[4] - noise);
            run("cg" + seed, conv(GAUSSIAN), MC, seed, at[5] + noise);
        }
        Path figures = drawn("nelbo", nelbo());
        String figure = Files.readString(figures.resolve("nelbo.svg"));
        for (String text : List.of("linear encoder", "conv+b encoder", "% above best", "exact")) {
            assertTrue(figure.contains(">" + text + "<"), text);
        }
        assertEquals(2, figure.split(">P-VAE<", -1).length - 1, "a group in each section");
        List<String> seeds = Files.readAllLines(store.resolve("nelbo/per_seed.csv"));
        assertEquals("row,encoder,seed,nelbo,mse,kl", seeds.get(0));
        assertEquals(1 + 18, seeds.size());
        assertEquals("0,linear,1,168.4,100.0,68.4", seeds.get(2));
    }

    private static Architecture conv(Architecture linear) {
        return new Architecture(linear.latent(), linear.activation(), Network.of("conv+b"),
                linear.decoder(), linear.image(), linear.latents());
    }

    /** The figures of a folder that holds a table. */
    private Path drawn(String kind, SeedTable table) throws Exception {
        Path out = Files.createDirectory(store.resolve(kind));
        RunRecord.writeConfig(out, List.of("table"), Map.of("table", kind));
        RunRecord.writeMetrics(out, Map.of("rows", table.table("").records()));
        TableFigures.writeUnits(out, table.conditions());
        TableFigures.writeSeeds(out, table);
        ResultFigures.illustrate(out);
        return out.resolve("figures");
    }

    @Test
    void whatIsNoRunOrTheSameTwiceIsRefusedByName() throws Exception {
        Path first = run("first", POISSON, EXACT, 0, 1);
        Path again = run("again", POISSON, EXACT, 0, 1);
        InputException twice = assertThrows(InputException.class,
                () -> Condition.of(TrainedVae.find(List.of(first, again))));
        assertTrue(twice.getMessage().contains("first and ")
                && twice.getMessage().contains("same seed"), twice.getMessage());
        assertEquals(1, TrainedVae.find(List.of(first, first)).size());
        Path empty = Files.createDirectories(store.resolve("empty"));
        assertThrows(InputException.class, () -> TrainedVae.find(List.of(empty)));
        assertThrows(InputException.class,
                () -> TrainedVae.find(List.of(store.resolve("missing"))));
        for (String wrong : List.of("{\"nelbo\": null}", "{\"mse\": 1, \"kl\": 1}",
                "{\"nelbo\": \"NaN\", \"mse\": 1, \"kl\": 1}")) {
            Files.writeString(first.resolve("metrics.json"), wrong);
            InputException damaged = assertThrows(InputException.class,
                    () -> PaperTables.nelbo(Condition.of(TrainedVae.find(List.of(first))), .99));
            assertTrue(damaged.getMessage().contains("nelbo"), damaged.getMessage());
        }
    }

    private SeedTable nelbo() throws Exception {
        return PaperTables.nelbo(Condition.of(TrainedVae.find(List.of(store))), .99);
    }

    private Path run(String name, Architecture architecture, Training training, long seed,
            double nelbo) throws Exception {
        Path folder = Files.createDirectories(store.resolve(name));
        String validation = store.resolve("digits/validation.npy").toString();
        RunRecord.writeConfig(folder, List.of("train"),
                new TrainedVae.Settings(validation, architecture, training.withSeed(seed)));
        RunRecord.writeMetrics(folder, Map.of("nelbo", nelbo, "mse", 100.0, "kl", nelbo - 100));
        Npy.write(folder.resolve("kl_per_unit.npy"), new float[] {0, .0085f, .095f, .5f});
        Npy.write(folder.resolve("dictionary.npy"),
                new FMatrixRMaj(4, 1, true, .1f, 1, 1.1f, 1.2f));
        return folder;
    }
}
