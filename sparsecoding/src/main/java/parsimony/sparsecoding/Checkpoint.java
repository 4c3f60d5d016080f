package parsimony.sparsecoding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The whole state of dictionary learning after an epoch. Immutable. */
public final class Checkpoint {
    private static final int MAGIC = 0x5053_4C32; // "PSL2"
    /** Of those that had no seconds, which stand at the end. */
    private static final int EARLIER_MAGIC = 0x5053_4C31;

    private final float[][] atoms;
    private final DictionaryUpdate.Statistics statistics;
    private final List<DictionaryLearning.Epoch> history;
    private final double seconds;

    private Checkpoint(float[][] atoms, DictionaryUpdate.Statistics statistics, List<DictionaryLearning.Epoch> history,
                       double seconds) {
        this.atoms = atoms;
        this.statistics = statistics;
        this.history = List.copyOf(history);
        this.seconds = seconds;
    }

    static Checkpoint of(float[][] atoms, DictionaryUpdate.Statistics statistics, List<DictionaryLearning.Epoch> history,
                         double seconds) {
        return new Checkpoint(copy(atoms), copy(statistics), history, seconds);
    }

    /** The dictionary at this point. */
    public Dictionary dictionary() {
        return DictionaryLearning.dictionary(atoms);
    }

    /** The epochs done so far. */
    public List<DictionaryLearning.Epoch> history() {
        return history;
    }

    /** What learning has taken up to this point, breaks left out. */
    public double seconds() {
        return seconds;
    }

    float[][] copyAtoms() {
        return copy(atoms);
    }

    DictionaryUpdate.Statistics copyStatistics() {
        return copy(statistics);
    }

    private static DictionaryUpdate.Statistics copy(DictionaryUpdate.Statistics source) {
        DictionaryUpdate.Statistics target = new DictionaryUpdate.Statistics(source.a.length, source.b[0].length);
        for (int k = 0; k < source.a.length; k++) {
            System.arraycopy(source.a[k], 0, target.a[k], 0, target.a[k].length);
            System.arraycopy(source.b[k], 0, target.b[k], 0, target.b[k].length);
        }
        target.batches = source.batches;
        return target;
    }

    private static float[][] copy(float[][] rows) {
        float[][] copy = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /**
     * Writes to a file, which is replaced only once all is written.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
            out.writeInt(MAGIC);
            out.writeInt(atoms.length);
            out.writeInt(atoms[0].length);
            out.writeInt(statistics.batches);
            writeRows(out, atoms);
            writeRows(out, statistics.a);
            writeRows(out, statistics.b);
            out.writeInt(history.size());
            for (DictionaryLearning.Epoch epoch : history) {
                out.writeInt(epoch.number());
                out.writeDouble(epoch.lambda());
                out.writeDouble(epoch.rate());
                out.writeDouble(epoch.objective());
                out.writeDouble(epoch.change());
                out.writeInt(epoch.reseeded());
            }
            out.writeDouble(seconds);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the file cannot be read, or is not a whole checkpoint
     */
    public static Checkpoint read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            int magic = in.readInt();
            if (magic != MAGIC && magic != EARLIER_MAGIC) {
                throw new IOException(file + ": not a checkpoint of dictionary learning");
            }
            int size = in.readInt();
            int pixels = in.readInt();
            long floats = (long) size * size + 2L * size * pixels;
            if (size < 1 || pixels < 1 || 4 * floats > Files.size(file)) {
                throw new IOException(file + ": damaged, or cut short");
            }
            DictionaryUpdate.Statistics statistics = new DictionaryUpdate.Statistics(size, pixels);
            statistics.batches = in.readInt();
            float[][] atoms = new float[size][pixels];
            readRows(in, atoms);
            readRows(in, statistics.a);
            readRows(in, statistics.b);
            List<DictionaryLearning.Epoch> history = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                history.add(new DictionaryLearning.Epoch(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(),
                        in.readDouble(), in.readInt()));
            }
            return new Checkpoint(atoms, statistics, history, magic == MAGIC ? in.readDouble() : 0);
        } catch (EOFException e) {
            throw new IOException(file + ": cut short", e);
        }
    }

    private static void writeRows(DataOutputStream out, float[][] rows) throws IOException {
        for (float[] row : rows) {
            for (float value : row) {
                out.writeFloat(value);
            }
        }
    }

    private static void readRows(DataInputStream in, float[][] rows) throws IOException {
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = in.readFloat();
            }
        }
    }
}
