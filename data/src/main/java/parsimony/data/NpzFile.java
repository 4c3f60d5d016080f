package parsimony.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import parsimony.signals.InputException;

/**
 * An {@code .npz} archive of NumPy: a zip whose members are {@code .npy} files. If SciPy wrote it
 * for a sparse matrix, it holds a single array without a name, that matrix.
 */
final class NpzFile extends NamedArrays {
    private static final String SUFFIX = ".npy";

    private final Map<String, StoredArray> arrays = new HashMap<>();
    private final Map<String, InputException> refused = new HashMap<>();
    private final boolean sparse;

    NpzFile(Path file) {
        super(file);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements();) {
                ZipEntry entry = all.nextElement();
                if (entry.getName().endsWith(SUFFIX)) {
                    add(zip, entry);
                }
            }
        } catch (IOException e) {
            throw StoredRows.fault(file, file.toString(), e);
        }
        sparse = SparseRows.isOne(file, this::has);
        if (sparse) {
            replace(SparseRows.describe(file, arrays));
        }
    }

    @Override
    public MatrixRows rows(String name) {
        entry(name);
        return sparse ? SparseRows.open(file(), arrays) : super.rows(name);
    }

    private void add(ZipFile zip, ZipEntry entry) throws IOException {
        String name =
                entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
            NpyHeader header = NpyHeader.read(in, place(name));
            header.requireLength(entry.getSize(), place(name));
            ZipBytes.requirePossible(entry, place(name));
            arrays.put(name, header.stored());
            add(new Entry(name, Arrays.stream(header.shape()).boxed().toList(),
                    header.type().toString()));
        } catch (InputException e) {
            refused.put(name, e);
            add(new Entry(name, List.of(), "(not read)"));
        }
    }

    @Override
    StoredArray stored(String name) {
        if (sparse) {
            throw new InputException(place(name) + ": is a sparse matrix; a vector of one dimension"
                    + " is wanted");
        }
        if (refused.containsKey(name)) {
            throw refused.get(name);
        }
        return arrays.get(name);
    }

    @Override
    Bytes bytes(String name, StoredArray stored) throws IOException {
        ZipBytes bytes = new ZipBytes(file(), name + SUFFIX, true);
        return stored.isSequential() ? bytes : bytes.inMemory(place(name));
    }
}
