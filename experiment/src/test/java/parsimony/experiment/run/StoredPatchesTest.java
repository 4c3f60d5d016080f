package parsimony.experiment.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.DictionaryLearning;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.PatchSource;
import parsimony.sparsecoding.Solver;

/** What is learned from a file is bit for bit what is learned from the same patches in memory. */
class StoredPatchesTest {
    private static final Learning LEARNING = new Learning(Solver.of("fista"),
            DictionaryUpdate.ONLINE, 12, OptionalDouble.of(.3), .05, 3, 7, 20, 4);

    @TempDir
    private Path folder;

    private static FMatrixRMaj patches(int count) {
        FMatrixRMaj patches = new FMatrixRMaj(count, 9);
        SplittableRandom random = new SplittableRandom(count);
        for (int i = 0; i < patches.data.length; i++) {
            patches.data[i] = (float) random.nextDouble(-2, 2);
        }
        return patches;
    }

    private static byte[] npy(String type, boolean fortran, FMatrixRMaj matrix) {
        byte[] header = header(type, fortran, matrix.numRows, matrix.numCols);
        int bytes = type.charAt(2) - '0';
        ByteBuffer file = ByteBuffer.allocate(header.length + matrix.data.length * bytes)
                .put(header)
                .order(type.charAt(0) == '<' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < matrix.data.length; i++) {
            float value = fortran ? matrix.get(i % matrix.numRows, i / matrix.numRows)
                    : matrix.data[i];
            if (bytes == 4) {
                file.putFloat(value);
            } else {
                file.putDouble(value);
            }
        }
        return file.array();
    }

    private static byte[] header(String type, boolean fortran, long rows, int columns) {
        String dictionary = "{'descr': '" + type + "', 'fortran_order': "
                + (fortran ? "True" : "False") + ", 'shape': (" + rows + ", " + columns + "), }";
        return ("\u0093NUMPY\1\0v\0" + String.format("%-117s\n", dictionary))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"<f4, false", "<f4, true", ">f8, false", ">f8, true"})
    void aDictionaryIsTheSameFromAFileAndAfterAStop(String type, boolean fortran)
            throws IOException {
        Path file = folder.resolve("patches.npy");
        Files.write(file, npy(type, fortran, patches(101)));
        assertLearnsAsFromMemory(file.toString());
    }

    @Test
    void aDictionaryIsTheSameFromACompressedMemberOfAnArchive() throws IOException {
        Path file = folder.resolve("patches.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int count : new int[] {3, 101}) {
                zip.putNextEntry(new ZipEntry("of" + count + ".npy"));
                zip.write(npy("<f4", false, patches(count)));
            }
        }
        assertLearnsAsFromMemory(file + "#of101");
    }

    /** Shards of 1, 2, 48, 4 and 46 patches, of several types. */
    @Test
    void aDictionaryIsTheSameFromShardsOfUnequalSizes() throws IOException {
        FMatrixRMaj whole = patches(101);
        int[] starts = {0, 1, 3, 51, 55, 101};
        String[] types = {"<f4", ">f8", "<f4", "<f8", ">f4"};
        Path shards = Files.createDirectory(folder.resolve("shards"));
        for (int i = 0; i < types.length; i++) {
            Files.write(shards.resolve("part-" + (8 + i) + ".npy"), npy(types[i], i % 2 == 1,
                    CommonOps_FDRM.extract(whole, starts[i], starts[i + 1], 0, 9)));
        }
        assertLearnsAsFromMemory(shards.toString());
        assertLearnsAsFromMemory(shards + "/part-*.npy");
    }

    private void assertLearnsAsFromMemory(String place) throws IOException {
        PatchSource memory = PatchSource.of(patches(101));
        DictionaryLearning.Result expected =
                LEARNING.run(memory.part(0, 90), memory.part(90, 101), null, null, Monitor.SILENT);
        CheckpointFile state = new CheckpointFile(folder.resolve("checkpoint"));
        try (StoredPatches stored = StoredPatches.open(place)) {
            PatchSource train = stored.part(0, 90);
            PatchSource heldOut = stored.part(90, 101);
            assertThrows(CancellationException.class,
                    () -> LEARNING.run(train, heldOut, null, state, new StopAt(16)));
            assertEquals(2, state.read().history().size());
            DictionaryLearning.Result resumed =
                    LEARNING.run(train, heldOut, state.read(), null, Monitor.SILENT);
            assertArrayEquals(expected.dictionary().atoms().data,
                    resumed.dictionary().atoms().data);
            assertEquals(expected.history(), resumed.history());
        }
    }

    @Test
    void patchesComeAsTheyAreAskedFor() throws IOException {
        Path file = folder.resolve("patches.npy");
        Files.write(file, npy("<f4", false, patches(40)));
        long[] numbers = {7, 39, 8, 0, 8, 9, 39, 1, 20, 7};
        FMatrixRMaj expected = new FMatrixRMaj(numbers.length, 9);
        PatchSource.of(patches(40)).read(numbers, expected);
        FMatrixRMaj read = new FMatrixRMaj(numbers.length, 9);
        try (StoredPatches stored = StoredPatches.open(file.toString())) {
            stored.read(numbers, read);
            assertArrayEquals(expected.data, read.data);
            assertThrows(IndexOutOfBoundsException.class, () -> stored.read(39, 2));
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> stored.read(0, 1));
            assertTrue(Thread.interrupted(), "whoever asked sees it");
        }
    }

    /** A file of three billion patches of one pixel, in which few were ever written. */
    @Test
    void patchesBeyondTwoToThe31AreFound() throws IOException {
        Path file = folder.resolve("patches.npy");
        byte[] header = header("|i1", false, 3_000_000_000L, 1);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.write(header);
            bytes.setLength(header.length + 3_000_000_000L);
            bytes.seek(header.length + 7);
            bytes.write(42);
            bytes.seek(header.length + (1L << 31) + 5);
            bytes.write(-3);
        }
        try (StoredPatches stored = StoredPatches.open(file.toString())) {
            assertEquals(3_000_000_000L, stored.size());
            FMatrixRMaj read = new FMatrixRMaj(4, 1);
            stored.read(new long[] {(1L << 31) + 5, 7, 2_999_999_999L, (1L << 31) + 5}, read);
            assertArrayEquals(new float[] {-3, 42, 0, -3}, read.data);
        }
    }

    /** Stops the work after so many mini-batches. */
    private record StopAt(long batches) implements Monitor {
        @Override
        public void phase(String name, long total, String unit) {}

        @Override
        public void at(long done, String note) {
            if (done == batches) {
                throw new CancellationException();
            }
        }

        @Override
        public void warn(String message) {}
    }
}
