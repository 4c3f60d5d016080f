package parsimony.data.preprocess;

import org.ejml.data.FMatrixRMaj;

/**
 * Brings each patch to mean 0 and variance 1 over its own pixels, so that its energy is D. A
 * constant patch becomes 0.
 */
record PatchZScore() implements PatchStep {
    static final StepKind KIND = new StepKind("zscore(patch)",
            "Each patch to mean 0 and variance 1", text -> new PatchZScore());

    @Override
    public Fitted fit(Rows training) {
        return PatchZScore::standardise;
    }

    private static FMatrixRMaj standardise(FMatrixRMaj block) {
        int columns = block.numCols;
        for (int start = 0; start < block.getNumElements(); start += columns) {
            Moments.of(block.data, start, start + columns).standardise(block.data, start,
                    start + columns, columns);
        }
        return block;
    }

    @Override
    public String toString() {
        return "zscore(patch)";
    }
}
