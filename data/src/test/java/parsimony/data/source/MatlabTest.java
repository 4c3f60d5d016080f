package parsimony.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.data.ArrayFile;
import parsimony.data.NpyArray;
import parsimony.data.image.Image;
import parsimony.signals.InputException;

/** MATLAB files as SciPy writes them, against the arrays that were written. */
class MatlabTest {

    private static Path resource(String name) throws Exception {
        return Path.of(MatlabTest.class.getResource("/arrays/" + name).toURI());
    }

    private static ImageSource open(String file, String variable) throws Exception {
        return ImageSource.open("mat:" + resource(file)
                + (variable.matches("(@.*)?") ? "" : "#") + variable, 0);
    }

    private static String refusal(String file, String variable) {
        String message =
                assertThrows(InputException.class, () -> open(file, variable)).getMessage();
        assertEquals(1, message.lines().count());
        return message;
    }

    /** H×W×N in the archive, as in MATLAB. */
    private static void assertImages(String expected, String file, String variable)
            throws Exception {
        NpyArray array = NpyArray.open(resource("matlab.npz"), expected);
        long[] shape = array.shape();
        long count = shape.length == 3 ? shape[2] : 1;
        ImageSource source = open(file, variable + (shape.length == 3 ? "@hwn" : "@hw"));
        assertEquals(count, source.size());
        for (int n = 0; n < count; n++) {
            Image image = source.read(n);
            assertEquals(shape[0], image.height());
            assertEquals(shape[1], image.width());
            float[] wanted = new float[image.pixels().length];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = array.at(i * count + n);
            }
            assertArrayEquals(wanted, image.pixels());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "single", "int8", "uint8", "int16", "uint16", "int32",
        "uint32", "int64", "uint64", "logical",
        "sparse", "sparse_logical"})
    void everyKindOfNumberIsReadPlainAndCompressed(String kind) throws Exception {
        assertImages(kind, "v5.mat", kind);
        assertImages(kind, "v7.mat", kind);
        assertImages(kind, "v73.mat", kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "single", "int16", "uint16", "int32", "uint8"})
    void versionFourHoldsDoublesHoweverTheyAreStored(String kind) throws Exception {
        assertImages("v4-" + kind, "v4.mat", kind);
    }

    @Test
    void versionFourHoldsSparseMatrices() throws Exception {
        assertImages("sparse", "v4.mat", "sparse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v4-big.mat", "v5-big.mat"})
    void bigEndianFilesAreRead(String file) throws Exception {
        assertImages("big", file, "");
    }

    @ParameterizedTest
    @CsvSource({"nested.images.left, left", "nested.images.right, right",
        "records(1).pixels, left", "records(2).pixels, second",
        "cells{2}, cell"})
    void structsAndCellsAreReachedInto(String way, String expected) throws Exception {
        assertImages(expected, "v5.mat", way);
        assertImages(expected, "v7.mat", way);
        assertImages(expected, "v73.mat", way);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "v5.mat; complex; is complex double 4×3; real numbers are wanted, such as abs(complex);"
                + " the file holds double (double 3×4×2)",
        "v5.mat; text; is text; an array of real numbers is wanted; the file holds",
        "v5.mat; cells; is a cell array 1×2; choose an element, as #cells{1}; it holds {1} (double"
                + " 4×3), {2} (double 2×3)",
        "v5.mat; nested; is a struct 1×1; choose a field, as #nested.images; its fields are images"
                + " (struct 1×1), note (text 1×7)",
        "v5.mat; records; is a struct 1×2; choose a field, as #records(1).pixels; its fields are"
                + " pixels (double 4×3), name (text",
        "v5.mat; nested.none; has no field none; it is a struct 1×1; choose a field",
        "v5.mat; double.none; is double 3×4×2, which has no fields",
        "v5.mat; cells{3}; is cell array 1×2, which has no element 3",
        "v5.mat; cells{0}; which has no element 0",
        "v5.mat; records(2); name a field after records(2)",
        "v5.mat; nested.images.; is no way into an array",
        "v5.mat; none; has no array none; the file holds double (double 3×4×2), single (single"
                + " 3×4×2), int8",
        "v5.mat; ''; holds several arrays; choose one with mat:",
        "v4.mat; complex; is complex double 4×3; real numbers are wanted",
        "v4.mat; text; is text; an array of real numbers is wanted; the file holds double (double"
                + " 3×4)",
        "no-images.mat; ''; holds no array of real numbers; choose one with mat:",
        "v73.mat; complex; is complex double 4×3; real numbers are wanted, such as abs(complex)",
        "v73.mat; text; is text; an array of real numbers is wanted; the file holds",
        "v73.mat; cells; is a cell array 1×2; choose an element, as #cells{1}; it holds {1} (double"
                + " 4×3), {2} (double 2×3)",
        "v73.mat; nested; is a struct 1×1; choose a field, as #nested.images; its fields are images"
                + " (struct 1×1), note (text 1×7)",
        "v73.mat; records; is a struct 1×2; choose a field, as #records(1).",
        "v73.mat; cells{3}; is cell array 1×2, which has no element 3",
        "v73.mat; records(3).pixels; which has no element 3",
        "v73.mat; nothing; is empty, of shape 0×5",
        "v73.mat; ''; holds several arrays; choose one with mat:",
    })
    void whatIsNoArrayOfRealNumbersIsNamedWithWhatThereIs(String file, String variable,
            String reason) {
        String message = refusal(file, variable);
        assertTrue(message.contains(reason), message);
        assertTrue(message.contains(file), message);
    }

    @Test
    void aMatrixIsReadAsMatlabShowsIt() throws Exception {
        for (String file : new String[] {"v73.mat#matrix", "v73.mat#double"}) {
            String place = resource("v73.mat") + file.substring(7);
            if (file.endsWith("double")) {
                assertTrue(assertThrows(InputException.class, () -> ArrayFile.matrix(place))
                        .getMessage().contains("has shape (3, 4, 2)"));
            } else {
                FMatrixRMaj matrix = ArrayFile.matrix("mat:" + place);
                assertEquals(8, matrix.numRows);
                for (int i = 0; i < 40; i++) {
                    assertEquals(i, matrix.data[i]);
                }
            }
        }
        assertEquals(5, ArrayFile.matrix(resource("v73.mat") + "#sparse").numRows);
        assertArrayEquals(ArrayFile.matrix(resource("v5.mat") + "#nested.images.left").data,
                ArrayFile.matrix(resource("v73.mat") + "#nested.images.left").data);
        assertArrayEquals(ArrayFile.matrix(resource("v7.mat") + "#sparse").data,
                ArrayFile.matrix(resource("v73.mat") + "#sparse").data);
    }

    @Test
    void aLogicalInTheListIsCalledOne() {
        assertTrue(refusal("v7.mat", "").contains("logical (logical 3×4×2), sparse (sparse 5×4)"),
                refusal("v7.mat", ""));
    }
}
