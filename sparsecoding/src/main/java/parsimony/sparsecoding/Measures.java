package parsimony.sparsecoding;

import org.ejml.data.FMatrixRMaj;

/**
 * How well codes describe patches, and how sparse they are: one record of every figure that sparse coding and variational
 * autoencoders share. Sums are accumulated in double precision.
 *
 * @param mse          mean over patches of Σ_pixels (x − x̂)², ≥ 0
 * @param r2           mean over patches of 1 − SS_res/SS_tot, SS_tot about the patch's own mean, ≤ 1; a constant patch counts
 *                     1 if it is reconstructed exactly and 0 if not
 * @param lifetime     mean over units of the Treves–Rolls/Vinje–Gallant sparsity of a unit across patches, 0..1
 * @param population   mean over patches of the same sparsity of a patch across units, 0..1
 * @param portionZeros share of code entries that are exactly 0, 0..1
 * @param l1           mean over patches of ‖a‖₁, ≥ 0
 */
public record Measures(double mse, double r2, double lifetime, double population, double portionZeros, double l1) {

    /**
     * Measures codes under a dictionary.
     *
     * @param patches    N×D, N ≥ 1
     * @param codes      N×K
     * @param dictionary K×D
     * @throws IllegalArgumentException if shapes do not agree or there is no patch
     */
    public static Measures of(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary) {
        dictionary.requireMatching(patches);
        return of(patches, codes, dictionary.decode(codes));
    }

    /**
     * Measures codes whose reconstructions came from any decoder.
     *
     * @param patches         N×D, N ≥ 1
     * @param codes           N×K
     * @param reconstructions N×D
     * @throws IllegalArgumentException if shapes do not agree or there is no patch
     */
    public static Measures of(FMatrixRMaj patches, FMatrixRMaj codes, FMatrixRMaj reconstructions) {
        int n = patches.numRows;
        int d = patches.numCols;
        int k = codes.numCols;
        if (n < 1) {
            throw new IllegalArgumentException("patches: none given, at least one is needed");
        }
        if (codes.numRows != n || reconstructions.numRows != n || reconstructions.numCols != d) {
            throw new IllegalArgumentException("measures: patches are " + n + "×" + d + ", codes " + codes.numRows + "×" + k
                    + ", reconstructions " + reconstructions.numRows + "×" + reconstructions.numCols + "; rows and pixels must agree");
        }
        double mse = 0;
        double r2 = 0;
        double population = 0;
        double l1 = 0;
        long zeros = 0;
        double[] unitSum = new double[k];
        double[] unitSquares = new double[k];
        for (int i = 0; i < n; i++) {
            double mean = 0;
            for (int j = i * d; j < (i + 1) * d; j++) {
                mean += patches.data[j];
            }
            mean /= d;
            double residual = 0;
            double total = 0;
            for (int j = i * d; j < (i + 1) * d; j++) {
                double error = (double) patches.data[j] - reconstructions.data[j];
                residual += error * error;
                total += (patches.data[j] - mean) * (patches.data[j] - mean);
            }
            mse += residual;
            r2 += total > 0 ? 1 - residual / total : residual == 0 ? 1 : 0;

            double sum = 0;
            double squares = 0;
            for (int unit = 0; unit < k; unit++) {
                double a = Math.abs(codes.data[i * k + unit]);
                sum += a;
                squares += a * a;
                unitSum[unit] += a;
                unitSquares[unit] += a * a;
                if (a == 0) {
                    zeros++;
                }
            }
            population += sparsity(sum, squares, k);
            l1 += sum;
        }
        double lifetime = 0;
        for (int unit = 0; unit < k; unit++) {
            lifetime += sparsity(unitSum[unit], unitSquares[unit], n);
        }
        return new Measures(mse / n, r2 / n, lifetime / k, population / n, zeros / ((double) n * k), l1 / n);
    }

    /**
     * Distance to the ideal corner of the r²–sparsity plane, where everything is explained by nothing: 0 at r² = 1 and all
     * zeros, 1 at the opposite corner.
     */
    public double distanceToIdeal() {
        double unexplained = 1 - Math.max(0, r2);
        return Math.sqrt((unexplained * unexplained + (1 - portionZeros) * (1 - portionZeros)) / 2);
    }

    /**
     * Treves–Rolls sparsity as rescaled by Vinje &amp; Gallant (2000), S = (1 − (Σ|v|)²/(mΣv²))/(1 − 1/m); a vector of zeros,
     * and one of a single entry, which has no spread to measure, count as fully sparse.
     */
    private static double sparsity(double sum, double squares, long m) {
        if (squares == 0 || m == 1) {
            return 1;
        }
        return (1 - sum / squares * sum / m) / (1 - 1.0 / m);
    }
}
