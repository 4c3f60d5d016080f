package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A distribution of codes: it turns the encoder's outputs into a posterior, and compares that with
 * a prior.
 */
interface Latent<T extends TFloating> {

    /**
     * @param encoded     B×outputs, from the encoder
     * @param temperature scalar, temperature of the relaxed samples
     */
    Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature);

    /** A tensor with the value of the hard sample and the gradient of the relaxed sample. */
    static <T extends TFloating> Operand<T> straightThrough(Ops tf, Operand<T> hard,
            Operand<T> relaxed) {
        return tf.math.add(tf.stopGradient(tf.math.sub(hard, relaxed)), relaxed);
    }
}
