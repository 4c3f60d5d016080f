package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.image.Image;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;

/** HDF5 files as h5py writes them (make_hdf5.py), against what it wrote. */
class Hdf5FileTest {
    @TempDir
    Path folder;

    private static Path fixture(String name) {
        try {
            return Path.of(Hdf5FileTest.class.getResource("/hdf5/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(String place) {
        String message =
                assertThrows(InputException.class, () -> ArrayFile.matrix(place)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays.h5", "latest.h5"})
    void everyArrayIsWhatWasWritten(String file) {
        NamedArrays expected = NamedArrays.open(fixture("expected.npz"));
        NamedArrays arrays = NamedArrays.open(fixture(file));
        int matrices = 0;
        for (NamedArrays.Entry entry : expected.entries()) {
            String name = entry.name().replace('.', '/');
            boolean onlyInLatest = name.equals("packed/single");
            if (onlyInLatest && !file.equals("latest.h5")) {
                continue;
            }
            assertEquals(entry.name().equals("scalar") ? List.of() : entry.shape(),
                    arrays.entry(name).shape());
            if (entry.shape().size() == 2) {
                assertArrayEquals(expected.matrix(entry.name()).data, arrays.matrix(name).data,
                        name);
                matrices++;
            } else if (entry.shape().size() == 1) {
                assertArrayEquals(expected.vector(entry.name()).data, arrays.vector(name).data,
                        name);
            }
        }
        assertTrue(matrices > 25, matrices + " matrices");
    }

    @ParameterizedTest
    @ValueSource(strings = {"arrays.h5#/packed/shuffled", "arrays.h5#packed/all",
        "arrays.h5#packed/growing", "arrays.h5#packed/wide", "arrays.h5#deep/er/plain",
        "arrays.h5#kind-big-f2"})
    void rowsStreamAndSeek(String name) {
        String place = "h5:" + fixture(name.replaceFirst("#.*", "")) + name.replaceFirst("[^#]*",
                "");
        FMatrixRMaj whole = ArrayFile.matrix(place);
        FMatrixRMaj block = new FMatrixRMaj(0, 0);
        try (MatrixRows rows = ArrayFile.rows(place)) {
            for (int pass = 0; pass < 2; pass++) {
                int row = 0;
                for (int read; (read = rows.read(block, 4)) > 0; row += read) {
                    for (int i = 0; i < read * 7; i++) {
                        assertEquals(whole.data[row * 7 + i], block.data[i]);
                    }
                }
                assertEquals(whole.numRows, row);
                rows.rewind();
            }
            for (int row = whole.numRows - 1; row >= 0; row -= 3) {
                rows.seek(row);
                rows.read(block, 1);
                assertEquals(whole.get(row, 6), block.get(0, 6));
            }
        }
    }

    @Test
    void aLinkStandsForWhatItLeadsTo() {
        assertArrayEquals(ArrayFile.matrix(fixture("arrays.h5") + "#deep/er/plain").data,
                ArrayFile.matrix(fixture("arrays.h5") + "#again").data);
    }

    @Test
    void theOnlyArrayBehindBytesOfTheUserNeedsNoName() {
        assertEquals(23, ArrayFile.matrix(fixture("block.hdf5").toString()).numRows);
    }

    @Test
    void aGroupOfManyArraysIsReadWhole() {
        NamedArrays arrays = NamedArrays.open(fixture("many.h5"));
        assertEquals(50, arrays.entries().size());
        assertArrayEquals(new float[] {49, 49}, arrays.matrix("array49").data);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "''; holds several arrays; choose one with",
        "none-such; has no array none-such; it holds brain (23, 7) bfloat16, ",
        "deep; has no array deep",
        "none; is empty, of shape (0, 3)",
        "null; has shape (0,)",
        "szip; is packed by the filter szip, which is not read",
        "stack; has shape (3, 8, 8); a matrix of two dimensions is wanted",
        "text; holds text; numbers are wanted",
        "names; holds text; numbers are wanted",
        "records; holds records of x, n; numbers are wanted",
        "complex; holds complex numbers; numbers are wanted",
        "lists; holds lists of varying length",
        "outside; is a link to another file",
        "nan; row 11, column 2 is NaN; every value must be finite",
        "scaled; is packed by the filter scaleoffset, which is not read; gzip,"
    })
    void whatIsNoMatrixOfNumbersIsNamed(String name, String reason) {
        String file = fixture("arrays.h5").toString();
        String message = refusal(name.isEmpty() ? file : file + "#" + name);
        assertTrue(message.startsWith(file + (name.matches("|none-such|deep") ? ": "
                : "#" + name + ": ")), message);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void imagesAreReadFromArrays() {
        ImageSource gray = ImageSource.open("h5:" + fixture("arrays.h5") + "#stack@nhw", 0);
        float[] expected = ArrayFileTest.numbers(fixture("expected.npz"), "stack");
        assertEquals(3, gray.size());
        assertEquals(expected[64 + 9], gray.read(1).pixels()[9]);
        ImageSource colours = ImageSource.open(fixture("arrays.h5") + "#stack-bytes", 0);
        float[] bytes = ArrayFileTest.numbers(fixture("expected.npz"), "stack-bytes");
        Image image = colours.read(4);
        assertEquals("5 colour images of 8×9×3 (@nhwc)", colours.reading());
        assertEquals(bytes[4 * 216 + 10 * 3 + 2] / 255, image.pixels()[2 * 72 + 10]);
    }

    @Test
    void aFileThatWasCutShortIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(fixture("arrays.h5"));
        Path file = folder.resolve("cut.h5");
        for (int length : new int[] {4, 8, 40, 100, 1000, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            String message = assertThrows(InputException.class, () -> {
                NamedArrays arrays = NamedArrays.open(file);
                for (NamedArrays.Entry entry : arrays.entries()) {
                    if (entry.shape().size() == 2 && entry.shape().get(0) > 1
                            && !entry.name().matches("complex|nan|scaled|szip")) {
                        arrays.matrix(entry.name());
                    }
                }
                throw new InputException("the last byte is none of an array");
            }).getMessage();
            assertTrue(message.startsWith(file.toString()) || length == bytes.length - 1, message);
        }
    }
}
