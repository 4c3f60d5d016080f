package parsimony.encoding;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.ejml.data.FMatrixRMaj;
import parsimony.sparsecoding.Measures;
import parsimony.sparsecoding.Solution;

/**
 * A table of comma-separated values with what is known of each code. Of sparse inference it is the
 * certificate: {@code patch,objective,gap,iterations,stop}. Of an encoder that minimises nothing it
 * is {@code patch,squared_error,nonzeros}. Patches have their number in the file of patches, so
 * that tables of parts, one after another, are the table of the whole. Numbers have all digits that
 * tell them from others, so that {@link PerPatchRows} reads the very same.
 */
public final class PerPatchTable implements Encoding.Sink, Closeable {
    static final String CERTIFICATES = "patch,objective,gap,iterations,stop";
    static final String ERRORS = "patch,squared_error,nonzeros";

    private final BufferedWriter out;
    private boolean begun;

    /**
     * Begins a file.
     *
     * @param file the file to write
     * @throws IOException if it cannot be written
     */
    public PerPatchTable(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    @Override
    public void take(long first, FMatrixRMaj patches, Coded coded, FMatrixRMaj reconstructions)
            throws IOException {
        boolean certified = coded.solution().isPresent();
        if (!begun) {
            out.write((certified ? CERTIFICATES : ERRORS) + "\n");
            begun = true;
        }
        if (certified) {
            write(first, coded.solution().get());
        } else {
            write(first, Measures.errors(patches, reconstructions), coded.codes());
        }
    }

    private void write(long first, Solution solution) throws IOException {
        for (int i = 0; i < solution.objective().length; i++) {
            out.write((first + i) + "," + solution.objective()[i] + "," + solution.gap()[i] + ","
                    + solution.iterations()[i] + ","
                    + solution.stop()[i].name().toLowerCase(Locale.ROOT) + "\n");
        }
    }

    private void write(long first, double[] errors, FMatrixRMaj codes) throws IOException {
        for (int i = 0; i < errors.length; i++) {
            int nonzeros = 0;
            for (int k = i * codes.numCols; k < (i + 1) * codes.numCols; k++) {
                nonzeros += codes.data[k] == 0 ? 0 : 1;
            }
            out.write((first + i) + "," + errors[i] + "," + nonzeros + "\n");
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
