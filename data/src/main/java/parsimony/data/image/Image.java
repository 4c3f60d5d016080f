package parsimony.data.image;

/**
 * An image in memory, or other numbers of that shape.
 *
 * @param pixels   channels·height·width values, channel after channel, each row by row; in
 *                 photographs black is 0 and white 1, and values below 0 come from numbers stored
 *                 with a sign
 * @param channels 1 for gray, 3 for red, green and blue
 * @param height   pixels, ≥ 1
 * @param width    pixels, ≥ 1
 * @param name     the file, or the place in the dataset, for messages
 * @param label    the class it belongs to, ≥ 0, or {@link #UNLABELLED}
 * @param heldOut  whether the dataset's authors set it aside for testing
 */
public record Image(float[] pixels, int channels, int height, int width, String name, int label,
        boolean heldOut) {
    /** The label of an image that has none. */
    public static final int UNLABELLED = -1;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there are not channels·height·width pixels, a side is
     *     below 1, or channels is not 1 or 3
     */
    public Image {
        if (height < 1 || width < 1 || channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "image: must have 1 or 3 channels of at least 1×1 pixels, got "
                            + channels + " of " + height + "×" + width);
        }
        if (pixels.length != channels * height * width) {
            throw new IllegalArgumentException("image: " + pixels.length + " values are not "
                    + channels + " channels of " + height + "×" + width + " pixels");
        }
    }

    /**
     * {@return a gray image without a label}
     *
     * @param pixels row by row
     * @param height ≥ 1
     * @param width ≥ 1
     * @param name what messages call it
     */
    public static Image gray(float[] pixels, int height, int width, String name) {
        return new Image(pixels, 1, height, width, name, UNLABELLED, false);
    }

    /**
     * {@return a gray image of other pixels with the same name, label and mark for testing}
     *
     * @param gray its pixels, row by row
     * @param newHeight ≥ 1
     * @param newWidth ≥ 1
     */
    public Image with(float[] gray, int newHeight, int newWidth) {
        return new Image(gray, 1, newHeight, newWidth, name, label, heldOut);
    }
}
