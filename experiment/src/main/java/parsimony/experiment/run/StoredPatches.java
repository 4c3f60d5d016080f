package parsimony.experiment.run;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.data.ArrayFile;
import parsimony.data.MatrixRows;
import parsimony.signals.InputException;
import parsimony.signals.Stop;
import parsimony.sparsecoding.PatchSource;

/**
 * Patches in a file, which are read when they are asked for. However they are asked for, they are
 * read in the order of the file, and those that follow one another at once.
 */
public final class StoredPatches implements PatchSource, AutoCloseable {
    private final MatrixRows rows;
    private final FMatrixRMaj stretch;

    private StoredPatches(MatrixRows rows) {
        this.rows = rows;
        stretch = new FMatrixRMaj(1, rows.columns());
    }

    /**
     * Opens patches; none is read yet.
     *
     * @param place of the matrix, N×D: {@code FILE} or {@code FILE#NAME}
     * @return the patches
     * @throws InputException as {@link ArrayFile#rows}
     */
    public static StoredPatches open(String place) {
        return new StoredPatches(ArrayFile.rows(place));
    }

    @Override
    public long size() {
        return rows.rows();
    }

    @Override
    public int pixels() {
        return rows.columns();
    }

    /**
     * Copies patches, as {@link PatchSource#read(long[], FMatrixRMaj)} says.
     *
     * @throws InputException if the file cannot be read, or a value is not finite
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    @Override
    public void read(long[] numbers, FMatrixRMaj into) {
        int[] order = IntStream.range(0, numbers.length).boxed()
                .sorted(Comparator.comparingLong(i -> numbers[i])).mapToInt(i -> i).toArray();
        int end;
        for (int begin = 0; begin < order.length; begin = end) {
            Stop.ifAsked("reading patches was stopped");
            long first = Objects.checkIndex(numbers[order[begin]], size());
            long last = first;
            end = begin + 1;
            while (end < order.length && numbers[order[end]] <= last + 1) {
                last = Objects.checkIndex(numbers[order[end++]], size());
            }
            rows.seek(first);
            rows.read(stretch, (int) (last - first) + 1);
            for (int i = begin; i < end; i++) {
                System.arraycopy(stretch.data,
                        (int) (numbers[order[i]] - first) * stretch.numCols, into.data,
                        order[i] * stretch.numCols, stretch.numCols);
            }
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
