package parsimony.data.download;

import java.net.URI;

/**
 * A file on a server.
 *
 * @param uri    its address
 * @param name   the name of the local copy
 * @param size   its size in bytes, or {@link #UNKNOWN}
 * @param sha256 its SHA-256 in lower-case hexadecimal, or empty if that is unknown
 */
public record RemoteFile(URI uri, String name, long size, String sha256) {
    /** Stands for a size that is not known beforehand. */
    public static final long UNKNOWN = -1;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the name is not a plain file name, or the checksum is
     *     malformed
     */
    public RemoteFile {
        if (name.isEmpty() || name.startsWith(".") || name.contains("/") || name.contains("\\")) {
            throw new IllegalArgumentException(
                    "name: must be a plain file name, got '" + name + "'");
        }
        if (!sha256.matches("([0-9a-f]{64})?")) {
            throw new IllegalArgumentException(
                    "sha256: must be 64 hexadecimal digits or empty, got '" + sha256 + "'");
        }
    }
}
