package parsimony.data.preprocess;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import parsimony.data.NpyRowWriter;
import parsimony.data.PatchShape;
import parsimony.data.image.Image;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.signals.Stop;

/**
 * Applies the steps on images to every image of a source, and cuts patches from it into a file,
 * image after image. An image that cannot be used is skipped with a warning; the other images then
 * give more patches.
 */
final class PatchCutter {
    /**
     * The images that are filtered together and held in memory: two per processor keep all of them
     * busy.
     */
    private static final int IMAGES_AT_A_TIME = 2 * Runtime.getRuntime().availableProcessors();
    /** The number of random places to try for each wanted patch before an image counts as flat. */
    private static final int TRIES = 20;
    /** The most images with a warning of their own. */
    private static final int MOST_WARNINGS = 10;

    private final ImageSource source;
    private final Pipeline pipeline;
    private final PatchSampling sampling;
    private final boolean strict;
    private final Monitor monitor;
    private final SplittableRandom random;
    private final float[] patch;

    private final List<Splitting.Run> runs = new ArrayList<>();
    private final BitSet unusable = new BitSet();
    private InputException firstFailure;
    private int patches;
    private long places;

    PatchCutter(ImageSource source, Pipeline pipeline, boolean strict, Monitor monitor) {
        this.source = source;
        this.pipeline = pipeline;
        this.sampling = pipeline.sampling();
        this.strict = strict;
        this.monitor = monitor;
        this.random = new SplittableRandom(sampling.seed());
        this.patch = new float[sampling.shape().pixels()];
    }

    int patches() {
        return patches;
    }

    /** The images of the patches: consecutive runs, in the order of the patches. */
    List<Splitting.Run> runs() {
        return runs;
    }

    int skipped() {
        return unusable.cardinality();
    }

    /**
     * Cuts all patches into a new file, N×D.
     *
     * @throws InputException if no patch can be cut, or if {@code strict} and an image cannot be
     *                        used
     */
    void cutInto(Path file) {
        monitor.phase("Cutting patches", sampling.isRandom() ? sampling.count() : source.size(),
                sampling.isRandom() ? "patches" : "images");
        warnOfRemarks();
        try (NpyRowWriter writer = NpyRowWriter.create(file, patch.length)) {
            int before;
            do { // first pass, then more in place of unusable or flat images
                before = patches;
                places = 0;
                goAround(writer);
            } while (sampling.isRandom() && before < patches && patches < sampling.count());
            if (skipped() > MOST_WARNINGS) {
                monitor.warn(source.origin() + ": skipped " + skipped() + " of " + source.size()
                        + " images in all");
            }
            if (patches == 0) {
                throw firstFailure != null ? firstFailure : new InputException(
                        source.origin() + ": every patch is flat, within flat=" + sampling.flat());
            }
            if (sampling.isRandom() && patches < sampling.count()) {
                monitor.warn(source.origin() + ": only " + patches
                        + " patches that are not flat were found");
            }
            if (sampling.isRandom() && places < patches) {
                monitor.warn(source.origin() + ": " + patches + " patches were cut from " + places
                        + " different places only, so that"
                        + " many are the same; take fewer patches, or more or larger images");
            }
            writer.commit();
        }
    }

    private void warnOfRemarks() {
        List<String> remarks = source.remarks();
        remarks.stream().limit(MOST_WARNINGS).forEach(monitor::warn);
        if (remarks.size() > MOST_WARNINGS) {
            monitor.warn(source.origin() + ": " + (remarks.size() - MOST_WARNINGS)
                    + " more such remarks are left out");
        }
    }

    private void goAround(NpyRowWriter writer) {
        List<Turn> turns = turns();
        for (int first = 0; first < turns.size(); first += IMAGES_AT_A_TIME) {
            List<Turn> some =
                    turns.subList(first, Math.min(turns.size(), first + IMAGES_AT_A_TIME));
            List<Outcome> outcomes = some.parallelStream().map(turn -> filter(turn.image)).toList();
            for (int i = 0; i < some.size(); i++) {
                take(outcomes.get(i), some.get(i), writer);
                monitor.at(sampling.isRandom() ? patches : some.get(i).image + 1);
            }
            Stop.ifAsked("stopped while patches were cut");
        }
    }

    /**
     * An image to cut, and the number of patches that there should be in all after it. The total
     * makes the image replace patches that earlier images did not give.
     */
    private record Turn(int image, int patches) {}

