package parsimony.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import parsimony.data.DataException;
import parsimony.data.source.ImageSource;

/** SHA-256 of what a run was made from, as 64 hexadecimal digits: equal checksums mean the same data. */
public final class Checksum {

    private Checksum() {
    }

    /** Of a text. */
    public static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Of files: their names and contents, in this order.
     *
     * @throws DataException if one cannot be read
     */
    public static String of(List<Path> files) throws DataException {
        MessageDigest digest = sha256();
        for (Path file : files) {
            add(digest, file.getFileName().toString(), file);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Of the images that {@code --data} names: the names and contents of all files below that place but hidden ones, wherever it
     * lies; for a built-in, of its name and seed.
     *
     * @throws DataException if a file cannot be read
     */
    public static String ofImages(String data, long seed) throws DataException {
        Optional<Path> place = ImageSource.place(data);
        if (place.isEmpty()) {
            return of(data + " " + seed);
        }
        Path top = place.get();
        MessageDigest digest = sha256();
        try (Stream<Path> walk = Files.walk(top, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = walk.filter(Files::isRegularFile).filter(file -> !hidden(top.relativize(file))).sorted().toList();
            for (Path file : files) {
                add(digest, top.relativize(file).toString(), file);
            }
        } catch (IOException e) {
            throw DataException.of(top, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean hidden(Path relative) {
        for (Path name : relative) {
            if (name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static void add(MessageDigest digest, String name, Path file) throws DataException {
        digest.update((name + "\0").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw DataException.of(file, e);
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
