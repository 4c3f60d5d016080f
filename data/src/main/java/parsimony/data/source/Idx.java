package parsimony.data.source;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import parsimony.data.FileFault;
import parsimony.signals.InputException;

/**
 * An array of bytes in the IDX format of MNIST, gzipped or not. The file holds two zero bytes, the
 * type (8 for unsigned bytes), the number of dimensions, the length of each as a big-endian int,
 * and the elements.
 *
 * @param shape  the length of every dimension
 * @param values the elements in C order
 */
record Idx(int[] shape, byte[] values) {
    private static final int UNSIGNED_BYTE = 8;
    /** The most elements, since they are held in memory. */
    private static final long LONGEST = 1L << 30;
    /** The largest ratio of unpacked to packed bytes that Deflate can reach. */
    private static final int MOST_COMPRESSION = 1032;

    /**
     * @param rank the number of dimensions that the array must have
     * @throws InputException if the file cannot be read or is not exactly such an array
     */
    static Idx read(Path file, int rank) {
        try (InputStream bytes = open(file); DataInputStream in = new DataInputStream(bytes)) {
            int magic = in.readInt();
            if (magic >>> 8 != UNSIGNED_BYTE || (magic & 0xff) != rank) {
                throw new InputException(String.format(Locale.ROOT,
                        "%s: begins with %08x; an IDX file of bytes in %d dimensions with %08x",
                        file, magic, rank, UNSIGNED_BYTE << 8 | rank));
            }
            int[] shape = new int[rank];
            long length = 1;
            for (int k = 0; k < rank; k++) {
                shape[k] = in.readInt();
                length = shape[k] < 0 || length > LONGEST ? Long.MAX_VALUE : length * shape[k];
            }
            boolean compressed = bytes instanceof GZIPInputStream;
            long room = compressed ? Files.size(file) * MOST_COMPRESSION
                    : Files.size(file) - 4 - 4L * rank;
            if (length > Math.min(LONGEST, room)) {
                throw new InputException(file + ": claims the shape " + Arrays.toString(shape)
                        + ", for which it is too short");
            }
            byte[] values = in.readNBytes((int) length);
            if (values.length < length) {
                throw new InputException(file + ": was cut short, after " + values.length + " of "
                        + length + " elements");
            }
            if (in.read() >= 0) {
                throw new InputException(file + ": something follows its " + length + " elements");
            }
            return new Idx(shape, values);
        } catch (EOFException e) {
            throw new InputException(file + ": was cut short", e);
        } catch (ZipException e) {
            throw new InputException(file + ": its compression is damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
