package parsimony.vae;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** A network with its weights, which every application shares. */
interface Layer<T extends TFloating> {

    /** B×inputs in, B×outputs out. */
    Operand<T> apply(Operand<T> rows);

    /** The matrix that this is, inputs×outputs, if it is nothing else. */
    default Optional<Operand<T>> matrix() {
        return Optional.empty();
    }
}
