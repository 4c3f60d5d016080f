package parsimony.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The bytes of a file. */
final class FileBytes implements Bytes {
    // not a channel: an interrupt of the thread would close it
    private final RandomAccessFile file;

    FileBytes(Path file) throws IOException {
        this.file = new RandomAccessFile(file.toFile(), "r");
    }

    @Override
    public void read(long position, byte[] into, int count) throws IOException {
        file.seek(position);
        file.readFully(into, 0, count);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
