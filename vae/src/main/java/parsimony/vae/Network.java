package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** A map from rows to rows, with weights of its own that every application shares. */
interface Network<T extends TFloating> {

    /** B×inputs in, B×outputs out. */
    Operand<T> apply(Operand<T> rows);

    /** Draws a network's weights under a name. */
    static <T extends TFloating> Network<T> of(Layers layers, Blueprint<T> blueprint, String name, int inputs, int outputs) {
        return switch (layers) {
            case LINEAR -> new LinearNetwork<>(blueprint, name, inputs, outputs);
            case MLP -> new MlpNetwork<>(blueprint, name, inputs, outputs);
        };
    }
}
