package parsimony.sparsecoding;

import java.util.SplittableRandom;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.signals.InputException;

/**
 * The mini-batches of an epoch, in a random order of the patches. Several of them are read at once,
 * so that a source goes through its file a few times in order, and not back and forth. The random
 * numbers are the same, however many are read at once.
 */
final class MiniBatches {
    /** The most values that are in memory at once, 16 MiB of them, unless one batch has more. */
    static final int VALUES_AT_ONCE = 1 << 22;

    private final PatchSource source;
    private final int batch;
    private final PatchOrder order;
    private int left;
    private FMatrixRMaj read;
    private int given;

    /**
     * The mini-batches of an epoch.
     *
     * @param batches how many there are
     * @param batch patches in each
     * @param random of the order; all is drawn from it when the last mini-batch is given out
     */
    MiniBatches(PatchSource source, int batches, int batch, SplittableRandom random) {
        this.source = source;
        this.batch = batch;
        left = batches;
        order = new PatchOrder(source.size(), (long) batches * batch, random);
        read = new FMatrixRMaj(0, source.pixels());
    }

    /**
     * {@return the next mini-batch, batch×D}
     *
     * @throws InputException if one of its patches is not finite or too large, with its number
     */
    FMatrixRMaj next() {
        if (given == read.numRows) {
            readOn();
        }
        int from = given;
        given += batch;
        return CommonOps_FDRM.extract(read, from, given, 0, read.numCols);
    }

    private void readOn() {
        int batches = (int) Math.min(left,
                Math.max(1, VALUES_AT_ONCE / ((long) batch * source.pixels())));
        left -= batches;
        given = 0;
        long[] numbers = new long[batches * batch];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = order.next();
        }
        read = new FMatrixRMaj(numbers.length, source.pixels());
        source.read(numbers, read);
        try {
            Check.patches("train", read);
        } catch (PatchException e) {
            throw new InputException(e.message(numbers[e.patch()]), e);
        }
    }
}
