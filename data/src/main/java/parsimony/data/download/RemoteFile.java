package parsimony.data.download;

import java.net.URI;

/**
 * A file somewhere else.
 *
 * @param uri    where
 * @param name   what to call it here
 * @param size   in bytes, or {@link #UNKNOWN}
 * @param sha256 its SHA-256 in lower-case hexadecimal, or empty if that is unknown
 */
public record RemoteFile(URI uri, String name, long size, String sha256) {
    /** The size of a file whose size is not known beforehand. */
    public static final long UNKNOWN = -1;

    /** @throws IllegalArgumentException if the name is no plain file name, or the checksum none */
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
