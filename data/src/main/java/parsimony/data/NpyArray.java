package parsimony.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import parsimony.signals.InputException;

/**
 * An array of NumPy's: a {@code .npy} file or one member of an {@code .npz} archive. It has any
 * {@link NumberType}, byte order and rank, and is in C or Fortran order. A {@code .npy} file is
 * mapped into memory; its values are not read until they are asked for.
 */
public final class NpyArray {
    /** Chunks have 2^28 bytes: a buffer cannot be longer than 2^31 − 1 bytes, but a file can. */
    private static final int CHUNK_BITS = 28;
    /** The largest ratio of unpacked to packed bytes that Deflate can reach. */
    private static final long MOST_COMPRESSION = 1032;
    /** The most arrays of an archive that a message names. */
    private static final int MOST_NAMED = 20;

    private final String place;
    private final NpyHeader header;
    private final ByteBuffer[] chunks;

    private NpyArray(String place, NpyHeader header, ByteBuffer[] chunks) {
        this.place = place;
        this.header = header;
        this.chunks = chunks;
        for (ByteBuffer chunk : chunks) {
            chunk.order(header.order());
        }
    }

    /**
     * Opens a {@code .npy} file.
     *
     * @param file the file to read
     * @return the array, whose elements are read when they are asked for
     * @throws InputException if it cannot be read, is of another type, or is longer or shorter than
     *     its shape says
     */
    public static NpyArray open(Path file) {
        NpyHeader header = NpyRowReader.headerOf(file);
        try (FileChannel channel = FileChannel.open(file)) {
            header.requireLength(channel.size(), file.toString());
            long length = channel.size() - header.bytes();
            ByteBuffer[] chunks =
                    new ByteBuffer[(int) (length + (1L << CHUNK_BITS) - 1 >> CHUNK_BITS)];
            for (int i = 0; i < chunks.length; i++) {
                long start = (long) i << CHUNK_BITS;
                chunks[i] = channel.map(FileChannel.MapMode.READ_ONLY, header.bytes() + start,
                        Math.min(1L << CHUNK_BITS, length - start));
            }
            return new NpyArray(file.toString(), header, chunks);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /**
     * Reads a member of an {@code .npz} archive into memory.
     *
     * @param archive the file to read
     * @param name the array's name without {@code .npy}; empty if the archive holds only one
     * @return the array
     * @throws InputException as {@link #open}, or if there is no such member
     */
    public static NpyArray open(Path archive, String name) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).filter(n -> n.endsWith(".npy"))
                    .map(n -> n.substring(0, n.length() - 4)).toList();
            String wanted = name.isEmpty() && names.size() == 1 ? names.get(0) : name;
            if (!names.contains(wanted)) {
                throw new InputException(archive + ": " + (names.isEmpty() ? "holds no array"
                        : (name.isEmpty() ? "holds several arrays" : "has no array " + name)
                                + "; choose one with npz:" + archive
                                + "#NAME; it holds " + describe(zip, names)));
            }
            ZipEntry entry = zip.getEntry(wanted + ".npy");
            String place = archive + "#" + wanted;
            CRC32 crc = new CRC32();
            try (InputStream in = new CheckedInputStream(
                    new BufferedInputStream(zip.getInputStream(entry)), crc)) {
                NpyHeader header = NpyHeader.read(in, place);
                header.requireLength(entry.getSize(), place);
                NpyArray array = new NpyArray(place, header, readChunks(in, entry, header, place));
                if (crc.getValue() != entry.getCrc()) {
                    throw new InputException(
                            place + ": is damaged, its checksum is not that of the archive");
                }
                return array;
            }
        } catch (ZipException e) {
            throw new InputException(
                    archive + ": is not an .npz archive, or a damaged one: " + e.getMessage(), e);
        } catch (IOException e) {
            throw FileFault.of(archive, e);
        }
    }

    /**
     * Reads the elements in chunks. Refuses a size that the compressed bytes cannot unpack to.
     * Allocates a chunk only when the chunks before it are full.
     */
    private static ByteBuffer[] readChunks(InputStream in, ZipEntry entry, NpyHeader header,
            String place) throws IOException {
        long length = entry.getSize() - header.bytes();
        if (length > (entry.getCompressedSize() + 1) * MOST_COMPRESSION) {
            throw new InputException(place + ": claims " + length + " bytes, more than "
                    + entry.getCompressedSize() + " compressed ones can hold");
        }
        if (length > Runtime.getRuntime().maxMemory() / 2) {
            throw new InputException(place + ": takes " + (length >> 20)
                    + " MiB, more than half of the memory Java may use"
                    + "; save it as .npy, which need not be in memory");
        }
        ByteBuffer[] chunks = new ByteBuffer[(int) (length + (1L << CHUNK_BITS) - 1 >> CHUNK_BITS)];
        for (int i = 0; i < chunks.length; i++) {
            int size = (int) Math.min(1L << CHUNK_BITS, length - ((long) i << CHUNK_BITS));
            byte[] bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new InputException(place + ": was cut short");
            }
            chunks[i] = ByteBuffer.wrap(bytes);
        }
        if (in.read() >= 0) {
            throw new InputException(place + ": something follows the array");
        }
        return chunks;
    }

    /** Lists the arrays of an archive with their shapes and types. */
    private static String describe(ZipFile zip, List<String> names) throws IOException {
        List<String> described = new ArrayList<>();
        for (String name : names.subList(0, Math.min(MOST_NAMED, names.size()))) {
            try (InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
                NpyHeader header = NpyHeader.read(in, name);
                described.add(name + " " + header.describeShape() + " " + header.type());
            } catch (InputException e) {
                described.add(name + " (not of plain numbers)");
            }
        }
        if (names.size() > MOST_NAMED) {
            described.add("and " + (names.size() - MOST_NAMED) + " more");
        }
        return String.join(", ", described);
    }

    /** {@return the length of every dimension} */
    public long[] shape() {
        return header.shape().clone();
    }

    /** {@return the number of elements, the product of all lengths} */
    public long size() {
        long size = 1;
        for (long dimension : header.shape()) {
            size *= dimension;
        }
        return size;
    }

    /** {@return the type that the elements are stored in} */
    public NumberType type() {
        return header.type();
    }

    /**
     * {@return one element}
     *
     * @param index the element's number from 0 in C order (the last dimension changes fastest),
     *     whatever order the file is in
     * @throws InputException if it is not finite, or beyond the largest float32
     */
    public float at(long index) {
        long position = index;
        if (header.fortranOrder()) {
            position = 0;
            long rest = index;
            long stride = size();
            for (int axis = header.shape().length - 1; axis >= 0; axis--) {
                stride /= header.shape()[axis];
                position += rest % header.shape()[axis] * stride;
                rest /= header.shape()[axis];
            }
        }
        long start = position * header.type().bytes();
        ByteBuffer chunk = chunks[(int) (start >> CHUNK_BITS)];
        int offset = (int) (start & (1 << CHUNK_BITS) - 1);
        float value = header.type().at(chunk, offset);
        if (!Float.isFinite(value)) {
            throw header.type().refusal(chunk, offset, place + ": element " + subscripts(index));
        }
        return value;
    }

    /** The subscripts of an element, counted from 0 as in Python. */
    private String subscripts(long index) {
        String inner = "";
        long rest = index;
        for (int axis = header.shape().length - 1; axis >= 0; axis--) {
            inner = rest % header.shape()[axis] + (inner.isEmpty() ? "" : ", ") + inner;
            rest /= header.shape()[axis];
        }
        return "[" + inner + "]";
    }
}
