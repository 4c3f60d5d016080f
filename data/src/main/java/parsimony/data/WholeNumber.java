package parsimony.data;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import parsimony.signals.InputException;

/**
 * Whole numbers as people write them: 10000, 10_000, 1e4, 10000.0. The command line, experiments
 * and pipelines all read them here, so that all accept the same forms.
 */
public final class WholeNumber {
    /** The exponent has at most three digits: the digits of 1e999999999 would fill the memory. */
    private static final Pattern FORM =
            Pattern.compile("[+-]?([0-9]+(_[0-9]+)*(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");

    private WholeNumber() {}

    /**
     * Reads an {@code int}.
     *
     * @param text decimal digits, perhaps after a sign
     * @return the number
     * @throws InputException if the text is not a whole number within the range of an {@code int};
     *     the message says what would be right
     */
    public static int parseInt(String text) {
        return (int) parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Reads a {@code long}.
     *
     * @param text decimal digits, perhaps after a sign
     * @return the number
     * @throws InputException as {@link #parseInt} does, for the range of a {@code long}
     */
    public static long parseLong(String text) {
        return parse(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long parse(String text, long least, long most) {
        String plain = text.strip();
        if (!FORM.matcher(plain).matches()) {
            throw noWholeNumber(text);
        }
        BigDecimal number = new BigDecimal(plain.replace("_", ""));
        if (number.stripTrailingZeros().scale() > 0) {
            throw noWholeNumber(text);
        }
        if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new InputException("must be at most " + most + ", got " + text);
        }
        if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
            throw new InputException("must be at least " + least + ", got " + text);
        }
        return number.longValueExact();
    }

    private static InputException noWholeNumber(String text) {
        return new InputException("must be a whole number such as 10000 or 1e4, got "
                + (text.isBlank() ? "nothing" : text));
    }
}
