package parsimony.vae;

import java.util.Objects;

/**
 * What a model is, apart from how it is trained and from its weights.
 *
 * @param latent     distribution of a code
 * @param activation what a Gaussian or Laplace code passes through; none for the others
 * @param encoder    patches to posterior
 * @param decoder    codes to reconstructions; a linear one is a dictionary
 * @param pixels     D, ≥ 1
 * @param latents    K, ≥ 1
 */
public record Architecture(
        Distribution latent, Activation activation, Layers encoder, Layers decoder, int pixels, int latents) {

    /** @throws IllegalArgumentException if a size is not positive or an activation has nothing to act on */
    public Architecture {
        Objects.requireNonNull(latent, "latent");
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(decoder, "decoder");
        if (pixels < 1) {
            throw new IllegalArgumentException("pixels: " + pixels + "; must be at least 1");
        }
        if (latents < 1) {
            throw new IllegalArgumentException("latents: " + latents + "; must be at least 1");
        }
        if (activation != Activation.NONE && latent.discrete()) {
            throw new IllegalArgumentException("activation: " + activation + " with a " + latent
                    + " latent; only a Gaussian or Laplace code passes through one");
        }
    }

    /** A linear encoder and decoder around a latent without activation, as in most of the paper. */
    public static Architecture linear(Distribution latent, int pixels, int latents) {
        return new Architecture(latent, Activation.NONE, Layers.LINEAR, Layers.LINEAR, pixels, latents);
    }
}
