package parsimony.vae;

import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * What the encoder's numbers pass through before they are decoded. Those from {@link #TOPK} on look
 * at more than one number, or learn, and are for sparse autoencoders alone: their latent has them.
 */
public enum Activation {
    /** z. */
    NONE((model, z) -> z),
    /** max(z, 0). */
    RELU((model, z) -> model.tf.nn.relu(z)),
    /** ln(1 + e^z). */
    SOFTPLUS((model, z) -> model.tf.math.softplus(z)),
    /**
     * e^min(z, 5.3), at most 200. Training begins with scales of up to 200 too, and e^z is beyond
     * float32 from z = 89 on. The limit is that of the log rates of Poisson models; the codes of a
     * trained model are far below it.
     */
    EXP((model, z) -> model.tf.math.exp(model.tf.math.minimum(z, model.constant(5.3)))),
    /** z². */
    SQUARE((model, z) -> model.tf.math.square(z)),
    /** max(z, 0) of the k units with the largest z of a patch, and 0 of the others. */
    TOPK(null),
    /** max(z, 0) of the k·B largest of a batch of B patches; later, of those above a threshold. */
    BATCHTOPK(null),
    /** z where it is above a learned threshold of the unit, else 0. */
    JUMPRELU(null),
    /** max(0, e^r·z + b) where z is above 0, else 0, with r and b learned for each unit. */
    GATED(null);

    private final BiFunction<Blueprint<TFloating>, Operand<TFloating>, Operand<TFloating>> function;

    Activation(BiFunction<Blueprint<TFloating>, Operand<TFloating>, Operand<TFloating>> function) {
        this.function = function;
    }

    /** Whether it is a function of one number. */
    boolean elementwise() {
        return function != null;
    }

    @SuppressWarnings("unchecked") // a function gives numbers of the type that it is given
    <T extends TFloating> Operand<T> apply(Blueprint<T> blueprint, Operand<T> z) {
        return (Operand<T>) function.apply((Blueprint<TFloating>) blueprint,
                (Operand<TFloating>) z);
    }
}
