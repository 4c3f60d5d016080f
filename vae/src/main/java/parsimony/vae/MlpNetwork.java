package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * The multilayer perceptron of Vafaii, Galor &amp; Yates (2024). The encoder is a residual block of
 * dense layers as wide as a patch, and a dense layer. The decoder is a dense layer to the width of
 * a patch, swish, a residual block, swish, and a dense layer with bias.
 *
 * @param bias whether the dense layer next to the code has a bias
 */
public record MlpNetwork(boolean bias) implements Network {
    /** Hidden widths of the residual blocks, in widths of a patch; the paper's. */
    private static final int ENCODER_EXPAND = 16;
    private static final int DECODER_EXPAND = 8;

    /** Without that bias. */
    public MlpNetwork() {
        this(false);
    }

    @Override
    public MlpNetwork withBias() {
        return new MlpNetwork(true);
    }

    @Override
    public <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image,
            int outputs, double scale) {
        Layer<T> trunk = new ResidualDense<>(blueprint, VaeGraph.ENCODER + "_block", image.size(),
                ENCODER_EXPAND);
        Layer<T> head = Dense.normal(blueprint, VaeGraph.ENCODER, image.size(), outputs, scale,
                bias);
        return rows -> head.apply(trunk.apply(rows));
    }

    @Override
    public <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents,
            ImageShape image, double scale) {
        int pixels = image.size();
        Layer<T> first = Dense.normal(blueprint, VaeGraph.DECODER, latents, pixels, scale, bias);
        Layer<T> block = new ResidualDense<>(blueprint, VaeGraph.DECODER + "_block", pixels,
                DECODER_EXPAND);
        Layer<T> last = Dense.uniform(blueprint, VaeGraph.DECODER + "_out", pixels, pixels);
        return codes -> {
            Operand<T> h = block.apply(blueprint.swish(first.apply(codes)));
            return last.apply(blueprint.swish(h));
        };
    }

    @Override
    public double work(ImageShape image, int units) {
        double pixels = image.size();
        return 2 * ENCODER_EXPAND * pixels * pixels + pixels * units;
    }
}
