package parsimony.data.preprocess;

import parsimony.data.image.Image;
import parsimony.signals.InputException;

/** A step that changes each image by itself. Its {@code toString} is the step's text form. */
non-sealed interface ImageStep extends Step {
    /**
     * The image after the step. The given image is not changed.
     *
     * @throws InputException if the step cannot be applied to this image
     */
    Image apply(Image image);

    /** The number of pixels that the step cuts from each side of an image. */
    default int border() {
        return 0;
    }
}
