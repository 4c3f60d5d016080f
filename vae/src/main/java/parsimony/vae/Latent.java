package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * A distribution of codes: what the encoder's outputs mean, and what prior they are held against.
 */
interface Latent<T extends TFloating> {

    /**
     * @param encoded     B×outputs, from the encoder
     * @param temperature scalar, of the relaxed samples
     */
    Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature);

    /** Hard forward, relaxed backward. */
    static <T extends TFloating> Operand<T> straightThrough(Ops tf, Operand<T> hard,
            Operand<T> relaxed) {
        return tf.math.add(tf.stopGradient(tf.math.sub(hard, relaxed)), relaxed);
    }
}
