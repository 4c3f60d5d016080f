package parsimony.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;

class WholeNumberTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0", "-0, 0", "7, 7", "+7, 7", "-7, -7", "007, 7", "10000, 10000", "10_000, 10000",
        "1e4, 10000", "1E4, 10000", "1e+4, 10000", "1.5e4, 15000", "10000.0, 10000", "3., 3",
        "150e-1, 15", "0.0, 0", "0e999, 0", ".5e1, 5", "' 12 ', 12", "-1e3, -1000",
        "2147483647, 2147483647", "-2147483648, -2147483648",
    })
    void whatIsWholeIsTakenInWhateverWayItIsWritten(String text, int value) {
        assertEquals(value, WholeNumber.parseInt(text));
        assertEquals(value, WholeNumber.parseLong(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e-1", "", " ", "ten", "1,000", "1_", "_1", "1__0", "0x10",
        "1e", "e4", ".",
        "1e4k", "NaN", "Infinity", "1 000", "1e9999999999", "--1", "٣"})
    void whatIsNotWholeIsRefusedWithWhatWouldBeRight(String text) {
        String said =
                assertThrows(InputException.class, () -> WholeNumber.parseLong(text)).getMessage();
        assertEquals("must be a whole number such as 10000 or 1e4, got "
                + (text.isBlank() ? "nothing" : text), said);
    }

    @ParameterizedTest
    @CsvSource({
        "2147483648, 'must be at most 2147483647, got 2147483648'",
        "-2147483649, 'must be at least -2147483648, got -2147483649'",
        "1e10, 'must be at most 2147483647, got 1e10'",
        "1e999, 'must be at most 2147483647, got 1e999'",
    })
    void whatIsBeyondAnIntIsRefusedWithTheEndOfItsRange(String text, String said) {
        assertEquals(said,
                assertThrows(InputException.class, () -> WholeNumber.parseInt(text)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808",
        "9e18, 9000000000000000000"})
    void aLongKeepsEveryDigit(String text, long value) {
        assertEquals(value, WholeNumber.parseLong(text));
    }
}
