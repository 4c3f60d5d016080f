package parsimony.encoding;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import parsimony.data.CsrRowWriter;
import parsimony.data.MatrixWriter;
import parsimony.data.NpyRowWriter;
import parsimony.signals.InputException;

/** The form of a file of codes. */
public enum CodesFormat {
    /** {@code .npy}, N×K float32, zeros included: 4 bytes for each of N·K entries. */
    DENSE(".npy") {
        @Override
        public MatrixWriter create(Path file, int units) {
            return NpyRowWriter.create(file, units);
        }

        @Override
        long bytes(float[] codes, int from, int units) {
            return 4L * units;
        }
    },
    /**
     * {@code .npz} in compressed rows, as {@code scipy.sparse.save_npz} writes it: 8 bytes for each
     * entry that is not 0, and 4 for each row.
     */
    CSR(".npz") {
        @Override
        public MatrixWriter create(Path file, int units) {
            return CsrRowWriter.create(file, units);
        }

        @Override
        long bytes(float[] codes, int from, int units) {
            long bytes = 4;
            for (int k = from; k < from + units; k++) {
                bytes += codes[k] == 0 ? 0 : 8;
            }
            return bytes;
        }
    };

    private final String ending;

    CodesFormat(String ending) {
        this.ending = ending;
    }

    /**
     * {@return the form of a name}
     *
     * @param name dense or csr, in upper or lower case
     * @throws InputException if there is none
     */
    public static CodesFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InputException("codes", name, "must be dense or csr"));
    }

    /** The name in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return how names of such files end: {@code .npy}} */
    public String ending() {
        return ending;
    }

    /**
     * Begins a file.
     *
     * @param file  the file to write; a commit replaces a file of that name
     * @param units K ≥ 1
     * @return a writer without rows
     * @throws InputException if nothing can be written there
     */
    public abstract MatrixWriter create(Path file, int units);

    /** How many bytes a code takes, whose K entries begin at an index. */
    abstract long bytes(float[] codes, int from, int units);
}
