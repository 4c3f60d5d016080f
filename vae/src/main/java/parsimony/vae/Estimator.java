package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.signals.InputException;

/** How the expected reconstruction error E‖x − decode(z)‖² and its gradient are estimated. */
public enum Estimator {
    /**
     * In closed form: ‖x − Φm‖² + Σ_k v_k‖φ_k‖², with a code's mean m and variance v. Needs a
     * linear decoder.
     */
    EXACT,
    /** From one relaxed sample. */
    MC,
    /** From one hard sample, with the relaxed one's gradient. */
    STRAIGHT_THROUGH;

    /** @throws InputException if this estimator does not exist for a model */
    public void requireFor(Architecture a) {
        if (this == EXACT
                && !(a.hasDictionary() && a.latent().closedForm()
                        && a.activation() == Activation.NONE)) {
            throw new InputException("‹estimator›: EXACT needs a linear decoder and a "
                    + Distribution.names(Distribution::closedForm, "or")
                    + " code without activation, not " + a.decoder().kind() + ", " + a.latent()
                    + ", " + a.activation() + "; use MC");
        }
        if (this == STRAIGHT_THROUGH && !a.latent().discrete()) {
            throw new InputException("‹estimator›: STRAIGHT_THROUGH needs a "
                    + Distribution.names(Distribution::discrete, "or") + " code, not " + a.latent()
                    + "; use MC");
        }
    }

    /** Whether a training with this draws relaxed samples, which a temperature softens. */
    public boolean relaxes(Distribution latent) {
        return this != EXACT && latent.discrete();
    }

    /** Mean over the batch of the expected squared error, a scalar. */
    <T extends TFloating> Operand<T> error(Blueprint<T> b, Operand<T> patches,
            Posterior<T> posterior, Layer<T> decoder) {
        return switch (this) {
            case EXACT -> b.tf.math.add(squaredError(b, patches, decoder.apply(posterior.mean())),
                    spread(b, posterior.variance().orElseThrow(), decoder.matrix().orElseThrow()));
            case MC -> squaredError(b, patches, decoder.apply(posterior.relaxed()));
            case STRAIGHT_THROUGH ->
                    squaredError(b, patches, decoder.apply(posterior.straightThrough()));
        };
    }

    private static <T extends TFloating> Operand<T> squaredError(
            Blueprint<T> b, Operand<T> patches, Operand<T> reconstruction) {
        Ops tf = b.tf;
        Operand<T> batch = tf.dtypes
                .cast(tf.gather(tf.shape(patches), tf.constant(0), tf.constant(0)), b.type);
        Operand<T> half = tf.nn.l2Loss(tf.math.sub(patches, reconstruction));
        return tf.math.div(tf.math.mul(b.constant(2), half), batch);
    }

    private static <T extends TFloating> Operand<T> spread(Blueprint<T> b, Operand<T> variance,
            Operand<T> dictionary) {
        Ops tf = b.tf;
        Operand<T> norms = tf.sum(tf.math.square(dictionary), tf.constant(1));
        return tf.sum(tf.math.mul(b.meanOfRows(variance), norms), tf.constant(0));
    }
}
