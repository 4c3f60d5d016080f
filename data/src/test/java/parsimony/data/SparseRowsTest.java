package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import parsimony.signals.InputException;

/** Reads what SciPy wrote (make_sparse.py), and writes what it reads. */
class SparseRowsTest {
    @TempDir
    Path folder;

    private static Path fixture(String name) {
        try {
            return Path.of(SparseRowsTest.class.getResource("/named/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csr.npz", "csr64.npz", "csr_unsorted.npz"})
    void whatSciPyWroteIsRead(String name) {
        FMatrixRMaj dense = Npy.read(fixture("sparse.npy"));
        String place = fixture(name).toString();
        assertArrayEquals(dense.data, ArrayFile.matrix(place).data);
        assertEquals(List.of(40L, 7L),
                NamedArrays.open(fixture(name)).entries().iterator().next().shape());
        try (MatrixRows rows = ArrayFile.rows(place)) {
            FMatrixRMaj block = new FMatrixRMaj(0, 0);
            for (int row : new int[] {39, 0, 17, 6, 40, 30}) {
                rows.seek(row);
                int read = rows.read(block, 9);
                assertEquals(Math.min(9, 40 - row), read);
                assertArrayEquals(Arrays.copyOfRange(dense.data, row * 7, (row + read) * 7),
                        Arrays.copyOf(block.data, read * 7));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> rows.seek(41));
        }
    }

    @Test
    void otherFormsAreRefusedWithWhatToDo() {
        String message = refusal(fixture("csc.npz"));
        assertTrue(message.contains("form csc; rows are wanted") && message.contains("a.tocsr()"),
                message);
    }

    private static String refusal(Path file) {
        return assertThrows(InputException.class, () -> ArrayFile.matrix(file.toString()))
                .getMessage();
    }

    /** About every third value is not 0; some rows, and the last one, have none. */
    private static FMatrixRMaj sparse(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(4);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            boolean used = random.nextInt(3) == 0 && i / columns % 5 != 4;
            matrix.data[i] = used ? (float) random.nextDouble(-1, 1) : 0;
        }
        return matrix;
    }

    private Path write(String name, FMatrixRMaj matrix) {
        Path file = folder.resolve(name);
        try (CsrRowWriter writer = CsrRowWriter.create(file, matrix.numCols)) {
            for (int from = 0; from < matrix.numRows; from += 7) {
                writer.write(matrix.data, from * matrix.numCols,
                        Math.min(7, matrix.numRows - from));
            }
            writer.commit();
        }
        return file;
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        FMatrixRMaj matrix = sparse(5000, 23);
        assertArrayEquals(matrix.data,
                ArrayFile.matrix(write("a.npz", matrix).toString()).data);
        assertArrayEquals(new float[6],
                ArrayFile.matrix(write("zeros.npz", new FMatrixRMaj(3, 2)).toString()).data);
        assertEquals(List.of("a.npz", "zeros.npz"), names());
    }

    /** What {@link #sciPyLoadsWhatIsWrittenHere} was seen to load. */
    @Test
    void theBytesStayThoseThatSciPyLoads() throws Exception {
        byte[] bytes = Files.readAllBytes(write("a.npz", sparse(20, 6)));
        assertEquals("fd6d1d594dc57e7234f604ae22db8c73a6fa0b9720cdcf79fb5c5cf53f56c108",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    }

    /** Skipped where there is no Python with SciPy. */
    @Test
    void sciPyLoadsWhatIsWrittenHere() throws Exception {
        FMatrixRMaj matrix = sparse(20, 6);
        write("a.npz", matrix);
        write("zeros.npz", new FMatrixRMaj(3, 2));
        Npy.write(folder.resolve("a.npy"), matrix);
        String script = """
                try:
                    import numpy, scipy.sparse
                except ImportError:
                    raise SystemExit("no scipy")
                a, zeros = scipy.sparse.load_npz("a.npz"), scipy.sparse.load_npz("zeros.npz")
                a.check_format()
                print(a.format, a.dtype, a.indices.dtype, a.indptr.dtype, a.shape, bool(a.has_sorted_indices))
                print((a.toarray() == numpy.load("a.npy")).all(), zeros.nnz, zeros.shape)
                """;
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", script).directory(folder.toFile())
                    .redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException("there is no python3 to try", e);
        }
        String said =
                new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeFalse(said.equals("no scipy"), "this python3 has no scipy to try");
        assertEquals("csr float32 int32 int32 (20, 6) True\nTrue 0 (3, 2)", said);
    }

    @Test
    void anUnfinishedFileLeavesTheOldOneAndNothingElse() throws IOException {
        Path file = write("a.npz", sparse(20, 6));
        byte[] before = Files.readAllBytes(file);
        try (CsrRowWriter writer = CsrRowWriter.create(file, 3)) {
            writer.write(new FMatrixRMaj(2, 3));
        }
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of("a.npz"), names());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** An archive whose checksums are right, whatever its vectors say. */
    private Path archive(int[] starts, int[] indices, float[] data, long[] shape)
            throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("indices", ints(indices));
        members.put("indptr", ints(starts));
        members.put("format", concat(NpyHeader.plain("|S3"), "csr".getBytes(
                StandardCharsets.US_ASCII)));
        ByteBuffer size = ByteBuffer.allocate(8 * shape.length).order(ByteOrder.LITTLE_ENDIAN);
        size.asLongBuffer().put(shape);
        members.put("shape", concat(NpyHeader.plain("<i8", shape.length), size.array()));
        ByteBuffer values = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(data);
        members.put("data", concat(NpyHeader.plain("<f4", data.length), values.array()));
        Path file = folder.resolve("made.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey() + ".npy"));
                zip.write(member.getValue());
            }
        }
        return file;
    }

    private static byte[] ints(int[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return concat(NpyHeader.plain("<i4", values.length), bytes.array());
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        return ByteBuffer.allocate(head.length + tail.length).put(head).put(tail).array();
    }

    @Test
    void partsThatDoNotAgreeAreRefused() throws IOException {
        int[] starts = {0, 1, 3};
        int[] columns = {2, 0, 1};
        float[] data = {1, 2, 3};
        assertArrayEquals(new float[] {0, 0, 1, 2, 3, 0},
                ArrayFile
                        .matrix(archive(starts, columns, data, new long[] {2, 3}).toString()).data);
        List<String> found = new ArrayList<>();
        found.add(refusal(archive(starts, columns, data, new long[] {3, 3})));
        found.add(refusal(archive(starts, columns, new float[2], new long[] {2, 3})));
        found.add(refusal(archive(new int[] {0, 4, 3}, columns, data, new long[] {2, 3})));
        found.add(refusal(archive(new int[] {0, 1, 2}, columns, data, new long[] {2, 3})));
        found.add(refusal(archive(new int[] {1, 1, 3}, columns, data, new long[] {2, 3})));
        found.add(refusal(archive(starts, new int[] {2, 0, 3}, data, new long[] {2, 3})));
        found.add(refusal(archive(starts, new int[] {2, 0, -1}, data, new long[] {2, 3})));
        found.add(refusal(archive(starts, columns, data, new long[] {2, 3, 4})));
        found.add(refusal(archive(starts, columns, data, new long[] {0, 3})));
        found.add(refusal(archive(starts, columns, data, new long[] {2, 1L << 40})));
        found.add(refusal(archive(starts, columns, data, new long[] {1L << 40, 1L << 40})));
        found.add(refusal(archive(starts, columns, new float[] {1, Float.NaN, 3},
                new long[] {2, 3})));
        found.add(refusal(archive(starts, new int[] {2, 0, 0}, new float[] {1, 3e38f, 3e38f},
                new long[] {2, 3})));
        List<String> wanted = List.of("one more than the 3 rows", "data has 2",
                "row 0 is at 0 to 4",
                "row 1 is at 1 to 2 of 3", "row 0 is at 1 to 1", "column 3 of 3",
                "column -1 of 3", "has 3 dimensions", "is empty", "more than can be handled",
                "impossible shape", "row 1, element 1 of data is NaN", "largest float32");
        for (int i = 0; i < wanted.size(); i++) {
            assertTrue(found.get(i).contains(wanted.get(i)), found.get(i));
        }
    }

    /** Any numbers in the vectors give a matrix of finite numbers or a refusal. */
    @Test
    void noNumbersInTheVectorsBreakTheReader() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            int[] starts = {0, 1, 3, 3, 4};
            int[] columns = {2, 0, 1, 2};
            float[] data = {1, 2, 3, 4};
            long[] shape = {4, 3};
            for (int wounds = random.nextInt(1, 3); wounds > 0; wounds--) {
                switch (random.nextInt(4)) {
                    case 0 -> starts[random.nextInt(5)] = random.nextInt(-2, 6);
                    case 1 -> columns[random.nextInt(4)] = random.nextInt();
                    case 2 -> data[random.nextInt(4)] = Float.intBitsToFloat(random.nextInt());
                    default -> shape[random.nextInt(2)] = random.nextInt(-1, 6);
                }
            }
            Path file = archive(starts, columns, data, shape);
            try {
                for (float value : ArrayFile.matrix(file.toString()).data) {
                    assertTrue(Float.isFinite(value));
                }
            } catch (InputException e) {
                refused++;
            }
        }
        assertTrue(refused > 100 && refused < 490, refused + " of 500 refused");
    }
}
