package parsimony.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An array of NumPy's in any of the forms people save images in: a {@code .npy} file or one member of an {@code .npz} archive;
 * float32, float64 or uint8 of either byte order; of any rank, in C or Fortran order. A file is mapped into memory and not
 * read until its values are asked for.
 */
public final class NpyArray {
    private static final Set<String> TYPES = Set.of("f4", "f8", "u1");
    private static final int CHUNK_BITS = 28;
    /** Deflate cannot do better than this. */
    private static final long MOST_COMPRESSION = 1032;

    private final NpyHeader header;
    private final ByteBuffer[] chunks;

    private NpyArray(NpyHeader header, ByteBuffer[] chunks) {
        this.header = header;
        this.chunks = chunks;
        for (ByteBuffer chunk : chunks) {
            chunk.order(header.order());
        }
    }

    /**
     * Opens a {@code .npy} file.
     *
     * @throws DataException if it cannot be read, is of another type, or is longer or shorter than its shape says
     */
    public static NpyArray open(Path file) throws DataException {
        NpyHeader header = NpyRowReader.headerOf(file);
        requireType(header, file.toString());
        try (FileChannel channel = FileChannel.open(file)) {
            header.requireLength(channel.size(), file.toString());
            long length = channel.size() - header.bytes();
            ByteBuffer[] chunks = new ByteBuffer[(int) (length + (1L << CHUNK_BITS) - 1 >> CHUNK_BITS)];
            for (int i = 0; i < chunks.length; i++) {
                long start = (long) i << CHUNK_BITS;
                chunks[i] = channel.map(FileChannel.MapMode.READ_ONLY, header.bytes() + start,
                        Math.min(1L << CHUNK_BITS, length - start));
            }
            return new NpyArray(header, chunks);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /**
     * Reads a member of an {@code .npz} archive into memory.
     *
     * @param name of the array, without {@code .npy}; empty for the only one
     * @throws DataException as {@link #open}, or if there is no such member
     */
    public static NpyArray open(Path archive, String name) throws DataException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).filter(n -> n.endsWith(".npy"))
                    .map(n -> n.substring(0, n.length() - 4)).toList();
            String wanted = name.isEmpty() && names.size() == 1 ? names.get(0) : name;
            if (!names.contains(wanted)) {
                throw new DataException(archive + ": "
                        + (name.isEmpty() ? "name one of its arrays after a #" : "has no array " + name)
                        + "; it holds " + String.join(", ", names));
            }
            ZipEntry entry = zip.getEntry(wanted + ".npy");
            String place = archive + "#" + wanted;
            CRC32 crc = new CRC32();
            try (InputStream in = new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), crc)) {
                NpyHeader header = NpyHeader.read(in, place);
                requireType(header, place);
                header.requireLength(entry.getSize(), place);
                NpyArray array = new NpyArray(header, readChunks(in, entry, header, place));
                if (crc.getValue() != entry.getCrc()) {
                    throw new DataException(place + ": is damaged, its checksum is not that of the archive");
                }
                return array;
            }
        } catch (ZipException e) {
            throw new DataException(archive + ": is not an .npz archive, or a damaged one: " + e.getMessage(), e);
        } catch (IOException e) {
            throw DataException.of(archive, e);
        }
    }

    /** No more memory than the compressed bytes can fill, and then only as they do. */
    private static ByteBuffer[] readChunks(InputStream in, ZipEntry entry, NpyHeader header, String place)
            throws IOException, DataException {
        long length = entry.getSize() - header.bytes();
        if (length > (entry.getCompressedSize() + 1) * MOST_COMPRESSION) {
            throw new DataException(place + ": claims " + length + " bytes, more than " + entry.getCompressedSize()
                    + " compressed ones can hold");
        }
        if (length > Runtime.getRuntime().maxMemory() / 2) {
            throw new DataException(place + ": takes " + (length >> 20) + " MiB, more than half of the memory Java may use"
                    + "; save it as .npy, which need not be in memory");
        }
        ByteBuffer[] chunks = new ByteBuffer[(int) (length + (1L << CHUNK_BITS) - 1 >> CHUNK_BITS)];
        for (int i = 0; i < chunks.length; i++) {
            int size = (int) Math.min(1L << CHUNK_BITS, length - ((long) i << CHUNK_BITS));
            byte[] bytes = in.readNBytes(size);
            if (bytes.length < size) {
                throw new DataException(place + ": was cut short");
            }
            chunks[i] = ByteBuffer.wrap(bytes);
        }
        if (in.read() >= 0) {
            throw new DataException(place + ": something follows the array");
        }
        return chunks;
    }

    private static void requireType(NpyHeader header, String place) throws DataException {
        if (!TYPES.contains(header.dtype())) {
            throw new DataException(place + ": is " + header.describeType() + "; float32, float64 or uint8 is wanted");
        }
    }

    /** The length of every dimension. */
    public long[] shape() {
        return header.shape().clone();
    }

    /** How many elements there are in all. */
    public long size() {
        long size = 1;
        for (long dimension : header.shape()) {
            size *= dimension;
        }
        return size;
    }

    /** Whether the elements are bytes, 0 to 255. */
    public boolean isBytes() {
        return header.dtype().equals("u1");
    }

    /**
     * One element.
     *
     * @param index its number in C order, the last dimension fastest, whichever order the file is in
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
        long start = position * header.elementBytes();
        ByteBuffer chunk = chunks[(int) (start >> CHUNK_BITS)];
        int offset = (int) (start & (1 << CHUNK_BITS) - 1);
        return switch (header.dtype()) {
            case "f4" -> chunk.getFloat(offset);
            case "f8" -> (float) chunk.getDouble(offset);
            default -> chunk.get(offset) & 0xff;
        };
    }
}
