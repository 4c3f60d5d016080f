package parsimony.data;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * A matrix whose rows lie in several files, its shards. A few shards are open at a time, those that
 * were read last.
 */
final class ShardedRows implements MatrixRows {
    /** Open files; a system allows a process about a thousand. */
    private static final int MOST_OPEN = 64;
    private static final Pattern RUN = Pattern.compile("\\d+|\\D+");
    /** Names in their order, numbers as numbers. */
    private static final Comparator<String> ORDER =
            Comparator.<String, List<String>>comparing(ShardedRows::runs, ShardedRows::compare)
                    .thenComparing(Comparator.naturalOrder());

    private final List<String> shards;
    /** The first row of every shard, and the number of all rows. */
    private final long[] starts;
    private final int columns;
    private final Map<Integer, MatrixRows> open = new LinkedHashMap<>(16, .75f, true);
    private FMatrixRMaj part = new FMatrixRMaj(0, 0);
    private long row;

    private ShardedRows(List<String> shards, long[] starts, int columns) {
        this.shards = shards;
        this.starts = starts;
        this.columns = columns;
    }

    /** Whether a place without a name means several files. */
    static boolean isPlace(String place) {
        return isPattern(place) || isFolder(place);
    }

    private static boolean isFolder(String place) {
        return ArrayFile.exists(place) && Files.isDirectory(Path.of(place));
    }

    private static boolean isPattern(String place) {
        String name = place.substring(place.lastIndexOf('/') + 1);
        return (name.contains("*") || name.contains("?")) && !ArrayFile.exists(place);
    }

    /**
     * Opens the shards, all to see their shapes.
     *
     * @param place a folder, or a pattern of names in one
     * @param name  # and the name of the array in each shard, or empty
     * @throws InputException if there is no shard, one cannot be read, or they have not all as many
     *                        columns
     */
    static ShardedRows open(String place, String name) {
        List<String> shards = list(place).stream().map(file -> file + name).toList();
        try {
            return open(shards);
        } catch (InputException e) {
            throw isFolder(place) ? new InputException(place + ": is a folder, whose files must be"
                    + " the shards of a matrix; " + e.getMessage(), e) : e;
        }
    }

    /** Opens shards in the order that they are given in. */
    static ShardedRows open(List<String> shards) {
        long[] starts = new long[shards.size() + 1];
        int columns = 0;
        for (int i = 0; i < shards.size(); i++) {
            try (MatrixRows shard = ArrayFile.rows(shards.get(i))) {
                if (i > 0 && shard.columns() != columns) {
                    throw new InputException(shards.get(i) + ": has " + shard.columns()
                            + " columns, " + shards.get(0) + " has " + columns
                            + "; shards of one matrix must have as many");
                }
                columns = shard.columns();
                starts[i + 1] = starts[i] + shard.rows();
            }
        }
        return new ShardedRows(shards, starts, columns);
    }

    /** The files, in order. */
    static List<Path> list(String place) {
        int slash = place.lastIndexOf('/') + 1;
        boolean pattern = isPattern(place);
        Path folder = Path.of(pattern ? place.substring(0, slash) : place);
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder,
                pattern ? place.substring(slash) : "*")) {
            for (Path file : found) {
                if (!file.getFileName().toString().startsWith(".") && !Files.isDirectory(file)) {
                    files.add(pattern && slash == 0 ? file.getFileName() : file);
                }
            }
        } catch (PatternSyntaxException e) {
            throw new InputException(place + ": is no pattern of names ("
                    + e.getDescription() + "); write one such as codes/part-*.npz", e);
        } catch (DirectoryIteratorException e) {
            throw FileFault.of(folder, e.getCause());
        } catch (IOException e) {
            throw FileFault.of(folder, e);
        }
        if (files.isEmpty()) {
            throw new InputException(place + ": " + (pattern ? "matches no file"
                    : "is a folder without files")
                    + "; the shards of a matrix are wanted, such as codes/part-*.npz");
        }
        files.sort(Comparator.comparing(file -> file.getFileName().toString(), ORDER));
        return files;
    }

    private static List<String> runs(String name) {
        return RUN.matcher(name).results().map(MatchResult::group).toList();
    }

    private static int compare(List<String> one, List<String> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            String a = one.get(i);
            String b = other.get(i);
            int order = isNumber(a) && isNumber(b) ? compareNumbers(a, b) : a.compareTo(b);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static boolean isNumber(String run) {
        return Character.isDigit(run.charAt(0));
    }

    private static int compareNumbers(String a, String b) {
        String one = a.replaceFirst("^0+", "");
        String other = b.replaceFirst("^0+", "");
        return one.length() == other.length() ? one.compareTo(other)
                : Integer.compare(one.length(), other.length());
    }

    @Override
    public long rows() {
        return starts[shards.size()];
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void seek(long to) {
        row = Objects.checkIndex(to, rows() + 1);
    }

    @Override
    public int read(FMatrixRMaj block, int maximum) {
        if (maximum < 1) {
            throw new IllegalArgumentException("maximum: must be at least 1 row, got " + maximum);
        }
        int count = (int) Math.min(maximum, rows() - row);
        int found = Arrays.binarySearch(starts, row);
        int shard = found >= 0 ? found : -found - 2;
        if (count > 0 && row + count <= starts[shard + 1]) {
            shard(shard, row).read(block, count);
        } else {
            Math.multiplyExact(count, columns);
            block.reshape(count, columns);
            for (int done = 0; done < count; shard++) {
                long here = row + done;
                int some = (int) Math.min(count - done, starts[shard + 1] - here);
                shard(shard, here).read(part, some);
                System.arraycopy(part.data, 0, block.data, done * columns, some * columns);
                done += some;
            }
        }
        row += count;
        return count;
    }

    /** A shard at a row of the whole matrix. */
    private MatrixRows shard(int shard, long at) {
        MatrixRows rows = open.get(shard);
        if (rows == null) {
            if (open.size() == MOST_OPEN) {
                int oldest = open.keySet().iterator().next();
                open.remove(oldest).close();
            }
            rows = ArrayFile.rows(shards.get(shard));
            if (rows.rows() != starts[shard + 1] - starts[shard] || rows.columns() != columns) {
                rows.close();
                throw new InputException(shards.get(shard) + ": has changed while it was read");
            }
            open.put(shard, rows);
        }
        rows.seek(at - starts[shard]);
        return rows;
    }

    @Override
    public void close() {
        open.values().forEach(MatrixRows::close);
        open.clear();
    }
}
