package parsimony.sparsecoding;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The whole state of dictionary learning after an epoch. Immutable. */
public final class Checkpoint {
    /** The first four bytes, "PSL2": they tell a checkpoint from other files. */
    private static final int MAGIC = 0x5053_4C32;

    private final float[][] atoms;
    private final DictionaryUpdate.Statistics statistics;
    private final List<DictionaryLearning.Epoch> history;
    private final double seconds;

    private Checkpoint(float[][] atoms, DictionaryUpdate.Statistics statistics,
            List<DictionaryLearning.Epoch> history, double seconds) {
        this.atoms = atoms;
        this.statistics = statistics;
        this.history = List.copyOf(history);
        this.seconds = seconds;
    }

    static Checkpoint of(float[][] atoms, DictionaryUpdate.Statistics statistics,
            List<DictionaryLearning.Epoch> history, double seconds) {
        return new Checkpoint(copy(atoms), copy(statistics), history, seconds);
    }

    /** {@return the dictionary at this point} */
    public Dictionary dictionary() {
        return DictionaryLearning.dictionary(atoms);
    }

    /** {@return the epochs done so far} */
    public List<DictionaryLearning.Epoch> history() {
        return history;
    }

    /**
     * {@return how many seconds learning has taken up to this point, without the breaks between
     * sessions}
     */
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
        return new DictionaryUpdate.Statistics(copy(source.a), copy(source.b), source.batches);
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }

    /**
     * Writes the state in bytes that {@link #read} takes. Leaves the stream open.
     *
     * @param stream buffered, as numbers are written one by one
     * @throws IOException if the stream cannot be written
     */
    public void write(OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
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
        out.flush();
    }

    /**
     * Reads what {@link #write} wrote, to the end of the stream. Leaves the stream open.
     *
     * @param stream the bytes
     * @return the checkpoint
     * @throws IOException if the bytes are not a complete checkpoint; the message says why
     */
    public static Checkpoint read(InputStream stream) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(stream.readAllBytes());
        try {
            if (in.getInt() != MAGIC) {
                throw new IOException("not a checkpoint of dictionary learning");
            }
            int size = in.getInt();
            int pixels = in.getInt();
            int batches = in.getInt();
            // A damaged size could ask for more memory than there is.
            if (size < 1 || pixels < 1
                    || 4 * ((long) size * size + 2L * size * pixels) > in.remaining()) {
                throw new IOException("damaged, or cut short");
            }
            float[][] atoms = readRows(in, size, pixels);
            DictionaryUpdate.Statistics statistics = new DictionaryUpdate.Statistics(
                    readRows(in, size, size), readRows(in, size, pixels), batches);
            List<DictionaryLearning.Epoch> history = new ArrayList<>();
            for (int left = in.getInt(); left > 0; left--) {
                history.add(new DictionaryLearning.Epoch(in.getInt(), in.getDouble(),
                        in.getDouble(), in.getDouble(), in.getDouble(), in.getInt()));
            }
            return new Checkpoint(atoms, statistics, history, in.getDouble());
        } catch (BufferUnderflowException e) {
            throw new IOException("cut short", e);
        }
    }

    private static void writeRows(DataOutputStream out, float[][] rows) throws IOException {
        for (float[] row : rows) {
            for (float value : row) {
                out.writeFloat(value);
            }
        }
    }

    private static float[][] readRows(ByteBuffer in, int count, int length) {
        float[][] rows = new float[count][length];
        for (float[] row : rows) {
            in.asFloatBuffer().get(row);
            in.position(in.position() + Float.BYTES * length);
        }
        return rows;
    }
}
