package parsimony.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import parsimony.data.DataException;

/**
 * Tells what form data has by a look at it, where its prefix was left out or is wrong. A file is
 * known by its first bytes, or else by the ending of its name; a folder by the names of the files
 * in it and its subfolders.
 */
final class DataForm {
    /** Photographs, which have no prefix. */
    private static final String PHOTOGRAPHS = "";
    private static final String UNKNOWN = "?";
    private static final int HEAD = 512;
    private static final int DEEPEST = 2;
    /** A file's first bytes in Latin-1. */
    private static final String NPY_MAGIC = "\u0093NUMPY";
    private static final String ZIP_MAGIC = "PK\u0003\u0004";
    private static final String GZIP_MAGIC = "\u001f\u008b";
    private static final String IDX_MAGIC = "\0\0\b";
    private static final String MATLAB_MAGIC = "MATLAB ";
    /** In a zip archive, where the first entry's length of name and name stand. */
    private static final int ZIP_NAME_LENGTH = 26;
    private static final int ZIP_NAME = 30;
    private static final Map<String, String> ENDINGS = Map.of(".npy", NpyImages.NPY,
            ".npz", NpyImages.NPZ, ".mat", MatImages.NAME, ".tar.gz", Cifar10.NAME,
            ".iml", VanHateren.NAME, ".imc", VanHateren.NAME);
    private static final Map<String, String> WORDS = Map.of(PHOTOGRAPHS, "an image",
            NpyImages.NPY, "an array of NumPy's", NpyImages.NPZ, "an archive of NumPy's arrays",
            MatImages.NAME, "a MATLAB file", Mnist.NAME, "an IDX file",
            Cifar10.NAME, "a .tar.gz archive", VanHateren.NAME, "a van Hateren image");

    private DataForm() {
    }

    /**
     * The prefix that was left out; empty for a folder of photographs, an image, what is not there,
     * and what is not known.
     *
     * @param data a path, perhaps with what follows one: {@code #name}
     */
    static String of(String data) {
        String prefix = look(existing(data));
        return prefix.equals(UNKNOWN) ? PHOTOGRAPHS : prefix;
    }

    /**
     * The path itself or, if it is not there, what is before its last # or @, and so on; null if
     * none is there.
     */
    private static Path existing(String data) {
        String path = data;
        try {
            while (!path.isBlank() && !Files.exists(Path.of(path))) {
                String shorter = path.replaceFirst("[#@][^#@/]*$", "");
                path = shorter.equals(path) ? "" : shorter;
            }
            return path.isBlank() ? null : Path.of(path);
        } catch (InvalidPathException e) {
            return null; // whoever opens it will say why
        }
    }

    /**
     * Refuses a prefix that is not that of the file, and a file without a prefix that is not known.
     *
     * @throws DataException says which prefix is right
     */
    static void requireRight(DataName name) throws DataException {
        Path file = name.place().isEmpty() ? null : name.path();
        if (file == null || !Files.isRegularFile(file)) {
            return;
        }
        String right = look(file);
        boolean prefixed = !name.dataset().isEmpty();
        if (right.equals(UNKNOWN) && !prefixed) {
            throw new DataException(file + ": is a file of no form known here; data can be "
                    + ImageSource.FORMS);
        }
        if (!right.equals(UNKNOWN) && prefixed && !right.equals(name.dataset())) {
            throw new DataException(file + ": is " + WORDS.get(right) + ", which " + name.dataset()
                    + ": does not read; say "
                    + (right.isEmpty() ? "" : right + ":") + file);
        }
    }

    /**
     * What to say first of a place that is not there, because what is before its colon is no
     * prefix.
     */
    static String hint(String data) {
        int colon = data.indexOf(':');
        Path rest = colon < 0 ? null : existing(data.substring(colon + 1));
        return rest == null ? "" : "\"" + data.substring(0, colon + 1)
                + "\" is no prefix known here, leave it out; ";
    }

    private static String look(Path place) {
        if (place == null) {
            return UNKNOWN;
        }
        try {
            return Files.isDirectory(place) ? inside(place) : Files.isRegularFile(place)
                    ? file(place) : UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN; // whoever reads it will hear why not
        }
    }

    private static String file(Path file) throws IOException {
        String head = head(file);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (head.startsWith(NPY_MAGIC)) {
            return NpyImages.NPY;
        } else if (head.startsWith(ZIP_MAGIC) && firstEntry(head).endsWith(".npy")) {
            return NpyImages.NPZ;
        } else if (head.startsWith(MATLAB_MAGIC)) {
            return MatImages.NAME;
        } else if (head.startsWith(IDX_MAGIC)) {
            return Mnist.NAME;
        }
        if (ImageFile.ENDINGS.stream().anyMatch(name::endsWith)
                || ImageFile.FOREIGN.stream().anyMatch(name::endsWith)) {
            return PHOTOGRAPHS;
        }
        return ENDINGS.entrySet().stream().filter(e -> name.endsWith(e.getKey()))
                .map(Map.Entry::getValue).findFirst()
                .orElse(Mnist.isImages(name) ? Mnist.NAME : UNKNOWN);
    }

    /** The first bytes, of a gzipped file those that are packed, each as a character. */
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

    private static String firstEntry(String head) {
        if (head.length() < ZIP_NAME) {
            return "";
        }
        int length = head.charAt(ZIP_NAME_LENGTH) | head.charAt(ZIP_NAME_LENGTH + 1) << 8;
        return head.substring(ZIP_NAME, Math.min(head.length(), ZIP_NAME + length));
    }

    /** A folder in which there are photographs too is one of photographs. */
    private static String inside(Path folder) throws IOException {
        Set<String> forms;
        try (Stream<Path> files = Files.find(folder, DEEPEST,
                (file, attributes) -> !attributes.isDirectory())) {
            forms = files.map(file -> byName(file, file.getParent().equals(folder)))
                    .collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            return UNKNOWN;
        }
        return forms.contains(PHOTOGRAPHS) ? PHOTOGRAPHS
                : Stream.of(Mnist.NAME, Cifar10.NAME, VanHateren.NAME).filter(forms::contains)
                .findFirst().orElse(UNKNOWN);
    }

    /** Of a file in a folder; only some datasets consist of such. */
    private static String byName(Path file, boolean top) {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.startsWith(".")) {
            return UNKNOWN;
        } else if (ImageFile.ENDINGS.stream().anyMatch(lower::endsWith)) {
            return PHOTOGRAPHS;
        } else if (top && Mnist.isImages(name)) {
            return Mnist.NAME;
        } else if (Cifar10.isPart(name)) {
            return Cifar10.NAME;
        }
        return lower.endsWith(".iml") || lower.endsWith(".imc") ? VanHateren.NAME : UNKNOWN;
    }
}
