package parsimony.sparsecoding;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * Better codes of the same number of atoms. From each code's support, and once more from nothing,
 * atoms that explain most of the residual join, least squares is solved on all, those whose loss
 * raises the error least leave until there are as many as before, and least squares is solved
 * again. A step is kept only if the error falls; if it does not, half as many atoms are tried, at
 * last one for one. The better of the two ends is the result, or the code itself if neither has a
 * lower error.
 *
 * <p>To find the best support is NP-hard, and there is no useful bound from below: what comes out
 * says that a code of this L0 could be at least so much better.
 *
 * <p>Needell &amp; Tropp (2009), Applied and Computational Harmonic Analysis 26, CoSaMP; Dai &amp;
 * Milenkovic (2009), IEEE Transactions on Information Theory 55, subspace pursuit.
 */
public final class SupportSwaps {
    /** A step counts if it lowers the error by this share of ½‖x‖². */
    private static final double PROGRESS = 1e-7;
    /** At first one atom in so many is exchanged. */
    private static final int PART = 8;
    /** One for one, so many atoms are tried. */
    private static final int SINGLES = 8;
    /** The most least-squares codes that are tried from each start. */
    private static final int MOST_TRIALS = 64;
    private static final int MOST_STEPS = 100_000;

    private final Dictionary dictionary;
    private final boolean signed;
    private final double[] norms;

    /**
     * The search under a dictionary.
     *
     * @param dictionary K×D
     * @param signed whether codes may be negative
     * @throws InputException if there is no dictionary
     */
    public SupportSwaps(Dictionary dictionary, boolean signed) {
        Check.given("dictionary", dictionary);
        this.dictionary = dictionary;
        this.signed = signed;
        norms = WorkingSet.norms(dictionary);
    }

    /**
     * Improves codes.
     *
     * @param patches N×D
     * @param codes N×K
     * @return codes N×K, each with at most as many entries other than 0 as the given one, and with
     *     at most its ½‖x − Φa‖², both in single precision
     * @throws InputException if a shape or a value is not allowed
     * @throws CancellationException promptly after the calling thread is interrupted
     */
    public FMatrixRMaj improve(FMatrixRMaj patches, FMatrixRMaj codes) {
        Check.given("patches", patches);
        Check.patches(patches, dictionary);
        Check.codes("codes", codes, patches, dictionary, !signed);
        FMatrixRMaj improved = new FMatrixRMaj(codes.numRows, codes.numCols);
        PatchLoop.run(patches.numRows, Workspace::new,
                (workspace, from, to) -> workspace.run(patches, codes, from, to),
                (workspace, i) -> {
                    workspace.searches[i % PatchLoop.CHUNK].copyTo(improved, i);
                    keepBetter(patches, codes, improved, i);
                });
        return improved;
    }

    /** Puts the given code in place of the new one unless that has a lower error. */
    private void keepBetter(FMatrixRMaj patches, FMatrixRMaj codes, FMatrixRMaj improved, int i) {
        int k = codes.numCols;
        if (!(squaredError(patches, improved, i) < squaredError(patches, codes, i))) {
            System.arraycopy(codes.data, i * k, improved.data, i * k, k);
        }
    }

    /** ‖x − Φa‖² in double precision. */
    private double squaredError(FMatrixRMaj patches, FMatrixRMaj codes, int i) {
        double[] residual = new double[patches.numCols];
        for (int d = 0; d < residual.length; d++) {
            residual[d] = patches.data[i * residual.length + d];
        }
        for (int k = 0; k < codes.numCols; k++) {
            double code = codes.data[i * codes.numCols + k];
            if (code != 0) {
                RowSum.subtract(dictionary.atoms().data, k * residual.length, code, residual);
            }
        }
        return RowSum.dot(residual, residual, 0, residual.length);
    }

    private final class Workspace {
        private final Search[] searches = new Search[PatchLoop.CHUNK];
        private final Search[] searching = new Search[PatchLoop.CHUNK];

        void run(FMatrixRMaj patches, FMatrixRMaj codes, int from, int to) {
            int count = 0;
            for (int i = from; i < to; i++) {
                Search search = searches[i - from];
                if (search == null) {
                    search = new Search();
                    searches[i - from] = search;
                }
                if (search.begin(patches, codes, i)) {
                    searching[count++] = search;
                }
            }
            Pricing.run(dictionary, searching, count);
        }
    }

