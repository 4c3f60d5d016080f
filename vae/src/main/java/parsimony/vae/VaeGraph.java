package parsimony.vae;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/** One model as a graph: encoder, latent, decoder. Whatever a caller does not fetch costs nothing. */
final class VaeGraph<T extends TFloating> {
    /** Names of the linear networks' variables. */
    static final String ENCODER = "encoder";
    static final String DECODER = "decoder";

    final Blueprint<T> blueprint;
    /** Scalar T, fed whenever a sample is drawn. */
    final Placeholder<T> temperature;
    final Operand<T> patches;
    final Posterior<T> posterior;
    /** N×K, fed to be decoded. */
    final Placeholder<T> codes;
    /** N×D, the fed codes decoded. */
    final Operand<T> decoded;
    /** B×D, the posterior means decoded. */
    final Operand<T> reconstructed;
    private final Network<T> encoder;
    private final Network<T> decoder;
    private final Latent<T> latent;

    /** @param patches B×D */
    VaeGraph(Blueprint<T> blueprint, Architecture architecture, Indicator indicator, Operand<T> patches) {
        this.blueprint = blueprint;
        Ops tf = blueprint.tf;
        this.patches = patches;
        this.temperature = tf.withName("temperature").placeholder(blueprint.type, Placeholder.shape(Shape.scalar()));
        this.encoder = Network.of(
                architecture.encoder(), blueprint, ENCODER, architecture.pixels(), Latent.outputs(architecture));
        this.decoder = Network.of(architecture.decoder(), blueprint, DECODER, architecture.latents(), architecture.pixels());
        this.latent = Latent.of(architecture, indicator, blueprint);
        this.posterior = latent.posterior(encoder.apply(patches), temperature);
        this.codes = tf.withName("codes").placeholder(
                blueprint.type, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, architecture.latents())));
        this.decoded = decoder.apply(codes);
        this.reconstructed = decoder.apply(posterior.mean());
    }

    private VaeGraph(VaeGraph<T> model, Operand<T> patches) {
        this.blueprint = model.blueprint;
        this.patches = patches;
        this.temperature = model.temperature;
        this.encoder = model.encoder;
        this.decoder = model.decoder;
        this.latent = model.latent;
        this.posterior = latent.posterior(encoder.apply(patches), temperature);
        this.codes = model.codes;
        this.decoded = model.decoded;
        this.reconstructed = decoder.apply(posterior.mean());
    }

    /**
     * The same model of other patches; its noise is its own.
     *
     * @param others B×D
     */
    VaeGraph<T> of(Operand<T> others) {
        return new VaeGraph<>(this, others);
    }

    /** Mean over the batch of the expected squared error, a scalar. */
    Operand<T> error(Estimator estimator) {
        return estimator.error(blueprint, patches, posterior, decoder);
    }

    /** Mean over the batch of the divergence of all units, a scalar. */
    Operand<T> divergence() {
        return blueprint.tf.sum(posterior.kl(), blueprint.tf.constant(0));
    }
}
