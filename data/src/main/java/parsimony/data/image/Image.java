package parsimony.data.image;

/**
 * A picture, or anything of that shape.
 *
 * @param pixels   channel after channel, each row by row; photographs from 0 for black to 1 for
 *                 white, below 0 where they are stored with a sign
 * @param channels 1 for gray, 3 for red, green and blue
 * @param height   pixels, ≥ 1
 * @param width    pixels, ≥ 1
 * @param name     the file, or the place in the dataset
 * @param label    the class it belongs to, ≥ 0, or {@link #UNLABELLED}
 * @param heldOut  whether the dataset's authors set it aside for testing
 */
public record Image(float[] pixels, int channels, int height, int width, String name, int label,
        boolean heldOut) {
    /** The label of an image that has none. */
    public static final int UNLABELLED = -1;

    /**
     * @throws IllegalArgumentException if the pixels are not as many as channels, height and width
     *     say
     */
    public Image {
        if (height < 1 || width < 1 || channels != 1 && channels != 3) {
            throw new IllegalArgumentException(
                    "image: must have 1 or 3 channels of at least 1×1 pixels, got "
                            + channels + " of " + height + "×" + width);
        }
        if (pixels.length != channels * height * width) {
            throw new IllegalArgumentException(
                    "image: " + pixels.length + " values are not " + channels + " channels of "
                            + height + "×" + width + " pixels");
        }
    }

    /** A gray image without a label. */
    public static Image gray(float[] pixels, int height, int width, String name) {
        return new Image(pixels, 1, height, width, name, UNLABELLED, false);
    }

    /** Another gray picture under the same name and label. */
    public Image with(float[] gray, int newHeight, int newWidth) {
        return new Image(gray, 1, newHeight, newWidth, name, label, heldOut);
    }
}
