package parsimony.vae;

import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** The function that a real-valued code passes through before it is decoded. */
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
    SQUARE((model, z) -> model.tf.math.square(z));

    private final BiFunction<Blueprint<TFloating>, Operand<TFloating>, Operand<TFloating>> function;

    Activation(BiFunction<Blueprint<TFloating>, Operand<TFloating>, Operand<TFloating>> function) {
        this.function = function;
    }

    @SuppressWarnings("unchecked") // a function gives numbers of the type that it is given
    <T extends TFloating> Operand<T> apply(Blueprint<T> blueprint, Operand<T> z) {
        return (Operand<T>) function.apply((Blueprint<TFloating>) blueprint,
                (Operand<TFloating>) z);
    }
}
