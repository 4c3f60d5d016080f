package parsimony.data.preprocess;

import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * Cuts a border off. Near the border, filters used values from beyond the image.
 *
 * @param border the width of the border in pixels, ≥ 0
 */
record Crop(int border) implements ImageStep {
    static final StepKind KIND = new StepKind("crop(4)",
            "Cuts so many pixels off each side of an image",
            text -> new Crop(text.wholeWord("the border")));

    Crop {
        if (border < 0) {
            throw new InputException("crop: must be at least 0 pixels, got " + border);
        }
    }

    @Override
    public Image apply(Image image) {
        if (2L * border >= Math.min(image.height(), image.width())) {
            throw new InputException(image.name() + ": is " + image.height() + "×" + image.width()
                    + " pixels; nothing is left after cropping " + border + " from each side");
        }
        int height = image.height() - 2 * border;
        int width = image.width() - 2 * border;
        float[] inner = new float[height * width];
        for (int y = 0; y < height; y++) {
            int from = (y + border) * image.width() + border;
            System.arraycopy(image.pixels(), from, inner, y * width, width);
        }
        return image.with(inner, height, width);
    }

    @Override
    public String toString() {
        return "crop(" + border + ")";
    }
}
