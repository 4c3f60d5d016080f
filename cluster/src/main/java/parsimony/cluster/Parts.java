package parsimony.cluster;

import java.util.ArrayList;
import java.util.List;
import parsimony.encoding.RowRange;

/** How rows are shared out. No share changes a bit of a result. */
final class Parts {
    /**
     * So many rows take some seconds, beside which the hundredth of a second that Spark takes for a
     * task is little; and if a machine fails, little is lost.
     */
    static final int GOOD_ROWS = 8192;
    /** The driver holds what every part came to. */
    private static final int MOST_PARTS = 10_000;
    /** So that no core waits long for the last part. */
    private static final int PARTS_PER_CORE = 4;

    private Parts() {}

    /**
     * {@return a good number of rows for a part}
     *
     * @param rows  in all
     * @param block rows of a block
     * @param cores of the cluster
     */
    static long goodRows(long rows, int block, int cores) {
        long fair = ceiling(rows, (long) PARTS_PER_CORE * cores);
        long most = Math.max(GOOD_ROWS, ceiling(rows, MOST_PARTS));
        return ceiling(Math.min(fair, most), block) * block;
    }

    /**
     * {@return parts whose borders are multiples of a number of rows}
     *
     * @param rows   all rows
     * @param number of rows of a part
     */
    static List<RowRange> of(RowRange rows, long number) {
        List<RowRange> parts = new ArrayList<>();
        for (long from = rows.from(); from < rows.to();) {
            long to = Math.min(rows.to(), (from / number + 1) * number);
            parts.add(new RowRange(from, to));
            from = to;
        }
        return parts;
    }

    private static long ceiling(long a, long b) {
        return (a + b - 1) / b;
    }
}
