package parsimony.data.preprocess;

import parsimony.signals.InputException;

/**
 * Brings all pixels of all training patches together to mean 0 and variance 1. The mean energy of a
 * patch is then D.
 */
record DatasetZScore() implements PatchStep {
    static final StepKind KIND = new StepKind("zscore(dataset)",
            "All pixels of all training patches together to mean 0 and variance 1",
            text -> new DatasetZScore());

    @Override
    public Fitted fit(Rows training) {
        double[] sums = new double[3];
        training.forEachBlock(block -> {
            for (int i = 0; i < block.getNumElements(); i++) {
                sums[0] += 1;
                sums[1] += block.data[i];
            }
        });
        double mean = sums[1] / sums[0];
        training.forEachBlock(block -> {
            for (int i = 0; i < block.getNumElements(); i++) {
                sums[2] += (block.data[i] - mean) * (block.data[i] - mean);
            }
        });
        if (!(sums[2] > 0)) {
            throw new InputException(
                    "zscore(dataset): every pixel of every training patch is " + mean);
        }
        Moments moments = new Moments(mean, sums[2]);
        return block -> {
            moments.standardise(block.data, 0, block.getNumElements(), sums[0]);
            return block;
        };
    }

    @Override
    public String toString() {
        return "zscore(dataset)";
    }
}
