package parsimony.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A {@code .npy} file: one array, whose name is empty. */
final class NpyFile extends NamedArrays {
    private final StoredArray array;

    NpyFile(Path file) {
        super(file);
        array = NpyRowReader.stored(file);
        add(new Entry("", Arrays.stream(array.shape()).boxed().toList(), array.type().toString()));
    }

    @Override
    StoredArray stored(String name) {
        return array;
    }

    @Override
    Bytes bytes(String name, StoredArray stored) throws IOException {
        return new FileBytes(file());
    }
}
