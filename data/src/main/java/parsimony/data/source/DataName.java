package parsimony.data.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import parsimony.data.DataException;

/**
 * What {@code --data} says, taken apart.
 *
 * @param dataset  before the colon, or a built-in; empty for a folder of images
 * @param place    file or folder; empty for a built-in
 * @param variable after the #, for files that hold several; else empty
 */
record DataName(String dataset, String place, String variable) {

    static DataName parse(String data) {
        int colon = data.indexOf(':');
        String name = colon < 0 ? data : data.substring(0, colon);
        String place = data.substring(colon + 1);
        int hash = place.lastIndexOf('#');
        if (data.equals(DeadLeaves.NAME) || data.equals(Bars.NAME)) {
            return new DataName(data, "", "");
        }
        return switch (name) {
            case VanHateren.NAME, Mnist.NAME, Cifar10.NAME, NpyImages.NPY -> new DataName(name, place, "");
            case MatImages.NAME, NpyImages.NPZ -> hash < 0 ? new DataName(name, place, "")
                    : new DataName(name, place.substring(0, hash), place.substring(hash + 1));
            default -> new DataName("", data, "");
        };
    }

    /** @throws DataException if the place is nothing that a file system can hold */
    Path path() throws DataException {
        try {
            return Path.of(place);
        } catch (InvalidPathException e) {
            throw new DataException(place + ": " + e.getReason(), e);
        }
    }

    /** All but where it is. */
    String form() {
        return variable.isEmpty() ? dataset : dataset + "#" + variable;
    }

    /** The same in the form that {@code --data} takes, to be found from whatever folder. */
    String absolute() throws DataException {
        if (place.isEmpty()) {
            return dataset;
        }
        String absolute = path().toAbsolutePath().normalize().toString();
        boolean several = dataset.equals(MatImages.NAME) || dataset.equals(NpyImages.NPZ);
        return (dataset.isEmpty() ? "" : dataset + ":") + absolute
                + (several && (absolute.contains("#") || !variable.isEmpty()) ? "#" + variable : "");
    }
}
