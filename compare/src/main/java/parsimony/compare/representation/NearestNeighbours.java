package parsimony.compare.representation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import parsimony.signals.InputException;

/**
 * Classification by a vote of the k nearest neighbours in Euclidean distance. All distances are
 * computed and sorted once. A pool that is drawn from the candidates reads its neighbours from the
 * sorted lists, so that hundreds of draws are cheap.
 *
 * <p>Vafaii, Galor &amp; Yates (2024), table 5.
 */
public final class NearestNeighbours {
    /** How many neighbours vote, as in the paper. */
    public static final int VOTERS = 5;
    /** Queries whose distances are in memory at a time. */
    private static final int CHUNK = 250;

    private final int[] labels;
    private final int[] truth;
    /** The candidates of each query, from the nearest to the furthest. */
    private final int[][] nearest;

    /**
     * Finds the neighbours of each query among the candidates.
     *
     * @param candidates rows from which pools are drawn, at least {@link #VOTERS}
     * @param queries rows to classify, at least one
     * @throws InputException if there are fewer, or their features differ in number
     */
    public NearestNeighbours(LabelledFeatures candidates, LabelledFeatures queries) {
        if (candidates.size() < VOTERS || queries.size() == 0
                || candidates.features().numCols != queries.features().numCols) {
            throw new InputException("neighbours: " + candidates.size() + " candidates of "
                    + candidates.features().numCols + " features for " + queries.size()
                    + " queries of "
                    + queries.features().numCols + "; need " + VOTERS
                    + " candidates, one query, as many features");
        }
        labels = candidates.labels();
        truth = queries.labels();
        nearest = new int[queries.size()][];
        float[] norms = squaredNorms(candidates.features());
        IntStream.range(0, (queries.size() + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            int from = chunk * CHUNK;
            int to = Math.min(from + CHUNK, queries.size());
            FMatrixRMaj products = new FMatrixRMaj(to - from, labels.length);
            CommonOps_FDRM.multTransB(queries.rows(from, to).features(), candidates.features(),
                    products);
            for (int q = from; q < to; q++) {
                nearest[q] = sorted(products, q - from, norms);
            }
        });
    }

    private static float[] squaredNorms(FMatrixRMaj rows) {
        float[] norms = new float[rows.numRows];
        for (int i = 0; i < norms.length; i++) {
            double sum = 0;
            for (int k = 0; k < rows.numCols; k++) {
                sum += rows.get(i, k) * rows.get(i, k);
            }
            norms[i] = (float) sum;
        }
        return norms;
    }

    /** The candidates in the order of ‖c‖² − 2 q·c, which is that of their distances to q. */
    private static int[] sorted(FMatrixRMaj products, int row, float[] norms) {
        long[] keys = new long[norms.length];
        for (int c = 0; c < keys.length; c++) {
            int bits = Float.floatToIntBits(norms[c] - 2 * products.get(row, c));
            // integers in the same order as the floats
            int ordered = bits >= 0 ? bits : bits ^ Integer.MAX_VALUE;
            keys[c] = (long) ordered << 32 | c;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }

    /** {@return the share of queries that all candidates together classify correctly, 0..1} */
    public double accuracy() {
        BitSet all = new BitSet();
        all.set(0, labels.length);
        return accuracy(all);
    }

    /**
     * {@return the share of queries that pools of some size classify correctly, 0..1 for each pool}
     * The same seed draws the same pools from as many candidates, so models can be compared pool by
     * pool.
     *
     * @param size of a pool drawn from the candidates without replacement, from {@link #VOTERS} to
     *     their number
     * @param draws how many pools, ≥ 1
     * @param seed of the draws
     * @throws InputException if a number is out of its range
     */
    public double[] accuracies(int size, int draws, long seed) {
        if (size < VOTERS || size > labels.length || draws < 1) {
            throw new InputException("pools: " + draws + " of " + size
                    + "; must be at least one, of " + VOTERS + " to "
                    + labels.length);
        }
        SplittableRandom random = new SplittableRandom(seed);
        BitSet[] pools = new BitSet[draws];
        Arrays.setAll(pools, d -> draw(size, random));
        return Arrays.stream(pools).parallel().mapToDouble(this::accuracy).toArray();
    }

    /** Draws candidates without replacement, by Floyd's algorithm. */
    private BitSet draw(int size, SplittableRandom random) {
        BitSet pool = new BitSet(labels.length);
        for (int last = labels.length - size; last < labels.length; last++) {
            int c = random.nextInt(last + 1);
            pool.set(pool.get(c) ? last : c);
        }
        return pool;
    }

    private double accuracy(BitSet pool) {
        int classes = Arrays.stream(labels).max().orElseThrow() + 1;
        int right = 0;
        for (int q = 0; q < nearest.length; q++) {
            int[] votes = new int[classes];
            int voted = 0;
            for (int i = 0; voted < VOTERS; i++) {
                if (pool.get(nearest[q][i])) {
                    votes[labels[nearest[q][i]]]++;
                    voted++;
                }
            }
            if (most(votes) == truth[q]) {
                right++;
            }
        }
        return (double) right / nearest.length;
    }

    /** The class with the most votes; of equal classes the lowest. */
    private static int most(int[] votes) {
        int best = 0;
        for (int label = 1; label < votes.length; label++) {
            if (votes[label] > votes[best]) {
                best = label;
            }
        }
        return best;
    }
}
