package parsimony.experiment.report;

/**
 * The end of a message about an array of the wrong shape whose transpose would have the right one.
 */
public final class TransposeHint {

    private TransposeHint() {}

    /**
     * The hint.
     *
     * @param fits whether the transpose has the right shape
     * @param what the array, as the message calls it
     * @return a semicolon and how to transpose the array; empty if that would not help
     */
    public static String of(boolean fits, Object what) {
        return fits ? "; the transpose of " + what + " fits (numpy.ascontiguousarray(a.T))" : "";
    }
}
