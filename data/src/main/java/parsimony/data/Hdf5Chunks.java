package parsimony.data;

import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.BTreeIndex;
import io.jhdf.dataset.chunked.indexing.ExtensibleArrayIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.jhdf.dataset.chunked.indexing.ImplicitChunkIndex;
import io.jhdf.dataset.chunked.indexing.SingleChunkIndex;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import parsimony.signals.InputException;

/**
 * The bytes of an array that lies in an HDF5 file in chunks: boxes of equal size, each packed by
 * itself. The chunks across one block of rows are kept unpacked, so that reading the rows one after
 * another unpacks each chunk once.
 */
final class Hdf5Chunks implements Bytes {
    /** The part of memory that unpacked chunks may take, as its reciprocal. */
    private static final int MEMORY_PART = 3;
    /** The bytes of unpacked chunks that are kept even where fewer are needed. */
    private static final long KEPT = 1 << 26;

    /** Where the lists of chunks say how many there are, in bytes from their beginning. */
    private static final int FIXED_ARRAY_COUNT = 8;
    private static final int EXTENSIBLE_ARRAY_COUNT = 12;
    private static final int TREE_COUNT = 18;

    private final long[] shape;
    private final int[] chunk;
    private final byte[] fill;
    private final long base;
    private final int length;
    private final long most;
    private final Map<Long, Chunk> chunks = new HashMap<>();
    private final Hdf5Filters filters;
    private final FileBytes file;
    private final long size;
    /** Unpacked chunks by number, the one used last at the end. */
    private final Map<Long, byte[]> unpacked = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param chunk the lengths of a chunk
     * @param rows  the dimension along which numbers are read in blocks
     * @throws InputException if chunks are missing or damaged, or take too much memory
     */
    Hdf5Chunks(Hdf5Dataset dataset, int[] chunk, Path file, String place, int rows)
            throws IOException {
        shape = dataset.shape();
        this.chunk = chunk;
        fill = dataset.fill();
        base = dataset.base();
        if (chunk.length != shape.length || shape.length == 0) {
            throw new InputException(place + ": is damaged: its chunks have other dimensions than"
                    + " the array");
        }
        long bytes = fill.length;
        long band = 1;
        for (int axis = 0; axis < chunk.length; axis++) {
            if (chunk[axis] < 1) {
                throw new InputException(place + ": is damaged: its chunks are empty");
            }
            bytes = Math.min(bytes * chunk[axis], Integer.MAX_VALUE);
            band *= axis == rows ? 1 : count(axis);
        }
        long limit = Runtime.getRuntime().maxMemory() / MEMORY_PART;
        if (bytes > limit || band > limit / bytes) {
            throw new InputException(place + ": its chunks of "
                    + StoredArray.describe(widened(chunk)) + " take " + band + " times "
                    + (bytes >> 10) + " KiB of memory for one block of rows, more than a third of"
                    + " what Java may use; write it with chunks of fewer rows (h5repack -l"
                    + " CHUNK=…), or give Java more memory (-Xmx)");
        }
        length = (int) bytes;
        most = Math.max(band, Math.min(limit, KEPT) / bytes);
        filters = new Hdf5Filters(dataset.filters(), length, place);
        try (Hdf5Storage storage = Hdf5Storage.open(file)) {
            Hdf5Storage.guarded(place, () -> list(storage, dataset.layout()));
        }
        size = Files.size(file);
        this.file = new FileBytes(file);
    }

    private static long[] widened(int[] lengths) {
        long[] wide = new long[lengths.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = lengths[i];
        }
        return wide;
    }

    /** The number of chunks along a dimension. */
    private long count(int axis) {
        return (shape[axis] + chunk[axis] - 1) / chunk[axis];
    }

    private Void list(Hdf5Storage storage, DataLayoutMessage layout) {
        for (Chunk found : found(storage, layout)) {
            long number = 0;
            for (int axis = 0; axis < chunk.length; axis++) {
                long at = found.getChunkOffset()[axis];
                number = number * count(axis) + at / chunk[axis];
                if (at % chunk[axis] != 0 || at >= shape[axis] && found.getAddress() >= 0) {
                    number = -1; // of an array that was longer once
                    break;
                }
            }
            if (number >= 0 && found.getAddress() != Hdf5Group.UNDEFINED) {
                chunks.put(number, found);
            }
        }
        return null;
    }

