package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** The function that a real-valued code passes through before it is decoded. */
public enum Activation {
    NONE, RELU, SOFTPLUS, EXP, SQUARE;

    <T extends TFloating> Operand<T> apply(Blueprint<T> blueprint, Operand<T> z) {
        return switch (this) {
            case NONE -> z;
            case RELU -> blueprint.tf.nn.relu(z);
            case SOFTPLUS -> blueprint.tf.math.softplus(z);
            case EXP -> blueprint.tf.math.exp(z);
            case SQUARE -> blueprint.tf.math.square(z);
        };
    }
}
