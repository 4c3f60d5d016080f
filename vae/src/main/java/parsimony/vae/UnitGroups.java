package parsimony.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.hipparchus.clustering.CentroidCluster;
import org.hipparchus.clustering.Clusterable;
import org.hipparchus.clustering.KMeansPlusPlusClusterer;
import org.hipparchus.clustering.distance.EuclideanDistance;
import org.hipparchus.random.Well19937c;
import parsimony.signals.InputException;
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
    private static final int STARTS = 20;
    private static final int ITERATIONS = 50;

    /** The code of a patch of norm 1, scaled to norm 1, and the norm that it has of the patch. */
    private record Code(double[] direction, double norm) implements Clusterable {
        @Override
        public double[] getPoint() {
            return direction;
        }
    }

    private UnitGroups() {}

    /**
     * The groups, each so large that one spike of level 2 stands for the median of its codes.
     *
     * @param dictionary of level 1, K₁×D
     * @param patches    N×D
     * @param groups     K₂, how many
     * @param seed       of the first centres
     * @return Φ₂ᵀ, K₂×K₁, at least 0
     * @throws InputException if the codes show fewer groups
     */
    static FMatrixRMaj of(Dictionary dictionary, FMatrixRMaj patches, int groups, long seed) {
        List<Code> codes = codes(dictionary.normalized(), patches);
        if (codes.stream().map(code -> Arrays.hashCode(code.direction)).distinct()
                .count() < groups) {
            throw new InputException("‹levels›: " + groups + " groups of units; " + codes.size()
                    + " of the patches have codes of several units under the dictionary, which are"
                    + " too few");
        }
        KMeansPlusPlusClusterer<Code> clusterer = new KMeansPlusPlusClusterer<>(groups, ITERATIONS,
                new EuclideanDistance(), new Well19937c(seed));
        List<CentroidCluster<Code>> best = Stream.generate(() -> clusterer.cluster(codes))
                .limit(STARTS).min(Comparator.comparingDouble(UnitGroups::spread)).orElseThrow();
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
        EuclideanDistance distance = new EuclideanDistance();
        return clusters.stream().mapToDouble(cluster -> cluster.getPoints().stream()
                .mapToDouble(code -> Math.pow(
                        distance.compute(code.direction, cluster.getCenter().getPoint()), 2))
                .sum()).sum();
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
