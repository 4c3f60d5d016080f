package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;

/** Reads what PyTorch wrote (make_torch.py), and refuses what calls anything. */
class TorchFileTest {
    private static Path fixture(String name) {
        try {
            return Path.of(TorchFileTest.class.getResource("/torch/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refusal(Path file) {
        String message =
                assertThrows(InputException.class, () -> NamedArrays.open(file)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    @Test
    void tensorsAreFoundByTheirPath() {
        NamedArrays arrays = NamedArrays.open(fixture("tensors.pt"));
        assertArrayEquals(new float[] {.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f},
                arrays.matrix("model.weight").data);
        assertArrayEquals(new float[] {7, -8}, arrays.vector("model.bias").data);
        assertArrayEquals(new float[] {32}, arrays.vector("k").data);
        assertArrayEquals(new float[] {1, 1, 1, 1, 1, 1},
                ArrayFile.matrix(fixture("tensors.pt") + "#optim.state.0.exp_avg").data);
        assertEquals(List.of("model.weight", "model.bias", "views.0"),
                arrays.entries().stream().map(NamedArrays.Entry::name).limit(3).toList());
    }

    /** What torch.arange(24).reshape(4, 6) / 8 − 1 has at a place. */
    private static float base(int row, int column) {
        return (row * 6 + column) / 8f - 1;
    }

    @Test
    void stridesAreRespected() {
        NamedArrays arrays = NamedArrays.open(fixture("tensors.pt"));
        FMatrixRMaj whole = arrays.matrix("views.0");
        FMatrixRMaj turned = arrays.matrix("views.1");
        FMatrixRMaj part = arrays.matrix("views.2");
        FMatrixRMaj column = arrays.vector("views.3");
        FMatrixRMaj row = arrays.matrix("views.4");
        assertEquals(4, column.numCols);
        assertEquals(6, turned.numRows);
        for (int i = 0; i < 4; i++) {
            assertEquals(base(i, 3), column.data[i]);
            for (int j = 0; j < 6; j++) {
                assertEquals(base(i, j), whole.get(i, j));
                assertEquals(base(i, j), turned.get(j, i));
                assertEquals(base(2, j), row.get(0, j));
            }
        }
        assertEquals(2, part.numRows);
        assertEquals(3, part.numCols);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(base(1 + i, 2 + j), part.get(i, j));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bool", "uint8", "int8", "int16", "int32", "int64", "float16",
        "bfloat16", "float64"})
    void everyTypeOfNumberIsRead(String type) {
        NamedArrays arrays = NamedArrays.open(fixture("tensors.pt"));
        assertEquals(type, arrays.entry("types." + type).type());
        assertArrayEquals(new float[] {0, 1, 1, 1, 0, 1}, arrays.matrix("types." + type).data);
    }

    @Test
    void aTypeThatIsNotReadIsSaidToBeSo() {
        NamedArrays arrays = NamedArrays.open(fixture("complex.pt"));
        assertArrayEquals(new float[] {1, 1, 1, 1}, arrays.matrix("real").data);
        String message =
                assertThrows(InputException.class, () -> arrays.matrix("complex")).getMessage();
        assertTrue(message.contains("ComplexFloatStorage"), message);
    }

    @ParameterizedTest
    @CsvSource({"system, asks for posix.system", "eval, asks for __builtin__.eval",
        "getattr, asks for __builtin__.getattr", "storage, calls torch.FloatStorage",
        "module, asks for torch.nn.modules.linear.Linear", "old, is a bare pickle",
        "endless, without an end"})
    void whatIsNoTensorIsRefusedByNameAndNothingRuns(String name, String reason) {
        String message = refusal(fixture(name + ".pt"));
        assertTrue(message.contains(reason), message);
        assertFalse(Files.exists(Path.of("called")));
    }

    @ParameterizedTest
    @CsvSource({"NAME, instruction 0x49", "}(X, cut short", ")r9999., out of turn",
        "hx., does not remember", "u, ends what was not begun", ".., takes what was not put",
        "]}b]., sets attributes", "}]b., ''"})
    void aPickleByHandDoesNoHarm(String pickle, String reason) {
        String program = pickle.equals("NAME") ? "}I1\n." : pickle;
        byte[] bytes = ("\u0080\u0002" + program).getBytes(StandardCharsets.ISO_8859_1);
        try {
            TensorPickle.read(new ByteArrayInputStream(bytes), "it");
            assertEquals("", reason);
        } catch (InputException e) {
            assertFalse(reason.isEmpty(), e.getMessage());
            assertTrue(e.getMessage().contains(reason), e.getMessage());
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
