package parsimony.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes that are in memory already.
 *
 * @param buffer holds them from its start to its limit
 */
record BufferBytes(ByteBuffer buffer) implements Bytes {
    @Override
    public void read(long position, byte[] into, int count) throws IOException {
        if (position > buffer.limit() - count) {
            throw new EOFException();
        }
        buffer.get((int) position, into, 0, count);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