    /**
     * The images to cut in one pass. The patches still wanted are spread evenly over all usable
     * images; an image whose share is 0 has no turn. A grid takes all usable images.
     */
    private List<Turn> turns() {
        int[] usable = IntStream.range(0, source.size()).filter(i -> !unusable.get(i)).toArray();
        long wanted = sampling.isRandom() ? sampling.count() - patches : usable.length;
        List<Turn> turns = new ArrayList<>();
        for (int j = 0; j < usable.length; j++) {
            long after = wanted * (j + 1) / usable.length;
            if (after > wanted * j / usable.length) {
                turns.add(new Turn(usable[j], patches + (int) after));
            }
        }
        return turns;
    }

    /** An image after its steps, or the failure that prevented it. */
    private record Outcome(Image image, InputException failure, boolean constant) {}

    private Outcome filter(int index) {
        try {
            Image image = source.read(index);
            requireFinite(image);
            requireRoom(image);
            for (ImageStep step : pipeline.imageSteps()) {
                if (isConstant(image)) {
                    return new Outcome(null, new InputException(
                            image.name() + ": is constant, there is nothing to see"), true);
                }
                if (!(step instanceof Gray)) {
                    requireGray(image);
                }
                image = step.apply(image);
            }
            requireGray(image);
            return new Outcome(image, null, false);
        } catch (InputException e) {
            return new Outcome(null, e, false);
        }
    }

    private void requireRoom(Image image) {
        PatchShape patch = sampling.shape();
        PatchShape least = pipeline.leastShape();
        if (image.height() < least.height() || image.width() < least.width()) {
            int border = (least.height() - patch.height()) / 2;
            throw new InputException(image.name() + ": has " + image.height() + "×" + image.width()
                    + " pixels; a patch of " + patch.times()
                    + (border > 0 ? " after cropping " + border + " from each side" : "")
                    + " needs at least " + least.times());
        }
    }

    private static void requireFinite(Image image) {
        float[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i++) {
            if (!Float.isFinite(pixels[i])) {
                throw new InputException(image.name() + ": row "
                        + i / image.width() % image.height() + ", column "
                        + i % image.width() + " is " + pixels[i] + "; every pixel must be finite");
            }
        }
    }

    private static void requireGray(Image image) {
        if (image.channels() > 1) {
            throw new InputException(image.name() + ": is in colour; begin the pipeline with gray");
        }
    }

    private static boolean isConstant(Image image) {
        float[] pixels = image.pixels();
        int area = image.height() * image.width();
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != pixels[i - i % area]) {
                return false;
            }
        }
        return true;
    }

    private void take(Outcome outcome, Turn turn, NpyRowWriter writer) {
        if (outcome.image() != null) {
            cut(outcome.image(), turn, writer);
        } else {
            if (strict && !outcome.constant()) {
                throw outcome.failure();
            }
            unusable.set(turn.image);
            // of the only one the error says it
            if (skipped() <= MOST_WARNINGS && source.size() > 1) {
                monitor.warn(outcome.failure().getMessage() + "; skipped");
            }
            firstFailure = firstFailure == null ? outcome.failure() : firstFailure;
        }
    }

    private void cut(Image image, Turn turn, NpyRowWriter writer) {
        int first = patches;
        int down = image.height() - sampling.shape().height() + 1;
        int across = image.width() - sampling.shape().width() + 1;
        places += (long) down * across;
        if (sampling.isRandom()) {
            long share = (long) turn.patches - first;
            for (long tries = 0; patches < turn.patches && tries < TRIES * share; tries++) {
                cut(image, random.nextInt(down), random.nextInt(across), writer);
            }
        } else {
            for (int y = 0; y < down; y += sampling.stride().height()) {
                for (int x = 0; x < across; x += sampling.stride().width()) {
                    cut(image, y, x, writer);
                }
            }
        }
        if (patches > first) {
            runs.add(new Splitting.Run(turn.image, first, patches - first, image.heldOut()));
        }
    }

    private void cut(Image image, int top, int left, NpyRowWriter writer) {
        int width = sampling.shape().width();
        for (int y = 0; y < sampling.shape().height(); y++) {
            System.arraycopy(image.pixels(), (top + y) * image.width() + left, patch, y * width,
                    width);
        }
        if (!sampling.isFlat(patch)) {
            writer.write(patch, 0, 1);
            patches = Math.addExact(patches, 1);
        }
    }
}
