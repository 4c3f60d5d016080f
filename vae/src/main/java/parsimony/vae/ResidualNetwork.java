package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A dense layer, a residual block and a dense layer: h = xA + a, h ← h + swish(norm(h)·B + b)·C +
 * c, y = hE + e, where norm gives each row zero mean and unit variance and then a learned gain and
 * shift. The hidden width is the larger of inputs and outputs; matrices are drawn from N(0,
 * 1/inputs), gains start at 1, everything else at 0. It is not of the paper.
 */
public record ResidualNetwork() implements Network {

    @Override
    public boolean bias() {
        return true;
    }

    @Override
    public ResidualNetwork withBias() {
        return this;
    }

    @Override
    public <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image,
            int outputs, double scale) {
        return new Residual<>(blueprint, VaeGraph.ENCODER, image.size(), outputs);
    }

    @Override
    public <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents,
            ImageShape image, double scale) {
        return new Residual<>(blueprint, VaeGraph.DECODER, latents, image.size());
    }

    @Override
    public double work(ImageShape image, int units) {
        double width = Math.max(image.size(), units);
        return width * (2 * width + image.size() + units);
    }

    private static final class Residual<T extends TFloating> implements Layer<T> {
        private final Blueprint<T> blueprint;
        private final Dense<T> first;
        private final LayerNorm<T> norm;
        private final Dense<T> inner;
        private final Dense<T> outer;
        private final Dense<T> last;

        Residual(Blueprint<T> blueprint, String name, int inputs, int outputs) {
            this.blueprint = blueprint;
            int width = Math.max(inputs, outputs);
            first = dense(name + "_in", inputs, width);
            norm = new LayerNorm<>(blueprint, name + "_norm", width);
            inner = dense(name + "_inner", width, width);
            outer = dense(name + "_outer", width, width);
            last = dense(name + "_out", width, outputs);
        }

        @Override
        public Operand<T> apply(Operand<T> rows) {
            Operand<T> h = first.apply(rows);
            Operand<T> hidden = blueprint.swish(inner.apply(norm.apply(h)));
            return last.apply(blueprint.tf.math.add(h, outer.apply(hidden)));
        }

        private Dense<T> dense(String name, int inputs, int outputs) {
            return Dense.normal(blueprint, name, inputs, outputs, 1 / Math.sqrt(inputs), true);
        }
    }
}
