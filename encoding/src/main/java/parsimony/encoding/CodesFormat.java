package parsimony.encoding;

import java.nio.file.Path;
import parsimony.data.MatrixWriter;
import parsimony.data.NpyRowWriter;

/** The form of a file of codes. */
public enum CodesFormat {
    /** {@code .npy}, N×K float32, zeros included. */
    DENSE(".npy") {
        @Override
        public MatrixWriter create(Path file, int units) {
            return NpyRowWriter.create(file, units);
        }
    };

    private final String ending;

    CodesFormat(String ending) {
        this.ending = ending;
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
     * @throws parsimony.signals.InputException if nothing can be written there
     */
    public abstract MatrixWriter create(Path file, int units);
}
