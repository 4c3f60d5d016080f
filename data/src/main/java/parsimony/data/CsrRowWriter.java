package parsimony.data;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import parsimony.signals.InputException;

/**
 * Writes a sparse matrix in compressed rows (CSR), float32, that {@code scipy.sparse.load_npz}
 * reads, row by row, for matrices that need not fit in memory. Its members are not compressed
 * further: numbers of codes hardly get shorter. A zero takes no space, a row takes 4 bytes, any
 * other value 8. Indices are int32, so that a file has fewer than 2^31 values that are not 0.
 *
 * <p>Members grow in hidden siblings of the file; {@link #commit} puts them together and moves the
 * whole into place.
 */
public final class CsrRowWriter implements MatrixWriter {
    private static final int BUFFER = 1 << 16;
    /** Any fixed time, so that the same matrix is the same file. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Path file;
    private final int columns;
    private final Member starts;
    private final Member indices;
    private final Member values;
    private final Path partial;
    private long rows;
    private long count;

    /** A vector of the archive that grows in a file of its own. */
    private static final class Member implements AutoCloseable {
        private final Path file;
        // not a channel: an interrupt of the thread would close it
        private final OutputStream out;
        private final ByteBuffer numbers =
                ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

        Member(Path file) throws IOException {
            this.file = file;
            out = new FileOutputStream(file.toFile());
        }

        void add(int value) throws IOException {
            room().putInt(value);
        }

        void add(float value) throws IOException {
            room().putFloat(value);
        }

        /** The numbers that are not written yet, with room for one more. */
        private ByteBuffer room() throws IOException {
            if (!numbers.hasRemaining()) {
                flush();
            }
            return numbers;
        }

        void flush() throws IOException {
            out.write(numbers.array(), 0, numbers.position());
            numbers.clear();
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }

    private CsrRowWriter(Path file, int columns) throws IOException {
        this.file = file;
        this.columns = columns;
        String hidden = "." + file.getFileName() + "." + UUID.randomUUID();
        partial = file.resolveSibling(hidden + ".partial");
        starts = new Member(file.resolveSibling(hidden + ".indptr.partial"));
        indices = new Member(file.resolveSibling(hidden + ".indices.partial"));
        values = new Member(file.resolveSibling(hidden + ".data.partial"));
        starts.add(0);
    }

    /**
     * Begins a file of rows of {@code columns} values.
     *
     * @param file    the file to write, {@code .npz}; a commit replaces a file of that name
     * @param columns the length of a row, D ≥ 1
     * @return a writer without rows
     * @throws InputException if nothing can be written there
     */
    public static CsrRowWriter create(Path file, int columns) {
        if (columns < 1) {
            throw new IllegalArgumentException("columns: must be at least 1, got " + columns);
        }
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": is a folder; cannot write an array there");
        }
        try {
            return new CsrRowWriter(file, columns);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void write(float[] block, int offset, int number) {
        try {
            for (int i = 0; i < number; i++) {
                int at = offset + i * columns;
                for (int column = 0; column < columns; column++) {
                    if (block[at + column] != 0) {
                        indices.add(column);
                        values.add(block[at + column]);
                        count++;
                    }
                }
                if (count > Integer.MAX_VALUE) {
                    throw new InputException(file + ": would have more than 2^31 values that are"
                            + " not 0; write smaller shards");
                }
                starts.add((int) count);
                rows++;
            }
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    @Override
    public void commit() {
        try {
            for (Member member : new Member[] {indices, starts, values}) {
                member.flush();
            }
            try (ZipOutputStream zip = new ZipOutputStream(
                    new BufferedOutputStream(new FileOutputStream(partial.toFile()), BUFFER))) {
                store(zip, "indices", NpyHeader.plain("<i4", count), indices.file);
                store(zip, "indptr", NpyHeader.plain("<i4", rows + 1), starts.file);
                store(zip, "format", NpyHeader.plain("|S3"), "csr".getBytes(
                        StandardCharsets.US_ASCII));
                ByteBuffer shape = ByteBuffer.allocate(2 * Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN).putLong(rows).putLong(columns);
                store(zip, "shape", NpyHeader.plain("<i8", 2), shape.array());
                store(zip, "data", NpyHeader.plain("<f4", count), values.file);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }

    /** Opens what follows a header. */
    private interface Content {
        InputStream open() throws IOException;
    }

    private static void store(ZipOutputStream zip, String name, byte[] header, Path content)
            throws IOException {
        store(zip, name, header, Files.size(content), () -> new FileInputStream(content.toFile()));
    }

    private static void store(ZipOutputStream zip, String name, byte[] header, byte[] content)
            throws IOException {
        store(zip, name, header, content.length, () -> new ByteArrayInputStream(content));
    }

    /** Adds a member. One that is not compressed says its checksum first, so it is read twice. */
    private static void store(ZipOutputStream zip, String name, byte[] header, long length,
            Content content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(header);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = content.open()) {
            for (int read; (read = in.read(buffer)) > 0;) {
                crc.update(buffer, 0, read);
            }
        }
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(header.length + length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(header);
        try (InputStream in = content.open()) {
            in.transferTo(zip);
        }
        zip.closeEntry();
    }

    @Override
    public void close() {
        try (starts; indices; values) {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw FileFault.of(file, e);
        }
    }
}
