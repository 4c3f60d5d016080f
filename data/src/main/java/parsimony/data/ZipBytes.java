package parsimony.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import parsimony.signals.InputException;

/**
 * The bytes of a member of a zip archive. They are unpacked as they are read, and not kept: to go
 * back is to begin anew. When the last byte is read, the member's checksum is compared.
 */
final class ZipBytes implements Bytes {
    private static final int BUFFER = 1 << 16;
    /** The largest ratio of unpacked to packed bytes that Deflate can reach. */
    private static final long MOST_COMPRESSION = 1032;

    private final ZipFile zip;
    private final ZipEntry entry;
    private final boolean checked;
    private final CRC32 crc = new CRC32();
    private InputStream in;
    private long position;

    /**
     * @param checked whether a wrong checksum is refused; some programs write none
     * @throws ZipException if this is no archive, or has no such member
     */
    ZipBytes(Path archive, String member, boolean checked) throws IOException {
        zip = new ZipFile(archive.toFile());
        this.checked = checked;
        ZipEntry found = zip.getEntry(member);
        if (found == null) {
            zip.close();
            throw new ZipException("it has no member " + member);
        }
        entry = found;
    }

    /**
     * Refuses a size that the packed bytes cannot unpack to.
     *
     * @param place the member in messages
     * @throws InputException if it is so
     */
    static void requirePossible(ZipEntry entry, String place) {
        if (entry.getSize() > (entry.getCompressedSize() + 1) * MOST_COMPRESSION) {
            throw new InputException(place + ": claims " + entry.getSize() + " bytes, more than "
                    + entry.getCompressedSize() + " compressed ones can hold");
        }
    }

    /**
     * Unpacks the whole member.
     *
     * @param place the member in messages
     * @throws InputException if it takes too much memory
     */
    MemoryBytes inMemory(String place) throws IOException {
        if (entry.getSize() > Runtime.getRuntime().maxMemory() / 2) {
            zip.close();
            throw new InputException(place + ": takes " + (entry.getSize() >> 20)
                    + " MiB, more than half of the memory Java may use, and its rows do not lie"
                    + " one after another; save it in C order (numpy.ascontiguousarray)");
        }
        return new MemoryBytes(this, entry.getSize());
    }

    @Override
    public void read(long from, byte[] into, int count) throws IOException {
        if (in == null || from < position) {
            begin();
        }
        byte[] passed = new byte[(int) Math.min(BUFFER, from - position)];
        while (position < from) {
            fill(passed, (int) Math.min(passed.length, from - position));
        }
        fill(into, count);
        if (checked && position == entry.getSize()) {
            if (in.read() >= 0) {
                throw new ZipException("it holds more than it says");
            }
            if (crc.getValue() != entry.getCrc()) {
                throw new ZipException("its checksum is not that of the archive");
            }
        }
    }

    private void begin() throws IOException {
        if (in != null) {
            in.close();
        }
        crc.reset();
        position = 0;
        in = new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry), BUFFER),
                crc);
    }

    private void fill(byte[] into, int count) throws IOException {
        if (in.readNBytes(into, 0, count) < count) {
            throw new EOFException();
        }
        position += count;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
