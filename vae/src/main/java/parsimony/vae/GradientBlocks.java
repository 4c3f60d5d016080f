package parsimony.vae;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.vae.GradientQuality.Measured;

/**
 * Gathers the gradients of one estimator in M blocks of equal size, each an independent sample.
 * Bias without noise is the mean of products of two different blocks, which are independent, so
 * that the noise of a block is never multiplied by itself.
 */
final class GradientBlocks {
    private final List<GradientTruth> truths;
    /** Of each block: mean ĝ − g of all patches, one after the other; and its image ΦΛ(ĝ − g). */
    private final double[][] errors;
    private final double[][] images;
    /** Of each block: tr Σ, tr HΣ, sums over patches; and the mean cosine. */
    private final double[] variances;
    private final double[] energies;
    private final double[] cosines;

    /** What is measured of some of the blocks: squares and energies not yet divided. */
    private record Sums(double squaredBias, double rawSquaredBias, double biasEnergy,
            double variance, double noiseEnergy, double cosineOfMean, double meanCosine) {
    }

    GradientBlocks(List<GradientTruth> truths, int blocks) {
        int units = truths.stream().mapToInt(t -> t.gradient().length).sum();
        int pixels = truths.stream().mapToInt(t -> t.image().length).sum();
        this.truths = truths;
        this.errors = new double[blocks][units];
        this.images = new double[blocks][pixels];
        this.variances = new double[blocks];
        this.energies = new double[blocks];
        this.cosines = new double[blocks];
    }

    /**
     * Takes a block's gradients of a patch.
     *
     * @param drawn  n×K, n ≥ 2
     * @param imaged n×D, ΦΛ times each of them
     */
    void add(int block, int patch, FMatrixRMaj drawn, FMatrixRMaj imaged) {
        GradientTruth truth = truths.get(patch);
        double[] g = truth.gradient();
        double[] mean = means(drawn);
        double[] spread = variances(drawn, mean);
        double[] meanImage = means(imaged);
        double[] spreadImage = variances(imaged, meanImage);
        for (int k = 0; k < g.length; k++) {
            errors[block][patch * g.length + k] = mean[k] - g[k];
            variances[block] += spread[k];
            energies[block] += g[k] * spread[k];
        }
        for (int d = 0; d < meanImage.length; d++) {
            images[block][patch * meanImage.length + d] = meanImage[d] - truth.image()[d];
            energies[block] += 2 * spreadImage[d];
        }
        cosines[block] += cosine(drawn, g) / truths.size();
    }

