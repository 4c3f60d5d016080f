package parsimony.compare.path;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import parsimony.signals.InputException;

/** What a point of an {@link ExactCurve} can be asked for by. */
public enum Quantity {
    /** λ, the weight of the l1 norm. */
    LAMBDA("λ"),
    /** Mean squared error per patch. */
    MSE("squared error"),
    /** Explained variance of all pixels together. */
    R2("R² pooled"),
    /** Mean ‖a‖₁. */
    L1("L1"),
    /** Mean number of units that are not 0. */
    L0("L0"),
    /** Share of zeros. */
    ZEROS("zeros"),
    /** Mean lifetime sparsity, which is known on a grid of λ and interpolated in between. */
    LIFETIME("lifetime");

    private final String label;

    Quantity(String label) {
        this.label = label;
    }

    /** {@return its name in figures} */
    public String label() {
        return label;
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A quantity at a value.
     *
     * @param quantity which
     * @param value of it, finite
     */
    public record At(Quantity quantity, double value) {

        /**
         * {@return what a text such as {@code zeros=.9} says}
         *
         * @param text a quantity, =, and a number
         * @throws InputException if it is of another form, or the number is out of its range
         */
        public static At parse(String text) {
            String[] parts = text.split("=", -1);
            Quantity named = Arrays.stream(values())
                    .filter(quantity -> quantity.word().equals(parts[0].strip())).findFirst()
                    .orElse(null);
            double value = Double.NaN;
            try {
                value = parts.length == 2 ? Double.parseDouble(parts[1].strip()) : Double.NaN;
            } catch (NumberFormatException e) {
                // refused below
            }
            if (named == null || !Double.isFinite(value)) {
                throw new InputException("at", text, "must be QUANTITY=NUMBER, as zeros=.9; a"
                        + " quantity is " + Arrays.stream(values()).map(Quantity::word)
                                .collect(Collectors.joining(", ")));
            }
            double most = named == R2 || named == ZEROS || named == LIFETIME ? 1
                    : Double.MAX_VALUE;
            double least = named == R2 ? -Double.MAX_VALUE : 0;
            if (value < least || value > most) {
                throw new InputException("at", text, "must have a number "
                        + (named == R2 ? "of at most 1" : most == 1 ? "from 0 to 1"
                                : "of at least 0"));
            }
            return new At(named, value);
        }

        /** {@return the text that {@link #parse} reads} */
        @Override
        public String toString() {
            return quantity.word() + "=" + (value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value) : Double.toString(value));
        }
    }
}
