package parsimony.data.preprocess;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;

/**
 * All steps between an image and the patches to learn from, in order: steps on each image, the
 * cutting into patches, steps on the patches with statistics of the training part, and the split
 * into training and validation. Immutable; {@code toString} gives its text form.
 */
public final class Pipeline {
    /** Every kind of step, in the order of the documentation. A new kind is added here. */
    public static final List<StepKind> KINDS = List.of(Gray.KIND, Log.KIND, Whitening.OLSHAUSEN,
            Whitening.OFFICIAL, ContrastNormalisation.KIND, ImageZScore.KIND, Crop.KIND,
            PatchSampling.KIND, PatchZScore.KIND, DatasetZScore.KIND, PrincipalWhitening.ZCA,
            PrincipalWhitening.PCA, BlockSplit.KIND, ImageSplit.KIND, RandomSplit.KIND,
            OwnSplit.KIND);

    private static final Map<String, Pipeline> PRESETS = new TreeMap<>(Map.of(
            "van-hateren16",
            steps("gray | whiten(olshausen) | contrast | zscore(image) | crop(4) | patches(16) |"
                    + " split(blocks)"),
            "cifar16",
            steps("gray | whiten(olshausen) | contrast | zscore(image) | crop(4) | patches(16) |"
                    + " split(own)"),
            "mnist", steps("patches(28, stride=28) | split(own)"),
            "olshausen-field",
            steps("gray | whiten(olshausen, f0=0.4) | crop(4) | patches(16) | zscore(dataset) |"
                    + " split(blocks)")));

    private final List<ImageStep> imageSteps;
    private final PatchSampling sampling;
    private final List<PatchStep> patchSteps;
    private final Splitting splitting;

    Pipeline(List<ImageStep> imageSteps, PatchSampling sampling, List<PatchStep> patchSteps,
            Splitting splitting) {
        this.imageSteps = List.copyOf(imageSteps);
        this.sampling = sampling;
        this.patchSteps = List.copyOf(patchSteps);
        this.splitting = splitting;
    }

    /**
     * {@return the pipeline of the Poisson VAE paper for van Hateren's photographs} It suits other
     * photographs too.
     */
    public static Pipeline photographs() {
        return PRESETS.get("van-hateren16");
    }

    /**
     * {@return the names of the ready-made pipelines that {@link #parse} takes in place of steps}
     */
    public static Set<String> presets() {
        return PRESETS.keySet();
    }

    /**
     * Reads the text form: a preset's name, or steps of {@link #KINDS} separated by {@code |}.
     * Steps on images come first, then {@code patches(…)}, then steps on patches, and last the
     * split. An option that is left out has the default of its {@link StepKind#form}.
     *
     * @param text the text form
     * @return the pipeline
     * @throws InputException if the text has another form; the message names the wrong step, and
     *     what would be right
     */
    public static Pipeline parse(String text) {
        return parse(text, 0);
    }

    /**
     * As {@link #parse(String)}, with a given default seed.
     *
     * @param text the text form
     * @param seed of random choices for which the text gives no seed
     * @return the pipeline
     */
    public static Pipeline parse(String text, long seed) {
        Pipeline preset = PRESETS.get(text.strip());
        return preset != null ? preset.withSeed(seed) : new PipelineParser(seed).parse(text);
    }

    private static Pipeline steps(String text) {
        return new PipelineParser(0).parse(text);
    }

    /**
     * {@return the same with patches of another size}
     *
     * @param shape of each patch
     * @throws InputException unless its sides are 4 to 64 pixels, or it is one row of 2 to 65,536
     *     numbers
     */
    public Pipeline withPatch(PatchShape shape) {
        return new Pipeline(imageSteps, sampling.withShape(shape), patchSteps, splitting);
    }

    /**
     * {@return the same with another number of patches, cut at random places}
     *
     * @param count how many patches, ≥ 1
     * @throws InputException if {@code count} is below 1
     */
    public Pipeline withCount(int count) {
        return new Pipeline(imageSteps, sampling.withCount(count), patchSteps, splitting);
    }

    /**
     * {@return the same with every random choice drawn from another seed}
     *
     * @param seed of every random choice
     */
    public Pipeline withSeed(long seed) {
        return new Pipeline(imageSteps, sampling.withSeed(seed), patchSteps,
                splitting.withSeed(seed));
    }

    /** {@return the number of values of a patch after all steps, D} */
    public int columns() {
        int columns = sampling.shape().pixels();
        for (PatchStep step : patchSteps) {
            columns = step.columns(columns);
        }
        return columns;
    }

    /**
     * {@return the number of patches to learn from, before any image is read; empty if it depends
     * on the images, and not on the count alone} Images that are flat may leave fewer.
     */
    public OptionalInt training() {
        int kept = sampling.isRandom() ? splitting.kept(sampling.count()) : -1;
        return kept < 0 ? OptionalInt.empty() : OptionalInt.of(sampling.count() - kept);
    }

    /**
     * Checks, before any image is read, that there will be enough patches to learn from. It can
     * tell only where their number depends on the count alone.
     *
     * @param training the number of training patches that are needed
     * @throws InputException if there will be fewer, or none for validation; the message names the
     *                        least count that is enough
     */
    public void requireTraining(int training) {
        int count = sampling.count();
        if (training().isPresent() && !leaves(count, training)) {
            int least = Math.max(count, training);
            while (least < Integer.MAX_VALUE && !leaves(least, training)) {
                least++;
            }
            throw new InputException("count", count, "leaves " + (count - splitting.kept(count))
                    + " patches to learn from and " + splitting.kept(count)
                    + " for validation; at least " + least
                    + " are needed for batches of " + training);
        }
    }

    private boolean leaves(int count, int training) {
        return count - splitting.kept(count) >= training && splitting.kept(count) >= 1;
    }

    /** The least height and width of an image that gives a patch. */
    PatchShape leastShape() {
        int border = 2 * imageSteps.stream().mapToInt(ImageStep::border).sum();
        return new PatchShape(sampling.shape().height() + border,
                sampling.shape().width() + border);
    }

    /**
     * {@return the height and width of the patches; empty if they are not pictures: if they have
     * one row, or a step reduces them to fewer numbers}
     */
    public Optional<PatchShape> shape() {
        return columns() == sampling.shape().pixels() && sampling.shape().height() > 1
                ? Optional.of(sampling.shape()) : Optional.empty();
    }

    /** Whether a patch of this shape that is a whole image is that image, unaltered. */
    boolean keeps(PatchShape image) {
        return imageSteps.isEmpty() && patchSteps.isEmpty() && sampling.shape().equals(image);
    }

    List<ImageStep> imageSteps() {
        return imageSteps;
    }

    PatchSampling sampling() {
        return sampling;
    }

    List<PatchStep> patchSteps() {
        return patchSteps;
    }

    Splitting splitting() {
        return splitting;
    }

    @Override
    public String toString() {
        return Stream
                .of(imageSteps.stream(), Stream.of(sampling), patchSteps.stream(),
                        Stream.of(splitting))
                .flatMap(s -> s).map(Object::toString).collect(Collectors.joining(" | "));
    }
}
