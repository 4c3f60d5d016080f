package parsimony.data;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Writes a matrix row by row, for one that need not fit into memory. What is written stays hidden
 * until {@link #commit} moves it into place. Closing without a commit leaves nothing behind.
 */
public interface MatrixWriter extends AutoCloseable {
    /**
     * Appends rows.
     *
     * @param block any number of rows, each of D values
     * @throws InputException if they cannot be written
     */
    void write(FMatrixRMaj block);

    /**
     * Completes the matrix and moves it into place.
     *
     * @throws InputException if that fails
     */
    void commit();

    @Override
    void close();
}
