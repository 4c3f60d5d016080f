package parsimony.encoding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import parsimony.data.FileFault;
import parsimony.data.MatrixWriter;
import parsimony.signals.InputException;

/**
 * Writes codes into a folder: as {@code codes.npy} or {@code codes.npz} if they take no more than a
 * limit, else as shards {@code codes/part-00000.npy} and so on. A shard has as many rows as fit
 * within the limit, and at least one. So the files depend on the codes alone, and not on the blocks
 * in which they came.
 */
public final class ShardedCodes implements MatrixWriter {
    /** The name of the file without its ending, and of the folder of shards. */
    public static final String NAME = "codes";
    /** The largest shard, in bytes; a sparse one can then count its entries in int32. */
    public static final long MOST_BYTES = 8L << 30;

    private final Path folder;
    private final CodesFormat format;
    private final int columns;
    private final long limit;
    private MatrixWriter shard;
    private int shards;
    private long bytes;
    private boolean committed;

    /**
     * Begins to write.
     *
     * @param folder that the codes are to be in, which exists
     * @param format of the files
     * @param units  K ≥ 1
     * @param limit  the most bytes of a shard, from 1 to {@link #MOST_BYTES}; headers do not count
     */
    public ShardedCodes(Path folder, CodesFormat format, int units, long limit) {
        if (limit < 1 || limit > MOST_BYTES) {
            throw new IllegalArgumentException("limit: must be from 1 to " + MOST_BYTES + ", got "
                    + limit);
        }
        this.folder = folder;
        this.format = format;
        this.columns = units;
        this.limit = limit;
    }

    /**
     * Checks the size of a shard.
     *
     * @param shard the most bytes of a shard
     * @throws InputException if it is more than {@link #MOST_BYTES}
     */
    public static void requireLimit(ByteSize shard) {
        if (shard.bytes() > MOST_BYTES) {
            throw new InputException("shard", shard,
                    "must be at most " + new ByteSize(MOST_BYTES));
        }
    }

    /**
     * {@return where the codes of a folder are, as a place of {@link parsimony.data.ArrayFile}: a
     * file, or the folder of shards; {@code codes.npy} in it if there are none}
     *
     * @param folder that codes were written into
     */
    public static Path place(Path folder) {
        Path sparse = folder.resolve(NAME + CodesFormat.CSR.ending());
        Path shards = folder.resolve(NAME);
        return Files.exists(sparse) ? sparse : Files.isDirectory(shards) ? shards
                : folder.resolve(NAME + CodesFormat.DENSE.ending());
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void write(float[] values, int offset, int count) {
        int begun = 0;
        for (int i = 0; i < count; i++) {
            long more = format.bytes(values, offset + i * columns, columns);
            if (shard == null || bytes > 0 && bytes + more > limit) {
                if (shard != null) {
                    shard.write(values, offset + begun * columns, i - begun);
                }
                next();
                begun = i;
            }
            bytes += more;
        }
        if (begun < count) {
            shard.write(values, offset + begun * columns, count - begun);
        }
    }

    private void next() {
        end();
        try {
            shard = format.create(Files.createDirectories(folder.resolve(NAME)).resolve(
                    String.format(Locale.ROOT, "part-%05d%s", shards, format.ending())), columns);
        } catch (IOException e) {
            throw FileFault.of(folder.resolve(NAME), e);
        }
        shards++;
        bytes = 0;
    }

    private void end() {
        if (shard != null) {
            shard.commit();
            shard.close();
        }
    }

    /**
     * {@inheritDoc} If all is one shard, the folder of shards goes.
     *
     * @throws IllegalStateException if there is no row
     */
    @Override
    public void commit() {
        if (shards == 0) {
            throw new IllegalStateException("there are no codes");
        }
        end();
        Path parts = folder.resolve(NAME);
        try {
            if (shards == 1) {
                Files.move(parts.resolve("part-00000" + format.ending()),
                        folder.resolve(NAME + format.ending()), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
                Files.delete(parts);
            }
        } catch (IOException e) {
            throw FileFault.of(parts, e);
        }
        committed = true;
    }

    @Override
    public void close() {
        if (committed) {
            return;
        }
        try {
            if (shard != null) {
                shard.close();
            }
            for (int i = 0; i < shards; i++) {
                Files.deleteIfExists(folder.resolve(NAME).resolve(
                        String.format(Locale.ROOT, "part-%05d%s", i, format.ending())));
            }
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw FileFault.of(folder.resolve(NAME), e);
        }
    }
}
