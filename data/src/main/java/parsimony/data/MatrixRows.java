package parsimony.data;

import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * A matrix in a file, read in blocks of rows, so that it may be larger than memory. Whatever type
 * the file stores, the values are given as float32, and every one is finite. {@link ArrayFile}
 * opens one.
 */
public interface MatrixRows extends AutoCloseable {
    /** {@return the number of rows of the whole matrix, N} */
    long rows();

    /** {@return the length of a row, D} */
    int columns();

    /**
     * Reads the next rows.
     *
     * @param block   receives the rows; becomes (rows read)×D and keeps its memory where that is
     *                large enough
     * @param maximum the most rows to read, ≥ 1
     * @return the number of rows read; 0 after the last row
     * @throws InputException      if the file cannot be read, or a value is not finite or beyond
     *                             the largest float32
     * @throws ArithmeticException if one matrix cannot hold so many rows
     */
    int read(FMatrixRMaj block, int maximum);

    /**
     * Goes to a row, which the next read begins with. Where rows lie in the file as they are, this
     * costs nothing; a compressed member of an archive is unpacked up to there.
     *
     * @param row 0..N; N is behind the last row
     * @throws IndexOutOfBoundsException if there is no such row
     */
    void seek(long row);

    /** Goes back to the first row. */
    default void rewind() {
        seek(0);
    }

    @Override
    void close();
}
