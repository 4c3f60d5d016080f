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
 * Reads a {@code .tar.gz} archive of pictures. It refuses to unpack more than such an archive can
 * hold.
 */
public final class TarGz {
    /**
     * The largest ratio of unpacked to packed bytes that is believed. Pictures hardly compress, so
     * an archive beyond it is damaged or a trap.
     */
    private static final long MOST_COMPRESSION = 16;
    /** Unpacked bytes (16 MiB) allowed on top of the ratio: small archives are mostly padding. */
    private static final long SLACK = 1 << 24;

    /** Receives the files of an archive, one at a time. */
    public interface Visitor {
        /**
         * Takes an entry.
         *
         * @param name the entry's path, which does not lead out of the archive
         * @param size in bytes, as the archive claims
         * @param contents the bytes; the visitor may leave them unread
         * @throws IOException if the bytes cannot be read or kept
         */
        void visit(Path name, long size, InputStream contents) throws IOException;
    }

    private TarGz() {}

    /**
     * Shows every plain file of an archive to a visitor.
     *
     * @param archive the file to read
     * @param visitor sees the entries, in order
     * @throws InputException if it is not such an archive, is damaged, or has an entry that leads
     *     out of it
     * @throws CancellationException if the visitor throws it
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
            // Reads on to the checksum at the end of gzip, which shows damage anywhere before it.
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
