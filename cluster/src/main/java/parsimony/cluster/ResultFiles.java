package parsimony.cluster;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.FileFault;
import parsimony.data.MatrixRows;
import parsimony.data.MatrixWriter;
import parsimony.encoding.ByteSize;
import parsimony.encoding.CodeSums;
import parsimony.encoding.PartSums;
import parsimony.encoding.RowRange;
import parsimony.encoding.ShardedCodes;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Measures;

/**
 * The folder of a result. It is hidden until all is there, and closing it before that leaves
 * nothing.
 */
final class ResultFiles implements AutoCloseable {
    private static final int ROWS_AT_A_TIME = 1024;
    /** A machine that is told to stop may still write a file. */
    private static final int TRIES = 20;
    private static final int MILLISECONDS_PER_TRY = 250;

    private final Path out;
    private final Path hidden;
    private final Path parts;

    /**
     * @param out new or empty, absolute
     * @throws InputException if it is not, or cannot be written
     */
    ResultFiles(Path out) {
        this.out = out;
        hidden = out.resolveSibling("." + out.getFileName() + ".partial");
        parts = hidden.resolve("parts");
        try {
            if (Files.isDirectory(out) && entries(out).isEmpty()) {
                Files.delete(out);
            }
            if (Files.exists(out)) {
                throw new InputException("out", out, "must be a new or an empty folder");
            }
            Files.createDirectories(out.getParent());
            Files.createDirectory(hidden);
            Files.createDirectory(parts);
        } catch (FileAlreadyExistsException e) {
            throw new InputException("‹out› " + out + ": another job writes there, or was killed;"
                    + " wait for it, or delete " + e.getFile(), e);
        } catch (IOException e) {
            throw FileFault.of(out, e);
        }
    }

    /** {@return the folder for the files of parts} */
    Path parts() {
        return parts;
    }

    /**
     * Puts the codes and tables of parts together, in order, and deletes those of the parts.
     *
     * @param files of the parts
     * @param ranges the rows of each part
     * @param units K
     * @param shard the most bytes of a shard of codes
     */
    void join(PartFiles files, List<RowRange> ranges, int units, ByteSize shard)
            throws IOException {
        try (MatrixWriter codes =
                new ShardedCodes(hidden, files.format(), units, shard.bytes());
                OutputStream table = new BufferedOutputStream(
                        Files.newOutputStream(hidden.resolve("per_patch.csv")))) {
            FMatrixRMaj block = new FMatrixRMaj(1, units);
            for (RowRange rows : ranges) {
                try (MatrixRows part = ArrayFile.rows(files.codes(rows).toString())) {
                    while (part.read(block, ROWS_AT_A_TIME) > 0) {
                        codes.write(block);
                    }
                }
                append(files.perPatch(rows), rows.equals(ranges.get(0)), table);
                Files.delete(files.codes(rows));
                Files.delete(files.perPatch(rows));
            }
            codes.commit();
        }
    }

    /**
     * Lets every part be a shard of its own, so that nothing is copied: {@code codes/part-00000}
     * and so on, and the tables beside them in {@code per_patch/}.
     *
     * @param files of the parts
     * @param ranges the rows of each part
     */
    void keep(PartFiles files, List<RowRange> ranges) throws IOException {
        Path codes = Files.createDirectory(hidden.resolve(ShardedCodes.NAME));
        Path tables = Files.createDirectory(hidden.resolve("per_patch"));
        for (int i = 0; i < ranges.size(); i++) {
            String name = String.format(Locale.ROOT, "part-%05d", i);
            Files.move(files.codes(ranges.get(i)),
                    codes.resolve(name + files.format().ending()));
            Files.move(files.perPatch(ranges.get(i)), tables.resolve(name + ".csv"));
        }
    }

    private static void append(Path table, boolean header, OutputStream out) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(table))) {
            for (int c = 0; !header && c != '\n';) {
                c = in.read();
            }
            in.transferTo(out);
        }
    }

    /** Writes what the codes measure: the keys and numbers of {@code parsimony infer}. */
    void measure(List<PartSums> done, int units) throws IOException {
        CodeSums sums = new CodeSums(units);
        double seconds = 0;
        for (PartSums part : done) {
            part.blocks().forEach(sums::add);
            seconds += part.seconds();
        }
        Measures m = sums.measures();
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("objective", sums.objective());
        metrics.put("gap", sums.gap());
        metrics.put("mse", m.mse());
        metrics.put("r2", m.r2());
        metrics.put("r2_pooled", m.r2Pooled());
        metrics.put("r2_median", m.r2Median());
        metrics.put("lifetime", m.lifetime());
        metrics.put("population", m.population());
        metrics.put("portion_zeros", m.portionZeros());
        metrics.put("l1", m.l1());
        metrics.put("seconds", seconds);
        metrics.put("patches_per_second", sums.patches() / seconds);
        Files.writeString(hidden.resolve("metrics.json"), Json.text(metrics));
    }

    /** Shows the folder under its name. */
    void commit() throws IOException {
        delete(parts);
        Files.move(hidden, out);
    }

    @Override
    public void close() throws IOException {
        for (int tries = 0; Files.exists(hidden); tries++) {
            try {
                delete(hidden);
            } catch (DirectoryNotEmptyException e) {
                if (tries == TRIES) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(MILLISECONDS_PER_TRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }
}
