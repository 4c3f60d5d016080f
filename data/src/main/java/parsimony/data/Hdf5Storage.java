package parsimony.data;

import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import parsimony.signals.InputException;

/**
 * The bytes of an HDF5 file, as the library jHDF asks for them to read the structures of the file.
 * Nothing is given that lies beyond the end of the file, and no more bytes in all than a whole file
 * can need, so that structures which point at one another in a circle come to an end. The numbers
 * of the arrays are not read through this.
 */
final class Hdf5Storage implements HdfBackingStorage, AutoCloseable {
    private static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";
    /** Where a file may begin after bytes of its user: at this place, and at each double of it. */
    private static final int FIRST_USER_BLOCK = 512;
    /**
     * How often each byte of a file may be read. jHDF reads the structures twice, for the checksum.
     */
    private static final int READINGS = 16;
    /** The bytes that may be read of any file, however small it is. */
    private static final int LEAST_BUDGET = 1 << 20;

    private final Path file;
    private final FileBytes bytes;
    private final long size;
    private final Superblock superblock;
    private long budget;

    private Hdf5Storage(Path file, FileBytes bytes, long size, Superblock superblock) {
        this.file = file;
        this.bytes = bytes;
        this.size = size;
        this.superblock = superblock;
        this.budget = LEAST_BUDGET + READINGS * size;
    }

    /**
     * Opens a file.
     *
     * @throws InputException if it cannot be read, or does not begin as the format says
     */
    static Hdf5Storage open(Path file) {
        long begin = begin(file);
        if (begin < 0) {
            throw new InputException(file + ": is not an HDF5 file, or was cut short: the format's"
                    + " first bytes are nowhere");
        }
        return guarded(file.toString(), () -> open(file, begin));
    }

    private static Hdf5Storage open(Path file, long begin) {
        try (FileChannel channel = FileChannel.open(file)) {
            Superblock superblock = Superblock.readSuperblock(channel, begin);
            if (superblock.getBaseAddressByte() != begin) {
                throw new HdfException("its addresses are not counted from its beginning");
            }
            return new Hdf5Storage(file, new FileBytes(file), channel.size(), superblock);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /** Where the format's signature is; −1 if it is nowhere. */
    static long begin(Path file) {
        try (FileBytes bytes = new FileBytes(file)) {
            long length = Files.size(file) - SIGNATURE.length();
            for (long at = 0; at <= length; at = at == 0 ? FIRST_USER_BLOCK : 2 * at) {
                if (isSignature(bytes, at)) {
                    return at;
                }
            }
            return -1;
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private static boolean isSignature(FileBytes bytes, long at) throws IOException {
        byte[] found = new byte[SIGNATURE.length()];
        bytes.read(at, found, found.length);
        for (int i = 0; i < found.length; i++) {
            if (found[i] != (byte) SIGNATURE.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Calls jHDF. Damage makes it fail in many ways, which are all told in one.
     *
     * @param place the array or file in messages
     * @throws InputException if jHDF fails
     */
    static <T> T guarded(String place, Supplier<T> read) {
        if (Thread.currentThread().isInterrupted()) { // which would close a channel
            throw new CancellationException();
        }
        try {
            return read.get();
        } catch (InputException | CancellationException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new InputException(
                    place + ": is damaged, or has a form of HDF5 that is not read: "
                            + (cause instanceof HdfException ? NamedArrays.shown(cause.getMessage())
                                    : "its structures do not fit together"),
                    e);
        }
    }

    /** The address of the group that holds everything. */
    long root() {
        if (superblock instanceof Superblock.SuperblockV0V1 old) {
            return new SymbolTableEntry(this, old.getRootGroupSymbolTableAddress()
                    - superblock.getBaseAddressByte()).getObjectHeaderAddress();
        }
        return ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
    }

    Path file() {
        return file;
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return mapNoOffset(address + superblock.getBaseAddressByte(), length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        return mapNoOffset(address + superblock.getBaseAddressByte(), length);
    }

    @Override
    public ByteBuffer mapNoOffset(long from, long length) {
        if (from < 0 || length < 0 || length > size || from > size - length) {
            throw new HdfException("it was cut short, or an address in it leads beyond its end");
        }
        budget -= length + 1;
        if (budget < 0 || length > Integer.MAX_VALUE - 8) {
            throw new HdfException("its structures lead round in a circle");
        }
        byte[] read = new byte[(int) length];
        try {
            bytes.read(from, read, read.length);
        } catch (EOFException e) {
            throw new HdfException("it was cut short while it was read", e);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long getUserBlockSize() {
        return superblock.getBaseAddressByte();
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new HdfException("it would have to be written to");
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean inMemory() {
        return false;
    }
}
