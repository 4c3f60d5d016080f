package parsimony.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import parsimony.signals.InputException;

/**
 * A folder for files that are needed only while a command works. It lies in the system's folder for
 * temporary files ({@code java.io.tmpdir}). Closing it deletes it.
 */
public final class TemporaryFolder implements AutoCloseable {
    /**
     * The bytes that are written to try the disk out. A full disk still takes an empty file, so a
     * file without bytes would prove nothing.
     */
    private static final int PROBE_BYTES = 1 << 16;

    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /**
     * {@return a new folder, which is deleted when it is closed}
     *
     * @throws InputException if nothing can be written there
     */
    public static TemporaryFolder create() {
        return create(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static TemporaryFolder create(Path place) {
        try {
            TemporaryFolder folder =
                    new TemporaryFolder(Files.createTempDirectory(place, "parsimony-"));
            try {
                Path probe = folder.path.resolve("probe");
                Files.write(probe, new byte[PROBE_BYTES]);
                Files.delete(probe);
                return folder;
            } catch (IOException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            String reason = FileFault.of(Path.of(""), e).getMessage().substring(2);
            throw new InputException(place + ": cannot be written, where temporary files go ("
                    + reason + "); make room there, or name another folder with TMPDIR", e);
        }
    }

    /**
     * Checks that temporary files can be written. Call it before long work that needs them only at
     * its end.
     *
     * @throws InputException if nothing can be written there
     */
    public static void require() {
        create().close();
    }

    /** {@return the path of the folder} */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path file : innermostFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw FileFault.of(path, e);
        }
    }
}
