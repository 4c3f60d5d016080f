package parsimony.experiment.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import parsimony.data.preprocess.Pipeline;
import parsimony.data.source.ImageSource;
import parsimony.signals.InputException;

/** The images of the paper, and how it is known that a run's patches are of them. */
enum PaperImages {
    VAN_HATEREN("van-hateren", "van-hateren16", 256), CIFAR("cifar10", "cifar16", 256),
    MNIST("mnist", "mnist", 784);

    /** Sources of other pictures than photographs. */
    private static final Set<String> NO_PHOTOGRAPHS =
            Set.of(CIFAR.source, MNIST.source, "dead-leaves", "bars");

    private final String source;
    private final String pipeline;
    private final int pixels;

    PaperImages(String source, String pipeline, int pixels) {
        this.source = source;
        this.pipeline = pipeline;
        this.pixels = pixels;
    }

    /** Their name in files, which is the prefix of their source. */
    String inFiles() {
        return source;
    }

    /**
     * What a run's patches are of.
     *
     * @param images of the paper that are the most similar
     * @param same   whether the run has the same images, prepared as in the paper
     */
    record Found(PaperImages images, boolean same) {
    }

    /**
     * The images of the paper that a run's patches are of, as the folder of the patches tells it.
     * They are the same images if the paper has their source, their number of pixels and their
     * steps. How patches are cut and split may differ. Both whitening filters count as the paper's:
     * the textbook's, and that of the paper's code. Other photographs count as similar to van
     * Hateren's if their patches have 16×16 pixels, are whitened, and have their contrast
     * normalised.
     */
    static Optional<Found> of(TrainedVae run) {
        JsonNode prepared = run.prepared();
        String images = prepared.path("data").asText(prepared.path("images").asText());
        int pixels = run.settings().architecture().pixels();
        if (images.isBlank()) {
            return Optional.empty();
        }
        try {
            String source = ImageSource.form(images);
            // Without a pipeline it is the source's own, which is the paper's.
            String steps = prepared.path("pipeline").asText(null);
            Optional<Found> same = Arrays.stream(values())
                    .filter(paper -> paper.source.equals(source) && paper.pixels == pixels
                            && (steps == null || steps(steps).equals(steps(paper.pipeline))))
                    .findFirst().map(paper -> new Found(paper, true));
            boolean photographs = !NO_PHOTOGRAPHS.contains(source) && pixels == VAN_HATEREN.pixels
                    && (steps == null || isWhitened(steps(steps)));
            return same.or(() -> photographs ? Optional.of(new Found(VAN_HATEREN, false))
                    : Optional.empty());
        } catch (InputException e) {
            return Optional.empty(); // a source or pipeline of another version
        }
    }

    /** The steps of a pipeline with all their options, but for the cutting and the split. */
    private static List<String> steps(String pipeline) {
        return Arrays.stream(Pipeline.parse(pipeline).toString().split(" \\| "))
                .filter(step -> !step.startsWith("patches(") && !step.startsWith("split("))
                .map(step -> step.replace("whiten(official", "whiten(olshausen")).toList();
    }

    private static boolean isWhitened(List<String> steps) {
        return steps.stream().anyMatch(step -> step.startsWith("whiten(olshausen"))
                && steps.stream().anyMatch(step -> step.startsWith("contrast"));
    }
}
