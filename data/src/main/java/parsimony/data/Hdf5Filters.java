package parsimony.data;

import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.LzfFilter;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import parsimony.signals.InputException;

/**
 * Undoes what the chunks of an array went through when they were written: gzip, shuffle, LZF,
 * Fletcher's checksum. A chunk unpacks to as many bytes as the array says, never to more.
 */
final class Hdf5Filters {
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER = 3;
    private static final int LZF = 32000;
    private static final int CHECKSUM_BYTES = 4;
    /** Other filters by number (HDF Group, registered filter plugins). */
    private static final Map<Integer, String> OTHERS = Map.ofEntries(Map.entry(4, "szip"),
            Map.entry(5, "nbit"), Map.entry(6, "scaleoffset"), Map.entry(307, "bzip2"),
            Map.entry(32001, "blosc"), Map.entry(32004, "lz4"), Map.entry(32008, "bitshuffle"),
            Map.entry(32013, "zfp"), Map.entry(32015, "zstd"), Map.entry(32026, "blosc2"));

    private final List<FilterInfo> filters;
    private final int length;

    /**
     * @param length the bytes of an unpacked chunk
     * @param place  the array in messages
     * @throws InputException if one of the filters is unknown; the message names it
     */
    Hdf5Filters(List<FilterInfo> filters, int length, String place) {
        this.filters = filters;
        this.length = length;
        for (FilterInfo filter : filters) {
            int id = filter.getId();
            if (id != DEFLATE && id != SHUFFLE && id != FLETCHER && id != LZF) {
                throw new InputException(place + ": is packed by the filter "
                        + OTHERS.getOrDefault(id, NamedArrays.shown("number " + id + " ("
                                + filter.getName() + ")"))
                        + ", which is not read; gzip, shuffle, lzf and fletcher32 are, such as"
                        + " h5repack -f GZIP=4 OLD NEW");
            }
        }
    }

    /**
     * Unpacks a chunk.
     *
     * @param skipped the numbers of the filters that the chunk did not go through
     * @throws ZipException if it is damaged
     */
    byte[] unpack(byte[] packed, BitSet skipped) throws ZipException {
        byte[] bytes = packed;
        for (int i = filters.size() - 1; i >= 0; i--) {
            if (!skipped.get(i)) {
                bytes = undo(filters.get(i), bytes, isPlain(i, skipped));
            }
        }
        require(bytes.length == length, "a chunk has " + bytes.length + " bytes in place of "
                + length);
        return bytes;
    }

    /** Whether a filter was given the bytes as they are, and not those of another packer. */
    private boolean isPlain(int filter, BitSet skipped) {
        for (int i = 0; i < filter; i++) {
            if (!skipped.get(i) && filters.get(i).getId() != SHUFFLE) {
                return false;
            }
        }
        return true;
    }

    private byte[] undo(FilterInfo filter, byte[] bytes, boolean plain) throws ZipException {
        return switch (filter.getId()) {
            case DEFLATE -> inflate(bytes, plain);
            case SHUFFLE -> shuffled(filter, bytes);
            case LZF -> lzf(filter, bytes);
            default -> checked(bytes);
        };
    }

    /** Unpacks to the chunk's length; to a checksum more where one was added before. */
    private byte[] inflate(byte[] packed, boolean plain) throws ZipException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] bytes = new byte[plain ? length : length + 2 * CHECKSUM_BYTES];
            int count = 0;
            while (!inflater.finished()) {
                int some = inflater.inflate(bytes, count, bytes.length - count);
                require(some > 0 || inflater.finished(), "a chunk unpacks to more or fewer bytes"
                        + " than it has");
                count += some;
            }
            return count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
        } catch (DataFormatException e) {
            throw damaged("a chunk does not unpack", e);
        } finally {
            inflater.end();
        }
    }

    private byte[] shuffled(FilterInfo filter, byte[] bytes) throws ZipException {
        require(filter.getData().length > 0 && filter.getData()[0] > 0, "a filter says nothing");
        return new ByteShuffleFilter().decode(bytes, filter.getData());
    }

    private byte[] lzf(FilterInfo filter, byte[] bytes) throws ZipException {
        require(filter.getData().length > 2 && filter.getData()[2] == length,
                "a filter tells another size of its chunks");
        try {
            return new LzfFilter().decode(bytes, filter.getData());
        } catch (RuntimeException e) { // what the library does with damaged bytes
            throw damaged("a chunk does not unpack", e);
        }
    }

    /** Compares and takes off Fletcher's checksum, which jHDF does not. */
    private static byte[] checked(byte[] bytes) throws ZipException {
        int end = bytes.length - CHECKSUM_BYTES;
        require(end >= 0, "a chunk has no checksum");
        int one = 0;
        int two = 0;
        for (int i = 0; i < end; i += 2) {
            int word = (bytes[i] & 0xff) << 8 | (i + 1 < end ? bytes[i + 1] & 0xff : 0);
            one = (one + word) % 65535;
            two = (two + one) % 65535;
        }
        int stored = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            stored |= (bytes[end + i] & 0xff) << 8 * i;
        }
        require(same(stored >>> 16, two) && same(stored & 0xffff, one),
                "the checksum of a chunk is wrong");
        return Arrays.copyOf(bytes, end);
    }

    /** Whether two sums are the same but for multiples of 2^16 − 1. */
    private static boolean same(int stored, int sum) {
        return (stored - sum) % 65535 == 0;
    }

    private static void require(boolean right, String wrong) throws ZipException {
        if (!right) {
            throw new ZipException(wrong);
        }
    }

    private static ZipException damaged(String message, Exception cause) {
        ZipException damaged = new ZipException(message);
        damaged.initCause(cause);
        return damaged;
    }
}
