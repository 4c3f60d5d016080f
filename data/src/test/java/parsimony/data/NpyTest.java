package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;
import parsimony.signals.InputException;

class NpyTest {
    @TempDir
    Path folder;

    private static FMatrixRMaj random(int rows, int columns) {
        Random random = new Random(1);
        FMatrixRMaj matrix = new FMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.data.length; i++) {
            matrix.data[i] = (float) random.nextGaussian();
        }
        return matrix;
    }

    /** A file with this header and so many zero bytes. */
    private Path file(String dictionary, int bytes) throws IOException {
        byte[] text = (dictionary + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length,
            (byte) (text.length >> 8)});
        out.write(text);
        out.write(new byte[bytes]);
        return Files.write(folder.resolve("made.npy"), out.toByteArray());
    }

    private static String refusal(Path file) {
        String message = assertThrows(InputException.class, () -> Npy.read(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @Test
    void aMatrixComesBackAsItWas() throws Exception {
        FMatrixRMaj matrix = random(70_000, 7);
        Npy.write(folder.resolve("a.npy"), matrix);
        FMatrixRMaj read = Npy.read(folder.resolve("a.npy"));
        assertEquals(70_000, read.numRows);
        assertArrayEquals(matrix.data, read.data);
    }

    @Test
    void aVectorComesBackAsItWasAndIsNoMatrix() throws Exception {
        Path file = folder.resolve("v.npy");
        Npy.write(file, new float[] {1, -2.5f, 3});
        assertArrayEquals(new float[] {1, -2.5f, 3}, Npy.readVector(file));
        assertTrue(refusal(file).contains("has shape (3,)"));
    }

    @Test
    void whatCannotBeReadTwiceIsNotSaidToBeCutShort() {
        Path device = Path.of("/dev/null"); // such as a shell writes for <(...)
        assumeTrue(Files.exists(device));
        assertTrue(refusal(device).contains("is a pipe or device"), refusal(device));
    }

    @Test
    void theHeaderIsTheOneOfFormatOne() throws Exception {
        Path file = folder.resolve("a.npy");
        Npy.write(file, random(3, 5));
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
        assertEquals(0, (10 + length) % 64);
        assertEquals(10 + length + 60, bytes.length);
        assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), }",
                new String(bytes, 10, length, StandardCharsets.US_ASCII).strip());
        assertEquals('\n', bytes[10 + length - 1]);
    }

    /** Skipped where there is no Python with NumPy. */
    @Test
    void numPyLoadsWhatIsWrittenHere() throws Exception {
        FMatrixRMaj matrix = random(3, 5);
        Npy.write(folder.resolve("a.npy"), matrix);
        Npy.write(folder.resolve("v.npy"), matrix.data);
        String script = """
                try:
                    import numpy
                except ImportError:
                    raise SystemExit("no numpy")
                a, v = numpy.load("a.npy"), numpy.load("v.npy")
                print(a.dtype.str, a.flags.c_contiguous, a.shape, v.shape, float(a[1, 2]), (a.ravel() == v).all())
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
        assumeFalse(said.equals("no numpy"), "this python3 has no numpy to try");
        assertEquals("<f4 True (3, 5) (15,) " + (double) matrix.get(1, 2) + " True", said);
    }

    @Test
    void blocksOfRowsMakeUpTheWhole() throws Exception {
        FMatrixRMaj matrix = random(1000, 33);
        Path file = folder.resolve("a.npy");
        try (NpyRowWriter writer = NpyRowWriter.create(file, 33)) {
            writer.write(matrix.data, 0, 400);
            writer.write(matrix.data, 400 * 33, 600);
            writer.commit();
        }
        try (NpyRowReader reader = NpyRowReader.open(file)) {
            for (int lap = 0; lap < 2; lap++) {
                FMatrixRMaj block = new FMatrixRMaj(1, 1);
                int row = 0;
                while (reader.read(block, 300) > 0) {
                    for (int i = 0; i < block.getNumElements(); i++) {
                        assertEquals(matrix.data[row * 33 + i], block.data[i]);
                    }
                    row += block.numRows;
                }
                assertEquals(1000, row);
                reader.rewind();
            }
        }
    }

    @Test
    void anUnfinishedFileLeavesTheOldOneAndNothingElse() throws Exception {
        Path file = folder.resolve("a.npy");
        Npy.write(file, random(2, 2));
        try (NpyRowWriter writer = NpyRowWriter.create(file, 2)) {
            writer.write(new float[] {7, 7}, 0, 1);
        }
        assertArrayEquals(random(2, 2).data, Npy.read(file).data);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 2), }; 32; Python objects",
        "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 2), }; 16; records",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 1), }; 16; has shape (2, 2, 1)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (), }; 4; has shape ()",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4), }; 0; is empty",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }; 15; cut short",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }; 17; something follows",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1073741824, 1073741824), }; 16;"
                + " impossible shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }; 16;"
                + " impossible shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776, 4), }; 16; cut short",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 1), }; 16;"
                + " beyond 2^63",
        "{'descr': '<f4', 'fortran_order': False, 'shape':"
                + " (1111111111111111111111111111111111111111111111111111x), }; 16; beyond 2^63",
        "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }; 31; cut short",
        "{'descr': '<f4', 'shape': (2, 2), }; 16; whether fortran_order",
    })
    void refusesWhatIsNotAMatrixOfNumbers(String header, int bytes,
            String reason) throws Exception {
        String message = refusal(file(header, bytes));
        assertTrue(message.contains(reason), message);
    }

    @Test
    void refusesWhatIsNoNpyFile() throws Exception {
        assertTrue(refusal(folder.resolve("none.npy")).contains("no such file"));
        assertTrue(refusal(folder).contains("is a folder"));
        assertTrue(refusal(Files.write(folder.resolve("0"), new byte[0])).contains("cut short"));
        assertTrue(refusal(Files.writeString(folder.resolve("t"), "a,b,c,d\n1,2,3,4\n"))
                .contains("is not a .npy file"));
    }

    @Test
    void namesTheFirstValueThatIsNotFinite() throws Exception {
        FMatrixRMaj matrix = random(20_000, 3);
        matrix.set(19_998, 2, Float.NaN);
        matrix.set(19_999, 0, Float.NEGATIVE_INFINITY);
        Path file = folder.resolve("nan.npy");
        Npy.write(file, matrix);
        assertTrue(refusal(file).contains("row 19998, column 2 is NaN"));
    }

    @Test
    void saysWhereItCannotWrite() {
        Path file = folder.resolve("missing").resolve("a.npy");
        String message = assertThrows(InputException.class, () -> Npy.write(file, random(1, 1)))
                .getMessage();
        assertTrue(message.startsWith(file + ": no such file or folder"), message);
    }

    @Test
    void patchesOfASquareNumberOfPixelsAreSquare() throws Exception {
        Npy.write(folder.resolve("16.npy"), random(3, 16));
        Npy.write(folder.resolve("15.npy"), random(3, 15));
        assertEquals(4, Patches.read(folder.resolve("16.npy").toString()).height());
        assertEquals(15, Patches.read(folder.resolve("15.npy").toString()).width());
    }
}
