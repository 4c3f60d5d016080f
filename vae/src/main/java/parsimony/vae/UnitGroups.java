package parsimony.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.hipparchus.clustering.CentroidCluster;
import org.hipparchus.clustering.Clusterable;
import org.hipparchus.clustering.KMeansPlusPlusClusterer;
import org.hipparchus.random.Well19937c;
import parsimony.signals.InputException;
import parsimony.signals.ParallelLoop;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;

/**
 * Groups of units of level 1 that come together, which Φ₂ may begin with: layer by layer, after
 * Hinton, Osindero &amp; Teh (2006). Non-negative sparse codes of patches under the dictionary are
 * clustered by their direction: spherical k-means, as in Coates &amp; Ng (2012).
 */
final class UnitGroups {
    /** Most patches to look at, spread evenly. */
    private static final int PATCHES = 10_000;
    /** Weight of the l1 norm, for atoms of norm 1 and patches of norm 1. */
    private static final double LAMBDA = 0.1;
    /** The weakest patches, a share of those that are not 0, are mostly noise. */
    private static final double WEAK = 0.25;
    /** A code with fewer units, counted as (Σa)²/Σa², says nothing of what comes together. */
    private static final double UNITS = 1.5;
    /** How often the centres are drawn, of which the best clusters are taken, at least … */
    private static final int LEAST_STARTS = 20;
    /** … at most, … */
    private static final int MOST_STARTS = 200;
    /** … and in between so often that all codes are compared with all centres so many times. */
    private static final double COMPARED = 1e9;
    private static final int ITERATIONS = 50;
    /** Of what a unit adds, log δ₂ is this: minus the mean of the first log prior rates. */
    private static final double SEEN = 5;

    /** The code of a patch of norm 1, scaled to norm 1, and the norm that it has of the patch. */
    private record Code(double[] direction, double norm) implements Clusterable {
        @Override
        public double[] getPoint() {
            return direction;
        }
    }

    /** Is told how many starts of the clusters are done, from 0. */
    interface Progress {
        void at(int done, int starts);
    }

    private UnitGroups() {}

    /**
     * The groups, each so large that one spike of level 2 stands for the median of its codes.
     *
     * @param dictionary of level 1, K₁×D
     * @param patches    N×D
     * @param groups     K₂, how many
     * @param seed       of the first centres
     * @param progress   is told how far they are
     * @return Φ₂ᵀ, K₂×K₁, at least 0
     * @throws InputException if the codes show fewer groups
     */
    static FMatrixRMaj of(Dictionary dictionary, FMatrixRMaj patches, int groups, long seed,
            Progress progress) {
        List<Code> codes = codes(dictionary.normalized(), patches);
        if (codes.stream().map(code -> Arrays.hashCode(code.direction)).distinct()
                .count() < groups) {
            throw new InputException("‹levels›: " + groups + " groups of units; " + codes.size()
                    + " of the patches have codes of several units under the dictionary, which are"
                    + " too few");
        }
        List<CentroidCluster<Code>> best = clusters(codes, groups, seed, progress);
        FMatrixRMaj weights = new FMatrixRMaj(groups, dictionary.size());
        for (int j = 0; j < groups; j++) {
            double[] centre = best.get(j).getCenter().getPoint();
            double size = medianNorm(best.get(j).getPoints()) / norm(centre);
            for (int k = 0; k < centre.length; k++) {
                double atom = Math.sqrt(dictionary.squaredNorm(k));
                weights.set(j, k, atom > 0 ? (float) (size * centre[k] / atom) : 0);
            }
        }
        return weights;
    }

    /**
     * What a linear encoder of level 2 looks for, so that it knows the groups from the first step:
     * the image g that a spike of a unit adds, scaled so that g itself has log δ₂ = 5 and thus
     * about one spike.
     *
     * @param groups     Φ₂ᵀ, K₂×K₁
     * @param dictionary of level 1, K₁×D
     * @return K₂×D, 0 where g is 0
     */
    static Dictionary seen(FMatrixRMaj groups, Dictionary dictionary) {
        FMatrixRMaj images = new FMatrixRMaj(groups.numRows, dictionary.pixels());
        CommonOps_FDRM.mult(groups, dictionary.atoms(), images);
        for (int j = 0; j < images.numRows; j++) {
            double norm = norm(row(images, j));
            for (int d = 0; d < images.numCols; d++) {
                images.set(j, d, norm > 0 ? (float) (images.get(j, d) * SEEN / (norm * norm)) : 0);
            }
        }
        return new Dictionary(images);
    }

