package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.family.TFloating;

/**
 * A dense layer, a residual block and a dense layer: h = xA + a, h ← h + swish(norm(h)·B + b)·C, y
 * = hE + e, where norm gives each row zero mean and unit variance and then a learned gain and
 * shift. The hidden width is the larger of inputs and outputs; matrices are drawn from N(0,
 * 1/inputs), gains start at 1, everything else at 0.
 */
public record MlpNetwork() implements Network {
    private static final double NORM_EPSILON = 1e-5;

    @Override
    public <T extends TFloating> Layer<T> build(Blueprint<T> blueprint, String name, ImageShape in,
            ImageShape out) {
        return new Residual<>(blueprint, name, in.size(), out.size());
    }

    private static final class Residual<T extends TFloating> implements Layer<T> {
        private final Blueprint<T> blueprint;
        private final Dense first;
        private final Operand<T> gain;
        private final Operand<T> shift;
        private final Dense inner;
        private final Dense outer;
        private final Dense last;

        Residual(Blueprint<T> blueprint, String name, int inputs, int outputs) {
            this.blueprint = blueprint;
            int width = Math.max(inputs, outputs);
            first = new Dense(name + "_in", inputs, width);
            gain = vector(name + "_norm_gain", width, 1);
            shift = vector(name + "_norm_shift", width, 0);
            inner = new Dense(name + "_inner", width, width);
            outer = new Dense(name + "_outer", width, width);
            last = new Dense(name + "_out", width, outputs);
        }

        @Override
        public Operand<T> apply(Operand<T> rows) {
            Ops tf = blueprint.tf;
            Operand<T> h = first.apply(rows);
            Operand<T> hidden = inner.apply(normalize(h));
            Operand<T> swish = tf.math.mul(hidden, tf.math.sigmoid(hidden));
            return last.apply(tf.math.add(h, outer.apply(swish)));
        }

        private Operand<T> normalize(Operand<T> h) {
            Ops tf = blueprint.tf;
            Operand<T> centred =
                    tf.math.sub(h, tf.math.mean(h, tf.constant(1), Mean.keepDims(true)));
            Operand<T> variance =
                    tf.math.mean(tf.math.square(centred), tf.constant(1), Mean.keepDims(true));
            Operand<T> deviation =
                    tf.math.sqrt(tf.math.add(variance, blueprint.constant(NORM_EPSILON)));
            return tf.math.add(tf.math.mul(tf.math.div(centred, deviation), gain), shift);
        }

        private Operand<T> vector(String name, int length, double value) {
            return blueprint.parameter(name, Shape.of(length),
                    blueprint.tf.fill(blueprint.tf.constant(new int[] {length}),
                            blueprint.constant(value)));
        }

        private final class Dense {
            private final Operand<T> matrix;
            private final Operand<T> bias;

            Dense(String name, int inputs, int outputs) {
                Operand<T> normal =
                        blueprint.normal(blueprint.tf.constant(new int[] {inputs, outputs}));
                matrix = blueprint.parameter(name, Shape.of(inputs, outputs),
                        blueprint.tf.math.mul(blueprint.constant(1 / Math.sqrt(inputs)), normal));
                bias = vector(name + "_bias", outputs, 0);
            }

            Operand<T> apply(Operand<T> rows) {
                return blueprint.tf.math.add(blueprint.tf.linalg.matMul(rows, matrix), bias);
            }
        }
    }
}
