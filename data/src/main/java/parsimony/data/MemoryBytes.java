package parsimony.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Bytes that are read in whatever order, so that they are kept in memory. */
final class MemoryBytes implements Bytes {
    /** Chunks have 2^26 bytes: an array cannot be longer than 2^31 − 1 bytes, but a member can. */
    private static final int CHUNK_BITS = 26;

    private final List<byte[]> chunks = new ArrayList<>();
    private final long length;

    /** Reads all bytes up to a length, and closes where they come from. */
    MemoryBytes(Bytes source, long length) throws IOException {
        this.length = length;
        try (source) {
            for (long at = 0; at < length; at += 1L << CHUNK_BITS) {
                byte[] chunk = new byte[(int) Math.min(1L << CHUNK_BITS, length - at)];
                source.read(at, chunk, chunk.length);
                chunks.add(chunk);
            }
        }
    }

    @Override
    public void read(long position, byte[] into, int count) throws IOException {
        if (position + count > length) {
            throw new EOFException();
        }
        for (int done = 0; done < count;) {
            byte[] chunk = chunks.get((int) (position + done >> CHUNK_BITS));
            int at = (int) (position + done & (1 << CHUNK_BITS) - 1);
            int some = Math.min(count - done, chunk.length - at);
            System.arraycopy(chunk, at, into, done, some);
            done += some;
        }
    }

    @Override
    public void close() {
        chunks.clear();
    }
}
