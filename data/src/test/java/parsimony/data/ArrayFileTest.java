package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;

/** Reads what the formats' own libraries wrote (make_named.py). */
class ArrayFileTest {
    @TempDir
    Path folder;

    private static Path fixture(String name) {
        try {
            return Path.of(ArrayFileTest.class.getResource("/named/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All numbers of an array of any shape. */
    static float[] numbers(Path file, String name) {
        ArrayNumbers numbers = NamedArrays.open(file).numbers(name, name);
        float[] all = new float[(int) StoredArray.elements(numbers.shape(), name)];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers.at(i);
        }
        return all;
    }

    private static String refusal(String place) {
        String message =
                assertThrows(InputException.class, () -> ArrayFile.matrix(place)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers.0.W", "half", "brain", "double", "counts", "bytes", "mask"})
    void safetensorsHoldWhatNumPyHolds(String name) {
        FMatrixRMaj expected = ArrayFile.matrix(fixture("named.npz") + "#" + name);
        FMatrixRMaj found = ArrayFile.matrix(fixture("named.safetensors") + "#" + name);
        assertEquals(expected.numRows, found.numRows);
        assertEquals(expected.numCols, found.numCols);
        assertArrayEquals(expected.data, found.data);
    }

    @Test
    void numbersAreThoseThatWereWritten() {
        NamedArrays arrays = NamedArrays.open(fixture("named.safetensors"));
        assertArrayEquals(new float[] {-3, -2, -1, 0, 1, 2}, arrays.matrix("counts").data);
        assertArrayEquals(new float[] {1, 0, 1}, arrays.matrix("mask").data);
        // 1/3 and 1000.1 in 8 bits: 171·2^-9 and 125·2^3
        assertArrayEquals(new float[] {0, -1.5f, 171f / 512, 1000},
                java.util.Arrays.copyOf(arrays.matrix("brain").data, 4));
        assertArrayEquals(new float[] {32}, arrays.vector("k").data);
        assertEquals(1000.1f, arrays.vector("b").data[3]);
        assertEquals(9, arrays.vector("b").numCols);
        assertEquals("brain (3, 4) bfloat16", arrays.entry("brain").toString());
        assertEquals(List.of(5L, 2L), arrays.entry("double").shape());
    }

    @ParameterizedTest
    @ValueSource(strings = {"named.npz", "named.safetensors"})
    void rowsStream(String file) {
        for (String name : List.of("layers.0.W", "double", "half")) {
            String place = fixture(file) + "#" + name;
            FMatrixRMaj whole = ArrayFile.matrix(place);
            try (MatrixRows rows = ArrayFile.rows(place)) {
                assertEquals(whole.numRows, rows.rows());
                assertEquals(whole.numCols, rows.columns());
                FMatrixRMaj block = new FMatrixRMaj(0, 0);
                for (int pass = 0; pass < 2; pass++) {
                    int row = 0;
                    for (int read; (read = rows.read(block, 3)) > 0; row += read) {
                        for (int i = 0; i < read * whole.numCols; i++) {
                            assertEquals(whole.data[row * whole.numCols + i], block.data[i]);
                        }
                    }
                    assertEquals(whole.numRows, row);
                    rows.rewind();
                }
                for (int row = whole.numRows; row >= 0; row--) {
                    rows.seek(row);
                    assertEquals(Math.min(1, whole.numRows - row), rows.read(block, 1));
                    for (int i = 0; i < block.getNumElements(); i++) {
                        assertEquals(whole.data[row * whole.numCols + i], block.data[i]);
                    }
                }
                assertThrows(IndexOutOfBoundsException.class, () -> rows.seek(whole.numRows + 1));
            }
        }
    }

    @Test
    void theOnlyArrayNeedsNoName() {
        assertArrayEquals(ArrayFile.matrix(fixture("named.npz") + "#half").data,
                ArrayFile.matrix(fixture("only.safetensors").toString()).data);
    }

    @Test
    void aMissingNameListsWhatThereIs() {
        String several = refusal(fixture("named.npz").toString());
        assertTrue(several.contains("choose one with " + fixture("named.npz") + "#NAME"), several);
        assertTrue(several.contains("brain (3, 4) float32"), several);
        String wrong = refusal(fixture("named.safetensors") + "#W_dec");
        assertTrue(wrong.contains("has no array W_dec; it holds"), wrong);
        assertTrue(wrong.contains("layers.0.W (4, 3) float32"), wrong);
        assertTrue(refusal(fixture("named.npz") + "#none").contains("is empty, of shape (0, 3)"));
        assertTrue(refusal(fixture("named.npz") + "#b").contains("matrix of two dimensions"));
    }

    @Test
    void theNameOfAFileMayHoldAHash() throws IOException {
        Path odd = Files.copy(fixture("named.npz"), folder.resolve("a#b.npz"));
        assertEquals(2, ArrayFile.matrix(odd + "#counts").numRows);
        Path plain = folder.resolve("c#d.npy");
        Npy.write(plain, new FMatrixRMaj(3, 2));
        assertEquals(3, ArrayFile.matrix(plain.toString()).numRows);
        assertTrue(refusal(folder.resolve("no.npz") + "#x").contains("no such file"));
    }

    private Path safetensors(String header, int bytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all =
                ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(folder.resolve("made.safetensors"),
                all.putLong(text.length).put(text).array());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{'a':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]}} | 15 | cut short",
        "{'a':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]}} | 17 | follows the arrays",
        "{'a':{'dtype':'F32','shape':[2,3],'data_offsets':[0,16]}} | 16 | does not take the bytes",
        "{'a':{'dtype':'F32','shape':[2,2],'data_offsets':[4,20]}} | 20 | must follow one another",
        "{'a':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                + "'b':{'dtype':'F32','shape':[2,1],'data_offsets':[4,12]}} | 12"
                + " | must follow one another",
        "{'a':{'dtype':'F8_E4M3','shape':[2,2],'data_offsets':[0,4]}} | 4 | of type F8_E4M3",
        "{'a':{'dtype':'F32','shape':[-2,2],'data_offsets':[0,16]}} | 16 | must be from 0",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | 0"
                + " | impossible shape",
        "{'a':{'dtype':'F32','shape':[1,1],'data_offsets':[0,4]},"
                + "'a':{'dtype':'F32','shape':[1,1],'data_offsets':[0,4]}} | 4 | not JSON",
        "{'a':{'dtype':'F32','data_offsets':[0,16]}} | 16 | needs dtype, shape",
        "{'a':[1,2]} | 16 | must be START_OBJECT",
        "{'a' | 16 | not JSON",
        "{} | 0 | holds no array"})
    void aBrokenHeaderIsRefused(String header, int bytes, String reason) throws IOException {
        String message = refusal(safetensors(header.replace('\'', '"'), bytes).toString());
        assertTrue(message.contains(reason), message);
    }

    @Test
    void aHeaderIsNeverLongerThanItsFile() throws IOException {
        Path file = safetensors("{}", 0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[6] = 1; // 2^48 bytes
        Files.write(file, bytes);
        assertTrue(refusal(file.toString()).contains("claims 281474976710658 bytes"));
    }

    @Test
    void aDamagedMemberIsNoticed() throws IOException {
        byte[] npy = Files.readAllBytes(written(new FMatrixRMaj(400, 7)));
        Path file = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(0); // so that a changed byte still unpacks
            zip.putNextEntry(new ZipEntry("x.npy"));
            zip.write(npy);
            zip.closeEntry();
        }
        assertEquals(400, ArrayFile.matrix(file.toString()).numRows);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertTrue(refusal(file.toString()).contains("checksum"));
    }

    private Path written(FMatrixRMaj matrix) {
        Path file = folder.resolve("x.npy");
        Npy.write(file, matrix);
        return file;
    }

    @Test
    void whatHoldsNoArraysIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "hello");
        assertTrue(refusal(text.toString()).contains("wanted is a .npy"));
        assertTrue(refusal(folder.toString()).contains("is a folder"));
    }
}
