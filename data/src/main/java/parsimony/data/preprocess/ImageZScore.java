package parsimony.data.preprocess;

import parsimony.data.image.Image;

/**
 * Brings each image to mean 0 and standard deviation 1 over its own n pixels (sample standard
 * deviation, with n − 1). A constant image becomes 0.
 */
record ImageZScore() implements ImageStep {
    static final StepKind KIND = new StepKind("zscore(image)",
            "Each image to mean 0 and standard deviation 1", text -> new ImageZScore());

    @Override
    public Image apply(Image image) {
        float[] scored = image.pixels().clone();
        Moments.of(scored, 0, scored.length).standardise(scored, 0, scored.length,
                scored.length - 1);
        return image.with(scored, image.height(), image.width());
    }

    @Override
    public String toString() {
        return "zscore(image)";
    }
}
