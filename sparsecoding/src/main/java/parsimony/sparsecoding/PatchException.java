package parsimony.sparsecoding;

import parsimony.signals.InputException;

/**
 * Thrown for a patch that a solver cannot take, or cannot code. It names the patch by its row among
 * the patches that the solver was given, from 0.
 */
public final class PatchException extends InputException {
    /** The patch, from 0. */
    private final int patch;
    /** The message before its number. */
    private final String before;
    /** The message after its number. */
    private final String after;

    /**
     * @param patch  the patch, from 0
     * @param before what the message says before the words "patch 7"
     * @param after  what it says after them
     */
    PatchException(int patch, String before, String after) {
        super(message(patch, before, after));
        this.patch = patch;
        this.before = before;
        this.after = after;
    }

    /** For a patch whose code is not finite. The patch itself may be correct. */
    static PatchException ofCode(int patch) {
        return new PatchException(patch, "‹patches›: ",
                ": its code leaves the range of single precision; bring the norms of"
                        + " patches, atoms and start, and the weights, nearer to 1");
    }

    /** {@return the patch, from 0} */
    public int patch() {
        return patch;
    }

    /**
     * {@return the message with another number for the patch, for a caller that passed only a part
     * of its patches to the solver} Names of settings in it are {@link parsimony.signals.Setting
     * marked}.
     *
     * @param number the patch's number for the user
     */
    public String message(long number) {
        return message(number, before, after);
    }

    PatchException renumbered(int number) {
        return new PatchException(number, before, after);
    }

    private static String message(long number, String before, String after) {
        return before + "patch " + number + after;
    }
}
