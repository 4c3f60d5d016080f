package parsimony.sparsecoding;

import parsimony.signals.InputException;

/**
 * A patch that a solver cannot take, or cannot code. Says which, counted from 0 within the patches
 * that it was given.
 */
public final class PatchException extends InputException {
    private final int patch;
    private final String before;
    private final String after;

    /**
     * @param patch  the patch, from 0
     * @param before what the message says before the words "patch 7"
     * @param after  and after them
     */
    PatchException(int patch, String before, String after) {
        super(message(patch, before, after));
        this.patch = patch;
        this.before = before;
        this.after = after;
    }

    /** Of a patch whose code is not finite, although the patch itself may be as it should. */
    static PatchException ofCode(int patch) {
        return new PatchException(patch, "‹patches›: ",
                ": its code leaves the range of single precision; bring the norms of"
                        + " patches, atoms and start, and the weights, nearer to 1");
    }

    /** The patch, from 0. */
    public int patch() {
        return patch;
    }

    /**
     * The message with the number that the patch has where it came from, for one who hands over a
     * part of many patches; names of settings in it are {@link parsimony.signals.Setting marked}.
     */
    public String message(long number) {
        return message(number, before, after);
    }

    /** The same of a patch that has another number where it came from. */
    PatchException renumbered(int number) {
        return new PatchException(number, before, after);
    }

    private static String message(long number, String before, String after) {
        return before + "patch " + number + after;
    }
}
