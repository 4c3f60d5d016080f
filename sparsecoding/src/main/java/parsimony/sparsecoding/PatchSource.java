package parsimony.sparsecoding;

import java.util.Objects;
import java.util.stream.LongStream;
import org.ejml.data.FMatrixRMaj;

/**
 * Patches to learn from, wherever they lie. In memory they are {@link #of a matrix}; a source that
 * reads a file may have more of them than fit into memory. Whoever reads asks for many at once, so
 * that a source can go through its file in order.
 */
public interface PatchSource {
    /** {@return the number of patches, N} */
    long size();

    /** {@return the number of pixels of a patch, D} */
    int pixels();

    /**
     * Copies patches.
     *
     * @param numbers which patches, each from 0 to N − 1, in any order; one may come twice
     * @param into receives patch {@code numbers[i]} as row i; has a row for each number, and D
     *     columns
     * @throws IndexOutOfBoundsException if there is no such patch
     */
    void read(long[] numbers, FMatrixRMaj into);

    /**
     * {@return patches that follow one another, count×D}
     *
     * @param first the number of the first one
     * @param count how many, ≥ 0
     * @throws IndexOutOfBoundsException if there are not so many
     */
    default FMatrixRMaj read(long first, int count) {
        FMatrixRMaj block = new FMatrixRMaj(count, pixels());
        read(LongStream.range(first, first + count).toArray(), block);
        return block;
    }

    /**
     * {@return a part of these patches, which are not copied}
     *
     * @param from the number of the first patch of the part
     * @param to the number after the last one
     * @throws IndexOutOfBoundsException if there is no such part
     */
    default PatchSource part(long from, long to) {
        Objects.checkFromToIndex(from, to, size());
        PatchSource whole = this;
        return new PatchSource() {
            @Override
            public long size() {
                return to - from;
            }

            @Override
            public int pixels() {
                return whole.pixels();
            }

            @Override
            public void read(long[] numbers, FMatrixRMaj into) {
                whole.read(LongStream.of(numbers)
                        .map(number -> from + Objects.checkIndex(number, to - from)).toArray(),
                        into);
            }
        };
    }

    /**
     * {@return the rows of a matrix, which is not copied}
     *
     * @param patches N×D
     */
    static PatchSource of(FMatrixRMaj patches) {
        Check.given("patches", patches);
        return new PatchSource() {
            @Override
            public long size() {
                return patches.numRows;
            }

            @Override
            public int pixels() {
                return patches.numCols;
            }

            @Override
            public void read(long[] numbers, FMatrixRMaj into) {
                for (int i = 0; i < numbers.length; i++) {
                    int row = (int) Objects.checkIndex(numbers[i], size());
                    System.arraycopy(patches.data, row * patches.numCols, into.data,
                            i * patches.numCols, patches.numCols);
                }
            }
        };
    }
}
