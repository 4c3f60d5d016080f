package parsimony.vae;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * The Gumbel-softmax relaxation of truncated Poisson counts (Joo et al. 2020): logits k·log λ − log
 * k! of the counts k &lt; n, y = softmax((logits + Gumbel noise)/T), z = Σ_k k·y_k.
 *
 * <p>n leaves a tail of at most 1e-5. To have one n for all units, that of the largest rate, would
 * take n numbers of every unit, although most rates are far below 1. So units are sorted into
 * ranges of rates, each with the n of its upper end: nothing is cut off that n of the largest rate
 * of all would keep, but for tails of 1e-5.
 *
 * <p>The derivative dz/du = Var_y(k)/T, u = log λ, is computed in the same pass, so that the noise
 * need not be kept for a backward pass.
 */
final class GumbelCounts<T extends TFloating> {
    /** The most that is cut off a distribution. */
    static final double TAIL = 1e-5;
    /** Upper ends of the ranges. The last is the largest rate of a model, with some room. */
    static final double[] RANGES = {0.03, 0.3, 1, 4, 16, 64, 1.01 * Math.exp(
            PoissonLatent.MAX_LOG_RATE)};

    private final Blueprint<T> blueprint;
    private final Ops tf;

    GumbelCounts(Blueprint<T> blueprint) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
    }

    /** The least n with P(z ≥ n) ≤ {@link #TAIL} for z ~ Poisson(rate). */
    static int counts(double rate) {
        double probability = Math.exp(-rate);
        double below = probability;
        int n = 1;
        while (1 - below > TAIL) {
            probability *= rate / n;
            below += probability;
            n++;
        }
        return n;
    }

    /**
     * Relaxed samples with their gradient in the rates.
     *
     * @param rates       0 &lt; λ ≤ the last of {@link #RANGES}, of any shape
     * @param temperature T &gt; 0, scalar
     */
    Operand<T> sample(Operand<T> rates, Operand<T> temperature) {
        Operand<T> rate = tf.reshape(tf.stopGradient(rates), tf.constant(new int[] {-1}));
        List<Operand<T>> parts = new ArrayList<>();
        double low = 0;
        for (double high : RANGES) {
            Operand<TInt64> places =
                    tf.where(tf.math.logicalAnd(tf.math.greater(rate, blueprint.constant(low)),
                            tf.math.lessEqual(rate, blueprint.constant(high))));
            Operand<T> drawn =
                    drawn(tf.gatherNd(rate, places), counts(high), temperature);
            parts.add(tf.scatterNd(places, drawn, tf.concat(
                    List.of(tf.shape(rate, TInt64.class), tf.constant(new long[] {2})),
                    tf.constant(0))));
            low = high;
        }
        Operand<T> all = tf.stopGradient(tf.math.addN(parts));
        Operand<TInt32> shape = tf.shape(rates);
        // 0 in the forward pass; carries dz/dλ in the backward pass.
        Operand<T> still = tf.math.sub(rates, tf.stopGradient(rates));
        return tf.math.add(column(all, 0, shape),
                tf.math.mul(column(all, 1, shape), still));
    }

    /** z and dz/dλ of m rates, m×2. */
    private Operand<T> drawn(Operand<T> rate, int n, Operand<T> temperature) {
        double[] count = new double[n];
        double[] logFactorial = new double[n];
        for (int k = 1; k < n; k++) {
            count[k] = k;
            logFactorial[k] = logFactorial[k - 1] + Math.log(k);
        }
        Operand<T> k = tf.dtypes.cast(tf.constant(count), blueprint.type);
        Operand<T> each = tf.expandDims(rate, tf.constant(1));
        Operand<T> logits = tf.math.sub(tf.math.mul(tf.math.log(each), k),
                tf.dtypes.cast(tf.constant(logFactorial), blueprint.type));
        Operand<T> noisy = tf.math.add(logits, blueprint.gumbel(tf.shape(logits)));
        Operand<T> weight = tf.nn.softmax(tf.math.div(noisy, temperature));
        Operand<T> z = tf.sum(tf.math.mul(weight, k), tf.constant(1));
        Operand<T> deviation = tf.math.sub(k, tf.expandDims(z, tf.constant(1)));
        Operand<T> variance =
                tf.sum(tf.math.mul(weight, tf.math.square(deviation)), tf.constant(1));
        return tf.stack(List.of(z, tf.math.div(tf.math.div(variance, temperature), rate)),
                Stack.axis(1L));
    }

    private Operand<T> column(Operand<T> sums, int column, Operand<TInt32> shape) {
        return tf.reshape(
                tf.slice(sums, tf.constant(new int[] {0, column}), tf.constant(new int[] {-1, 1})),
                shape);
    }
}
