package parsimony.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Matrices and vectors in any file that holds arrays. A place is {@code FILE} or {@code FILE#NAME}:
 * {@code a.npy}, {@code a.npz#codes}, {@code a.safetensors#W_dec}, {@code a.pt#encoder.weight},
 * {@code a.h5#group/codes}, {@code a.mat#codes}. The name may be left out where a file holds one
 * array only. The prefixes of images, such as {@code h5:}, may stand before the file. Numbers may
 * be of any {@link NumberType}, byte order and memory order; they are read as float32.
 * {@link NamedArrays} says what a file holds.
 *
 * <p>A matrix may also be a sparse one that SciPy saved as CSR ({@code scipy.sparse.save_npz}), and
 * it may lie in shards: files that each hold some of its rows. Then FILE is their folder, or a
 * pattern such as {@code codes/part-*.npz}, and NAME is that of the array in each of them. Shards
 * are in the order of their names, where numbers count as numbers: {@code part-9} comes before
 * {@code part-10}.
 */
public final class ArrayFile {
    private static final Pattern PREFIX = Pattern.compile("^(h5|mat|npy|npz|safetensors):");

    private ArrayFile() {}

    /**
     * Opens a matrix, to be read in blocks of rows. Rows of a {@code .npy}, {@code .safetensors} or
     * HDF5 file are read from their place in it; a member of an archive in C order is unpacked as
     * it is read, and only one in Fortran order is kept in memory. So is a MATLAB file before 7.3.
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @return a reader at the first row
     * @throws InputException if there is no such file or array, or it is no matrix of numbers. If
     *                        the name is missing or wrong, the message lists the names, shapes and
     *                        types that there are
     */
    public static MatrixRows rows(String place) {
        String plain = withoutPrefix(place);
        int hash = split(plain);
        String file = plain.substring(0, hash);
        return ShardedRows.isPlace(file) ? ShardedRows.open(file, plain.substring(hash))
                : read(plain, NamedArrays::rows);
    }

    /**
     * Opens a matrix whose rows lie in several places.
     *
     * @param places of its parts, in order
     * @return a reader at the first row
     * @throws InputException as for one place, or if they have not all as many columns
     */
    public static MatrixRows rows(List<String> places) {
        return ShardedRows.open(places);
    }

    /**
     * Reads a matrix.
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @return N×D, every value finite
     * @throws InputException as {@link #rows}, or if it does not fit into one matrix or holds a
     *                        value that is not finite as float32
     */
    public static FMatrixRMaj matrix(String place) {
        try (MatrixRows rows = rows(place)) {
            return StoredRows.all(rows, place);
        }
    }

    /**
     * Reads a vector: an array in which at most one dimension is longer than 1.
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @return 1×K, every value finite
     * @throws InputException as {@link #matrix}
     */
    public static FMatrixRMaj vector(String place) {
        return read(place, NamedArrays::vector);
    }

    /**
     * {@return the file of a place}
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @throws InputException if no file can have that name
     */
    public static Path file(String place) {
        String plain = withoutPrefix(place);
        return path(plain.substring(0, split(plain)));
    }

    /**
     * {@return the same place seen from any folder, without a prefix}
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @throws InputException if no file can have that name
     */
    public static String absolute(String place) {
        String plain = withoutPrefix(place);
        int hash = split(plain);
        return path(plain.substring(0, hash)).toAbsolutePath().normalize() + plain.substring(hash);
    }

    /** The kind of a file is seen from the file; a prefix that a file's own name has stays. */
    private static String withoutPrefix(String place) {
        String plain = PREFIX.matcher(place).replaceFirst("");
        return exists(place.substring(0, split(place))) ? place : plain;
    }

    /**
     * {@return the files that a matrix lies in, in their order: its shards, or one file}
     *
     * @param place {@code FILE} or {@code FILE#NAME}
     * @throws InputException if a pattern matches no file, or no file can have that name
     */
    public static List<Path> files(String place) {
        String plain = withoutPrefix(place);
        String file = plain.substring(0, split(plain));
        return ShardedRows.isPlace(file) ? ShardedRows.list(file) : List.of(path(file));
    }

    /** Reads an array of a file. */
    private interface Reading<T> {
        T read(NamedArrays arrays, String name);
    }

    private static <T> T read(String place, Reading<T> reading) {
        String plain = withoutPrefix(place);
        int hash = split(plain);
        NamedArrays arrays = NamedArrays.open(path(plain.substring(0, hash)));
        String name = hash == plain.length() ? arrays.only() : plain.substring(hash + 1);
        return reading.read(arrays, name);
    }

    /** Where the name of the file ends: it may hold a # of its own. */
    private static int split(String place) {
        for (int at = place.length(); at > 0; at = place.lastIndexOf('#', at - 1)) {
            if (exists(place.substring(0, at))) {
                return at;
            }
        }
        int first = place.indexOf('#');
        return first < 0 ? place.length() : first;
    }

    /** Whether there is such a file. On Windows none can have the name of a pattern. */
    static boolean exists(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new InputException(name.replaceAll("\\p{Cntrl}", "?")
                    + ": cannot be the name of a file", e);
        }
    }
}
