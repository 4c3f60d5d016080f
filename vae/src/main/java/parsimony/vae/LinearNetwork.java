package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/** One matrix without bias, drawn from N(0, 0.05²). As a decoder, K×D, its rows are the atoms of a dictionary. */
final class LinearNetwork<T extends TFloating> implements Network<T> {
    private static final double INITIAL_SCALE = 0.05;

    private final Blueprint<T> blueprint;
    final Operand<T> matrix;

    LinearNetwork(Blueprint<T> blueprint, String name, int inputs, int outputs) {
        this.blueprint = blueprint;
        Operand<T> normal = blueprint.normal(blueprint.tf.constant(new int[] {inputs, outputs}));
        this.matrix = blueprint.parameter(name, Shape.of(inputs, outputs),
                blueprint.tf.math.mul(blueprint.constant(INITIAL_SCALE), normal));
    }

    @Override
    public Operand<T> apply(Operand<T> rows) {
        return blueprint.tf.linalg.matMul(rows, matrix);
    }
}
