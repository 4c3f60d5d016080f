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
            double mean = 0;
            for (int i = start; i < start + columns; i++) {
                mean += block.data[i];
            }
            mean /= columns;
            double squares = 0;
            for (int i = start; i < start + columns; i++) {
                squares += (block.data[i] - mean) * (block.data[i] - mean);
            }
            double scale = squares > 0 ? Math.sqrt(columns / squares) : 0;
            for (int i = start; i < start + columns; i++) {
                block.data[i] = (float) ((block.data[i] - mean) * scale);
            }
        }
        return block;
    }

    @Override
    public String toString() {
        return "zscore(patch)";
    }
}
