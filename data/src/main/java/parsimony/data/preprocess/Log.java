package parsimony.data.preprocess;

import parsimony.data.image.Image;
import parsimony.signals.InputException;

/**
 * The logarithm ln(x + offset) of the intensity, in which a change of illumination is a constant
 * that whitening removes.
 *
 * @param offset added to the intensity, ≥ 0, since 0 (black) has no logarithm; white is 1
 */
record Log(double offset) implements ImageStep {
    /**
     * The default offset is one step of a 16-bit image, 1/65535. For photographs of 8 bits, 1/255
     * is better.
     */
    static final StepKind KIND = new StepKind("log(offset=" + 1.0 / 65535 + ")",
            "The logarithm ln(x + offset)", text -> new Log(text.number("offset")));

    Log {
        if (!(offset >= 0 && offset < Double.POSITIVE_INFINITY)) {
            throw new InputException("offset: must be at least 0, got " + offset);
        }
    }

    @Override
    public Image apply(Image image) {
        float[] logarithms = new float[image.pixels().length];
        for (int i = 0; i < logarithms.length; i++) {
            double value = image.pixels()[i] + offset;
            if (!(value > 0)) {
                throw new InputException(image.name() + ": a pixel is " + image.pixels()[i]
                        + "; log(offset=" + offset + ") needs all above " + -offset);
            }
            logarithms[i] = (float) Math.log(value);
        }
        return image.with(logarithms, image.height(), image.width());
    }

    @Override
    public String toString() {
        return "log(offset=" + offset + ")";
    }
}
