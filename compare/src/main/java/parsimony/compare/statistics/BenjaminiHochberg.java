package parsimony.compare.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import parsimony.signals.InputException;

/**
 * Adjusts the p-values of many tests. Among the tests with an adjusted p ≤ α, the expected share of
 * false discoveries is at most α.
 *
 * <p>Benjamini &amp; Hochberg (1995), Journal of the Royal Statistical Society B 57.
 */
public final class BenjaminiHochberg {
    /** The share of false discoveries that the paper allows. */
    public static final double LEVEL = 0.01;

    private BenjaminiHochberg() {}

    /**
     * Adjusts p-values: the i-th smallest of m becomes min over j ≥ i of p_j·m/j, at most 1.
     *
     * @param p values in 0..1
     * @return as many, in the same order, each ≥ its p
     * @throws InputException if one is not in 0..1
     */
    public static double[] adjust(double... p) {
        if (!Arrays.stream(p).allMatch(value -> value >= 0 && value <= 1)) {
            throw new InputException("p-values: " + Arrays.toString(p) + "; must be in 0..1");
        }
        int[] rising =
                IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i]))
                        .mapToInt(Integer::intValue).toArray();
        double[] adjusted = new double[p.length];
        double least = 1;
        for (int rank = p.length; rank >= 1; rank--) {
            int i = rising[rank - 1];
            least = Math.min(least, p[i] * p.length / rank);
            adjusted[i] = least;
        }
        return adjusted;
    }
}
