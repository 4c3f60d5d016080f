package parsimony.vae;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * One model as a graph: encoder, latent, decoder. A tensor that a caller does not fetch is not
 * computed.
 */
final class VaeGraph<T extends TFloating> {
    /** Names of the variables of linear networks; those of others begin with them. */
    static final String ENCODER = "encoder";
    static final String DECODER = "decoder";

    /**
     * The parts of a model that do not depend on patches. {@code decoded} are the reconstructions
     * of the fed {@code codes}.
     */
    private record Model<T extends TFloating>(Blueprint<T> blueprint, Layer<T> encoder,
            Layer<T> decoder, Latent<T> latent,
            Placeholder<T> temperature, Placeholder<T> codes, Operand<T> decoded) {}

    final Blueprint<T> blueprint;
    /** Scalar T, fed whenever a sample is drawn. */
    final Placeholder<T> temperature;
    final Operand<T> patches;
    /** B×outputs, from the encoder. */
    final Operand<T> encoded;
    final Posterior<T> posterior;
    /** N×K, fed to be decoded. */
    final Placeholder<T> codes;
    /** N×D, the fed codes decoded. */
    final Operand<T> decoded;
    /** B×D, the posterior means decoded. */
    final Operand<T> reconstructed;
    private final Model<T> model;

    /** @param patches B×D */
    VaeGraph(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Operand<T> patches) {
        this(model(blueprint, architecture, indicator), patches);
    }

    private VaeGraph(Model<T> model, Operand<T> patches) {
        this.model = model;
        this.blueprint = model.blueprint;
        this.temperature = model.temperature;
        this.patches = patches;
        this.encoded = model.encoder.apply(patches);
        this.posterior = model.latent.posterior(encoded, temperature);
        this.codes = model.codes;
        this.decoded = model.decoded;
        this.reconstructed = model.decoder.apply(posterior.mean());
    }

    private static <T extends TFloating> Model<T> model(Blueprint<T> blueprint,
            Architecture architecture, Indicator indicator) {
        Ops tf = blueprint.tf;
        Distribution kind = architecture.latent();
        // As in the paper, the decoder decides how large the first weights are, also the encoder's.
        double scale = architecture.decoder().linear() ? 0.05 : 0.1;
        Layer<T> encoder = architecture.encoder().encoder(blueprint, architecture.image(),
                kind.outputsPerUnit() * architecture.latents(), scale);
        Layer<T> decoder = architecture.decoder().decoder(blueprint, architecture.latents(),
                architecture.image(), scale);
        Latent<T> latent = kind.kind().builder().build(blueprint, architecture, indicator,
                decoder);
        Placeholder<T> temperature = tf.withName("temperature").placeholder(
                blueprint.type, Placeholder.shape(Shape.scalar()));
        Placeholder<T> codes = tf.withName("codes").placeholder(
                blueprint.type,
                Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, architecture.latents())));
        return new Model<>(blueprint, encoder, decoder, latent, temperature, codes,
                decoder.apply(codes));
    }

    /**
     * The same model applied to other patches, with its own noise.
     *
     * @param others B×D
     */
    VaeGraph<T> of(Operand<T> others) {
        return new VaeGraph<>(model, others);
    }

    /**
     * Mean over the batch of the expected squared error, a scalar.
     *
     * @param draws samples of each patch that {@link Estimator#SCORE} takes, ≥ 2
     * @param hard  scalar, 1 for a hard straight-through sample, 0 for a relaxed one; empty for
     *              always hard
     */
    Operand<T> error(Estimator estimator, int draws, Optional<? extends Operand<T>> hard) {
        Posterior<T> drawn =
                hard.isPresent() ? posterior.hardened(blueprint, hard.get()) : posterior;
        return estimator.error(blueprint, patches, drawn, model.decoder, temperature, draws);
    }

    /** What training descends beside error and divergence, a scalar, if there is such. */
    Optional<Operand<T>> auxiliary() {
        return model.latent.auxiliary(patches, posterior);
    }

    /**
     * Values that variables have after a step of training, beside those that the optimizer moves.
     *
     * @param shares this model on every share of the batch
     */
    Map<Blueprint.Slot<T>, Operand<T>> next(List<VaeGraph<T>> shares) {
        return model.latent.next(shares.stream().map(share -> share.posterior).toList());
    }

    /** Mean over the batch of the divergence of all units, a scalar. */
    Operand<T> divergence() {
        return blueprint.tf.sum(posterior.kl(), blueprint.tf.constant(0));
    }
}