    /** The search for one patch. */
    private final class Search implements Pricing.Search {
        private final WorkingSet set =
                new WorkingSet(dictionary, norms, false, signed, 0, MOST_STEPS);
        private final int k = dictionary.size();
        private final boolean[] chosen = new boolean[k];
        private float[] patches;
        private int patch;
        private int allowed; // atoms of a code
        private int[] support = new int[16];
        private int size;
        private double error;
        private int[] best = new int[16];
        private int bestSize;
        private double bestError;
        private boolean fromNothing;
        private int exchanged; // atoms that join at once
        private int trials;
        private int[] trial = new int[16];

        /** Returns whether there is something to search for. */
        boolean begin(FMatrixRMaj patches, FMatrixRMaj codes, int patch) {
            this.patches = patches.data;
            this.patch = patch;
            allowed = 0;
            for (int j = 0; j < k; j++) {
                allowed += codes.data[patch * k + j] != 0 ? 1 : 0;
            }
            support = roomFor(2 * allowed, support);
            best = roomFor(2 * allowed, best);
            trial = roomFor(2 * allowed + 1, trial);
            int count = 0;
            for (int j = 0; j < k; j++) {
                if (codes.data[patch * k + j] != 0) {
                    trial[count++] = j;
                }
            }
            fromNothing = false;
            fit(count);
            take();
            bestError = Double.POSITIVE_INFINITY;
            keepBest();
            exchanged = (allowed + PART - 1) / PART;
            trials = 0;
            return goingOn();
        }

        private static int[] roomFor(int count, int[] array) {
            return array.length < count ? new int[2 * count] : array;
        }

        @Override
        public float[] residual() {
            return set.residual();
        }

        @Override
        public float[] correlation() {
            return set.correlation();
        }

        @Override
        public boolean advance() {
            while (exchanged > 0 && trials < MOST_TRIALS) {
                for (int skipped = 0; skipped < (exchanged == 1 ? SINGLES : 1); skipped++) {
                    if (improves(skipped)) {
                        take();
                        return goingOn() || restart();
                    }
                }
                exchanged /= 2;
            }
            return restart();
        }

        /** Whether the error of the support leaves something to explain. */
        private boolean goingOn() {
            return allowed > 0 && error > PROGRESS * set.energy();
        }

        /** Goes on from nothing, if it has not yet. */
        private boolean restart() {
            keepBest();
            if (fromNothing || bestError <= PROGRESS * set.energy()) {
                return false;
            }
            fromNothing = true;
            fit(0);
            take();
            exchanged = (allowed + PART - 1) / PART;
            trials = 0;
            return goingOn();
        }

        /** Tries to let atoms join, the best but some that are skipped. */
        private boolean improves(int skipped) {
            trials++;
            System.arraycopy(support, 0, trial, 0, size);
            Arrays.fill(chosen, false);
            for (int p = 0; p < size; p++) {
                chosen[support[p]] = true;
            }
            int count = size;
            for (int n = 0; n < exchanged + skipped; n++) {
                int next = steepest();
                if (next < 0) {
                    break;
                }
                chosen[next] = true;
                if (n >= skipped) {
                    trial[count++] = next;
                }
            }
            if (count == size) {
                return false;
            }
            fit(count);
            if (set.size() > allowed) {
                keepDearest();
            }
            return set.objective() < error - PROGRESS * set.energy();
        }

        private int steepest() {
            float[] c = set.correlation();
            int best = -1;
            double highest = 0;
            for (int j = 0; j < k; j++) {
                double slope = (signed ? Math.abs(c[j]) : c[j]) / norms[j];
                if (slope > highest && !chosen[j]) {
                    highest = slope;
                    best = j;
                }
            }
            return best;
        }

        /** Keeps the atoms that would be missed most, and solves for them. */
        private void keepDearest() {
            long[] parts = new long[set.size()];
            for (int p = 0; p < parts.length; p++) {
                parts[p] = (long) Float.floatToIntBits((float) set.loss(p)) << 32 | set.atom(p);
            }
            Arrays.sort(parts);
            for (int p = 0; p < allowed; p++) {
                trial[p] = (int) parts[parts.length - 1 - p];
            }
            fit(allowed);
        }

        private void fit(int count) {
            set.begin(patches, patch, Double.POSITIVE_INFINITY);
            set.fit(trial, count);
        }

        /** Makes what was tried last the present support. */
        private void take() {
            size = set.size();
            for (int p = 0; p < size; p++) {
                support[p] = set.atom(p);
            }
            error = set.objective();
        }

        private void keepBest() {
            if (error < bestError) {
                bestError = error;
                bestSize = size;
                System.arraycopy(support, 0, best, 0, size);
            }
        }

        /** Writes the code of the best support. */
        void copyTo(FMatrixRMaj codes, int row) {
            System.arraycopy(best, 0, trial, 0, bestSize);
            fit(bestSize);
            set.copyNearest(codes.data, row);
        }
    }
}
