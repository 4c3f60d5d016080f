package parsimony.data;

import io.jhdf.ObjectHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import parsimony.signals.InputException;

/**
 * An HDF5 file, such as h5py and PyTables write. An array's name is its path in the groups of the
 * file, {@code group/array}. The library jHDF reads the structures; the numbers are read here, in
 * blocks, from the place where they lie.
 */
final class Hdf5File extends NamedArrays {
    /** The most groups within one another. */
    private static final int DEEPEST = 50;

    private final Map<String, Hdf5Dataset> datasets = new HashMap<>();
    private final Map<String, InputException> refused = new HashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final Set<Long> groups = new HashSet<>();

    Hdf5File(Path file) {
        super(file);
        try (Hdf5Storage storage = Hdf5Storage.open(file)) {
            Hdf5Storage.guarded(file.toString(), () -> {
                list(storage, storage.root(), "", 0);
                return null;
            });
        }
        links.forEach((name, target) -> {
            if (datasets.containsKey(target) && !has(name)) {
                add(name, datasets.get(target));
            }
        });
    }

    private void list(Hdf5Storage storage, long address, String prefix, int depth) {
        ObjectHeader header = ObjectHeader.readObjectHeader(storage, address);
        if (depth > DEEPEST || !groups.add(address)) {
            return;
        }
        Hdf5Group.members(storage, header).forEach((name, member) -> {
            String path = prefix + name;
            if (member.path() != null) {
                links.put(path, member.path().startsWith("/") ? member.path().substring(1)
                        : prefix + member.path());
            } else if (member.address() == Hdf5Group.UNDEFINED) {
                refuse(path, new InputException(place(path)
                        + ": is a link to another file; name that file"));
            } else {
                try {
                    Hdf5Storage.guarded(place(path), () -> {
                        object(storage, member.address(), path, depth);
                        return null;
                    });
                } catch (FileFault e) {
                    throw e;
                } catch (InputException e) {
                    refuse(path, e);
                }
            }
        });
    }

    private void object(Hdf5Storage storage, long address, String path, int depth) {
        ObjectHeader header = ObjectHeader.readObjectHeader(storage, address);
        if (Hdf5Dataset.isOne(header)) {
            add(path, Hdf5Dataset.of(storage, header));
        } else if (Hdf5Group.isOne(header)) {
            list(storage, address, path + "/", depth + 1);
        }
    }

    private void add(String path, Hdf5Dataset dataset) {
        datasets.put(path, dataset);
        add(new Entry(path, Arrays.stream(dataset.shape()).boxed().toList(),
                dataset.type().words()));
    }

    /** Keeps in mind why an array is not read, until it is asked for. */
    private void refuse(String path, InputException reason) {
        if (!has(path)) {
            String message = reason.getMessage();
            refused.put(path, message.startsWith(place(path)) ? reason
                    : new InputException(place(path) + ": " + message, reason));
            add(new Entry(path, List.of(), "(not read)"));
        }
    }

    /** Paths may begin at the root. */
    @Override
    String known(String name) {
        return name.startsWith("/") ? name.substring(1) : name;
    }

    @Override
    StoredArray stored(String name) {
        if (refused.containsKey(name)) {
            throw refused.get(name);
        }
        return datasets.get(name).stored(file(), place(name));
    }

    @Override
    Bytes bytes(String name, StoredArray stored) throws IOException {
        return datasets.get(name).bytes(file(), place(name), 0);
    }
}