    private Collection<Chunk> found(Hdf5Storage storage, DataLayoutMessage layout) {
        if (layout instanceof ChunkedDataLayoutMessage old) {
            return old.getBTreeAddress() == Hdf5Group.UNDEFINED ? List.of()
                    : List.copyOf(BTreeV1.createDataBTree(storage, old.getBTreeAddress(),
                            shape.length).getChunks());
        }
        ChunkedDataLayoutMessageV4 message = (ChunkedDataLayoutMessageV4) layout;
        long address = message.getAddress();
        if (address == Hdf5Group.UNDEFINED) {
            return List.of();
        }
        DatasetInfo info = new DatasetInfo(length, shape, chunk);
        long all = 1;
        for (int axis = 0; axis < chunk.length; axis++) {
            all *= count(axis);
        }
        if (all > storage.size()) {
            throw new HdfException("it claims more chunks than its bytes can hold");
        }
        return switch (message.getIndexingType()) {
            case ChunkedDataLayoutMessageV4.SINGLE_CHUNK_INDEX ->
                    new SingleChunkIndex(message, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.IMPLICIT_INDEX ->
                    new ImplicitChunkIndex(address, info).getAllChunks();
            case ChunkedDataLayoutMessageV4.FIXED_ARRAY_INDEX -> {
                requirePossible(storage, address + FIXED_ARRAY_COUNT);
                yield new FixedArrayIndex(storage, address, info).getAllChunks();
            }
            case ChunkedDataLayoutMessageV4.EXTENSIBLE_ARRAY_INDEX -> {
                requirePossible(storage,
                        address + EXTENSIBLE_ARRAY_COUNT + 4L * storage.getSizeOfLengths());
                yield new ExtensibleArrayIndex(storage, address, info).getAllChunks();
            }
            case ChunkedDataLayoutMessageV4.B_TREE_V2_INDEX -> {
                requirePossible(storage, address + TREE_COUNT + storage.getSizeOfOffsets());
                yield new BTreeIndex(storage, address, info).getAllChunks();
            }
            default -> throw new HdfException("its chunks are listed in an unknown way");
        };
    }

    /** jHDF makes room for as many chunks as a list claims; each takes a byte at least. */
    private static void requirePossible(Hdf5Storage storage, long address) {
        int bytes = storage.getSizeOfLengths();
        if (Utils.readBytesAsUnsignedLong(storage.readBufferFromAddress(address, bytes),
                bytes) > storage.size()) {
            throw new HdfException("it claims more chunks than its bytes can hold");
        }
    }

    @Override
    public void read(long position, byte[] into, int count) throws IOException {
        long[] index = new long[shape.length];
        long rest = position / fill.length;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        int last = shape.length - 1;
        for (int done = 0; done < count;) {
            long number = 0;
            int within = 0;
            for (int axis = 0; axis <= last; axis++) {
                number = number * count(axis) + index[axis] / chunk[axis];
                within = within * chunk[axis] + (int) (index[axis] % chunk[axis]);
            }
            int run = (int) Math.min(Math.min(chunk[last] - index[last] % chunk[last],
                    shape[last] - index[last]), (count - done) / fill.length);
            System.arraycopy(unpacked(number), within * fill.length, into, done,
                    run * fill.length);
            done += run * fill.length;
            index[last] += run;
            for (int axis = last; axis > 0 && index[axis] == shape[axis]; axis--) {
                index[axis] = 0;
                index[axis - 1]++;
            }
        }
    }

    private byte[] unpacked(long number) throws IOException {
        byte[] bytes = unpacked.get(number);
        if (bytes == null) {
            while (unpacked.size() >= most) {
                unpacked.remove(unpacked.keySet().iterator().next());
            }
            bytes = read(chunks.get(number));
            unpacked.put(number, bytes);
        }
        return bytes;
    }

    private byte[] read(Chunk found) throws IOException {
        if (found == null) {
            byte[] empty = new byte[length];
            for (int i = 0; i < length; i++) {
                empty[i] = fill[i % fill.length];
            }
            return empty;
        }
        if (found.getAddress() < 0 || found.getSize() < 0
                || found.getAddress() > size - base - found.getSize()) {
            throw new ZipException("a chunk reaches beyond the end of the file");
        }
        byte[] packed = new byte[found.getSize()];
        file.read(base + found.getAddress(), packed, packed.length);
        BitSet skipped = found.getFilterMask();
        return filters.unpack(packed, skipped == null ? new BitSet() : skipped);
    }

    @Override
    public void close() throws IOException {
        unpacked.clear();
        file.close();
    }
}
