package parsimony.vae;

import java.io.IOException;
import java.net.URL;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;
import parsimony.signals.InputException;

/**
 * TensorFlow's native library. The first time, JavaCPP unpacks it into {@code .javacpp/cache} in
 * the user's home, and loads it from there. JavaCPP's message does not help if that fails, so this
 * class checks the folder before.
 */
final class NativeLibrary {
    /** The system property by which JavaCPP takes another folder. */
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";
    private static final String LARGEST = "libtensorflow_cc.so.2";
    /** How deep below the cache the largest file is looked for. */
    private static final int LEVELS = 8;

    private NativeLibrary() {}

    /**
     * Loads it, if that has not been done.
     *
     * @throws InputException if this machine cannot load it; the message says why in one line
     */
    static void load() {
        chooseCache();
        try {
            TensorFlow.version();
        } catch (LinkageError e) {
            Throwable cause = e.getCause() != null ? e.getCause() : e;
            throw new InputException("TensorFlow's library in "
                    + System.getProperty(CACHE) + " cannot be loaded ("
                    + cause.getMessage() + ")", e);
        }
    }

    /** Sets JavaCPP's folder to the first one that can hold the library. */
    static void chooseCache() {
        long bytes = size();
        List<String> reasons = new ArrayList<>();
        for (Path folder : candidates()) {
            Optional<String> reason = whyNot(folder, bytes);
            if (reason.isEmpty()) {
                System.setProperty(CACHE, folder.toString());
                return;
            }
            reasons.add(folder + " " + reason.get());
        }
        throw new InputException("TensorFlow's library cannot be unpacked, which takes "
                + (bytes >> 20) + " MiB: "
                + String.join(", and ", reasons) + "; make room, or name another folder with HOME "
                + "or TMPDIR");
    }

    private static List<Path> candidates() {
        String named = System.getProperty(CACHE, "");
        if (!named.isEmpty()) {
            return List.of(Path.of(named));
        }
        Path home = Path.of(System.getProperty("user.home"));
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"), ".javacpp-"
                + System.getProperty("user.name"), "cache");
        // A user whom the system does not know has a question mark for a home.
        return home.isAbsolute() ? List.of(home.resolve(".javacpp").resolve("cache"), temporary)
                : List.of(temporary);
    }

    /** Why a folder cannot hold the library; empty if it can. */
    static Optional<String> whyNot(Path folder, long bytes) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".probe", ""));
            long room = Files.getFileStore(folder).getUsableSpace();
            return room >= bytes || isUnpacked(folder) ? Optional.empty()
                    : Optional.of("has room for " + (room >> 20) + " MiB");
        } catch (IOException e) {
            String reason = e instanceof FileSystemException f && f.getReason() != null
                    ? f.getReason()
                    : e instanceof AccessDeniedException ? "permission denied"
                            : "no folder can be there";
            return Optional.of("cannot be written (" + reason + ")");
        }
    }

    private static boolean isUnpacked(Path folder) throws IOException {
        long size = length(LARGEST);
        try (Stream<Path> files = Files.find(folder, LEVELS,
                (file, attributes) -> file.endsWith(LARGEST) && attributes.size() == size)) {
            return size > 0 && files.findAny().isPresent();
        }
    }

    /** The unpacked size of its parts in bytes; 0 on systems where the parts have other names. */
    private static long size() {
        return length(LARGEST) + length("libtensorflow_framework.so.2")
                + length("libjnitensorflow.so");
    }

    private static long length(String part) {
        URL place = TensorFlow.class.getResource("/org/tensorflow/internal/c_api/"
                + Loader.getPlatform() + "/" + part);
        try {
            return place == null ? 0 : Math.max(0, place.openConnection().getContentLengthLong());
        } catch (IOException e) {
            return 0; // loading it will fail as well, with a message
        }
    }
}
