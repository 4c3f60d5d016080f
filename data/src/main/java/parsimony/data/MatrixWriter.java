package parsimony.data;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Writes a matrix row by row, for one that need not fit into memory. What is written stays hidden
 * until {@link #commit} moves it into place. Closing without a commit leaves nothing behind.
 */
public interface MatrixWriter extends AutoCloseable {
    /** {@return the length of a row, D} */
    int columns();

    /**
     * Appends rows.
     *
     * @param block any number of rows, each of D values
     * @throws InputException if they cannot be written
     */
    default void write(FMatrixRMaj block) {
        if (block.numCols != columns()) {
            throw new IllegalArgumentException(
                    "block: has " + block.numCols + " columns, the file has " + columns());
        }
        write(block.data, 0, block.numRows);
    }

    /**
     * Appends rows.
     *
     * @param values the rows, one after another
     * @param offset the index of the first row's first value
     * @param count  the number of rows
     * @throws InputException if they cannot be written
     */
    void write(float[] values, int offset, int count);

    /**
     * Completes the matrix and moves it into place.
     *
     * @throws InputException if that fails
     */
    void commit();

    @Override
    void close();
}
