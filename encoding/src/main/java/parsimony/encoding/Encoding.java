package parsimony.encoding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.data.MatrixRows;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.PatchException;

/** Encodes rows of patches, block by block, and sums up what the codes measure. */
public final class Encoding {
    private final Coder coder;
    private final MatrixRows patches;
    private final RowRange rows;
    private MatrixRows start;
    private boolean atOnce;

    /** Takes what was encoded. */
    public interface Sink {
        /**
         * Takes the next block.
         *
         * @param first   the row of its first patch in the file
         * @param patches n×D
         * @param coded   their codes
         * @param reconstructions n×D
         * @throws IOException if it cannot be written
         */
        void take(long first, FMatrixRMaj patches, Coded coded, FMatrixRMaj reconstructions)
                throws IOException;
    }

    /**
     * The encoding of some rows.
     *
     * @param coder   makes the codes
     * @param patches N×D
     * @param rows    which of them
     * @throws InputException if there are no such rows
     */
    public Encoding(Coder coder, MatrixRows patches, RowRange rows) {
        rows.requireWithin(patches.rows(), "‹patches›");
        this.coder = coder;
        this.patches = patches;
        this.rows = rows;
    }

    /**
     * Lets codes start from others.
     *
     * @param codes N×K, a row for each row of the file of patches
     * @return this
     */
    public Encoding from(MatrixRows codes) {
        start = codes;
        return this;
    }

    /**
     * Gives all rows to the coder at once, for one that observes how all of them change together.
     *
     * @return this
     */
    public Encoding atOnce() {
        atOnce = true;
        return this;
    }

    /**
     * Sums over all rows.
     *
     * @param sums    of the blocks, added in order
     * @param seconds that encoding alone took
     */
    public record Total(CodeSums sums, double seconds) {
    }

    /**
     * Encodes the rows, and adds up the sums of their blocks.
     *
     * @param phase    what the progress calls the work
     * @param sink     takes the codes, in order
     * @param progress is told how many patches are done
     * @return the sums
     * @throws InputException if a file cannot be read, or a patch cannot be coded; the message has
     *                        its number in the file
     * @throws IOException    if the sink throws it
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public Total total(String phase, Sink sink, Monitor progress) throws IOException {
        CodeSums sums = new CodeSums(coder.units());
        return new Total(sums, run(phase, sink, sums::add, progress));
    }

    /**
     * Encodes the rows, and keeps the sums of each block, for those who add them to others.
     *
     * @param sink     takes the codes, in order
     * @param progress is told how many patches are done
     * @return the sums of each block
     * @throws InputException as {@link #total}
     * @throws IOException    if the sink throws it
     * @throws java.util.concurrent.CancellationException if the thread was interrupted
     */
    public PartSums run(Sink sink, Monitor progress) throws IOException {
        List<CodeSums> blocks = new ArrayList<>();
        double seconds = run("Inferring codes", sink, blocks::add, progress);
        return new PartSums(rows, blocks, seconds);
    }

    /** Returns the seconds that encoding took. */
    private double run(String phase, Sink sink, Consumer<CodeSums> sums, Monitor progress)
            throws IOException {
        progress.phase(phase, rows.count(), "patches");
        int blockRows = CodeSums.blockRows(coder.units());
        FMatrixRMaj block = new FMatrixRMaj(1, patches.columns());
        FMatrixRMaj from = start == null ? null : new FMatrixRMaj(1, coder.units());
        double seconds = 0;
        patches.seek(rows.from());
        if (start != null) {
            start.seek(rows.from());
        }
        for (long row = rows.from(); row < rows.to(); row += block.numRows) {
            long end = atOnce ? rows.to() : Math.min(rows.to(), (row / blockRows + 1) * blockRows);
            patches.read(block, Math.toIntExact(end - row));
            if (start != null) {
                start.read(from, block.numRows);
            }
            long begun = System.nanoTime();
            Coded coded = coder.dependsOnBlock() ? within(row / blockRows * blockRows, row, end)
                    : code(block, from, row);
            seconds += (System.nanoTime() - begun) * 1e-9;
            FMatrixRMaj decoded = coder.decode(block, coded.codes());
            for (long at = row; at < end;) {
                long next = Math.min(end, (at / blockRows + 1) * blockRows);
                sums.accept(
                        CodeSums.of(block, coded, decoded, (int) (at - row), (int) (next - row)));
                at = next;
            }
            sink.take(row, block, coded, decoded);
            progress.at(end - rows.from());
        }
        return seconds;
    }

    /** The codes of rows from ≤ i &lt; to of the block that begins at a row. */
    private Coded within(long first, long from, long to) {
        FMatrixRMaj block = new FMatrixRMaj(1, patches.columns());
        patches.seek(first);
        patches.read(block, CodeSums.blockRows(coder.units()));
        patches.seek(to);
        FMatrixRMaj codes = code(block, null, first).codes();
        return new Coded(CommonOps_FDRM.extract(codes, (int) (from - first), (int) (to - first), 0,
                codes.numCols));
    }

    private Coded code(FMatrixRMaj block, FMatrixRMaj from, long first) {
        try {
            return coder.code(block, from);
        } catch (PatchException e) {
            throw new InputException(e.message(first + e.patch()), e);
        }
    }
}
