package parsimony.experiment.run;

/**
 * What to add to a message about an array of the wrong shape where its transpose would be right.
 */
public final class TransposeHint {

    private TransposeHint() {}

    /**
     * @param fits whether the transpose has the shape that is wanted
     * @param what the array
     * @return how to transpose it, after a semicolon; empty if that would not do
     */
    public static String of(boolean fits, Object what) {
        return fits ? "; the transpose of " + what + " fits (numpy.ascontiguousarray(a.T))" : "";
    }
}
