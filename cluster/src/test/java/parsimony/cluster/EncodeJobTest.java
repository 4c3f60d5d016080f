package parsimony.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.Npy;
import parsimony.encoding.AffineSpec;
import parsimony.encoding.Coder;
import parsimony.encoding.CoderSpec;
import parsimony.encoding.EncodingPart;
import parsimony.encoding.PartSums;
import parsimony.encoding.RowRange;
import parsimony.encoding.CodesFormat;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.AffineEncoder;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.InputScaling;
import parsimony.sparsecoding.Solver;

/** Jobs on a cluster of two executors write the same bytes as one process. */
@EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "Spark 4.0 runs on Java 17 and 21")
class EncodeJobTest {
    private static final int UNITS = 24;
    private static final int PIXELS = 16;
    /** Two blocks and some. */
    private static final int PATCHES = 5000;

    @TempDir
    private static Path home;
    private static JavaSparkContext context;
    private static Path dictionary;
    private static Path patches;
    private static Path prior;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        context = TestSpark.start(home);
        dictionary = write("dictionary.npy", random(UNITS, PIXELS));
        patches = write("patches.npy", random(PATCHES, PIXELS));
        prior = home.resolve("prior.npy");
        Npy.write(prior, random(1, UNITS).data);
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    static Stream<String> methods() {
        return Solver.all().stream().map(Solver::name);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everySolverAsInOneProcess(String method) throws Exception {
        Solver<?> solver = Solver.of(method);
        List<String> words = new ArrayList<>(List.of("--method", method, "--dictionary",
                dictionary.toString(), "--patches", patches.toString()));
        if (solver.is(Solver.Trait.FREE_ENERGY)) {
            words.addAll(List.of("--prior", prior.toString()));
        }
        solver.knobs().forEach((name, knob) -> {
            if (knob.needed()) {
                words.addAll(List.of("--" + name, solver.typeOf(name) == int.class ? "3" : ".5"));
            }
        });
        sameAsInOneProcess(words);
    }

    @Test
    void anAmortizedEncoderAsInOneProcess() throws Exception {
        AffineEncoder encoder = new AffineEncoder(new Dictionary(random(UNITS, PIXELS)),
                random(1, PIXELS), random(UNITS, PIXELS), random(1, UNITS),
                new AffineEncoder.Settings(new CodeActivation.TopK(5), true, InputScaling.NONE));
        Path file = folder.resolve("coder");
        try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
            out.writeObject(new AffineSpec(encoder));
        }
        sameAsInOneProcess(List.of("--coder", file.toString(), "--patches", patches.toString()));
    }

    private void sameAsInOneProcess(List<String> words) throws Exception {
        Path out = folder.resolve("out");
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--part-rows", "2048", "--out", out.toString()));
        JobArguments given = new JobArguments(all.toArray(String[]::new));
        Path one = Files.createDirectory(folder.resolve("one"));
        String numbers = inOneProcess(given, one);
        EncodeJob.run(given, context, Monitor.SILENT);
        same(one, out);
        assertEquals(numbers, numbers(out));
        try (Stream<Path> files = Files.list(out)) {
            assertEquals(3, files.count());
        }
    }

    private static void same(Path one, Path out) throws IOException {
        assertEquals(-1, Files.mismatch(one.resolve("codes.npy"), out.resolve("codes.npy")));
        assertEquals(-1,
                Files.mismatch(one.resolve("per_patch.csv"), out.resolve("per_patch.csv")));
    }

    private static String inOneProcess(JobArguments given, Path one) throws IOException {
        CoderSpec spec = given.coder();
        Coder coder = spec.coder();
        PartSums sums = new EncodingPart(spec, given.patches(),
                given.rows(Npy.read(Path.of(given.patches())).numRows),
                CodesFormat.DENSE, one.resolve("codes.npy").toString(),
                one.resolve("per_patch.csv").toString()).write(coder, Monitor.SILENT);
        try (ResultFiles files = new ResultFiles(one.resolve("metrics"))) {
            files.measure(List.of(sums), coder.units());
            files.commit();
        }
        return numbers(one.resolve("metrics"));
    }

    /** All that {@code metrics.json} has but the time. */
    private static String numbers(Path folder) throws IOException {
        return Files.readString(folder.resolve("metrics.json")).replaceFirst("(?s),\\s*\"sec.*",
                "");
    }

    @Test
    void anExecutorThatIsKilledCostsNothingButTime() throws Exception {
        JobArguments given = slow(random(20_000, PIXELS), "killed");
        Path one = Files.createDirectory(folder.resolve("one"));
        String numbers = inOneProcess(given, one);
        AtomicInteger killed = new AtomicInteger();
        encode(given, () -> {
            if (killed.getAndIncrement() == 0) {
                assertTrue(TestSpark.executors().get(0).destroyForcibly());
            }
        });
        assertTrue(killed.get() > 1, "it went on after the kill");
        same(one, given.out());
        assertEquals(numbers, numbers(given.out()));
    }

    @Test
    void anInterruptCancelsTheJobAndLeavesNothing() throws Exception {
        JobArguments given = slow(random(200_000, PIXELS), "interrupted");
        Thread test = Thread.currentThread();
        assertThrows(InterruptedException.class, () -> encode(given, test::interrupt));
        assertFalse(Files.exists(given.out()));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("slow.npy")), files.toList());
        }
    }

    @Test
    void aPartThatFailsSaysWhichRowsAndWhy() throws Exception {
        FMatrixRMaj bad = random(PATCHES, PIXELS);
        bad.set(4500, 3, Float.NaN);
        JobArguments given = slow(bad, "bad");
        PartFailure failure = assertThrows(PartFailure.class,
                () -> EncodeJob.run(given, context, Monitor.SILENT));
        assertTrue(failure.isInput());
        assertEquals("rows 4096..4999: " + given.patches() + ": row 4500, column 3 is NaN; every"
                + " value must be finite", failure.getMessage());
        assertFalse(Files.exists(given.out()));
    }

    private JobArguments slow(FMatrixRMaj data, String name) throws IOException {
        Path file = folder.resolve("slow.npy");
        Npy.write(file, data);
        return new JobArguments("--method", "lca", "--lambda", ".01", "--dictionary",
                dictionary.toString(), "--patches", file.toString(), "--part-rows", "2048",
                "--out", folder.resolve(name).toString());
    }

    /** @param progress is called when parts are done, while others are not */
    private static void encode(JobArguments given, Runnable progress) throws Exception {
        EncodeJob.run(given, context, new Monitor() {
            @Override
            public void phase(String name, long total, String unit) {}

            @Override
            public void at(long done, String note) {
                progress.run();
            }

            @Override
            public void warn(String message) {}
        });
    }

    private static Path write(String name, FMatrixRMaj matrix) {
        Path file = home.resolve(name);
        Npy.write(file, matrix);
        return file;
    }

    private static FMatrixRMaj random(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
        }
        return matrix;
    }
}
