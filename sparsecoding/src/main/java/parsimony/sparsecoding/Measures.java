package parsimony.sparsecoding;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
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
    /** The longest array of Java's. */
    private static final int MOST_PATCHES = Integer.MAX_VALUE - 8;

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
        return Sums.of(patches, codes, reconstructions).measures();
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

    /**
     * What measures are made of: sums over some patches, to which those over further patches can be
     * added. A computer's sum depends on its order. So the same blocks of patches, added in the
     * same order, give the same measures to the last bit, whoever summed up each block.
     */
    public static final class Sums implements Serializable {
        private static final long serialVersionUID = 1;

        private final double[] unitSum;
        private final double[] unitSquares;
        private long zeros;
        private double mse;
        private double r2;
        private double[] r2PerPatch = {};
        private int n;
        private long pixels;
        private double pixelMean;
        /** Σ (x − mean)² of all pixels. */
        private double pixelVariation;
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
         * {@return the sums of some patches}
         *
         * @param patches         N×D
         * @param codes           N×K
         * @param reconstructions N×D
         * @throws InputException if shapes do not agree
         */
        public static Sums of(FMatrixRMaj patches, FMatrixRMaj codes,
                FMatrixRMaj reconstructions) {
            return of(patches, codes, reconstructions, 0, patches.numRows);
        }

        /**
         * {@return the sums of the patches from ≤ i &lt; to}
         *
         * @param patches         N×D
         * @param codes           N×K
         * @param reconstructions N×D
         * @param from            first patch, 0..N
         * @param to              behind the last patch, from..N
         * @throws InputException if shapes do not agree
         */
        public static Sums of(FMatrixRMaj patches, FMatrixRMaj codes, FMatrixRMaj reconstructions,
                int from, int to) {
            int d = patches.numCols;
            if (codes.numRows != patches.numRows || reconstructions.numRows != patches.numRows
                    || reconstructions.numCols != d) {
                throw new InputException("measures: patches are " + patches.numRows + "×" + d
                        + ", codes " + codes.numRows + "×" + codes.numCols + ", reconstructions "
                        + reconstructions.numRows + "×" + reconstructions.numCols
                        + "; rows and pixels must agree");
            }
            Objects.checkFromToIndex(from, to, patches.numRows);
            Sums sums = new Sums(codes.numCols);
            sums.r2PerPatch = new double[to - from];
            Pixels pixels = new Pixels(from < to ? patches.data[from * d] : 0);
            for (int i = from; i < to; i++) {
                sums.addErrors(patches.data, reconstructions.data, i * d, d, pixels);
                sums.addCode(codes.data, i * codes.numCols);
                sums.n++;
            }
            pixels.into(sums);
            return sums;
        }

        /** Pixels of one block. The origin is subtracted so that squares do not lose digits. */
        private static final class Pixels {
            private final double origin;
            private double sum;
            private double squares;
            private long count;

            Pixels(double origin) {
                this.origin = origin;
            }

            void add(float pixel) {
                sum += pixel - origin;
                squares += (pixel - origin) * (pixel - origin);
                count++;
            }

            void into(Sums sums) {
                if (count > 0) {
                    sums.pixels = count;
                    sums.pixelMean = origin + sum / count;
                    sums.pixelVariation = squares - sum / count * sum;
                }
            }
        }

        /**
         * Adds the sums of further patches.
         *
         * @param further of as many units
         * @throws InputException if their units are another number, or all patches are too many for
         *                        their median: 2^31
         */
        public void add(Sums further) {
            if (further.unitSum.length != unitSum.length) {
                throw new InputException("measures: codes have " + further.unitSum.length
                        + " units; must have " + unitSum.length);
            }
            addPixels(further);
            addPatches(further);
            for (int unit = 0; unit < unitSum.length; unit++) {
                unitSum[unit] += further.unitSum[unit];
                unitSquares[unit] += further.unitSquares[unit];
            }
            zeros += further.zeros;
            mse += further.mse;
            r2 += further.r2;
            population += further.population;
            l1 += further.l1;
        }

        private void addPatches(Sums further) {
            long all = (long) n + further.n;
            if (all > MOST_PATCHES) {
                throw new InputException("‹patches›: are " + all
                        + " or more, whose median is not computed; measure fewer at a time");
            }
            if (all > r2PerPatch.length) {
                r2PerPatch =
                        Arrays.copyOf(r2PerPatch, (int) Math.min(MOST_PATCHES, all + all / 2));
            }
            System.arraycopy(further.r2PerPatch, 0, r2PerPatch, n, further.n);
            n = (int) all;
        }

        /**
         * The variation about the common mean: Chan, Golub &amp; LeVeque (1983), Algorithms for
         * computing the sample variance, eq. 2.1.
         */
        private void addPixels(Sums further) {
            if (pixels == 0) {
                pixels = further.pixels;
                pixelMean = further.pixelMean;
                pixelVariation = further.pixelVariation;
            } else if (further.pixels > 0) {
                double distance = further.pixelMean - pixelMean;
                double share = (double) further.pixels / (pixels + further.pixels);
                pixelVariation += further.pixelVariation + distance * distance * share * pixels;
                pixelMean += distance * share;
                pixels += further.pixels;
            }
        }

        private void addErrors(float[] x, float[] reconstruction, int from, int d, Pixels sum) {
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
                sum.add(x[j]);
            }
            mse += residual;
            r2PerPatch[n] = explained(residual, total);
            r2 += r2PerPatch[n];
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

        /** {@return the number of patches} */
        public long patches() {
            return n;
        }

        /**
         * {@return the measures of all patches}
         *
         * @throws InputException if there is none
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
            double[] sorted = Arrays.copyOf(r2PerPatch, n);
            Arrays.sort(sorted);
            double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
            return new Measures(mse / n, r2 / n, explained(mse, pixelVariation), median,
                    lifetime / k, population / n, zeros / ((double) n * k), l1 / n);
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
