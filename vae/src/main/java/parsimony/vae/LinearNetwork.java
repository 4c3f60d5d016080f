package parsimony.vae;

import org.tensorflow.types.family.TFloating;

/**
 * One matrix. As a decoder without bias, K×D, its rows are the atoms of a dictionary.
 *
 * @param bias whether a learned bias is added to the product
 */
public record LinearNetwork(boolean bias) implements Network {

    /** Without bias, as all linear networks of the paper. */
    public LinearNetwork() {
        this(false);
    }

    @Override
    public boolean linear() {
        return !bias;
    }

    @Override
    public LinearNetwork withBias() {
        return new LinearNetwork(true);
    }

    @Override
    public <T extends TFloating> Layer<T> encoder(Blueprint<T> blueprint, ImageShape image,
            int outputs, double scale) {
        return Dense.normal(blueprint, VaeGraph.ENCODER, image.size(), outputs, scale, bias);
    }

    @Override
    public <T extends TFloating> Layer<T> decoder(Blueprint<T> blueprint, int latents,
            ImageShape image, double scale) {
        return Dense.normal(blueprint, VaeGraph.DECODER, latents, image.size(), scale, bias);
    }

    @Override
    public double work(ImageShape image, int units) {
        return (double) image.size() * units;
    }
}
