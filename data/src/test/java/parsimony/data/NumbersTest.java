package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import parsimony.signals.InputException;

/**
 * Arrays of every number type, byte order and memory order, against what NumPy's astype('float32')
 * makes of them.
 */
class NumbersTest {
    @TempDir
    Path folder;

    private static Path archive() throws Exception {
        return Path.of(NumbersTest.class.getResource("/arrays/numbers.npz").toURI());
    }

    static List<String> arrays() throws Exception {
        try (ZipFile zip = new ZipFile(archive().toFile())) {
            return zip.stream().map(ZipEntry::getName).map(name -> name.substring(0,
                    name.length() - 4))
                    .filter(name -> !name.contains("expected")).toList();
        }
    }

    private Path extract(String name) throws Exception {
        try (ZipFile zip = new ZipFile(archive().toFile());
                InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
            return Files.write(folder.resolve(name + ".npy"), in.readAllBytes());
        }
    }

    private FMatrixRMaj expected(String name) throws Exception {
        return Npy.read(extract(name.replaceFirst("-.*", "") + ".expected"));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void matricesAreThoseOfNumPy(String name) throws Exception {
        FMatrixRMaj matrix = Npy.read(extract(name));
        assertEquals(3, matrix.numRows);
        assertArrayEquals(expected(name).data, matrix.data);
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void blocksOfRowsAreThoseOfTheWholeOnEveryLap(String name) throws Exception {
        FMatrixRMaj whole = expected(name);
        try (NpyRowReader reader = NpyRowReader.open(extract(name))) {
            for (int lap = 0; lap < 2; lap++) {
                FMatrixRMaj block = new FMatrixRMaj(1, 1);
                List<Float> values = new ArrayList<>();
                while (reader.read(block, 2) > 0) {
                    for (int i = 0; i < block.getNumElements(); i++) {
                        values.add(block.data[i]);
                    }
                }
                assertEquals(whole.getNumElements(), values.size());
                for (int i = 0; i < values.size(); i++) {
                    assertEquals(whole.data[i], values.get(i));
                }
                reader.rewind();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void elementsOfFilesAndArchivesAreThoseOfNumPy(String name) throws Exception {
        FMatrixRMaj expected = expected(name);
        for (NpyArray array : List.of(NpyArray.open(extract(name)),
                NpyArray.open(archive(), name))) {
            for (int i = 0; i < array.size(); i++) {
                assertEquals(expected.data[i], array.at(i));
            }
        }
    }

    @Test
    void aFortranArrayOfManyBuffersIsReadByColumns() throws Exception {
        int rows = 30_000;
        ByteBuffer values = ByteBuffer.allocate(rows * 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * 3; i++) {
            values.putDouble(i % rows * 10 + i / rows);
        }
        Path file = file(1, "{'descr': '<f8', 'fortran_order': True, 'shape': (" + rows
                + ", 3), }", values.array());
        FMatrixRMaj matrix = Npy.read(file);
        try (NpyRowReader reader = NpyRowReader.open(file)) {
            FMatrixRMaj block = new FMatrixRMaj(1, 1);
            int row = 0;
            while (reader.read(block, 20_000) > 0) {
                for (int i = 0; i < block.getNumElements(); i++) {
                    assertEquals((row + i / 3) * 10 + i % 3, block.data[i]);
                    assertEquals(block.data[i], matrix.data[row * 3 + i]);
                }
                row += block.numRows;
            }
            assertEquals(rows, row);
        }
    }

    private Path file(int version, String header, byte[] values) throws IOException {
        byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0,
            (byte) text.length,
            (byte) (text.length >> 8)});
        out.write(new byte[version == 1 ? 0 : 2]);
        out.write(text);
        out.write(values);
        return Files.write(folder.resolve("made.npy"), out.toByteArray());
    }

    /**
     * {@code numpy.load} reads every one of them as the matrix of 1, 2, 3 and 4; tried with NumPy
     * 1.24.
     */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "1; {'descr': '<f4', 'fortran_order': False, 'shape': (2L, 2L), }",
        "1; {\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 2)}",
        "1; {'shape':(2,2),'fortran_order':False,'descr':'<f4'}",
        "1; {  'descr'  :  '<f4'  ,  'fortran_order'  :  False  ,  'shape'  :  (  2  ,  2  ,  )  ,"
                + "  }   ",
        "1; {'descr': u'<f4', 'fortran_order': False, 'shape': (0x2, 2), }",
        "1; {'descr': '=f4', 'fortran_order': False, 'shape': (2, 2), }",
        "1; {'descr': 'f4', 'fortran_order': False, 'shape': (2, 2), }",
        "1; {'descr': 'float32', 'fortran_order': False, 'shape': (2, 2), }",
        "1; {'descr': '<f', 'fortran_order': False, 'shape': (2, 2), }",
        "2; {'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }",
        "3; {'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }",
    })
    void readsEveryHeaderThatNumPyReads(int version, String header) throws Exception {
        ByteBuffer values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        values.putFloat(1).putFloat(2).putFloat(3).putFloat(4);
        Path file = file(version, header, values.array());
        assertArrayEquals(new float[] {1, 2, 3, 4}, Npy.read(file).data);
        assertEquals(4, NpyArray.open(file).at(3));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
        "{'descr': '<c8', 'fortran_order': False, 'shape': (2, 2), }; complex numbers (c8); real"
                + " ones are wanted",
        "{'descr': [('x', '<f4'), ('y', '<i4')], 'fortran_order': False, 'shape': (2, 2), };"
                + " records of the fields x, y",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 2), }; Python objects, which are"
                + " never loaded",
        "{'descr': '<U5', 'fortran_order': False, 'shape': (2, 2), }; text (U5)",
        "{'descr': '|S5', 'fortran_order': False, 'shape': (2, 2), }; text (S5)",
        "{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (2, 2), }; dates or times (M8[ns])",
        "{'descr': '|V4', 'fortran_order': False, 'shape': (2, 2), }; raw bytes (V4)",
        "{'descr': '<f16', 'fortran_order': False, 'shape': (2, 2), }; elements of type f16",
        "{'descr': None, 'fortran_order': False, 'shape': (2, 2), }; records",
        "{'fortran_order': False, 'shape': (2, 2), }; elements of no type",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 2), }; fortran_order is True or False",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2), }; no shape that is a tuple",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 2], }; no shape that is a tuple",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 2), }; dimension 0 of the shape",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2.0), }; which is not understood",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2); before its brackets are closed",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), } + 1; which is not understood",
        "__import__('os'); which is not understood",
        "[]; no dictionary of descr",
    })
    void namesTheKindThatIsNotReadAndWhatWouldBe(String header, String reason) throws Exception {
        Path file = file(1, header, new byte[16]);
        for (String message : List.of(assertThrows(InputException.class,
                () -> Npy.read(file)).getMessage(),
                assertThrows(InputException.class, () -> NpyArray.open(file)).getMessage())) {
            assertTrue(message.startsWith(file + ": ") && message.contains(reason), message);
            assertEquals(1, message.lines().count());
        }
    }

    @Test
    void bracketsWithinBracketsEndSomewhere() throws Exception {
        Path file = file(1, "[".repeat(60_000), new byte[0]);
        assertTrue(assertThrows(InputException.class, () -> Npy.read(file)).getMessage()
                .contains("deep"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"1e300 | 1.0E300, beyond the largest float32",
        "NaN | NaN; every value must be finite",
        "-Infinity | -Infinity; every value must be finite"})
    void namesTheNumberThatNoFloatHolds(String value, String reason) throws Exception {
        ByteBuffer values = ByteBuffer.allocate(6 * 8).order(ByteOrder.BIG_ENDIAN);
        // in Fortran order of 2×3: row 1, column 1
        values.putDouble(3 * 8, Double.parseDouble(value));
        Path file = file(1, "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }",
                values.array());
        String message = assertThrows(InputException.class, () -> Npy.read(file)).getMessage();
        assertTrue(message.startsWith(file + ": row 1, column 1 is " + reason), message);
        NpyArray array = NpyArray.open(file);
        message = assertThrows(InputException.class, () -> array.at(4)).getMessage();
        assertTrue(message.startsWith(file + ": element [1, 1] is " + reason), message);
    }

    @Test
    void halfPrecisionThatIsNotFiniteIsRefused() throws Exception {
        ByteBuffer values = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        values.putShort(2, (short) 0x7c00);
        Path file = file(1, "{'descr': '<f2', 'fortran_order': False, 'shape': (2, 1), }",
                values.array());
        assertTrue(assertThrows(InputException.class, () -> Npy.read(file)).getMessage()
                .contains("row 1, column 0 is Infinity"));
    }
}
