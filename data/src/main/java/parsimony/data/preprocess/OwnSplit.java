package parsimony.data.preprocess;

import java.util.BitSet;
import java.util.List;

/**
 * Keeps for validation the images that the dataset's authors set aside for testing, such as MNIST's
 * last 10,000 digits.
 */
record OwnSplit() implements Splitting {
    /** The part for validation in the split that a message offers instead. */
    private static final double VALIDATION = 0.2;
    static final StepKind KIND = new StepKind("split(own)",
            "Keeps for validation what the dataset sets aside for testing", text -> new OwnSplit());

    @Override
    public BitSet validation(int patches, List<Run> runs) {
        BitSet kept = new BitSet(patches);
        for (Run run : runs) {
            kept.set(run.first(), run.first() + run.count(), run.heldOut());
        }
        return kept;
    }

    @Override
    public String need(int patches, List<Run> runs) {
        return "at least one image that the dataset sets aside for testing is needed, and one"
                + " that it does not" + RandomSplit.instead(VALIDATION);
    }

    @Override
    public String toString() {
        return "split(own)";
    }
}
