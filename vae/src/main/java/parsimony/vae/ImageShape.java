package parsimony.vae;

import parsimony.signals.InputException;

/**
 * The shape of what goes into a network or comes out of it: height × width × channels, channels
 * last. A vector of K numbers is one pixel of K channels.
 *
 * @param height   pixels, ≥ 1
 * @param width    pixels, ≥ 1
 * @param channels numbers per pixel, ≥ 1
 */
public record ImageShape(int height, int width, int channels) {

    /**
     * Checks the values.
     *
     * @throws InputException if a length is not positive
     */
    public ImageShape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new InputException(
                    "shape: " + height + "×" + width + "×" + channels
                            + "; every length must be at least 1");
        }
    }

    /**
     * {@return the shape of n numbers in no order, 1 × 1 × n}
     *
     * @param n how many, ≥ 1
     */
    public static ImageShape vector(int n) {
        return new ImageShape(1, 1, n);
    }

    /**
     * {@return the same height and width with another number of channels; for n numbers in no
     * order, n · count of them}
     *
     * @param count channels, ≥ 1
     */
    public ImageShape withChannels(int count) {
        return height * width == 1 ? vector(channels * count)
                : new ImageShape(height, width, count);
    }

    /** {@return how many numbers: height · width · channels} */
    public int size() {
        return height * width * channels;
    }
}
