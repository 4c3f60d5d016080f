package parsimony.data.image;

import parsimony.signals.InputException;

/** One picture in a file, which is not read before {@link #read} is called. */
public interface Picture {
    /**
     * Reads the picture.
     *
     * @return the image
     * @throws InputException if it cannot be read
     */
    Image read();
}
