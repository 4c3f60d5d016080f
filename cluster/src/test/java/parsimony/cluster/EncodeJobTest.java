package parsimony.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
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
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.data.MatrixWriter;
import parsimony.data.Npy;
import parsimony.encoding.AffineSpec;
import parsimony.encoding.Coder;
import parsimony.encoding.Encoding;
import parsimony.encoding.PartSums;
import parsimony.encoding.PerPatchTable;
import parsimony.encoding.ShardedCodes;
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

    @Test
    void sparseCodesInShardsAsInOneProcess() throws Exception {
        sameAsInOneProcess(List.of("--method", "lasso", "--lambda", ".3", "--dictionary",
                dictionary.toString(), "--patches", patches.toString(), "--codes", "csr", "--shard",
                "100K", "--rows", "1000:4900"));
    }

    @Test
    void partsThatAreKeptHaveTheSameCodes() throws Exception {
        JobArguments given = new JobArguments("--method", "omp", "--nonzeros", "3", "--dictionary",
                dictionary.toString(), "--patches", patches.toString(), "--codes", "csr",
                "--part-rows", "2048", "--keep-parts", "--out", folder.resolve("kept").toString());
        Path one = Files.createDirectory(folder.resolve("one"));
        inOneProcess(given, one);
        EncodeJob.run(given, context, Monitor.SILENT);
        try (MatrixRows codes = ArrayFile.rows(one.resolve("codes.npz").toString());
                MatrixRows kept = ArrayFile.rows(given.out().resolve("codes").toString())) {
            FMatrixRMaj a = new FMatrixRMaj(1, UNITS);
            FMatrixRMaj b = new FMatrixRMaj(1, UNITS);
            assertEquals(codes.read(a, PATCHES), kept.read(b, PATCHES));
            assertArrayEquals(a.data, b.data);
        }
        assertEquals(Set.of("part-00000.npz", "part-00001.npz", "part-00002.npz"),
                files(given.out().resolve("codes")).keySet());
        assertEquals(3, files(given.out().resolve("per_patch")).size());
    }

    private void sameAsInOneProcess(List<String> words) throws Exception {
        Path out = folder.resolve("out");
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--part-rows", "2048", "--out", out.toString()));
        JobArguments given = new JobArguments(all.toArray(String[]::new));
        Path one = Files.createDirectory(folder.resolve("one"));
        String numbers = inOneProcess(given, one);
        EncodeJob.run(given, context, Monitor.SILENT);
        assertEquals(files(one), files(out));
        assertEquals(numbers, numbers(out));
    }

    /** The SHA-256 of every file but those that tell times, by its name. */
    private static Map<String, String> files(Path folder) throws Exception {
        Map<String, String> sums = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("metrics.json")).toList()) {
                sums.put(folder.relativize(file).toString(), HexFormat.of().formatHex(MessageDigest
                        .getInstance("SHA-256").digest(Files.readAllBytes(file))));
            }
        }
        assertFalse(sums.isEmpty());
        return sums;
    }

    /** @return the numbers, without times */
    private static String inOneProcess(JobArguments given, Path one) throws IOException {
        Coder coder = given.coder().coder();
        PartSums part;
        try (MatrixRows rows = ArrayFile.rows(given.patches());
                MatrixWriter codes = new ShardedCodes(one, given.format(), coder.units(),
                        given.shard().bytes());
                PerPatchTable table = new PerPatchTable(one.resolve("per_patch.csv"))) {
            part = new Encoding(coder, rows, given.rows(rows.rows()))
                    .run((first, block, coded, decoded) -> {
                        codes.write(coded.codes());
                        table.take(first, block, coded, decoded);
                    }, Monitor.SILENT);
            codes.commit();
        }
        try (ResultFiles result = new ResultFiles(one.resolveSibling("measured"))) {
            result.measure(List.of(part), coder.units());
            result.commit();
        }
        return numbers(one.resolveSibling("measured"));
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
        assertEquals(files(one), files(given.out()));
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
