package parsimony.experiment.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.FileFault;
import parsimony.data.NamedArrays;
import parsimony.signals.InputException;

/**
 * The arrays of an encoder. A matrix of which only the transpose fits is transposed, and that is
 * said; an array that nobody has asked for is refused.
 */
final class ModelArrays {
    private static final String NPY = ".npy";

    private final Path place;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, Source> unread;
    private final List<String> remarks = new ArrayList<>();

    private record Source(NamedArrays file, String name) {
        NamedArrays.Entry entry() {
            return file.entry(name);
        }
    }

    private ModelArrays(Path place, Map<String, Source> sources) {
        this.place = place;
        this.sources.putAll(sources);
        unread = new LinkedHashMap<>(sources);
    }

    /** Those of a file. */
    static ModelArrays of(Path file) {
        return of(file, "");
    }

    /** Those of a file whose names begin with a prefix, which is left out. */
    static ModelArrays of(Path file, String prefix) {
        NamedArrays arrays = NamedArrays.open(file);
        Map<String, Source> sources = new LinkedHashMap<>();
        for (NamedArrays.Entry entry : arrays.entries()) {
            if (entry.name().startsWith(prefix)) {
                sources.put(entry.name().substring(prefix.length()),
                        new Source(arrays, entry.name()));
            }
        }
        return new ModelArrays(file, sources);
    }

    /** The .npy files of a folder, by their names. */
    static ModelArrays ofFolder(Path folder) {
        Map<String, Source> sources = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(NPY)).toList()) {
                String name = file.getFileName().toString();
                sources.put(name.substring(0, name.length() - NPY.length()),
                        new Source(NamedArrays.open(file), ""));
            }
        } catch (IOException e) {
            throw FileFault.of(folder, e);
        }
        return new ModelArrays(folder, sources);
    }

    boolean has(String name) {
        return sources.containsKey(name);
    }

    private Source source(String name) {
        unread.remove(name);
        Source source = sources.get(name);
        if (source == null) {
            throw new InputException(place + ": has no array " + name + "; it holds "
                    + describe(sources));
        }
        return source;
    }

    private static String describe(Map<String, Source> arrays) {
        return arrays.entrySet().stream().limit(20)
                .map(array -> new NamedArrays.Entry(array.getKey(),
                        array.getValue().entry().shape(), array.getValue().entry().type())
                        .toString())
                .collect(Collectors.joining(", "));
    }

    /** The number of elements of a vector. */
    int length(String name) {
        return source(name).entry().shape().stream().mapToInt(Long::intValue).reduce(1,
                (a, b) -> a * b);
    }

    /** The lengths of a matrix. */
    int[] lengths(String name) {
        List<Long> shape = source(name).entry().shape();
        if (shape.size() != 2) {
            throw new InputException(place + ": " + source(name).entry()
                    + " is no matrix; a matrix is wanted");
        }
        return shape.stream().mapToInt(Long::intValue).toArray();
    }

    /** A matrix of a given shape, or of the transposed one. */
    FMatrixRMaj matrix(String name, int rows, int columns) {
        Source source = source(name);
        int[] shape = lengths(name);
        if (shape[0] == rows && shape[1] == columns) {
            return source.file.matrix(source.name);
        }
        if (shape[0] == columns && shape[1] == rows) {
            remarks.add(name + " is " + columns + "×" + rows + "; it was transposed to "
                    + rows + "×" + columns);
            return EncoderWeights.transpose(source.file.matrix(source.name));
        }
        throw new InputException(place + ": " + source.entry() + " does not fit; wanted is " + rows
                + "×" + columns);
    }

    /** A vector, 1×length. */
    FMatrixRMaj vector(String name, int length) {
        Source source = source(name);
        FMatrixRMaj vector = source.file.vector(source.name);
        if (vector.numCols != length) {
            throw new InputException(place + ": " + source.entry() + " does not fit; wanted are "
                    + length + " numbers");
        }
        return vector;
    }

    /** A vector, or zeros where there is none. */
    FMatrixRMaj vectorOrZeros(String name, int length) {
        return has(name) ? vector(name, length) : new FMatrixRMaj(1, length);
    }

    /** One number. */
    float number(String name) {
        return vector(name, 1).data[0];
    }

    /** A vector of which one number may stand for all. */
    FMatrixRMaj vectorOrNumber(String name, int length) {
        if (length(name) != 1) {
            return vector(name, length);
        }
        FMatrixRMaj vector = new FMatrixRMaj(1, length);
        Arrays.fill(vector.data, number(name));
        return vector;
    }

    /**
     * Refuses arrays that have not been read.
     *
     * @param withoutEffect those that do not matter to codes and reconstructions
     */
    void requireAllRead(Set<String> withoutEffect) {
        unread.keySet().removeAll(withoutEffect);
        if (!unread.isEmpty()) {
            throw new InputException(place + ": holds "
                    + describe(unread)
                    + ", which an encoder of this kind does not have; what it does is not known");
        }
    }

    /** What the user should know of how they were read. */
    List<String> remarks() {
        return remarks;
    }
}
