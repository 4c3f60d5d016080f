package parsimony.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.data.ArrayFile;
import parsimony.data.Npy;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.AffineEncoder;
import parsimony.sparsecoding.CodeActivation;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.InputScaling;
import parsimony.sparsecoding.PoissonModel;
import parsimony.sparsecoding.Solver;

/** However rows are shared out, codes and sums are the same to the last bit. */
class EncodingContractTest {
    private static final int PATCHES = 2500;
    private static final int PIXELS = 9;
    private static final int UNITS = 14;

    @TempDir
    Path folder;
    private String patches;

    @BeforeEach
    void write() {
        Npy.write(folder.resolve("patches.npy"), random(PATCHES, PIXELS, 1));
        patches = folder.resolve("patches.npy").toString();
    }

    private static FMatrixRMaj random(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
        }
        return matrix;
    }

    static Stream<CoderSpec> everyKind() {
        FMatrixRMaj atoms = random(UNITS, PIXELS, 2);
        List<CoderSpec> kinds = new ArrayList<>();
        for (Solver<?> solver : Solver.all()) {
            Map<String, Object> settings = new HashMap<>();
            solver.knobs().forEach((knob, about) -> {
                if (about.needed()) {
                    settings.put(knob, solver.typeOf(knob) == int.class ? (Object) 3 : .3);
                }
            });
            FMatrixRMaj prior = new FMatrixRMaj(1, UNITS);
            prior.fill(-2);
            kinds.add(new SolverSpec(solver.name(), settings, atoms,
                    solver.is(Solver.Trait.FREE_ENERGY) ? PoissonModel.of(prior) : null));
        }
        FMatrixRMaj low = new FMatrixRMaj(1, UNITS);
        low.fill(-2);
        kinds.add(new SolverSpec("ipoisson", Map.of("iterations", 50), atoms,
                new PoissonModel(low, new PoissonModel.Dynamics(low, random(1, PIXELS, 7), -2))));
        for (CodeActivation activation : List.of(new CodeActivation.TopK(4),
                new CodeActivation.JumpRelu(random(1, UNITS, 3)))) {
            kinds.add(new AffineSpec(new AffineEncoder(new Dictionary(atoms),
                    random(1, PIXELS, 4), random(UNITS, PIXELS, 5), random(1, UNITS, 6),
                    new AffineEncoder.Settings(activation, true, InputScaling.LAYER_NORM))));
        }
        return kinds.stream();
    }

    /** As sent to another process. */
    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T sent(T object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            try (ObjectInputStream in =
                    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                return (T) in.readObject();
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private PartSums write(CoderSpec coder, RowRange rows, CodesFormat format, String name) {
        EncodingPart part = sent(new EncodingPart(coder, patches, rows, format,
                folder.resolve(name + format.ending()).toString(),
                folder.resolve(name + ".csv").toString()));
        return sent(part.write(part.coder().coder(), Monitor.SILENT));
    }

    private static CodeSums added(List<PartSums> parts) {
        CodeSums sums = new CodeSums(UNITS);
        parts.forEach(part -> part.blocks().forEach(sums::add));
        return sums;
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void partsOfWholeBlocksAddUpToTheWhole(CoderSpec coder) throws Exception {
        PartSums whole = write(coder, RowRange.all(PATCHES), CodesFormat.DENSE, "whole");
        List<PartSums> parts = new ArrayList<>();
        parts.add(write(coder, new RowRange(0, 2048), CodesFormat.CSR, "part-0"));
        // on one thread, as a cluster may give a task
        ForkJoinPool one = new ForkJoinPool(1);
        parts.add(one.submit(() -> write(coder, new RowRange(2048, PATCHES), CodesFormat.CSR,
                "part-1")).join());
        one.shutdown();
        assertArrayEquals(Npy.read(folder.resolve("whole.npy")).data,
                ArrayFile.matrix(folder + "/part-*.npz").data);
        CodeSums sums = added(parts);
        assertEquals(added(List.of(whole)).measures(), sums.measures());
        assertEquals(added(List.of(whole)).objective(), sums.objective());
        assertEquals(added(List.of(whole)).gap(), sums.gap());
        assertEquals(coder instanceof SolverSpec, sums.objective().isPresent());
        assertEquals(Files.readString(folder.resolve("whole.csv")),
                Files.readString(folder.resolve("part-0.csv")) + Files.readString(
                        folder.resolve("part-1.csv")).replaceFirst("patch.*\n", ""));
    }

    /** Eight patches at a time go into a solver's inner products: others are beside them here. */
    @ParameterizedTest
    @MethodSource("everyKind")
    void rowsFromAnyPlaceHaveTheSameCodes(CoderSpec coder) {
        write(coder, RowRange.all(PATCHES), CodesFormat.DENSE, "whole");
        write(coder, new RowRange(1003, 2062), CodesFormat.DENSE, "some");
        FMatrixRMaj whole = Npy.read(folder.resolve("whole.npy"));
        FMatrixRMaj some = Npy.read(folder.resolve("some.npy"));
        assertEquals(1059, some.numRows);
        for (int i = 0; i < some.getNumElements(); i++) {
            assertEquals(whole.data[1003 * UNITS + i], some.data[i]);
        }
    }

    @Test
    void aPatchThatCannotBeCodedHasItsNumberInTheFile() {
        FMatrixRMaj bad = random(PATCHES, PIXELS, 1);
        for (int d = 0; d < PIXELS; d++) {
            bad.data[2100 * PIXELS + d] = 0; // cannot be scaled to a norm
        }
        Npy.write(Path.of(patches), bad);
        FMatrixRMaj atoms = random(UNITS, PIXELS, 2);
        CoderSpec coder = new AffineSpec(new AffineEncoder(new Dictionary(atoms),
                random(1, PIXELS, 4), atoms, random(1, UNITS, 6), new AffineEncoder.Settings(
                        new CodeActivation.Relu(), false, InputScaling.CONSTANT_NORM)));
        assertTrue(assertThrows(InputException.class, () -> write(coder,
                new RowRange(2000, PATCHES), CodesFormat.DENSE, "bad")).getMessage()
                .contains("patch 2100"));
        assertEquals(List.of("patches.npy"), names(folder));
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptLeavesNothing(CodesFormat format) {
        CoderSpec coder = everyKind().findFirst().orElseThrow();
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class,
                    () -> write(coder, RowRange.all(PATCHES), format, "a"));
        } finally {
            Thread.interrupted();
        }
        assertEquals(List.of("patches.npy"), names(folder));
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shardsAreFilledWhateverBlocksComeIn(CodesFormat format) throws Exception {
        FMatrixRMaj codes = random(500, UNITS, 7);
        for (int i = 0; i < codes.getNumElements(); i++) {
            codes.data[i] = codes.data[i] < .4 || i / UNITS % 100 < 50 ? 0 : codes.data[i];
        }
        for (int rows : new int[] {500, 7}) {
            Path here = Files.createDirectory(folder.resolve("in-" + rows));
            try (ShardedCodes out = new ShardedCodes(here, format, UNITS, 4000)) {
                for (int from = 0; from < 500; from += rows) {
                    out.write(codes.data, from * UNITS, Math.min(rows, 500 - from));
                }
                out.commit();
            }
            assertArrayEquals(codes.data,
                    ArrayFile.matrix(ShardedCodes.place(here).toString()).data);
        }
        List<String> shards = names(folder.resolve("in-7/codes"));
        assertEquals(shards, names(folder.resolve("in-500/codes")));
        assertTrue(shards.size() > 1 && shards.get(0).equals("part-00000" + format.ending()),
                shards.toString());
        for (String shard : shards) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("in-7/codes").resolve(shard)),
                    Files.readAllBytes(folder.resolve("in-500/codes").resolve(shard)));
        }
    }

    @Test
    void codesThatFitAreOneFileAndUnfinishedOnesNone() throws Exception {
        try (ShardedCodes out = new ShardedCodes(folder, CodesFormat.CSR, UNITS, 1 << 20)) {
            out.write(random(20, UNITS, 1));
            out.commit();
        }
        assertEquals(List.of("codes.npz", "patches.npy"), names(folder));
        Files.delete(folder.resolve("codes.npz"));
        try (ShardedCodes out = new ShardedCodes(folder, CodesFormat.DENSE, UNITS, 100)) {
            out.write(random(20, UNITS, 1));
        }
        assertEquals(List.of("patches.npy"), names(folder));
    }

    @Test
    void rowsAreFromAFirstToBehindALast() {
        assertEquals(new RowRange(1000, 20_000), RowRange.parse("1000:2e4"));
        for (String wrong : List.of("5", "5:5", "6:5", "-1:5", ":5", "5:", "1:2:3", "a:b")) {
            assertThrows(InputException.class, () -> RowRange.parse(wrong), wrong);
        }
        assertTrue(assertThrows(InputException.class,
                () -> new RowRange(0, 11).requireWithin(10, "X.npy")).getMessage()
                .contains("must end at 10 at most"));
    }

    @Test
    void sizesAreReadAsTheyAreWritten() {
        assertEquals(2L << 30, ByteSize.parse("2GiB").bytes());
        assertEquals(3L << 19, ByteSize.parse("1.5 m").bytes());
        assertEquals("2GiB", new ByteSize(2L << 30).toString());
        assertEquals("1536MiB", ByteSize.parse("1.5G").toString());
        assertEquals("100B", ByteSize.parse("100").toString());
        for (String wrong : List.of("", "0", "-1G", "G", "1PiB", "1e9",
                "8388608T")) {
            assertThrows(InputException.class, () -> ByteSize.parse(wrong), wrong);
        }
    }

    @Test
    void blocksDependOnUnitsAloneAndAreMultiplesOfEight() {
        assertEquals(2048, CodeSums.blockRows(512));
        assertEquals(1672, CodeSums.blockRows(10_000));
        assertEquals(8, CodeSums.blockRows(1 << 24));
    }
}
