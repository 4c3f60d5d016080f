package parsimony.experiment.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ejml.data.FMatrixRMaj;
import parsimony.compare.CurvePoint;
import parsimony.data.ArrayFile;
import parsimony.data.FileFault;
import parsimony.data.Patches;
import parsimony.data.source.ImageSource;
import parsimony.encoding.Encoding;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.vae.Vae;

/**
 * SHA-256 of the data and the code that a run was made with, as 64 hexadecimal digits. Equal
 * checksums mean equal data or code.
 */
public final class Checksum {
    /** Where the sources lie beside the classes that were made of them. */
    private static final String SOURCES = "META-INF/sources";

    /**
     * The packages that numbers depend on: images and patches, solvers, models, the science of the
     * comparison without its drawings, and the package that carries runs out.
     */
    private static final Pattern NUMBERS = Pattern.compile(SOURCES
            + "/parsimony/(signals|data|sparsecoding|encoding|vae|compare(?!/plot/)"
            + "|experiment/run)/.*(?<!package-info)\\.java");

    private Checksum() {}

    /**
     * {@return the checksum of a text}
     *
     * @param text the text
     */
    public static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * {@return the checksum of the numbers of a matrix, in whatever file they lie}
     *
     * @param matrix N×D
     */
    public static String of(FMatrixRMaj matrix) {
        MessageDigest digest = sha256();
        ByteBuffer row = ByteBuffer.allocate(Float.BYTES * matrix.numCols);
        for (int i = 0; i < matrix.numRows; i++) {
            row.asFloatBuffer().put(matrix.data, i * matrix.numCols, matrix.numCols);
            digest.update(row.array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * {@return the checksum of files: of their names and contents, in this order}
     *
     * @param files the files, in order
     * @throws InputException if one cannot be read
     */
    public static String of(List<Path> files) {
        return of(files, files.stream().map(file -> file.getFileName().toString()).toList());
    }

    /**
     * {@return the checksum of arrays: of the names and contents of their files or shards, and of
     * their names in these, in this order}
     *
     * @param places of the arrays, {@code FILE} or {@code FILE#NAME}
     * @throws InputException if a file cannot be read
     */
    public static String ofArrays(List<String> places) {
        return ofArrays(places, places);
    }

    /**
     * The checksum of arrays whose files may have been renamed, as if they still had their earlier
     * names. Shards keep theirs, which say their order.
     *
     * @param earlier the earlier places, one for each array
     * @throws InputException if a file cannot be read
     */
    static String ofArrays(List<String> places, List<String> earlier) {
        List<Path> files = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            String place = places.get(i);
            String array = place.substring(ArrayFile.file(place).toString().length());
            List<Path> parts = ArrayFile.files(place);
            files.addAll(parts);
            for (Path part : parts) {
                Path named = parts.size() == 1 ? ArrayFile.file(earlier.get(i)) : part;
                names.add(named.getFileName() + array);
            }
        }
        return of(files, names);
    }

    private static String of(List<Path> files, List<String> names) {
        MessageDigest digest = sha256();
        for (int i = 0; i < files.size(); i++) {
            add(digest, names.get(i), files.get(i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * {@return the checksum of the images that {@code --data} names} It depends on how they are
     * read, and on the names and contents of all files below that place; the place itself does not
     * count. Hidden files are left out. Symbolic links are followed unless they lead back up. For
     * generated images, it depends on their name and seed.
     *
     * @param data as the user writes it
     * @param seed of generated images
     * @throws InputException if a file cannot be read
     */
    public static String ofImages(String data, long seed) {
        Optional<Path> place = ImageSource.place(data);
        if (place.isEmpty()) {
            return of(data + " " + seed);
        }
        MessageDigest digest = sha256();
        // one file may hold several arrays of images
        digest.update((ImageSource.form(data) + "\0").getBytes(StandardCharsets.UTF_8));
        addAll(digest, place.get());
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * {@return the checksum of the running code that numbers come from: the sources of {@link
     * #NUMBERS}, which lie beside the classes} Captions, pages and help texts do not count. The
     * version number is not enough, because it stays the same while developers change the code. The
     * classes would be too much, because they also depend on the compiler.
     */
    public static String ofCode() {
        return OfCode.CHECKSUM;
    }

    /** Holds the checksum of the code; it is computed at first use. */
    private static final class OfCode {
        static final String CHECKSUM = compute();

        private static String compute() {
            List<Path> places = new ArrayList<>();
            try {
                for (Class<?> one : List.of(Monitor.class, Patches.class, Dictionary.class,
                        Encoding.class, Vae.class, CurvePoint.class, Checksum.class)) {
                    places.add(Path
                            .of(one.getProtectionDomain().getCodeSource().getLocation().toURI()));
                }
                return ofCode(places);
            } catch (URISyntaxException | InputException e) {
                throw new IllegalStateException(
                        "Parsimony's own code cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /**
     * The checksum of the sources in jars or folders of classes, in the order of their names. It
     * does not matter where each lies: folders, jars and one jar with everything are the same code,
     * whatever compiled it.
     *
     * @throws InputException if a place cannot be read, or there is no source in any
     */
    static String ofCode(List<Path> places) {
        SortedMap<String, String> sources = new TreeMap<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                addSources(sources, place);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(place)) {
                    addSources(sources, jar.getPath("/"));
                } catch (IOException | ProviderNotFoundException e) {
                    throw new InputException(place + ": cannot be read as a jar", e);
                }
            }
        }
        if (sources.isEmpty()) {
            throw new InputException(places + ": hold no " + SOURCES
                    + ", which the build puts beside the classes");
        }
        return of(sources.toString());
    }

    private static void addSources(Map<String, String> sources, Path top) {
        if (!Files.isDirectory(top.resolve(SOURCES))) {
            return;
        }
        for (Path file : files(top.resolve(SOURCES))) {
            String name = top.relativize(file).toString().replace('\\', '/');
            if (NUMBERS.matcher(name).matches()) {
                MessageDigest digest = sha256();
                add(digest, name, file);
                sources.put(name, HexFormat.of().formatHex(digest.digest()));
            }
        }
    }

    private static void addAll(MessageDigest digest, Path top) {
        for (Path file : files(top)) {
            add(digest, top.relativize(file).toString(), file);
        }
    }

    private static SortedSet<Path> files(Path top) {
        SortedSet<Path> files = new TreeSet<>();
        try {
            Files.walkFileTree(top, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path folder,
                                BasicFileAttributes attributes) {
                            return hidden(folder) ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file,
                                BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && !hidden(file)) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e)
                                throws IOException {
                            if (e instanceof FileSystemLoopException
                                    || e instanceof AccessDeniedException && !file.equals(top)) {
                                return FileVisitResult.CONTINUE; // images are not read there, too
                            }
                            throw e;
                        }

                        private boolean hidden(Path file) {
                            return !file.equals(top)
                                    && file.getFileName().toString().startsWith(".");
                        }
                    });
        } catch (IOException e) {
            throw FileFault.of(top, e);
        }
        return files;
    }

    private static void add(MessageDigest digest, String name, Path file) {
        digest.update((name + "\0").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
