package parsimony.sparsecoding;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * How well codes describe patches, and how sparse they are: one record of every measure that sparse
 * coding and variational autoencoders share. Sums are accumulated in double precision.
 *
 * @param mse          mean over patches of Σ_pixels (x − x̂)², ≥ 0
 * @param r2           mean over patches of 1 − SS_res/SS_tot, SS_tot about the patch's own mean, ≤
 *                     1; a constant patch counts 1 if it is reconstructed exactly and 0 if not. A
 *                     few nearly constant patches can dominate this mean: it can be far below 0
 *                     while the other two are near 1
 * @param r2Pooled     1 − SS_res/SS_tot of all pixels of all patches together, SS_tot about their
 *                     one mean, ≤ 1; if all pixels are equal, 1 for an exact reconstruction and 0
 *                     otherwise
 * @param r2Median     median over patches of 1 − SS_res/SS_tot as in {@code r2}, ≤ 1
 * @param lifetime     mean over units of the Treves–Rolls/Vinje–Gallant sparsity of a unit across
 *                     patches, 0..1
 * @param population   mean over patches of the same sparsity of a patch across units, 0..1
 * @param portionZeros share of code entries that are exactly 0, 0..1
 * @param l1           mean over patches of ‖a‖₁, ≥ 0
 */
