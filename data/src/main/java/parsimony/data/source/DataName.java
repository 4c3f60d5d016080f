package parsimony.data.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.data.DataException;

/**
 * What {@code --data} says, taken apart.
 *
 * @param dataset  before the colon, or a built-in; empty for a folder of images
 * @param place    file or folder; empty for a built-in
 * @param variable after the #, for files that hold several; else empty
 * @param letters  after the @, for arrays: what their axes are, see {@link ArrayAxes}; else empty
 */
record DataName(String dataset, String place, String variable, String letters) {
    /** Letters end the name of an array; a file whose own name ends so takes another @ behind it. */
    private static final Pattern LETTERS = Pattern.compile("@([A-Za-z,]*(?:\\d+x\\d+)?)$");

    static DataName parse(String data) {
        int colon = data.indexOf(':');
        String name = colon < 0 ? data : data.substring(0, colon);
        String place = data.substring(colon + 1);
        if (data.equals(DeadLeaves.NAME) || data.equals(Bars.NAME)) {
            return new DataName(data, "", "", "");
        }
        return switch (name) {
            case VanHateren.NAME, Mnist.NAME, Cifar10.NAME -> new DataName(name, place, "", "");
            case MatImages.NAME, NpyImages.NPY, NpyImages.NPZ -> array(name, place);
            default -> withoutPrefix(data);
        };
    }

    /** A forgotten prefix is made good by a look at the file or folder. */
    private static DataName withoutPrefix(String data) {
        String prefix = DataForm.of(data);
        return prefix.isEmpty() ? new DataName("", data, "", "") : parse(prefix + ":" + data);
    }

    /** A file with an array, or several. */
    private static DataName array(String dataset, String text) {
        Matcher letters = LETTERS.matcher(text);
        boolean told = letters.find();
        String place = told ? text.substring(0, letters.start()) : text;
        int hash = dataset.equals(NpyImages.NPY) ? -1 : place.lastIndexOf('#');
        return new DataName(dataset, hash < 0 ? place : place.substring(0, hash), hash < 0 ? "" : place.substring(hash + 1),
                told ? letters.group(1) : "");
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
        return dataset + (variable.isEmpty() ? "" : "#" + variable) + (letters.isEmpty() ? "" : "@" + letters);
    }

    /** The same in the form that {@code --data} takes, to be found from whatever folder. */
    String absolute() throws DataException {
        if (place.isEmpty()) {
            return dataset;
        }
        return named(path().toAbsolutePath().normalize().toString()) + (letters.isEmpty() ? "" : "@" + letters);
    }

    /** The same without letters, to put some behind it. */
    String withoutLetters() {
        return named(place);
    }

    private String named(String file) {
        boolean several = dataset.equals(MatImages.NAME) || dataset.equals(NpyImages.NPZ);
        boolean array = several || dataset.equals(NpyImages.NPY);
        String name = (dataset.isEmpty() ? "" : dataset + ":") + file
                + (several && (file.contains("#") || !variable.isEmpty()) ? "#" + variable : "");
        return array && letters.isEmpty() && LETTERS.matcher(name).find() ? name + "@" : name;
    }
}
