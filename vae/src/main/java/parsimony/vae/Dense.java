package parsimony.vae;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * A dense layer: rows times a matrix, plus a bias if there is one.
 *
 * @param weights inputs×outputs
 * @param bias    outputs
 */
record Dense<T extends TFloating>(Blueprint<T> blueprint, Operand<T> weights,
        Optional<Operand<T>> bias) implements Layer<T> {

    /**
     * A layer whose matrix starts with entries from N(0, scale²), and its bias at 0.
     *
     * @param name of the matrix; the bias is NAME_bias
     */
    static <T extends TFloating> Dense<T> normal(Blueprint<T> blueprint, String name, int inputs,
            int outputs, double scale, boolean bias) {
        return constrained(blueprint, name, inputs, outputs, scale, bias, Constraint.NONE, 0);
    }

    /**
     * The same layer, whose matrix training may be held from changing freely.
     *
     * @param along the dimension of the matrix along which the vector of a unit lies
     */
    static <T extends TFloating> Dense<T> constrained(Blueprint<T> blueprint, String name,
            int inputs, int outputs, double scale, boolean bias, Constraint constraint,
            int along) {
        Shape shape = Shape.of(inputs, outputs);
        Operand<T> normal = blueprint.normal(blueprint.tf.constant(new int[] {inputs, outputs}));
        Operand<T> drawn = blueprint.tf.math.mul(blueprint.constant(scale), normal);
        Operand<T> matrix = switch (constraint) {
            case NONE -> blueprint.parameter(name, shape, drawn);
            case UNIT_NORM -> {
                UnaryOperator<Operand<T>> normalize = w -> blueprint.normalized(w, along);
                blueprint.project(name, normalize);
                yield blueprint.parameter(name, shape, normalize.apply(drawn));
            }
            case FIXED -> blueprint.weight(name, shape, drawn).value();
        };
        return new Dense<>(blueprint, matrix,
                bias ? Optional.of(blueprint.vector(name + "_bias", outputs, 0))
                        : Optional.empty());
    }

    /**
     * A layer whose matrix and bias start with entries from U(−1/√inputs, 1/√inputs), as PyTorch's
     * do.
     */
    static <T extends TFloating> Dense<T> uniform(Blueprint<T> blueprint, String name, int inputs,
            int outputs) {
        double bound = 1 / Math.sqrt(inputs);
        Operand<T> matrix = blueprint.uniform(name, Shape.of(inputs, outputs), bound);
        return new Dense<>(blueprint, matrix,
                Optional.of(blueprint.uniform(name + "_bias", Shape.of(outputs), bound)));
    }

    @Override
    public Operand<T> apply(Operand<T> rows) {
        Operand<T> product = blueprint.tf.linalg.matMul(rows, weights);
        return bias.isPresent() ? blueprint.tf.nn.biasAdd(product, bias.get()) : product;
    }

    @Override
    public Optional<Operand<T>> matrix() {
        return bias.isPresent() ? Optional.empty() : Optional.of(weights);
    }

    @Override
    public Optional<Operand<T>> atoms() {
        return Optional.of(weights);
    }
}
