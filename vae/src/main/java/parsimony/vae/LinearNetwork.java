package parsimony.vae;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TFloating;

/**
 * One matrix without bias. Its initial entries are drawn from N(0, 0.05²). As a decoder, K×D, its
 * rows are the atoms of a dictionary.
 */
public record LinearNetwork() implements Network {
    private static final double INITIAL_SCALE = 0.05;

    @Override
    public boolean linear() {
        return true;
    }

    @Override
    public <T extends TFloating> Layer<T> build(Blueprint<T> blueprint, String name, ImageShape in,
            ImageShape out) {
        Operand<T> normal =
                blueprint.normal(blueprint.tf.constant(new int[] {in.size(), out.size()}));
        return new Matrix<>(blueprint, blueprint.parameter(name, Shape.of(in.size(), out.size()),
                blueprint.tf.math.mul(blueprint.constant(INITIAL_SCALE), normal)));
    }

    private record Matrix<T extends TFloating>(Blueprint<T> blueprint,
            Operand<T> weights) implements Layer<T> {

        @Override
        public Operand<T> apply(Operand<T> rows) {
            return blueprint.tf.linalg.matMul(rows, weights);
        }

        @Override
        public Optional<Operand<T>> matrix() {
            return Optional.of(weights);
        }
    }
}
