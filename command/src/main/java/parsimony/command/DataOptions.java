package parsimony.command;

import parsimony.data.PatchShape;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.source.ImageSource;
import picocli.CommandLine.Option;

/** How images become patches. */
final class DataOptions {
    @Option(names = "--pipeline", paramLabel = "STEPS",
            description = "A preset (van-hateren16, olshausen-field, cifar16, mnist) or steps such as \"gray | whiten(olshausen,"
                    + " f0=0.4) | crop(4) | patches(16) | zscore(dataset) | split(blocks)\". By default what the paper does with"
                    + " such data.")
    String pipeline;

    @Option(names = "--patch", paramLabel = "P",
            description = "Size of a patch in pixels, HxW such as 12x20 or the side of a square, 4 to 64; 16 for photographs.")
    PatchShape patch;

    @Option(names = "--count", paramLabel = "N",
            description = "Patches from random places in all, train and validation; 100000 for photographs.")
    Integer count;

    @Option(names = "--strict", description = "Fail on an image that cannot be used, rather than warn.")
    boolean strict;

    /**
     * The pipeline asked for.
     *
     * @param source of the images, which knows what is usual for them
     * @param seed   of random choices for which the pipeline names none
     * @throws IllegalArgumentException if a step or number is wrong
     */
    Pipeline pipeline(ImageSource source, long seed) {
        Pipeline chosen = Pipeline.parse(pipeline != null ? pipeline : source.pipeline(), seed);
        if (patch != null) {
            chosen = chosen.withPatch(patch);
        }
        if (count != null) {
            chosen = chosen.withCount(count);
        }
        return chosen;
    }
}
