package parsimony.data.preprocess;

import java.util.ArrayList;
import java.util.List;
import parsimony.data.PatchShape;

/** Reads the text form of a pipeline, as {@link Pipeline#parse} describes it. */
final class PipelineParser {
    private final long seed;
    private final List<ImageStep> imageSteps = new ArrayList<>();
    private final List<PatchStep> patchSteps = new ArrayList<>();
    private PatchSampling sampling;
    private Splitting splitting;

    /** @param seed of random choices for which the text names none */
    PipelineParser(long seed) {
        this.seed = seed;
    }

    Pipeline parse(String text) {
        for (String part : text.split("\\|", -1)) {
            StepText step = new StepText(part);
            if (splitting != null) {
                throw step.refusal("comes after the split, which must be last");
            }
            add(step);
            step.requireNothingLeft();
        }
        if (sampling == null) {
            throw new IllegalArgumentException("'" + text + "': cuts no patches; add a step such as patches(16)");
        }
        return new Pipeline(imageSteps, sampling, patchSteps,
                splitting == null ? new BlockSplit(BlockSplit.PAPER_BLOCKS, Splitting.PAPER_PART) : splitting);
    }

    private void add(StepText step) {
        switch (step.name()) {
            case "gray" -> onImages(step, new Gray());
            case "log" -> onImages(step, new Log(step.number("offset", Log.DEFAULT_OFFSET)));
            case "contrast" -> onImages(step, new ContrastNormalisation(step.whole("size", 13), step.number("sigma", 0.5)));
            case "crop" -> onImages(step, new Crop(step.wholeWord("the border", 4)));
            case "whiten" -> addWhitening(step);
            case "zscore" -> addZScore(step);
            case "patches" -> addSampling(step);
            case "split" -> splitting = split(step);
            default -> throw step.refusal("is unknown; there are gray, log, whiten, contrast, zscore, crop, patches and split");
        }
    }

    private void addWhitening(StepText step) {
        String kind = step.word("olshausen");
        switch (kind) {
            case "olshausen" -> onImages(step, filter(step, Whitening.Grid.OLSHAUSEN));
            case "official" -> onImages(step, filter(step, Whitening.Grid.OFFICIAL));
            case "zca", "pca" -> onPatches(step, new PrincipalWhitening(kind.equals("zca"),
                    step.number("epsilon", PrincipalWhitening.DEFAULT_EPSILON), step.whole("components", 0)));
            default -> throw step.refusal("whitening is olshausen, official, zca or pca, got " + kind);
        }
    }

    private static Whitening filter(StepText step, Whitening.Grid grid) {
        return new Whitening(grid, step.number("f0", 0.5), step.number("order", 4));
    }

    private void addZScore(StepText step) {
        String over = step.word("image");
        switch (over) {
            case "image" -> onImages(step, new ImageZScore());
            case "patch" -> onPatches(step, new PatchZScore());
            case "dataset" -> onPatches(step, new DatasetZScore());
            default -> throw step.refusal("is over image, patch or dataset, got " + over);
        }
    }

    private void addSampling(StepText step) {
        if (sampling != null) {
            throw step.refusal("patches are cut already");
        }
        PatchShape shape = step.shapeWord(new PatchShape(16, 16));
        boolean grid = step.has("stride");
        PatchShape stride = step.shape("stride", null);
        sampling = new PatchSampling(shape, stride, grid ? 0 : step.whole("count", PatchSampling.DEFAULT_COUNT),
                grid ? seed : step.seed(seed), step.number("flat", PatchSampling.TAKE_ALL));
    }

    private Splitting split(StepText step) {
        String kind = step.word("blocks");
        double part = kind.equals("own") ? 0 : step.number("validation", Splitting.PAPER_PART);
        return switch (kind) {
            case "blocks" -> new BlockSplit(step.whole("blocks", BlockSplit.PAPER_BLOCKS), part);
            case "images" -> new ImageSplit(part, step.seed(seed));
            case "random" -> new RandomSplit(part, step.seed(seed));
            case "own" -> new OwnSplit();
            default -> throw step.refusal("is by blocks, images, random or own, got " + kind);
        };
    }

    private void onImages(StepText step, ImageStep added) {
        if (sampling != null) {
            throw step.refusal("works on images; put it before patches");
        }
        imageSteps.add(added);
    }

    private void onPatches(StepText step, PatchStep added) {
        if (sampling == null) {
            throw step.refusal("has statistics of the training patches; put it after patches");
        }
        patchSteps.add(added);
    }
}
