package parsimony.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import parsimony.signals.InputException;

/**
 * Finds the kind of data from the file or folder itself, where the prefix of {@code --data} was
 * left out or is wrong. A file is known by its first bytes, or else by its name; a folder by the
 * names of the files in it and its subfolders.
 */
final class DataForm {
    /** The bytes of a file that are looked at. */
    private static final int HEAD = 512;
    /** The levels of a folder that are looked at: its files and those of its subfolders. */
    private static final int DEEPEST = 2;
    /** The first two bytes of a gzipped file. */
    private static final String GZIP_MAGIC = "\u001f\u008b";
    /** The most wrong letters in a word that is still taken for a misspelt prefix. */
    private static final int MOST_WRONG = 2;

    private DataForm() {}

    /**
     * The kind of data given without a prefix; empty if there is no such file, or its kind is
     * unknown.
     *
     * @param data a path, perhaps followed by {@code #name} or {@code @axes}
     */
    static Optional<SourceKind> of(String data) {
        return look(existing(data));
    }

    /**
     * The longest beginning of the text that is an existing path: all of it, or what is before its
     * last # or @, and so on. Null if there is none.
     */
    private static Path existing(String data) {
        String path = data;
        try {
            while (!path.isBlank() && !Files.exists(Path.of(path))) {
                String shorter = path.replaceFirst("[#@][^#@]*$", "");
                path = shorter.equals(path) ? "" : shorter;
            }
            return path.isBlank() ? null : Path.of(path);
        } catch (InvalidPathException e) {
            return null; // whoever opens it will say why
        }
    }

    /**
     * Refuses a prefix that does not fit the file, and a file of an unknown kind without a prefix.
     *
     * @throws InputException if so; the message says which prefix is right
     */
    static void requireRight(DataName name) {
        if (name.kind().isMade() || !Files.isRegularFile(name.path())) {
            return;
        }
        boolean prefixed = !name.kind().prefix().isEmpty();
        Optional<SourceKind> right = look(name.path());
        if (right.isEmpty() && !prefixed) {
            throw new InputException(name.path() + ": is a file of no form known here; data can be "
                    + ImageSource.forms());
        }
        if (prefixed && right.isPresent() && right.get() != name.kind()) {
            throw new InputException(name.path() + ": is " + right.get().file() + ", which "
                    + name.kind().beforePlace() + " does not read; say "
                    + right.get().beforePlace() + name.path());
        }
    }

    /**
     * The beginning of the message for a path that does not exist. It asks whether a prefix or a
     * built-in was misspelt.
     */
    static String hint(String data) {
        int colon = data.indexOf(':');
        String misspelt = colon < 0 ? data.replaceFirst("\\(.*", "") : data.substring(0, colon);
        LevenshteinDistance distance = new LevenshteinDistance(MOST_WRONG);
        Optional<String> near = ImageSource.kinds().stream()
                .filter(kind -> !kind.prefix().isEmpty() && kind.isMade() == colon < 0)
                .map(SourceKind::prefix).filter(name -> distance.apply(misspelt, name) >= 0)
                .min(Comparator.comparing(name -> distance.apply(misspelt, name)));
        if (colon >= 0 && existing(data.substring(colon + 1)) != null) {
            return "\"" + misspelt + ":\" is no prefix known here, leave it out"
                    + near.map(name -> " or say " + name + ":").orElse("") + "; ";
        }
        return near.map(name -> "did you mean " + name + data.substring(misspelt.length()) + "? ")
                .orElse("");
    }

    private static Optional<SourceKind> look(Path place) {
        try {
            return place == null ? Optional.empty() : Files.isDirectory(place) ? inside(place)
                    : Files.isRegularFile(place) ? file(place) : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // whoever reads it will hear why not
        }
    }

    private static Optional<SourceKind> file(Path file) throws IOException {
        String head = head(file);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        List<SourceKind> kinds = ImageSource.kinds();
        return Stream.concat(kinds.stream().filter(kind -> kind.begins(head)),
                kinds.stream().filter(kind -> kind.isNamed(name))).findFirst();
    }

    /** The first bytes of a file, each as a character. A gzipped file is unpacked first. */
    private static String head(Path file) throws IOException {
        String head;
        try (InputStream in = Files.newInputStream(file)) {
            head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        }
        if (!head.startsWith(GZIP_MAGIC)) {
            return head;
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return head; // damaged
        }
    }

    /**
     * The first kind in {@link ImageSource#kinds()} that recognises a file in the folder as its
     * own.
     */
    private static Optional<SourceKind> inside(Path place) throws IOException {
        Path folder = place.toRealPath(); // a symbolic link to a folder would not be gone into
        try (Stream<Path> found = Files.find(folder, DEEPEST,
                (file, attributes) -> !attributes.isDirectory())) {
            List<Path> files = found.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
            return ImageSource.kinds().stream().filter(kind -> files.stream().anyMatch(file -> kind
                    .isPart(file.getFileName().toString(), file.getParent().equals(folder))))
                    .findFirst();
        }
    }
}
