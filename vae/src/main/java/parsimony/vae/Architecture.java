package parsimony.vae;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Objects;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * The structure of a model, without its weights and without how it is trained.
 *
 * @param latent     distribution of a code
 * @param activation function that a code of real numbers passes through; NONE for counts
 * @param encoder    network from patches to the posterior
 * @param decoder    network from codes to reconstructions; a linear one is a dictionary
 * @param image      shape of a patch, D numbers
 * @param latents    K, ≥ 1
 * @param sae        settings of a sparse autoencoder, null for the usual ones; null for all others
 * @param inference  steps by which codes are found; null where the encoder gives them in one shot
 * @param levels     the second level of a Poisson model; null for one level
 */
public record Architecture(
        Distribution latent, Activation activation, Network encoder, Network decoder,
        ImageShape image, int latents, @JsonInclude(JsonInclude.Include.NON_NULL) Sae sae,
        @JsonInclude(JsonInclude.Include.NON_NULL) Inference inference,
        @JsonInclude(JsonInclude.Include.NON_NULL) Levels levels) {

    /**
     * Checks the values.
     *
     * @throws InputException if a size is not positive, a code cannot pass through the activation,
     *     or a network or setting does not go with the latent
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
        activation = activation == Activation.NONE ? latent.activation() : activation;
        if (!latent.takes(activation)) {
            Activation asked = activation;
            throw new InputException("‹activation›: " + Setting.word(activation) + " with a "
                    + Setting.word(latent) + " latent; only a "
                    + Distribution.names(kind -> kind.takes(asked), "or")
                    + " code passes through one");
        }
        if (!decoder.decodes()) {
            throw new InputException("‹decoder›: " + decoder.kind() + " is only an encoder");
        }
        if (latent.deterministic() && !(decoder instanceof LinearNetwork)) {
            throw new InputException("‹decoder›: " + decoder.kind() + " with a "
                    + Setting.word(latent)
                    + " latent; its decoder is a dictionary, so linear or linear+b");
        }
        if (latent != Distribution.SAE && sae != null) {
            throw new InputException("sae: has settings, but the latent is " + Setting.word(latent)
                    + "; they are for sae alone");
        }
        if (levels != null && !(latent == Distribution.POISSON && decoder.linear())) {
            throw new InputException("‹levels›: are for poisson with a linear decoder, not "
                    + Setting.word(latent) + " with " + decoder.label() + "; leave them out");
        }
        if (latent == Distribution.SAE) {
            sae = sae != null ? sae : Sae.of(latents, null, null, null, null);
            Training.require(sae.nonzeros() <= latents, "nonzeros", sae.nonzeros(),
                    "at most the number of units, " + latents);
        }
        if (levels != null && levels.seen() && !(encoder instanceof LinearNetwork)) {
            throw new InputException("‹groups›: encoder begins a linear one, not "
                    + encoder.kind() + "; leave ‹encoder› out, or say matrix");
        }
        if (levels != null && inference != null) {
            throw new InputException("‹levels›: with " + Setting.word(inference.kind())
                    + " inference; two levels are inferred in one shot, leave one out");
        }
        if (inference != null) {
            requireSteps(latent, activation, encoder, decoder, inference);
        }
    }

    private static void requireSteps(Distribution latent, Activation activation, Network encoder,
            Network decoder, Inference inference) {
        String asked = "‹inference›: " + Setting.word(inference.kind()) + " with a ";
        if (!latent.moves()) {
            throw new InputException(asked + Setting.word(latent) + " latent; only "
                    + Distribution.names(Distribution::moves, "and")
                    + " codes are found step by step");
        }
        if (activation != Activation.NONE && activation != Activation.RELU) {
            throw new InputException(asked + "code that passes through " + Setting.word(activation)
                    + "; only none and relu have a gradient for its steps");
        }
        if (!decoder.linear()) {
            throw new InputException(asked + decoder.label()
                    + " decoder; its steps need a linear one");
        }
        if (!inference.encodes() && !encoder.equals(latent.encoder())) {
            throw new InputException("‹encoder›: " + encoder.label() + " with "
                    + Setting.word(inference.kind())
                    + " inference, which begins at the prior; leave it out");
        }
    }

    /**
     * A structure of one level, whose encoder gives codes in one shot.
     *
     * @param latent     distribution of a code
     * @param activation function that a code of real numbers passes through
     * @param encoder    network from patches to the posterior
     * @param decoder    network from codes to reconstructions
     * @param image      shape of a patch
     * @param latents    K, ≥ 1
     * @param sae        settings of a sparse autoencoder; null for all others
     * @throws InputException if a size is not positive, or the parts do not go together
     */
    public Architecture(Distribution latent, Activation activation, Network encoder,
            Network decoder, ImageShape image, int latents, Sae sae) {
        this(latent, activation, encoder, decoder, image, latents, sae, null, null);
    }

    /**
     * A structure with the usual settings.
     *
     * @param latent     distribution of a code
     * @param activation function that a code of real numbers passes through
     * @param encoder    network from patches to the posterior
     * @param decoder    network from codes to reconstructions
     * @param image      shape of a patch
     * @param latents    K, ≥ 1
     * @throws InputException if a size is not positive, or the parts do not go together
     */
    public Architecture(Distribution latent, Activation activation, Network encoder,
            Network decoder, ImageShape image, int latents) {
        this(latent, activation, encoder, decoder, image, latents, null);
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
        return new Architecture(latent, activation, encoder, decoder, shape, latents, sae,
                inference, levels);
    }

    /**
     * {@return the same model with other steps of inference}
     *
     * @param value null where the encoder gives codes in one shot
     * @throws InputException if such a model has none
     */
    public Architecture withInference(Inference value) {
        return new Architecture(latent, activation, encoder, decoder, image, latents, sae, value,
                levels);
    }

    /**
     * {@return the same model with a second level}
     *
     * @param above the second level; null for none
     * @throws InputException if this is not a Poisson model with a linear decoder
     */
    public Architecture withLevels(Levels above) {
        return new Architecture(latent, activation, encoder, decoder, image, latents, sae,
                inference, above);
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
            @JsonProperty("latents") int latents, @JsonProperty("sae") Sae sae,
            @JsonProperty("inference") Inference inference,
            @JsonProperty("levels") Levels levels) {
        return new Architecture(latent, activation, encoder, decoder,
                image == null && pixels != null ? ImageShape.vector(pixels) : image, latents,
                sae, inference, levels);
    }

    /** How many numbers the encoder gives for a patch, at all levels. */
    int outputs() {
        return latent.outputsPerUnit() * latents + (levels == null ? 0 : levels.units());
    }

    /** {@return D, how many numbers a patch has} */
    public int pixels() {
        return image.size();
    }

    /**
     * {@return whether the decoder is a dictionary: one matrix without bias, or also with one in an
     * SAE or LISTA}
     */
    public boolean hasDictionary() {
        return decoder.linear() || latent.deterministic();
    }
}
