package parsimony.vae;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** A network with its weights. All applications share the weights. */
interface Layer<T extends TFloating> {

    /** Maps B×inputs to B×outputs. */
    Operand<T> apply(Operand<T> rows);

    /** The matrix, inputs×outputs, if the network is a matrix and nothing else. */
    default Optional<Operand<T>> matrix() {
        return Optional.empty();
    }

    /**
     * The matrix, inputs×outputs, if the network is a matrix, perhaps with a bias. Of a decoder its
     * rows are the atoms.
     */
    default Optional<Operand<T>> atoms() {
        return Optional.empty();
    }
}
