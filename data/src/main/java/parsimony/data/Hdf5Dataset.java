package parsimony.data;

import io.jhdf.ObjectHeader;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import parsimony.signals.InputException;

/**
 * An array of an HDF5 file, as its header describes it.
 *
 * @param shape   the length of every dimension; the last one changes fastest
 * @param layout  where its elements are
 * @param filters what each chunk went through when it was written, the first one first
 * @param fill    the element that stands where nothing was written
 * @param base    the position in the file that addresses are counted from
 */
record Hdf5Dataset(long[] shape, Hdf5Type type, DataLayoutMessage layout,
        List<FilterPipelineMessage.FilterInfo> filters, byte[] fill, long base) {
    /** The kind of a shape that has no element, not even one. */
    private static final int NULL_SPACE = 2;
    /** The largest ratio of unpacked to packed bytes that Deflate can reach. */
    private static final long MOST_COMPRESSION = 1032;

    /** Whether an object is an array. */
    static boolean isOne(ObjectHeader header) {
        return header.hasMessageOfType(DataSpaceMessage.class);
    }

    static Hdf5Dataset of(Hdf5Storage storage, ObjectHeader header) {
        for (Message message : header.getMessages()) {
            if (message.isMessageShared()) {
                throw new InputException("its type or shape is shared with other arrays, which is"
                        + " not read; copy the array to a file of its own");
            }
        }
        DataSpace space = header.getMessageOfType(DataSpaceMessage.class).getDataSpace();
        Hdf5Type type = Hdf5Type.of(header.getMessageOfType(DataTypeMessage.class).getDataType());
        byte[] fill = new byte[type.bytes()];
        if (header.hasMessageOfType(FillValueMessage.class)) {
            FillValueMessage message = header.getMessageOfType(FillValueMessage.class);
            if (message.isFillValueDefined() && message.getFillValue().remaining() == fill.length) {
                message.getFillValue().get(fill);
            }
        }
        return new Hdf5Dataset(
                space.getType() == NULL_SPACE ? new long[] {0} : space.getDimensionsAsLong(), type,
                header.getMessageOfType(DataLayoutMessage.class),
                header.hasMessageOfType(FilterPipelineMessage.class)
                        ? header.getMessageOfType(FilterPipelineMessage.class).getFilters()
                        : List.of(),
                fill, storage.getUserBlockSize());
    }

    /**
     * Where the numbers are in {@link #bytes}.
     *
     * @param place the array in messages
     * @throws InputException if it holds no numbers, or more than its file can hold
     */
    StoredArray stored(Path file, String place) {
        if (type.number() == null) {
            throw new InputException(place + ": holds " + type.words() + "; numbers are wanted:"
                    + " whole ones of 8 to 64 bits, or floats of 16 to 64 bits");
        }
        long length = StoredArray.elements(shape, place) * type.bytes();
        try {
            if (length > (Files.size(file) + 1) * MOST_COMPRESSION) {
                throw new InputException(place + ": claims " + length + " bytes, more than its file"
                        + " of " + Files.size(file) + " can hold");
            }
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        return new StoredArray(type.number(), type.order(), offset(), shape,
                StoredArray.inRowMajorOrder(shape));
    }

    /** The position of the first element in {@link #bytes}. */
    long offset() {
        return layout instanceof ContiguousDataLayoutMessage whole && isWritten(whole)
                ? base + whole.getAddress() : 0;
    }

    private static boolean isWritten(ContiguousDataLayoutMessage whole) {
        return whole.getAddress() != Hdf5Group.UNDEFINED;
    }

    /**
     * Opens the numbers.
     *
     * @param rows the dimension along which they are read in blocks
     * @throws InputException if they cannot be read
     */
    Bytes bytes(Path file, String place, int rows) throws IOException {
        long length = StoredArray.elements(shape, place) * type.bytes();
        if (layout instanceof CompactDataLayoutMessage compact) {
            ByteBuffer all = compact.getDataBuffer();
            requireWhole(all.remaining() >= length, place);
            return new BufferBytes(all);
        }
        if (layout instanceof ContiguousDataLayoutMessage whole) {
            if (!isWritten(whole)) {
                return new FillBytes(fill);
            }
            requireWhole(whole.getAddress() >= 0
                    && whole.getAddress() <= Files.size(file) - base - length, place);
            return new FileBytes(file);
        }
        int[] chunk = layout instanceof ChunkedDataLayoutMessage old ? old.getChunkDimensions()
                : withoutLast(((ChunkedDataLayoutMessageV4) layout).getChunkDimensions());
        return new Hdf5Chunks(this, chunk, file, place, rows);
    }

    /** Without the last dimension, which is the bytes of an element. */
    private static int[] withoutLast(int[] lengths) {
        return Arrays.copyOf(lengths, Math.max(0, lengths.length - 1));
    }

    private static void requireWhole(boolean whole, String place) {
        if (!whole) {
            throw new InputException(place + ": was cut short, its numbers reach beyond the end of"
                    + " the file");
        }
    }

    /** One element again and again. */
    private record FillBytes(byte[] element) implements Bytes {
        @Override
        public void read(long position, byte[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = element[(int) ((position + i) % element.length)];
            }
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
