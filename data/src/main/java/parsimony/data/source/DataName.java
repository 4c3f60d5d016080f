package parsimony.data.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.signals.InputException;

/**
 * What {@code --data} says, taken apart.
 *
 * @param kind     what is before the colon says it, or else a look at the file or folder
 * @param place    file or folder; empty for a built-in
 * @param variable after the #, for files that hold several; else empty
 * @param letters  after the @, for arrays: what their axes are; else empty
 */
record DataName(SourceKind kind, String place, String variable, String letters) {
    /**
     * Letters end the name of an array; a file whose own name ends so takes another @ behind it.
     */
    private static final Pattern LETTERS = Pattern.compile("@([A-Za-z,]*(?:\\d+x\\d+)?)$");

    static DataName parse(String data) {
        for (SourceKind kind : ImageSource.kinds()) {
            if (kind.isMade() && data.equals(kind.prefix())) {
                return new DataName(kind, "", "", "");
            } else if (!kind.isMade() && !kind.prefix().isEmpty()
                    && data.startsWith(kind.beforePlace())) {
                return parse(kind, data.substring(kind.beforePlace().length()));
            }
        }
        return parse(DataForm.of(data).orElse(PhotographFolder.KIND), data);
    }

    private static DataName parse(SourceKind kind, String text) {
        Matcher letters = LETTERS.matcher(text);
        boolean told = kind.takesAxes() && letters.find();
        String place = told ? text.substring(0, letters.start()) : text;
        int hash = kind.takesVariable() ? place.lastIndexOf('#') : -1;
        return new DataName(kind, hash < 0 ? place : place.substring(0, hash),
                hash < 0 ? "" : place.substring(hash + 1), told ? letters.group(1) : "");
    }

    /** @throws InputException if the place is nothing that a file system can hold */
    Path path() {
        try {
            return Path.of(place);
        } catch (InvalidPathException e) {
            throw new InputException(place + ": " + e.getReason(), e);
        }
    }

    /** All but where it is. */
    String form() {
        return kind.prefix() + (variable.isEmpty() ? "" : "#" + variable)
                + (letters.isEmpty() ? "" : "@" + letters);
    }

    /** The same in the form that {@code --data} takes, to be found from whatever folder. */
    String absolute() {
        return kind.isMade() ? toString()
                : new DataName(kind, path().toAbsolutePath().normalize().toString(), variable,
                        letters).toString();
    }

    /** The same without letters, to put some behind it. */
    String withoutLetters() {
        if (kind.isMade()) {
            return kind.prefix();
        }
        boolean hash = kind.takesVariable() && (place.contains("#") || !variable.isEmpty());
        String name = kind.beforePlace() + place + (hash ? "#" + variable : "");
        return kind.takesAxes() && letters.isEmpty() && LETTERS.matcher(name).find() ? name + "@"
                : name;
    }

    /** The form that {@code --data} takes. */
    @Override
    public String toString() {
        return withoutLetters() + (letters.isEmpty() ? "" : "@" + letters);
    }
}
