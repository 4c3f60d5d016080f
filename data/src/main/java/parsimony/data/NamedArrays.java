package parsimony.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The arrays of a file, by name: {@code .npz} of NumPy, {@code .safetensors}, {@code .pt} of
 * PyTorch, HDF5, {@code .mat} of MATLAB, and {@code .npy}, whose only array has the empty name.
 * What kind of file it is is seen from its first bytes, not from its name. Opening reads names,
 * shapes and types; numbers are read when they are asked for. Nothing that a file holds is ever
 * executed.
 */
public abstract class NamedArrays {
    /** The most arrays that a message names. */
    private static final int MOST_NAMED = 40;
    private static final int LONGEST_SHOWN = 120;
    /** The bytes by which a file is known; so many has the header of a MATLAB file. */
    private static final int HEAD = 128;
    /** Where the header of a {@code .safetensors} file begins. */
    private static final int SAFETENSORS_HEADER = 8;
    /** The newest protocol of Python's pickles. */
    private static final int NEWEST_PROTOCOL = 5;

    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * What is known of an array before it is read.
     *
     * @param name  its name in the file
     * @param shape the length of every dimension
     * @param type  the type of its numbers, as the file calls it
     */
    public record Entry(String name, List<Long> shape, String type) {
        /** {@return name, shape and type, such as {@code W_dec (512, 256) float32}} */
        @Override
        public String toString() {
            return (shown(name) + " " + StoredArray.describe(
                    shape.stream().mapToLong(Long::longValue).toArray()) + " " + type).strip();
        }
    }

    NamedArrays(Path file) {
        this.file = file;
    }

    /**
     * Opens a file of arrays.
     *
     * @param file the file to read
     * @return its arrays
     * @throws InputException if it cannot be read, is of no kind that holds arrays, or is damaged
     */
    public static NamedArrays open(Path file) {
        NpyRowReader.requireFile(file);
        byte[] head;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            head = in.readNBytes(HEAD);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
        if (starts(head, 0x93, 'N', 'U', 'M')) {
            return new NpyFile(file);
        }
        if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
            return isTorch(file) ? new TorchFile(file) : new NpzFile(file);
        }
        if (head.length > SAFETENSORS_HEADER && head[SAFETENSORS_HEADER] == '{') {
            return new Safetensors(file);
        }
        if (MatFile.isOne(head)) {
            return MatFile.ofMatlab(file);
        }
        if (Hdf5Storage.begin(file) >= 0) {
            return new Hdf5File(file);
        }
        if (starts(head, 0x80) && head.length > 1 && head[1] <= NEWEST_PROTOCOL) {
            throw new InputException(file + ": is a bare pickle, which is not read, since it could"
                    + " run anything; torch.save of PyTorch 1.6 or newer writes a zip of tensors:"
                    + " torch.save(torch.load(OLD, weights_only=True), NEW)");
        }
        throw new InputException(file + ": holds no arrays that are known; wanted is a .npy,"
                + " .npz, .safetensors, .pt, HDF5 or MATLAB file");
    }

    private static boolean isTorch(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return TorchFile.isOne(zip);
        } catch (IOException e) {
            throw StoredRows.fault(file, file.toString(), e);
        }
    }

    private static boolean starts(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || head[i] != (byte) bytes[i]) {
                return false;
            }
        }
        return true;
    }

    void add(Entry entry) {
        entries.put(entry.name, entry);
    }

    /** Makes an array the only one of the file. */
    void replace(Entry only) {
        entries.clear();
        add(only);
    }

    /**
     * Where an array lies.
     *
     * @throws InputException if its numbers are of no {@link NumberType}
     */
    abstract StoredArray stored(String name);

    /** Opens the bytes that {@link #stored} speaks of. */
    abstract Bytes bytes(String name, StoredArray stored) throws IOException;

    /** A name that a user wrote, as {@link #entries} has it. */
    String known(String name) {
        return name;
    }

    /** {@return the file} */
    public Path file() {
        return file;
    }

    /** {@return what the file holds, in the order of the file} */
    public Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /**
     * {@return whether there is an array of that name}
     *
     * @param name the name
     */
    public boolean has(String name) {
        return entries.containsKey(known(name));
    }

    /**
     * {@return shape and type of an array}
     *
     * @param name the array's name
     * @throws InputException if there is none, with a list of those that there are
     */
    public Entry entry(String name) {
        Entry entry = entries.get(known(name));
        if (entry == null) {
            throw new InputException(file + ": has no array " + name + "; it holds " + describe());
        }
        return entry;
    }

    /** {@return the name of the only array} If there are several, an exception lists them. */
    String only() {
        if (entries.size() != 1) {
            throw new InputException(file + ": " + (entries.isEmpty() ? "holds no array"
                    : "holds several arrays; choose one with " + file + "#NAME; it holds "
                            + describe()));
        }
        return entries.keySet().iterator().next();
    }

    private String describe() {
        List<String> described = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (described.size() == MOST_NAMED) {
                described.add("and " + (entries.size() - MOST_NAMED) + " more");
                break;
            }
            described.add(entry.toString());
        }
        return described.isEmpty() ? "none" : String.join(", ", described);
    }

    String place(String name) {
        return name.isEmpty() ? file.toString() : file + "#" + shown(name);
    }

    /** A name from a file as a message may have it: on one line, and not too long. */
    static String shown(String name) {
        String plain = name.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
        return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
    }

    /**
     * Opens a matrix, to be read in blocks of rows.
     *
     * @param name the array's name
     * @return a reader at the first row
     * @throws InputException if there is no such array, or it is no matrix of numbers
     */
    public MatrixRows rows(String name) {
        String known = entry(name).name();
        StoredArray stored = stored(known);
        return StoredRows.ofMatrix(file, place(known), stored, () -> bytes(known, stored));
    }

    /**
     * Reads a matrix.
     *
     * @param name the array's name
     * @return N×D, every value finite
     * @throws InputException if there is no such array, it is no matrix of numbers, it cannot be
     *                        read, does not fit into one matrix, or holds a value that is not
     *                        finite as float32
     */
    public FMatrixRMaj matrix(String name) {
        try (MatrixRows rows = rows(name)) {
            return StoredRows.all(rows, place(name));
        }
    }

    /**
     * Reads a vector: an array in which at most one dimension is longer than 1.
     *
     * @param name the array's name
     * @return 1×K, every value finite
     * @throws InputException as {@link #matrix}
     */
    public FMatrixRMaj vector(String name) {
        String known = entry(name).name();
        StoredArray stored = stored(known);
        try (StoredRows rows = StoredRows.ofVector(file, place(known), stored, false,
                () -> bytes(known, stored))) {
            return rows.all();
        }
    }

    /**
     * Opens an array of any number of dimensions, to read its numbers one by one. They are kept in
     * memory, unless they take more than half of it.
     *
     * @param name   the array's name; empty for the only one of the file
     * @param origin the array in messages
     * @return its numbers
     * @throws InputException if there is no such array of numbers, or it cannot be read
     */
    public ArrayNumbers numbers(String name, String origin) {
        String known = entry(name.isEmpty() ? only() : name).name();
        StoredArray stored = stored(known);
        return StoredNumbers.open(file, origin, stored, white(known, stored.type()),
                isColumnMajor(), () -> bytes(known, stored));
    }

    /** The number that stands for white in images. */
    float white(String name, NumberType type) {
        return type.white();
    }

    /** Whether the first dimension changes fastest, as in MATLAB's files. */
    boolean isColumnMajor() {
        return false;
    }
}
