package parsimony.cluster;

import parsimony.encoding.RowRange;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/** A part could not be encoded. The message says which rows, and why. */
final class PartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final RowRange rows;
    private final boolean input;

    /**
     * @param rows of the part
     * @param why  its message may have marked names of settings
     * @param cause what was thrown; null if it is not known
     */
    private PartFailure(RowRange rows, String why, boolean input, Throwable cause) {
        super("rows " + rows.from() + ".." + (rows.to() - 1) + ": " + why, cause);
        this.rows = rows;
        this.input = input;
    }

    static PartFailure of(RowRange rows, Throwable cause) {
        String why = cause instanceof Setting.Marked marked ? marked.marked() : cause.toString();
        return new PartFailure(rows, why, cause instanceof InputException, cause);
    }

    /** A part whose executor was lost again and again. */
    static PartFailure lost(RowRange rows, String why) {
        return new PartFailure(rows, why, false, null);
    }

    /** The rows of the part. */
    RowRange rows() {
        return rows;
    }

    /** Whether the user can mend it. */
    boolean isInput() {
        return input;
    }
}
