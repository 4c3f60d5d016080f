package parsimony.data.image;

import parsimony.signals.InputException;

/** One picture in a file, which is read when it is asked for. */
public interface Picture {
    /** @throws InputException if it cannot be read */
    Image read();
}