    private static double[] means(FMatrixRMaj rows) {
        double[] mean = new double[rows.numCols];
        for (int i = 0; i < rows.numRows; i++) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += rows.data[i * mean.length + k];
            }
        }
        for (int k = 0; k < mean.length; k++) {
            mean[k] /= rows.numRows;
        }
        return mean;
    }

    private static double[] variances(FMatrixRMaj rows, double[] mean) {
        double[] sum = new double[mean.length];
        for (int i = 0; i < rows.numRows; i++) {
            for (int k = 0; k < mean.length; k++) {
                double deviation = rows.data[i * mean.length + k] - mean[k];
                sum[k] += deviation * deviation;
            }
        }
        for (int k = 0; k < mean.length; k++) {
            sum[k] /= rows.numRows - 1;
        }
        return sum;
    }

    /** The mean cosine of the rows with g. */
    private static double cosine(FMatrixRMaj rows, double[] g) {
        double norm = Math.sqrt(Arrays.stream(g).map(v -> v * v).sum());
        double sum = 0;
        for (int i = 0; i < rows.numRows; i++) {
            double product = 0;
            double square = 0;
            for (int k = 0; k < g.length; k++) {
                double value = rows.data[i * g.length + k];
                product += value * g[k];
                square += value * value;
            }
            sum += square > 0 ? product / (Math.sqrt(square) * norm) : 0;
        }
        return sum / rows.numRows;
    }

    /**
     * What all blocks say together.
     *
     * @param samples      N of each patch
     * @param milliseconds of a gradient
     */
    GradientQuality quality(GradientStudy.Combination combination, int samples, int draws,
            Measured milliseconds) {
        int m = variances.length;
        double norm2 = truths.stream().mapToDouble(GradientTruth::squaredNorm).sum();
        double curvature = truths.stream().mapToDouble(GradientTruth::curvature).sum();
        double[] g = truths.stream().flatMapToDouble(t -> Arrays.stream(t.gradient())).toArray();
        double[] along = new double[m];
        double[][] products = new double[m][m];
        double[][] energy = new double[m][m];
        for (int i = 0; i < m; i++) {
            along[i] = dot(errors[i], g, null);
            for (int j = 0; j <= i; j++) {
                products[i][j] = dot(errors[i], errors[j], null);
                products[j][i] = products[i][j];
                energy[i][j] = dot(errors[i], errors[j], g) + 2 * dot(images[i], images[j], null);
                energy[j][i] = energy[i][j];
            }
        }
        Function<int[], Sums> of = some -> sums(some, products, energy, along, norm2);
        Sums all = of.apply(IntStream.range(0, m).toArray());
        List<Sums> without = IntStream.range(0, m)
                .mapToObj(j -> of.apply(IntStream.range(0, m).filter(i -> i != j).toArray()))
                .toList();
        double bias2 = Math.max(0, all.squaredBias / norm2);
        double error2 = error(without, Sums::squaredBias) / norm2;
        // The square has a standard error; the root has that of the ends one error away.
        double biasError =
                (Math.sqrt(bias2 + error2) - Math.sqrt(Math.max(0, bias2 - error2))) / 2;
        return new GradientQuality(combination, samples, draws, Math.sqrt(norm2), curvature,
                new Measured(Math.sqrt(bias2), biasError),
                Math.sqrt(all.rawSquaredBias / norm2),
                Math.sqrt(all.variance / samples / norm2),
                combination.estimator().samples() ? deviation(products, all) : null,
                measured(all, without, Sums::variance).times(1 / norm2),
                measured(all, without, Sums::cosineOfMean),
                measured(all, without, Sums::meanCosine),
                measured(all, without, Sums::biasEnergy).times(1 / curvature),
                measured(all, without, Sums::noiseEnergy).times(1 / curvature), milliseconds);
    }

    private Sums sums(int[] blocks, double[][] products, double[][] energy, double[] along,
            double norm2) {
        double m = blocks.length;
        double all = 0;
        double own = 0;
        double allEnergy = 0;
        double ownEnergy = 0;
        double with = 0;
        double variance = 0;
        double noise = 0;
        double cosine = 0;
        for (int i : blocks) {
            for (int j : blocks) {
                all += products[i][j];
                allEnergy += energy[i][j];
            }
            own += products[i][i];
            ownEnergy += energy[i][i];
            with += along[i] / m;
            variance += variances[i] / m;
            noise += energies[i] / m;
            cosine += cosines[i] / m;
        }
        double raw = all / (m * m);
        double mean2 = norm2 + 2 * with + raw; // ‖g + (mean − g)‖²
        double cosineOfMean = mean2 > 0 ? (norm2 + with) / Math.sqrt(norm2 * mean2) : 0;
        return new Sums((all - own) / (m * (m - 1)), raw, (allEnergy - ownEnergy) / (m * (m - 1)),
                variance, noise, cosineOfMean, cosine);
    }

    /**
     * How far the squared norm of the mean error lies above what noise alone gives, as a standard
     * normal deviation. If the true bias is 0, that norm is about a weighted sum of χ² variables,
     * which has the mean and variance of trΣ/ν·χ²_ν with ν = (tr Σ)²/tr(Σ²) degrees of freedom
     * (Satterthwaite 1946). So as many dimensions count as the noise has. The cube root of χ² is
     * about normal (Wilson &amp; Hilferty 1931).
     */
    private static double deviation(double[][] products, Sums all) {
        int m = products.length;
        // Products of different blocks have the variance tr(Σ²) of blocks.
        double squares = 0;
        double own = 0;
        for (int i = 0; i < m; i++) {
            own += products[i][i] / m;
            for (int j = 0; j < i; j++) {
                squares += Math.pow(products[i][j] - all.squaredBias, 2);
            }
        }
        double noise = own - all.squaredBias;
        double freedom = noise * noise / (squares / (m * (m - 1) / 2.0 - 1));
        double spread = 2 / (9 * freedom);
        return (Math.cbrt(all.rawSquaredBias * m / noise) - 1 + spread) / Math.sqrt(spread);
    }

    private static Measured measured(Sums all, List<Sums> without,
            ToDoubleFunction<Sums> number) {
        return new Measured(number.applyAsDouble(all), error(without, number));
    }

    /** The jackknife's standard error. */
    private static double error(List<Sums> without, ToDoubleFunction<Sums> number) {
        double mean = without.stream().mapToDouble(number).average().orElseThrow();
        double squares = without.stream().mapToDouble(number)
                .map(v -> (v - mean) * (v - mean)).sum();
        return Math.sqrt(squares * (without.size() - 1) / without.size());
    }

    /** Σ a·b·weight; null for weights of 1. */
    private static double dot(double[] a, double[] b, double[] weight) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += weight == null ? a[i] * b[i] : a[i] * b[i] * weight[i];
        }
        return sum;
    }
}
