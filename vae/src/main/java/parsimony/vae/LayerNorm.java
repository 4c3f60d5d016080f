package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.family.TFloating;

/**
 * Layer normalisation (Ba, Kiros &amp; Hinton 2016): each row gets zero mean and unit variance, and
 * then a learned gain and shift.
 */
final class LayerNorm<T extends TFloating> implements Layer<T> {
    /** Added to the variance, so that a row of equal numbers is not divided by 0; the paper's. */
    private static final double EPSILON = 1e-5;

    private final Blueprint<T> blueprint;
    private final Operand<T> gain;
    private final Operand<T> shift;

    LayerNorm(Blueprint<T> blueprint, String name, int width) {
        this.blueprint = blueprint;
        gain = blueprint.vector(name + "_gain", width, 1);
        shift = blueprint.vector(name + "_shift", width, 0);
    }

    @Override
    public Operand<T> apply(Operand<T> rows) {
        Ops tf = blueprint.tf;
        Operand<T> centred =
                tf.math.sub(rows, tf.math.mean(rows, tf.constant(1), Mean.keepDims(true)));
        Operand<T> variance =
                tf.math.mean(tf.math.square(centred), tf.constant(1), Mean.keepDims(true));
        Operand<T> deviation = tf.math.sqrt(tf.math.add(variance, blueprint.constant(EPSILON)));
        return tf.math.add(tf.math.mul(tf.math.div(centred, deviation), gain), shift);
    }
}
