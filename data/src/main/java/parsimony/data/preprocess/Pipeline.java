package parsimony.data.preprocess;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything done between an image and the patches to learn from, in order: steps on each image, the cutting into patches,
 * steps on the patches with statistics of the training part, and the split into training and validation. Immutable;
 * {@code toString} gives its text form.
 */
public final class Pipeline {
    private final List<ImageStep> imageSteps;
    private final PatchSampling sampling;
    private final List<PatchStep> patchSteps;
    private final Splitting splitting;

    Pipeline(List<ImageStep> imageSteps, PatchSampling sampling, List<PatchStep> patchSteps, Splitting splitting) {
        this.imageSteps = List.copyOf(imageSteps);
        this.sampling = sampling;
        this.patchSteps = List.copyOf(patchSteps);
        this.splitting = splitting;
    }

    /**
     * For photographs, as the Poisson VAE paper prepares van Hateren's: gray, whitened with f₀ = 0.5, local contrast normalised
     * over 13×13 pixels, each image z-scored, 4 border pixels cropped, 16×16 patches from random places, split in 100 blocks.
     */
    public static Pipeline photographs() {
        return new Pipeline(
                List.of(new Gray(), new Whitening(0.5, 4), new ContrastNormalisation(13, 0.5), new ImageZScore(), new Crop(4)),
                PatchSampling.random(16, PatchSampling.DEFAULT_COUNT, 0), List.of(), new BlockSplit(100, 0.2));
    }

    /**
     * The same with patches of another size.
     *
     * @param side in pixels
     * @throws IllegalArgumentException unless 4 to 64
     */
    public Pipeline withPatch(int side) {
        return new Pipeline(imageSteps, sampling.withSide(side), patchSteps, splitting);
    }

    /**
     * The same with so many patches, from random places.
     *
     * @throws IllegalArgumentException if there are fewer than 1
     */
    public Pipeline withCount(int count) {
        return new Pipeline(imageSteps, sampling.withCount(count), patchSteps, splitting);
    }

    /** The same with every random choice drawn from another seed. */
    public Pipeline withSeed(long seed) {
        return new Pipeline(imageSteps, sampling.withSeed(seed), patchSteps, splitting);
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
        return Stream.of(imageSteps.stream(), Stream.of(sampling), patchSteps.stream(), Stream.of(splitting))
                .flatMap(s -> s).map(Object::toString).collect(Collectors.joining(" | "));
    }
}
