package parsimony.vae;

import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** The function that a real-valued code passes through before it is decoded. */
public enum Activation {
    /** z. */
    NONE((tf, z) -> z),
    /** max(z, 0). */
    RELU((tf, z) -> tf.nn.relu(z)),
    /** ln(1 + e^z). */
    SOFTPLUS((tf, z) -> tf.math.softplus(z)),
    /** e^z. */
    EXP((tf, z) -> tf.math.exp(z)),
    /** z². */
    SQUARE((tf, z) -> tf.math.square(z));

    private final BiFunction<Ops, Operand<TFloating>, Operand<TFloating>> function;

    Activation(BiFunction<Ops, Operand<TFloating>, Operand<TFloating>> function) {
        this.function = function;
    }

    @SuppressWarnings("unchecked") // a function gives numbers of the type that it is given
    <T extends TFloating> Operand<T> apply(Blueprint<T> blueprint, Operand<T> z) {
        return (Operand<T>) function.apply(blueprint.tf, (Operand<TFloating>) z);
    }
}
