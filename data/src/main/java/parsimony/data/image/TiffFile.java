package parsimony.data.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import parsimony.signals.InputException;

/**
 * A TIFF file: a linked list of directories, one per page. Only the directories are read here, each
 * once, so that a stack of thousands of pages opens quickly. The formats are TIFF revision 6.0
 * (Adobe, 1992), and BigTIFF for files above 4 GiB.
 */
final class TiffFile implements Closeable {
    /** The version number in the first bytes of a TIFF. */
    private static final int CLASSIC = 42;
    /** The version number in the first bytes of a BigTIFF. */
    private static final int BIG = 43;
    /** The most bytes to read at once, since they go into memory. */
    private static final int LONGEST = 1 << 29;

    private final Path path;
    private final FileChannel channel;
    /** In bytes. */
    final long length;
    final ByteOrder order;
    /** Whether it is a BigTIFF. */
    final boolean big;

    static boolean isTiff(byte[] start) {
        if (start.length < 4 || start[0] != start[1] || start[0] != 'I' && start[0] != 'M') {
            return false;
        }
        int magic = ByteBuffer.wrap(start).order(order(start[0])).getShort(2);
        return magic == CLASSIC || magic == BIG;
    }

    private static ByteOrder order(byte mark) {
        return mark == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    TiffFile(Path path) throws IOException {
        this.path = path;
        this.channel = FileChannel.open(path);
        try {
            this.length = channel.size();
            ByteBuffer start = read(0, 4, ByteOrder.BIG_ENDIAN);
            this.order = order(start.get(0));
            this.big = start.order(order).getShort(2) == BIG;
        } catch (IOException | InputException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Reads bytes of the file; the buffer has the file's byte order.
     *
     * @throws InputException if the file has not so many bytes there
     */
    ByteBuffer read(long place, long count) throws IOException {
        return read(place, count, order);
    }

    private ByteBuffer read(long place, long count, ByteOrder byteOrder) throws IOException {
        if (place < 0 || count < 0 || count > LONGEST || place > length - count) {
            throw new InputException(path + ": was cut short or is damaged: it has " + length
                    + " bytes, and " + count + " are wanted from byte " + place);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) count).order(byteOrder);
        while (bytes.hasRemaining() && channel.read(bytes, place + bytes.position()) >= 0) {}
        if (bytes.hasRemaining()) {
            throw new InputException(path + ": was cut short while it was read");
        }
        return bytes.flip();
    }

    /** Reads an unsigned number of 2, 4 or 8 bytes. */
    long number(long place, int size) throws IOException {
        ByteBuffer bytes = read(place, size);
        return switch (size) {
            case 2 -> Short.toUnsignedLong(bytes.getShort());
            case 4 -> Integer.toUnsignedLong(bytes.getInt());
            default -> bytes.getLong();
        };
    }

    /**
     * The directories in their order. The list ends at a directory that points back to an earlier
     * one.
     *
     * @throws InputException if there is none, or one lies outside the file
     */
    List<TiffDirectory> directories() throws IOException {
        List<TiffDirectory> directories = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        long next = big ? number(8, 8) : number(4, 4);
        while (next != 0 && seen.add(next)) {
            TiffDirectory directory = new TiffDirectory(this, next);
            directories.add(directory);
            next = directory.next;
        }
        if (directories.isEmpty()) {
            throw new InputException(path + ": is a TIFF without a page");
        }
        return directories;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
