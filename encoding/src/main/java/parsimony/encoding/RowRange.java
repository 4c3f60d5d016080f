package parsimony.encoding;

import java.io.Serializable;
import parsimony.data.WholeNumber;
import parsimony.signals.InputException;

/**
 * Some rows of a matrix that follow one another.
 *
 * @param from the first row, ≥ 0
 * @param to   behind the last row, &gt; from
 */
public record RowRange(long from, long to) implements Serializable {
    /**
     * Checks the rows.
     *
     * @throws InputException if there is no row
     */
    public RowRange {
        if (from < 0 || to <= from) {
            throw new InputException("rows", from + ":" + to,
                    "must be FROM:TO with 0 <= FROM < TO; row TO is not one of them");
        }
    }

    /**
     * {@return all rows of a matrix}
     *
     * @param rows of the matrix, ≥ 1
     */
    public static RowRange all(long rows) {
        return new RowRange(0, rows);
    }

    /**
     * {@return the rows of a text}
     *
     * @param text {@code FROM:TO}, as Python counts: from 0, without row TO
     * @throws InputException if it has another form, or names no row
     */
    public static RowRange parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            throw new InputException("rows", text,
                    "must be FROM:TO, two whole numbers from 0, such as 0:100000");
        }
        return new RowRange(WholeNumber.parseLong(text.substring(0, colon)),
                WholeNumber.parseLong(text.substring(colon + 1)));
    }

    /** {@return how many rows there are} */
    public long count() {
        return to - from;
    }

    /**
     * Checks that a matrix has these rows.
     *
     * @param rows of the matrix
     * @param what the matrix, in messages
     * @throws InputException if it is shorter
     */
    public void requireWithin(long rows, Object what) {
        if (to > rows) {
            throw new InputException("rows", this, "must end at " + rows + " at most, since "
                    + what + " has " + rows + " rows");
        }
    }

    /** Text that {@link #parse} takes. */
    @Override
    public String toString() {
        return from + ":" + to;
    }
}
