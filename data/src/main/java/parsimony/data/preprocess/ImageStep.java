package parsimony.data.preprocess;

import parsimony.data.image.Image;
import parsimony.signals.InputException;

/** Something done to each image by itself. Its {@code toString} is the step's text form. */
non-sealed interface ImageStep extends Step {

    /**
     * The image after the step; the one given is left as it was.
     *
     * @throws InputException if this image does not allow it
     */
    Image apply(Image image);

    /** How many pixels it takes from each side of an image. */
    default int border() {
        return 0;
    }
}
