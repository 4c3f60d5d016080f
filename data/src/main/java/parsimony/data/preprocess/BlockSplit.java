package parsimony.data.preprocess;

import java.util.BitSet;
import java.util.List;
import parsimony.signals.InputException;

/**
 * Divides the patches, image after image as they were cut, into blocks of equal size, and keeps the
 * end of each block for validation, as the code of the Poisson VAE paper does. The last block takes
 * the remainder; of fewer patches than blocks it takes all. Patches of one image can be on both
 * sides.
 *
 * @param blocks     the number of blocks, ≥ 1
 * @param validation the part of each block that is kept, between 0 and 1
 */
record BlockSplit(int blocks, double validation) implements Splitting {
    static final StepKind KIND = new StepKind("split(blocks, blocks=100, validation=0.2)",
            "Keeps the end of each block of consecutive patches for validation",
            text -> new BlockSplit(text.whole("blocks"), text.number("validation")));

    BlockSplit {
        if (blocks < 1) {
            throw new InputException("blocks: must be at least 1, got " + blocks);
        }
        Splitting.requirePart(validation);
    }

    @Override
    public BitSet validation(int patches, List<Run> runs) {
        BitSet kept = new BitSet(patches);
        int size = patches / blocks;
        for (int b = 0; b < blocks; b++) {
            int start = b * size;
            int end = b == blocks - 1 ? patches : start + size;
            // Rounds half to even, as NumPy does.
            int length = (int) Math.rint((end - start) * validation);
            kept.set(end - length, end);
        }
        return kept;
    }

    @Override
    public int kept(int patches) {
        int size = patches / blocks;
        return (blocks - 1) * (int) Math.rint(size * validation)
                + (int) Math.rint((patches - (blocks - 1) * size) * validation);
    }

    @Override
    public String need(int patches, List<Run> runs) {
        return "at least " + Splitting.leastAbove(patches, validation, this::kept)
                + " patches are needed" + RandomSplit.instead(validation);
    }

    @Override
    public String toString() {
        return "split(blocks, blocks=" + blocks + ", validation=" + validation + ")";
    }
}
