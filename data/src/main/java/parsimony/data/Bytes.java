package parsimony.data;

import java.io.IOException;

/** The bytes of a file, or of a member of an archive, by position. */
interface Bytes extends AutoCloseable {
    /**
     * Reads bytes.
     *
     * @param position of the first byte, from 0
     * @param into     receives the bytes, from its start
     * @param count    how many
     * @throws java.io.EOFException if there are not so many
     */
    void read(long position, byte[] into, int count) throws IOException;

    @Override
    void close() throws IOException;
}
