package parsimony.encoding;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.signals.InputException;

/**
 * A number of bytes as people write it: {@code 2GiB}, {@code 500MiB}, {@code 1.5G}.
 *
 * @param bytes ≥ 1
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,12})?) ?([KMGT]?)(?:I?B)?");
    private static final String UNITS = "KMGT";
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    /**
     * {@return the bytes of a text}
     *
     * @param text a number and KiB, MiB, GiB or TiB, each 1024 times the one before; K, M, G and T
     *             are short for them
     * @throws InputException if it has another form, is less than a byte, or 2^63 bytes or more
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (form.matches()) {
            int power = form.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(form.group(2));
            BigDecimal bytes = new BigDecimal(form.group(1))
                    .multiply(BigDecimal.valueOf(1L << 10 * power));
            if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(MOST) <= 0) {
                return new ByteSize(bytes.longValue());
            }
        }
        throw new InputException("must be a size such as 2GiB or 500MiB, got " + text);
    }

    /** The largest unit that gives a whole number, such as {@code 2GiB}. */
    @Override
    public String toString() {
        int power = 0;
        long number = bytes;
        while (power < UNITS.length() && number % 1024 == 0) {
            number /= 1024;
            power++;
        }
        return number + (power == 0 ? "B" : UNITS.charAt(power - 1) + "iB");
    }
}