public record Measures(double mse, double r2, double r2Pooled, double r2Median, double lifetime,
        double population, double portionZeros, double l1) {
    /**
     * Measures codes under a dictionary.
     *
     * @param patches N×D, N ≥ 1
     * @param codes N×K
     * @param dictionary K×D
     * @return the measures
     * @throws InputException if shapes do not agree or there is no patch
     */
    public static Measures of(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary) {
        dictionary.requireMatching(patches);
        return of(patches, codes, dictionary.decode(codes));
    }

    /**
     * Measures codes whose reconstructions came from any decoder.
     *
     * @param patches N×D, N ≥ 1
     * @param codes N×K
     * @param reconstructions N×D
     * @return the measures
     * @throws InputException if shapes do not agree or there is no patch
     */
    public static Measures of(FMatrixRMaj patches, FMatrixRMaj codes, FMatrixRMaj reconstructions) {
        Sums sums = new Sums(codes.numCols);
        sums.add(patches, codes, reconstructions);
        return sums.measures();
    }

    /**
     * The squared error of each patch, Σ_pixels (x − x̂)².
     *
     * @param patches         N×D
     * @param reconstructions N×D
     * @return N
     * @throws InputException if shapes do not agree
     */
    public static double[] errors(FMatrixRMaj patches, FMatrixRMaj reconstructions) {
        if (patches.numRows != reconstructions.numRows
                || patches.numCols != reconstructions.numCols) {
            throw new InputException("errors: patches are " + patches.numRows + "×"
                    + patches.numCols + ", reconstructions " + reconstructions.numRows + "×"
                    + reconstructions.numCols + "; must agree");
        }
        double[] errors = new double[patches.numRows];
        for (int i = 0; i < patches.getNumElements(); i++) {
            double error = (double) patches.data[i] - reconstructions.data[i];
            errors[i / patches.numCols] += error * error;
        }
        return errors;
    }

    /** Gathers measures block by block, for patches that are too many to hold at once. */
    public static final class Sums {
        private final double[] unitSum;
        private final double[] unitSquares;
        private long n;
        private long zeros;
        private double mse;
        private double r2;
        private double[] r2PerPatch = new double[16];
        /**
         * The first pixel, which is subtracted from every pixel before summing. Then the sum of
         * squares does not lose digits.
         */
        private double origin;
        private double pixelSum;
        private double pixelSquares;
        private long pixels;
        private double population;
        private double l1;

        /**
         * Sums of no patch.
         *
         * @param units K
         */
        public Sums(int units) {
            unitSum = new double[units];
            unitSquares = new double[units];
        }

        /**
         * Adds a block of patches.
         *
         * @param patches         N×D
         * @param codes           N×K
         * @param reconstructions N×D
         * @throws InputException if shapes do not agree
         */
        public void add(FMatrixRMaj patches, FMatrixRMaj codes, FMatrixRMaj reconstructions) {
            int d = patches.numCols;
            if (codes.numRows != patches.numRows || codes.numCols != unitSum.length
                    || reconstructions.numRows != patches.numRows || reconstructions.numCols != d) {
                throw new InputException("measures: patches are " + patches.numRows + "×" + d
                        + ", codes " + codes.numRows + "×" + codes.numCols + ", reconstructions "
                        + reconstructions.numRows + "×" + reconstructions.numCols
                        + "; rows and pixels must agree, and units be " + unitSum.length);
            }
            if (n == 0 && patches.getNumElements() > 0) {
                origin = patches.data[0];
            }
            for (int i = 0; i < patches.numRows; i++) {
                addErrors(patches.data, reconstructions.data, i * d, d);
                addCode(codes.data, i * unitSum.length);
                n++;
            }
        }

        private void addErrors(float[] x, float[] reconstruction, int from, int d) {
            double mean = 0;
            for (int j = from; j < from + d; j++) {
                mean += x[j];
            }
            mean /= d;
            double residual = 0;
            double total = 0;
            for (int j = from; j < from + d; j++) {
                double error = (double) x[j] - reconstruction[j];
                residual += error * error;
                total += (x[j] - mean) * (x[j] - mean);
                pixelSum += x[j] - origin;
                pixelSquares += (x[j] - origin) * (x[j] - origin);
            }
            pixels += d;
            mse += residual;
            if (n == r2PerPatch.length) {
                r2PerPatch =
                        Arrays.copyOf(r2PerPatch, (int) Math.min(Integer.MAX_VALUE - 8, 2 * n));
            }
            r2PerPatch[(int) n] = explained(residual, total);
            r2 += r2PerPatch[(int) n];
        }

        private static double explained(double residual, double total) {
            return total > 0 ? 1 - residual / total : residual == 0 ? 1 : 0;
        }

        private void addCode(float[] a, int from) {
            double sum = 0;
            double squares = 0;
            for (int unit = 0; unit < unitSum.length; unit++) {
                double magnitude = Math.abs(a[from + unit]);
                sum += magnitude;
                squares += magnitude * magnitude;
                unitSum[unit] += magnitude;
                unitSquares[unit] += magnitude * magnitude;
                if (magnitude == 0) {
                    zeros++;
                }
            }
            population += sparsity(sum, squares, unitSum.length);
            l1 += sum;
        }

        /**
         * {@return the measures of everything added so far}
         *
         * @throws InputException if nothing was added
         */
        public Measures measures() {
            if (n == 0) {
                throw new InputException("‹patches›: none given, at least one is needed");
            }
            double lifetime = 0;
            for (int unit = 0; unit < unitSum.length; unit++) {
                lifetime += sparsity(unitSum[unit], unitSquares[unit], n);
            }
            int k = unitSum.length;
            double total = pixelSquares - pixelSum / pixels * pixelSum;
            double[] sorted = Arrays.copyOf(r2PerPatch, (int) n);
            Arrays.sort(sorted);
            double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
            return new Measures(mse / n, r2 / n, explained(mse, total), median, lifetime / k,
                    population / n, zeros / ((double) n * k), l1 / n);
        }
    }

    /**
     * {@return distance to the ideal corner of the r²–sparsity plane, √(((1 − max(0, r²))² + (1 −
     * zeros)²)/2): 0 at r² = 1 with all entries 0, and 1 at the opposite corner}
     */
    public double distanceToIdeal() {
        double unexplained = 1 - Math.max(0, r2);
        return Math.sqrt((unexplained * unexplained + (1 - portionZeros) * (1 - portionZeros)) / 2);
    }

    /**
     * Treves–Rolls sparsity as rescaled by Vinje &amp; Gallant (2000), S = (1 − (Σ|v|)²/(mΣv²))/(1
     * − 1/m); A vector of zeros counts as fully sparse, S = 1. So does a vector of a single entry,
     * which has no spread.
     *
     * @param sum     Σ|v|
     * @param squares Σv²
     * @param m       entries, ≥ 1
     * @return 0..1
     */
    public static double sparsity(double sum, double squares, long m) {
        if (squares == 0 || m == 1) {
            return 1;
        }
        return (1 - sum / squares * sum / m) / (1 - 1.0 / m);
    }
}
