package parsimony.data.source;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import parsimony.signals.InputException;

/**
 * The parts of the text of {@code --data}.
 *
 * @param kind     from the prefix before the colon, or else from the file or folder itself
 * @param place    file or folder; empty for a built-in
 * @param variable the text after the #, for files that hold several arrays; else empty
 * @param letters  the text after the @, which says what the axes of an array hold; else empty
 * @param options  of a built-in, with their parentheses; else empty
 */
record DataName(SourceKind kind, String place, String variable, String letters, String options) {
    /**
     * The letters at the end of the name of an array. Where a file's own name ends in this form,
     * the user adds another @ to it.
     */
    private static final Pattern LETTERS = Pattern.compile("@([A-Za-z,]*(?:\\d+x\\d+)?)$");

    /** The name of something that is read from a file or folder. */
    DataName(SourceKind kind, String place, String variable, String letters) {
        this(kind, place, variable, letters, "");
    }

    static DataName parse(String data) {
        for (SourceKind kind : ImageSource.kinds()) {
            if (kind.isMade() && (data.equals(kind.prefix())
                    || kind.takesOptions() && data.startsWith(kind.prefix() + "("))) {
                return new DataName(kind, "", "", "", data.substring(kind.prefix().length()));
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

    /** @throws InputException if the place is not a valid path */
    Path path() {
        try {
            return Path.of(place);
        } catch (InvalidPathException e) {
            throw new InputException(place + ": " + e.getReason(), e);
        }
    }

    /** The text without the place: prefix, options, variable and letters. */
    String form() {
        return kind.prefix() + options + (variable.isEmpty() ? "" : "#" + variable)
                + (letters.isEmpty() ? "" : "@" + letters);
    }

    /** The text of {@code --data} with an absolute path, which is valid in any working folder. */
    String absolute() {
        return kind.isMade() ? toString() : new DataName(kind,
                path().toAbsolutePath().normalize().toString(), variable, letters).toString();
    }

    /** The text without letters, to which a message adds some. */
    String withoutLetters() {
        if (kind.isMade()) {
            return kind.prefix() + options;
        }
        boolean hash = kind.takesVariable() && (place.contains("#") || !variable.isEmpty());
        String name = kind.beforePlace() + place + (hash ? "#" + variable : "");
        return kind.takesAxes() && letters.isEmpty() && LETTERS.matcher(name).find() ? name + "@"
                : name;
    }

    /** The text of {@code --data}. */
    @Override
    public String toString() {
        return withoutLetters() + (letters.isEmpty() ? "" : "@" + letters);
    }
}
