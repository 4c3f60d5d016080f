package parsimony.data.preprocess;

import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Keeps randomly chosen patches for validation. They may overlap training patches of the same
 * image, so measures on them come out too good.
 *
 * @param validation the part of the patches that is kept, between 0 and 1
 * @param seed       of the choice of patches
 */
record RandomSplit(double validation, long seed) implements Splitting {
    static final StepKind KIND = new StepKind("split(random, validation=0.2, seed=0)",
            "Keeps patches chosen one by one for validation",
            text -> new RandomSplit(text.number("validation"), text.seed()));

    RandomSplit {
        Splitting.requirePart(validation);
    }

    /** Selection sampling: Knuth, The Art of Computer Programming 3.4.2, algorithm S. */
    @Override
    public BitSet validation(int patches, List<Run> runs) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet kept = new BitSet(patches);
        int wanted = kept(patches);
        for (int i = 0; i < patches; i++) {
            if (random.nextInt(patches - i) < wanted) {
                kept.set(i);
                wanted--;
            }
        }
        return kept;
    }

    @Override
    public int kept(int patches) {
        return (int) Math.rint(patches * validation);
    }

    @Override
    public String need(int patches, List<Run> runs) {
        return "at least " + Splitting.leastAbove(0, validation, this::kept)
                + " patches are needed";
    }

    static String instead(double validation) {
        int least = Splitting.leastAbove(0, validation, new RandomSplit(validation, 0)::kept);
        return "; or split(random, validation=" + validation + ") of at least " + least
                + " patches";
    }

    @Override
    public Splitting withSeed(long newSeed) {
        return new RandomSplit(validation, newSeed);
    }

    @Override
    public String toString() {
        return "split(random, validation=" + validation + ", seed=" + seed + ")";
    }
}
