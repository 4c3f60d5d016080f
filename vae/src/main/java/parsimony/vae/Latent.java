package parsimony.vae;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * A loss, a scalar, that is added to error and divergence in training, if there is one.
     *
     * @param patches   B×D
     * @param posterior of their codes
     */
    default Optional<Operand<T>> auxiliary(Operand<T> patches, Posterior<T> posterior) {
        return Optional.empty();
    }

    /**
     * Values that variables have after a step of training, beside those that the optimizer moves.
     *
     * @param shares the posteriors of the shares of the step's batch
     */
    default Map<Blueprint.Slot<T>, Operand<T>> next(List<Posterior<T>> shares) {
        return Map.of();
    }

    /**
     * The expected magnitude E|z_k| of every unit of the code, B×K, if it is known in closed form.
     * Of a code that is not negative it is the mean.
     *
     * @param encoded   B×outputs, from the encoder
     * @param posterior that they give
     */
    default Optional<Operand<T>> magnitude(Operand<T> encoded, Posterior<T> posterior) {
        return Optional.of(posterior.mean());
    }

    /** A tensor with the value of the hard sample and the gradient of the relaxed sample. */
    static <T extends TFloating> Operand<T> straightThrough(Ops tf, Operand<T> hard,
            Operand<T> relaxed) {
        return tf.math.add(tf.stopGradient(tf.math.sub(hard, relaxed)), relaxed);
    }
}
