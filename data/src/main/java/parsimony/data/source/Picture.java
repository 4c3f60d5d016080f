package parsimony.data.source;

import parsimony.data.DataException;

/** One picture in a file, which is read when it is asked for. */
interface Picture {
    /** @throws DataException if it cannot be read */
    Image read() throws DataException;
}
