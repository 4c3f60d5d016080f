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
        float[] pixels = image.pixels();
        double mean = 0;
        for (float value : pixels) {
            mean += value;
        }
        mean /= pixels.length;
        double squares = 0;
        for (float value : pixels) {
            squares += (value - mean) * (value - mean);
        }
        double scale = squares > 0 ? Math.sqrt((pixels.length - 1) / squares) : 0;
        float[] scored = new float[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            scored[i] = (float) ((pixels[i] - mean) * scale);
        }
        return image.with(scored, image.height(), image.width());
    }

    @Override
    public String toString() {
        return "zscore(image)";
    }
}
