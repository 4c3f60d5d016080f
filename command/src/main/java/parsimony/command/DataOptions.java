package parsimony.command;

import java.util.ArrayList;
import parsimony.data.PatchShape;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.source.ImageSource;
import parsimony.data.source.SourceKind;
import picocli.CommandLine.Option;

/** How images become patches. */
final class DataOptions {
    /** What {@code --data} takes, for help. */
    static final class Forms extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Forms() {
            super(ImageSource.kinds().stream().map(SourceKind::form).toList());
        }
    }

    /** The names that {@code --pipeline} takes, for help. */
    static final class Presets extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Presets() {
            super(Pipeline.presets());
        }
    }

    @Option(names = "--pipeline", paramLabel = "STEPS", completionCandidates = Presets.class,
            description = "A preset (${COMPLETION-CANDIDATES}) or steps such as \"gray |"
                    + " whiten(olshausen, f0=0.4) | crop(4) | patches(16) | zscore(dataset) |"
                    + " split(blocks)\". By default what the paper does with such data.")
    String pipeline;

    @Option(names = "--patch", paramLabel = "P",
            description = "Size of a patch in pixels, HxW such as 12x20 or the side of a square,"
                    + " 4 to 64; 16 for photographs.")
    PatchShape patch;

    @Option(names = "--count", paramLabel = "N",
            description = "Patches from random places in all, train and validation; 100000 for"
                    + " photographs.")
    Integer count;

    @Option(names = "--strict",
            description = "Fail on an image that cannot be used, rather than warn.")
    boolean strict;

    /**
     * The pipeline asked for.
     *
     * @param source of the images, which has a default pipeline for them
     * @param seed   of random choices for which the pipeline has no seed
     * @throws parsimony.signals.InputException if a step or number is wrong
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
