package parsimony.experiment.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import parsimony.compare.statistics.SampleMean;
import parsimony.experiment.report.Reference;
import parsimony.experiment.report.Rows;
import parsimony.experiment.report.Table;
import parsimony.experiment.run.RunRecord;
import parsimony.vae.Activation;
import parsimony.vae.Architecture;
import parsimony.vae.Distribution;
import parsimony.vae.Estimator;
import parsimony.vae.ImageShape;
import parsimony.vae.Network;
import parsimony.vae.Schedule;
import parsimony.vae.Training;

/** The published number beside one of ours: which, on which data, and how near. */
class PublishedNumbersTest {
    private static final Training EXACT = Training.PATCHES;
    private static final Training MC = EXACT.withEstimator(Estimator.MC);
    private static final String PHOTOGRAPHS =
            "gray | whiten(olshausen, f0=0.8) | contrast | zscore(image) | crop(4) |"
                    + " patches(16, count=160000) | split(blocks)";

    @TempDir
    private Path store;
    private int runs;

    @Test
    void theFileHasTheColumnsOfTheRecordAndNoTwoNumbersForOneThing() {
        Rows rows = Rows.read(PublishedNumbers.class, "published.csv");
        assertEquals(Arrays.stream(PublishedNumbers.Number.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)).toList(),
                rows.names());
        Map<List<String>, String> means = new HashMap<>();
        for (List<String> cells : rows.cells()) {
            String mean = cells.get(10);
            List<String> what = cells.subList(1, 10);
            assertEquals(mean, means.getOrDefault(what, mean), what::toString);
            means.put(what, mean);
        }
        assertEquals(Map.of("nelbo", 54L, "active", 18L, "knn", 54L, "shattering", 18L, "beta", 48L,
                "latents", 16L, "circles", 16L),
                PublishedNumbers.ALL.stream().collect(Collectors
                        .groupingBy(PublishedNumbers.Number::table, Collectors.counting())));
    }

    @Test
    void aNumberIsFoundByImagesNetworksModelEstimatorLatentsAndBeta() throws Exception {
        Path hateren = patches("van-hateren:/data", "van-hateren16");
        Path cifar = patches("cifar10:/data", "gray | whiten(official) | contrast |"
                + " zscore(image) | crop(4) | patches(16, count=9000) | split(own)");
        Path digits = patches("mnist:/data", null);
        Architecture poisson = model(Distribution.POISSON, Activation.NONE, "linear", 16, 512);
        assertEquals("168.0 ± 0.8", published(run(hateren, poisson, EXACT), "nelbo"));
        assertEquals("167.2 ± 0.1", published(run(hateren, poisson, MC), "nelbo"));
        assertEquals("0.984 ± 0.011", published(run(hateren, poisson, EXACT), "active_gap"));
        assertEquals("167.1 ± 0.2", published(run(cifar, poisson, EXACT), "nelbo"));
        Architecture conv = model(Distribution.POISSON, Activation.NONE, "conv+b", 16, 512);
        assertEquals("162.4 ± 0.2", published(run(hateren, conv, EXACT), "nelbo"));
        assertEquals("179.5", published(run(hateren, conv, beta(4)), "nelbo"));
        assertEquals("102.7", published(run(hateren, conv, EXACT), "mse_map"));
        assertEquals("0.940", published(run(hateren, conv, EXACT), "lifetime"));
        assertEquals("0.522", published(run(hateren, poisson, beta(4)), "active_gap"));
        assertEquals("168.5", published(run(hateren,
                model(Distribution.POISSON, Activation.NONE, "linear", 16, 768), MC), "nelbo"));
        assertEquals("40.2", published(run(digits,
                model(Distribution.GAUSSIAN, Activation.RELU, "linear", 28, 512), MC), "nelbo"));
        Architecture deep = new Architecture(Distribution.LAPLACE, Activation.NONE,
                Network.of("conv+b"), Network.of("conv+b"), new ImageShape(28, 28, 1), 50);
        assertEquals("0.710", published(run(digits, deep, MC), "n_200"));
        assertEquals("0.770", published(run(digits, deep, MC), "shattering_dimension"));
    }

    @Test
    void whatThePaperDoesNotHaveHasNoNumberBesideIt() throws Exception {
        Path hateren = patches("van-hateren:/data", "van-hateren16");
        Architecture poisson = model(Distribution.POISSON, Activation.NONE, "linear", 16, 512);
        Architecture gaussian = model(Distribution.GAUSSIAN, Activation.NONE, "linear", 16, 512);
        assertEquals("", published(run(hateren, poisson, beta(.3)), "nelbo"));
        assertEquals("", published(run(hateren, poisson, MC), "mse_of_something"));
        assertEquals("", published(run(hateren, gaussian, EXACT), "nelbo"));
        assertEquals("", published(run(hateren,
                model(Distribution.POISSON, Activation.NONE, "linear", 16, 500), MC), "nelbo"));
        assertEquals("", published(run(hateren,
                model(Distribution.POISSON, Activation.NONE, "conv", 16, 512), EXACT), "nelbo"));
        assertEquals("", published(run(hateren,
                model(Distribution.POISSON, Activation.NONE, "linear", 12, 512), MC), "nelbo"));
        for (Path other : List.of(patches("bars", null), patches("dead-leaves", "van-hateren16"),
                patches("cifar10:/data", PHOTOGRAPHS), patches("mnist:/data", "van-hateren16"),
                patches("van-hateren:/data", "olshausen-field"),
                Files.createDirectories(store.resolve("unknown")))) {
            assertEquals("", published(run(other, poisson, EXACT), "nelbo"), other.toString());
        }
    }

    @Test
    void otherPhotographsStandBesideVanHaterensWithoutAJudgement() throws Exception {
        Architecture poisson = model(Distribution.POISSON, Activation.NONE, "linear", 16, 512);
        for (Path other : List.of(patches("/data/bsds500/train", PHOTOGRAPHS),
                patches("/data/bsds500/train", null), patches("van-hateren:/data", PHOTOGRAPHS))) {
            Reference beside = PublishedNumbers.beside(run(other, poisson, EXACT), "nelbo",
                    SampleMean.of(.99, 168)).orElseThrow();
            assertFalse(beside.sameData());
            assertEquals(null, beside.inside());
            assertEquals("van-hateren", beside.data());
        }
    }

    /** 168.0 ± 0.8 reaches from 167.15 to 168.85 with its rounding. */
    @Test
    void insideIsNoFurtherThanBothHalfWidthsAndTheRounding() throws Exception {
        Condition condition = run(patches("van-hateren:/data", "van-hateren16"),
                model(Distribution.POISSON, Activation.NONE, "linear", 16, 512), EXACT);
        assertTrue(inside(condition, 168.84));
        assertTrue(inside(condition, 167.16));
        assertFalse(inside(condition, 168.86));
        assertFalse(inside(condition, 167.14));
        assertTrue(inside(condition, 170, 171, 172), "171 ± 5.7 at 99%");
        assertFalse(inside(condition, 172, 172.1, 172.2), "172.1 ± 0.57");
    }

    private static boolean inside(Condition condition, double... ours) {
        return PublishedNumbers.beside(condition, "nelbo", SampleMean.of(.99, ours)).orElseThrow()
                .inside();
    }

    @Test
    void theTableShowsPublishedNumbersInEveryFormat() throws Exception {
        Path hateren = patches("van-hateren:/data", "van-hateren16");
        Path others = patches("/data/bsds500/train", PHOTOGRAPHS);
        Architecture poisson = model(Distribution.POISSON, Activation.NONE, "linear", 16, 512);
        Architecture relu = model(Distribution.GAUSSIAN, Activation.RELU, "linear", 16, 512);
        List<Condition> conditions = new ArrayList<>();
        conditions.add(run(hateren, poisson, EXACT, 168.1, 168.2, 168.3, 168.2, 168.2));
        conditions.add(run(hateren, poisson, MC, 168.4));
        conditions.add(run(hateren, relu, MC, 170));
        conditions.add(run(others, poisson, EXACT, 214.3));
        conditions.add(run(hateren, poisson, beta(.3), 200));
        Table table = PaperTables.nelbo(conditions, .99).table("NELBO.");
        Path out = Files.createDirectory(store.resolve("table"));
        table.write(out, "beside");
        for (String name : List.of("beside.csv", "beside.md", "beside.tex")) {
            try (var golden = PublishedNumbersTest.class.getResourceAsStream(name)) {
                assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8),
                        Files.readString(out.resolve(name)), name);
            }
        }
    }

    @Test
    void aTableWithoutPublishedNumbersHasNoColumnsForThem() throws Exception {
        Table table = PaperTables.nelbo(List.of(run(patches("bars", null),
                model(Distribution.POISSON, Activation.NONE, "linear", 8, 512), EXACT, 100)), .99)
                .table("NELBO.");
        assertEquals("data,model,estimator,nelbo,nelbo_low,nelbo_high,mse,mse_low,mse_high,kl,"
                + "kl_low,kl_high,seeds", table.csv().lines().findFirst().orElseThrow());
        assertEquals("NELBO.", table.caption());
    }

    private static String published(Condition condition, String measure) {
        return PublishedNumbers.beside(condition, measure, SampleMean.of(.99, 1))
                .map(number -> number.value() + (number.halfWidth() == null ? ""
                        : " ± " + number.halfWidth()))
                .orElse("");
    }

    private static Architecture model(Distribution latent, Activation activation, String encoder,
            int side, int latents) {
        return new Architecture(latent, activation, Network.of(encoder), Network.of("linear"),
                new ImageShape(side, side, 1), latents);
    }

    private static Training beta(double beta) {
        return MC.withBeta(Schedule.linear(1e-4, beta, .5));
    }

    /** A folder of patches that says what they were prepared from. */
    private Path patches(String data, String pipeline) throws Exception {
        Path folder = Files.createDirectories(store.resolve("patches" + runs++));
        Map<String, Object> settings = new HashMap<>();
        settings.put("data", data);
        settings.put("pipeline", pipeline);
        RunRecord.writeConfig(folder, List.of("prepare"), settings);
        return folder;
    }

    /** A condition with a run for each value. */
    private Condition run(Path patches, Architecture model, Training training, double... nelbo)
            throws Exception {
        Path place = Files.createDirectories(store.resolve("runs" + runs++));
        for (int seed = 0; seed < Math.max(1, nelbo.length); seed++) {
            Path folder = Files.createDirectories(place.resolve("run" + seed));
            RunRecord.writeConfig(folder, List.of("train"),
                    new TrainedVae.Settings(patches.resolve("validation.npy").toString(), model,
                            training.withSeed(seed)));
            RunRecord.writeMetrics(folder, nelbo.length == 0 ? Map.of()
                    : Map.of("nelbo", nelbo[seed], "mse", 100.0, "kl", nelbo[seed] - 100));
        }
        return Condition.of(TrainedVae.find(List.of(place))).get(0);
    }
}
