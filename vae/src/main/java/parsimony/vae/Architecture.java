package parsimony.vae;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Objects;
import parsimony.signals.InputException;

/**
 * The structure of a model, without its weights and without how it is trained.
 *
 * @param latent     distribution of a code
 * @param activation function that a code of real numbers passes through; NONE for counts
 * @param encoder    network from patches to the posterior
 * @param decoder    network from codes to reconstructions; a linear one is a dictionary
 * @param image      shape of a patch, D numbers
 * @param latents    K, ≥ 1
 */
public record Architecture(
        Distribution latent, Activation activation, Network encoder, Network decoder,
        ImageShape image, int latents) {

    /**
     * Checks the values.
     *
     * @throws InputException if a size is not positive, or a code of counts has an activation
     */
    public Architecture {
        Objects.requireNonNull(latent, "latent");
        Objects.requireNonNull(activation, "activation");
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(decoder, "decoder");
        Objects.requireNonNull(image, "image");
        if (latents < 1) {
            throw new InputException("latents", latents, "must be at least 1");
        }
        if (activation != Activation.NONE && latent.discrete()) {
            throw new InputException("‹activation›: " + activation + " with a " + latent
                    + " latent; only a " + Distribution.names(kind -> !kind.discrete(), "or")
                    + " code passes through one");
        }
    }

    /**
     * {@return a linear encoder and decoder around a latent without activation} Most models of the
     * paper are such.
     *
     * @param latent  distribution of a code
     * @param pixels  D, ≥ 1
     * @param latents K, ≥ 1
     * @throws InputException if a size is not positive
     */
    public static Architecture linear(Distribution latent, int pixels, int latents) {
        return new Architecture(latent, Activation.NONE, new LinearNetwork(), new LinearNetwork(),
                ImageShape.vector(pixels), latents);
    }

    /**
     * {@return the same model of patches of another shape}
     *
     * @param shape of a patch
     */
    public Architecture withImage(ImageShape shape) {
        return new Architecture(latent, activation, encoder, decoder, shape, latents);
    }

    /** Reads the JSON form. Older runs have no image shape; they give the number of pixels. */
    @JsonCreator
    static Architecture read(@JsonProperty("latent") Distribution latent,
            @JsonProperty("activation") Activation activation,
            @JsonDeserialize(
                    using = NetworkJson.RunReader.class) @JsonProperty("encoder") Network encoder,
            @JsonDeserialize(
                    using = NetworkJson.RunReader.class) @JsonProperty("decoder") Network decoder,
            @JsonProperty("image") ImageShape image, @JsonProperty("pixels") Integer pixels,
            @JsonProperty("latents") int latents) {
        return new Architecture(latent, activation, encoder, decoder,
                image == null && pixels != null ? ImageShape.vector(pixels) : image, latents);
    }

    /** {@return D, how many numbers a patch has} */
    public int pixels() {
        return image.size();
    }

    /** {@return whether the decoder is a dictionary: one matrix without bias} */
    public boolean hasDictionary() {
        return decoder.linear();
    }
}