    /** The clusters with the least spread of all starts. */
    private static List<CentroidCluster<Code>> clusters(List<Code> codes, int groups, long seed,
            Progress progress) {
        double once = (double) codes.size() * groups * codes.get(0).direction.length;
        int starts = (int) Math.max(LEAST_STARTS, Math.min(MOST_STARTS, COMPARED / once));
        List<List<CentroidCluster<Code>>> found =
                new ArrayList<>(Collections.nCopies(starts, null));
        AtomicInteger done = new AtomicInteger();
        progress.at(0, starts);
        ParallelLoop.run(starts, start -> {
            found.set(start, new KMeansPlusPlusClusterer<Code>(groups, ITERATIONS,
                    UnitGroups::distance, new Well19937c(new int[] {(int) seed, (int) (seed >> 32),
                        start}))
                    .cluster(codes));
            synchronized (done) {
                progress.at(done.incrementAndGet(), starts);
            }
        });
        return found.stream().min(Comparator.comparingDouble(UnitGroups::spread)).orElseThrow();
    }

    private static List<Code> codes(Dictionary unit, FMatrixRMaj patches) {
        double[] norms = new double[patches.numRows];
        Arrays.setAll(norms, i -> norm(row(patches, i)));
        double[] present = Arrays.stream(norms).filter(norm -> norm > 0).sorted().toArray();
        double least = present.length == 0 ? 0 : present[(int) (WEAK * present.length)];
        int[] rows = IntStream.range(0, norms.length)
                .filter(i -> norms[i] > 0 && norms[i] >= least).toArray();
        int n = Math.min(PATCHES, rows.length);
        if (n == 0) {
            return List.of();
        }
        int[] chosen = new int[n];
        Arrays.setAll(chosen, i -> rows[(int) ((long) i * rows.length / n)]);
        FMatrixRMaj scaled = new FMatrixRMaj(n, patches.numCols);
        for (int i = 0; i < n; i++) {
            for (int d = 0; d < patches.numCols; d++) {
                scaled.set(i, d, (float) (patches.get(chosen[i], d) / norms[chosen[i]]));
            }
        }
        FMatrixRMaj solved =
                new Lasso(unit, LassoSettings.of(LAMBDA).withGap(1e-3)).solve(scaled).codes();
        List<Code> codes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] code = row(solved, i);
            double norm = norm(code);
            double sum = Arrays.stream(code).sum();
            if (sum * sum >= UNITS * norm * norm && norm > 0) {
                codes.add(new Code(Arrays.stream(code).map(a -> a / norm).toArray(),
                        norm * norms[chosen[i]]));
            }
        }
        return codes;
    }

    /** The sum of squared distances of all codes from the centres of their clusters. */
    private static double spread(List<CentroidCluster<Code>> clusters) {
        return clusters.stream().mapToDouble(cluster -> cluster.getPoints().stream()
                .mapToDouble(code -> squaredDistance(code.direction,
                        cluster.getCenter().getPoint()))
                .sum()).sum();
    }

    private static double distance(double[] a, double[] b) {
        ParallelLoop.stopIfAsked(); // a start takes long
        return Math.sqrt(squaredDistance(a, b));
    }

    /** In four sums, which a processor adds at once. */
    private static double squaredDistance(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            double d0 = a[i] - b[i];
            double d1 = a[i + 1] - b[i + 1];
            double d2 = a[i + 2] - b[i + 2];
            double d3 = a[i + 3] - b[i + 3];
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; i < a.length; i++) {
            s0 += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return s0 + s1 + s2 + s3;
    }

    private static double medianNorm(List<Code> codes) {
        double[] norms = codes.stream().mapToDouble(Code::norm).sorted().toArray();
        return norms.length == 0 ? 0 : norms[norms.length / 2];
    }

    private static double[] row(FMatrixRMaj matrix, int i) {
        double[] row = new double[matrix.numCols];
        Arrays.setAll(row, k -> matrix.get(i, k));
        return row;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
    }
}
