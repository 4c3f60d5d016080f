package parsimony.data.image;

import parsimony.data.DataException;

/** One picture in a file, which is read when it is asked for. */
public interface Picture {
    /** @throws DataException if it cannot be read */
    Image read() throws DataException;
}
