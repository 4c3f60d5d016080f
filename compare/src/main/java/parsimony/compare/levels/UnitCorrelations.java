package parsimony.compare.levels;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;

/**
 * The correlations of the counts of pairs of units of level 1: as the prior of a model of two
 * levels predicts them, and as they are among codes of data. Under a prior of one level all would
 * be 0.
 *
 * <p>Cov(z₁k, z₁l) = Cov(r₁k, r₁l) for k ≠ l, and Var(z₁k) = Var(r₁k) + M_k. Pairs with a unit that
 * is the same in all codes are left out, since they have no correlation.
 *
 * @param first     the unit with the lower number of each pair
 * @param second    the other unit
 * @param predicted correlation of each pair under the prior, −1..1
 * @param measured  correlation of each pair in the codes, −1..1
 */
public record UnitCorrelations(int[] first, int[] second, double[] predicted, double[] measured) {

    /**
     * {@return the correlations of all pairs}
     *
     * @param model the model
     * @param codes counts of level 1 for patches, N×K₁, N ≥ 2
     * @throws InputException if the codes do not suit the model
     */
    public static UnitCorrelations of(TwoLevelModel model, FMatrixRMaj codes) {
        if (codes.numCols != model.units1() || codes.numRows < 2) {
            throw new InputException("codes: " + codes.numRows + "×" + codes.numCols
                    + "; must have at least 2 rows, and " + model.units1() + " columns");
        }
        double[][] centred = centred(codes);
        int[] varying = IntStream.range(0, centred.length)
                .filter(k -> dot(centred[k], centred[k]) > 0).toArray();
        double[] rates2 = model.priorRates2();
        double[] means = model.means(rates2);
        double[] variance = new double[means.length];
        for (int k = 0; k < means.length; k++) {
            variance[k] = means[k] * means[k] * model.relativeCovariance(rates2, means, k, k)
                    + means[k];
        }
        int pairs = varying.length * (varying.length - 1) / 2;
        int[] first = new int[pairs];
        int[] second = new int[pairs];
        int at = 0;
        for (int a = 0; a < varying.length; a++) {
            for (int b = a + 1; b < varying.length; b++) {
                first[at] = varying[a];
                second[at++] = varying[b];
            }
        }
        double[] predicted = new double[pairs];
        double[] measured = new double[pairs];
        Arrays.parallelSetAll(predicted, i -> {
            int k = first[i];
            int l = second[i];
            return means[k] * means[l] * model.relativeCovariance(rates2, means, k, l)
                    / Math.sqrt(variance[k] * variance[l]);
        });
        Arrays.parallelSetAll(measured, i -> cosine(centred[first[i]], centred[second[i]]));
        return new UnitCorrelations(first, second, predicted, measured);
    }

    /** {@return how many pairs there are} */
    public int pairs() {
        return first.length;
    }

    /**
     * {@return the correlation over pairs of what is predicted with what is measured, −1..1} It is
     * 0 where one of the two is the same for all pairs, as of a level 2 without effect.
     */
    public double agreement() {
        double[] x = centred(predicted);
        double[] y = centred(measured);
        return dot(x, x) > 0 && dot(y, y) > 0 ? cosine(x, y) : 0;
    }

    /**
     * {@return so many of the pairs: half of them with the highest predictions, the others spread
     * evenly over the order of predictions}
     *
     * @param most pairs, ≥ 2
     */
    public UnitCorrelations shown(int most) {
        if (pairs() <= most) {
            return this;
        }
        int[] order = IntStream.range(0, pairs()).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -predicted[i]))
                .mapToInt(i -> i).toArray();
        int top = most / 2;
        int rest = most - top;
        int[] chosen = new int[most];
        System.arraycopy(order, 0, chosen, 0, top);
        for (int i = 0; i < rest; i++) {
            chosen[top + i] =
                    order[top + (int) ((long) i * (order.length - top) / rest)];
        }
        return new UnitCorrelations(IntStream.of(chosen).map(i -> first[i]).toArray(),
                IntStream.of(chosen).map(i -> second[i]).toArray(),
                IntStream.of(chosen).mapToDouble(i -> predicted[i]).toArray(),
                IntStream.of(chosen).mapToDouble(i -> measured[i]).toArray());
    }

    /** The columns of a matrix less their means, as rows. */
    private static double[][] centred(FMatrixRMaj codes) {
        double[][] columns = new double[codes.numCols][codes.numRows];
        for (int i = 0; i < codes.numRows; i++) {
            for (int k = 0; k < codes.numCols; k++) {
                columns[k][i] = codes.get(i, k);
            }
        }
        for (int k = 0; k < columns.length; k++) {
            columns[k] = centred(columns[k]);
        }
        return columns;
    }

    private static double[] centred(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values).map(value -> value - mean).toArray();
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double cosine(double[] x, double[] y) {
        return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    }
}
