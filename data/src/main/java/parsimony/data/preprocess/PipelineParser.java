package parsimony.data.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import parsimony.data.OptionText;
import parsimony.signals.InputException;

/** Reads the text form of a pipeline, as {@link Pipeline#parse} describes it. */
final class PipelineParser {
    private final long seed;
    private final List<ImageStep> imageSteps = new ArrayList<>();
    private final List<PatchStep> patchSteps = new ArrayList<>();
    private PatchSampling sampling;
    private Splitting splitting;

    /** @param seed of random choices for which the text gives no seed */
    PipelineParser(long seed) {
        this.seed = seed;
    }

    Pipeline parse(String text) {
        for (String part : text.split("\\|", -1)) {
            OptionText step = StepKind.text(part);
            if (splitting != null) {
                throw step.refusal("comes after the split, which must be last");
            }
            add(step, kind(step).read(step, seed));
        }
        if (sampling == null) {
            throw new InputException(
                    "'" + text + "': cuts no patches; add a step such as patches(16)");
        }
        return new Pipeline(imageSteps, sampling, patchSteps, splitting == null
                ? (Splitting) BlockSplit.KIND.read(StepKind.text("split"), seed)
                : splitting);
    }

    /**
     * Finds the kind of a step by its name. Where several kinds have the name, the first argument
     * tells them apart; without it, the first kind in the list is taken.
     */
    private static StepKind kind(OptionText step) {
        List<StepKind> named = Pipeline.KINDS.stream()
                .filter(kind -> kind.name().equals(step.name())).toList();
        if (named.isEmpty()) {
            throw step.refusal("is unknown; there are " + listed("and", Pipeline.KINDS.stream()
                    .map(StepKind::name).distinct().toList()));
        }
        List<String> choices = named.stream().map(StepKind::choice).toList();
        if (choices.get(0).isEmpty()) {
            return named.get(0);
        }
        String chosen = step.word(choices.get(0));
        if (!choices.contains(chosen)) {
            throw step.refusal(step.name() + " is " + listed("or", choices) + ", got " + chosen);
        }
        return named.get(choices.indexOf(chosen));
    }

    private static String listed(String before, List<String> names) {
        return names.stream().limit(names.size() - 1).collect(Collectors.joining(", "))
                + " " + before + " " + names.get(names.size() - 1);
    }

    private void add(OptionText text, Step step) {
        if (sampling != null && step instanceof PatchSampling) {
            throw text.refusal("patches are cut already");
        } else if (sampling != null && step instanceof ImageStep) {
            throw text.refusal("works on images; put it before patches");
        } else if (sampling == null && step instanceof PatchStep) {
            throw text.refusal("has statistics of the training patches; put it after patches");
        }
        if (step instanceof ImageStep image) {
            imageSteps.add(image);
        } else if (step instanceof PatchStep patch) {
            patchSteps.add(patch);
        } else if (step instanceof PatchSampling cut) {
            sampling = cut;
        } else {
            splitting = (Splitting) step;
        }
    }
}
