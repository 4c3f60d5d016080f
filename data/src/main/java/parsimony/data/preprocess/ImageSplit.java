package parsimony.data.preprocess;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps all patches of some images for validation, so that training and validation share no
 * photograph.
 *
 * @param validation the part of the images that is kept, between 0 and 1
 * @param seed       of the choice of images
 */
record ImageSplit(double validation, long seed) implements Splitting {
    static final StepKind KIND = new StepKind("split(images, validation=0.2, seed=0)",
            "Keeps all patches of some images for validation",
            text -> new ImageSplit(text.number("validation"), text.seed()));

    ImageSplit {
        Splitting.requirePart(validation);
    }

    @Override
    public BitSet validation(int patches, List<Run> runs) {
        Set<Integer> images = new TreeSet<>();
        runs.forEach(run -> images.add(run.image()));
        List<Integer> shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled, new Random(seed));
        Set<Integer> chosen =
                new HashSet<>(shuffled.subList(0, (int) Math.rint(shuffled.size() * validation)));
        BitSet kept = new BitSet(patches);
        for (Run run : runs) {
            if (chosen.contains(run.image())) {
                kept.set(run.first(), run.first() + run.count());
            }
        }
        return kept;
    }

    @Override
    public String need(int patches, List<Run> runs) {
        int images = (int) runs.stream().map(Run::image).distinct().count();
        int least = Splitting.leastAbove(images, validation, n -> (int) Math.rint(n * validation));
        return "they come from " + images + (images == 1 ? " image" : " images") + ", and at least "
                + least + " are needed" + RandomSplit.instead(validation);
    }

    @Override
    public Splitting withSeed(long newSeed) {
        return new ImageSplit(validation, newSeed);
    }

    @Override
    public String toString() {
        return "split(images, validation=" + validation + ", seed=" + seed + ")";
    }
}
