package parsimony.compare.gap;

import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.L1Ball;

/**
 * How much better codes could have been on their dictionary, patch by patch, whoever made them. The
 * squared error of a code a is ‖x − b − Φa‖², summed over pixels, where b is the decoder's bias.
 * Codes are weighed by the norms of the atoms, t = Σ_k ‖φ_k‖|a_k|, so that nothing depends on how
 * atoms are scaled. A code is compared with three others:
 * <ul>
 * <li><em>on its own support</em>: the best magnitudes of the same units, by least squares;
 * <li><em>at equal L1</em>: the least error of all codes with Σ_k ‖φ_k‖|a_k| ≤ t, of any number of
 * units. It lies between two proven bounds;
 * <li><em>at equal L0</em>: a better code of at most as many units, found by swapping units. The
 * least error of such codes is at most this; a lower bound is not known.
 * </ul>
 * So a code of the same L1 is at most {@code squaredError − atEqualL1Lower} better, and one of the
 * same L0 is at least {@code squaredError − atEqualL0} better. For a one-shot encoder these are
 * amortization gaps in the sense of Cremer, Li &amp; Duvenaud (2018).
 *
 * @param squaredError    of the codes, N
 * @param onSupport       the least on the same units, N, ≤ squaredError
 * @param atEqualL1       of the best code found at equal L1, N, ≤ squaredError
 * @param atEqualL1Lower  proven lower bound of the least at equal L1, N, from 0 to atEqualL1
 * @param atEqualL0       of the best code found at equal L0, N, ≤ onSupport
 * @param l1              Σ_k ‖φ_k‖|a_k| of the codes, N
 * @param l0              how many units of the codes are not 0, N
 * @param codesAtEqualL1  the best codes found at equal L1, N×K
 * @param codesAtEqualL0  the best codes found at equal L0, N×K
 */
public record CodeGap(double[] squaredError, double[] onSupport, double[] atEqualL1,
        double[] atEqualL1Lower, double[] atEqualL0, double[] l1, int[] l0,
        FMatrixRMaj codesAtEqualL1, FMatrixRMaj codesAtEqualL0) {

    /**
     * Measures codes under a decoder without bias, solved as exactly as is usual. Codes may be
     * negative if any of them is.
     *
     * @param patches N×D, finite
     * @param codes N×K, finite
     * @param dictionary K×D
     * @return the gap
     * @throws InputException if shapes do not agree or a value is not finite
     */
    public static CodeGap measure(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary) {
        return new CodeGapMeter(dictionary, null, isSigned(codes)).measure(patches, codes);
    }

    /**
     * {@return whether a code is negative}
     *
     * @param codes N×K
     */
    public static boolean isSigned(FMatrixRMaj codes) {
        return IntStream.range(0, codes.getNumElements()).anyMatch(i -> codes.data[i] < 0);
    }

    /** {@return how many patches, N} */
    public int patches() {
        return squaredError.length;
    }

    /**
     * {@return by how much the best magnitudes of the same units are better, N, ≥ 0: what shrinkage
     * costs}
     */
    public double[] ofMagnitudes() {
        return difference(squaredError, onSupport);
    }

    /** {@return by how much a code of the same L1 is better at most, N, ≥ 0} */
    public double[] mostAtEqualL1() {
        return difference(squaredError, atEqualL1Lower);
    }

    /** {@return by how much a code of the same L0 is better at least, N, ≥ 0} */
    public double[] leastAtEqualL0() {
        return difference(squaredError, atEqualL0);
    }

    private static double[] difference(double[] above, double[] below) {
        return IntStream.range(0, above.length).mapToDouble(i -> above[i] - below[i]).toArray();
    }
}
