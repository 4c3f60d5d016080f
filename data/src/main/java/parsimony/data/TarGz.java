package parsimony.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import parsimony.signals.InputException;

/**
 * Goes through a {@code .tar.gz} archive of pictures, and nothing more than such an archive can be.
 */
public final class TarGz {
    /** Pictures hardly compress: what unpacks to more than this is no archive of them. */
    private static final long MOST_COMPRESSION = 16;
    private static final long SLACK = 1 << 24;

    /** Sees one file of an archive. */
    public interface Visitor {

        /**
         * @param name     the entry's path, which does not lead out of the archive
         * @param size     in bytes, as the archive claims
         * @param contents to be read, or not
         */
        void visit(Path name, long size, InputStream contents) throws IOException;
    }

    private TarGz() {}

    /**
     * Shows every plain file of an archive.
     *
     * @throws InputException       if it is none, or damaged, or has an entry that leads out of it
     * @throws CancellationException if the visitor does
     */
    public static void visit(Path archive, Visitor visitor) {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
                InputStream bounded = BoundedInputStream.builder()
                        .setInputStream(new GZIPInputStream(file, 1 << 16))
                        .setMaxCount(Files.size(archive) * MOST_COMPRESSION + SLACK).get();
                TarArchiveInputStream tar = new TarArchiveInputStream(bounded)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null;
                    entry = tar.getNextEntry()) {
                Path name = Path.of(entry.getName()).normalize();
                if (name.isAbsolute() || name.startsWith("..")) {
                    throw new InputException(archive + ": has the entry " + entry.getName()
                            + ", which leads out of it");
                }
                if (entry.isFile()) {
                    visitor.visit(name, entry.getSize(), tar);
                }
            }
            // to gzip's checksum, which says whether all of it was whole
            bounded.transferTo(OutputStream.nullOutputStream());
        } catch (EOFException e) {
            throw new InputException(archive + ": was cut short", e);
        } catch (InputException e) {
            throw e;
        } catch (ZipException | IllegalArgumentException e) {
            throw new InputException(
                    archive + ": is not a .tar.gz archive, or a damaged one: " + e.getMessage(), e);
        } catch (IOException e) {
            throw FileFault.of(archive, e);
        }
    }
}
