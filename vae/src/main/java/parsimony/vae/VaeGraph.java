package parsimony.vae;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * One model as a graph: how codes are found, latent, decoder. A tensor that a caller does not fetch
 * is not computed.
 *
 * <p>Where codes are found step by step, a graph for training has all the steps in a row. Any other
 * graph has one step, from a belief that is fed: a thousand steps are as many calls.
 */
final class VaeGraph<T extends TFloating> {
    /** Names of the variables of linear networks; those of others begin with them. */
    static final String ENCODER = "encoder";
    static final String DECODER = "decoder";

    /**
     * The parts of a model that do not depend on patches. {@code decoded} are the reconstructions
     * of the fed {@code codes}, {@code weight} is that of a second level's divergence. A model has
     * a latent or dynamics; {@code iterative} are those dynamics if they have an objective of their
     * own.
     */
    private record Model<T extends TFloating>(Blueprint<T> blueprint, Layer<T> encoder,
            Layer<T> decoder, Latent<T> latent, Optional<Dynamics<T>> dynamics,
            Optional<IterativeDynamics<T>> iterative, int steps, int latents, Feeds<T> feeds,
            Placeholder<T> codes, Operand<T> decoded, double weight) {}

    /**
     * What a step of training is fed with.
     *
     * @param temperature scalar T, fed whenever a sample is drawn
     * @param beta        scalar, the weight of the divergence in training
     * @param eased       scalar, 0 to 1, how far the limits of iterative inference have come
     */
    record Feeds<T extends TFloating>(Placeholder<T> temperature, Placeholder<T> beta,
            Placeholder<T> eased) {}

    /** A belief after a step, what it was before, and what it says. */
    private record Stop<T extends TFloating>(List<Operand<T>> belief, List<Operand<T>> before,
            Posterior<T> posterior) {}

    /**
     * Inference step by step, in a graph that is not for training.
     *
     * @param start the belief before the first step, from the patches
     * @param prior the belief before anything is known
     * @param next  the belief after a step, from the belief that is fed, by what is taken for codes
     */
    record Inferring<T extends TFloating>(List<Operand<T>> start, List<Operand<T>> prior,
            Map<Dynamics.Draw, List<Operand<T>>> next) {}

    final Blueprint<T> blueprint;
    final Feeds<T> feeds;
    final Operand<T> patches;
    /**
     * What the posterior is made from, and may be fed: the outputs of the encoder, or a belief,
     * B×K each.
     */
    final List<Operand<T>> belief;
    final Posterior<T> posterior;
    /** Empty where an encoder gives codes in one shot, and in training. */
    final Optional<Inferring<T>> inferring;
    /** N×K, fed to be decoded. */
    final Placeholder<T> codes;
    /** N×D, the fed codes decoded. */
    final Operand<T> decoded;
    /** B×D, the posterior means decoded. */
    final Operand<T> reconstructed;
    private final Model<T> model;
    /** The stops that training descends from; only the last one counts for some. */
    private final List<Stop<T>> stops;

    /** @param patches B×D */
    VaeGraph(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Operand<T> patches) {
        this(model(blueprint, architecture, indicator), patches);
    }

    private VaeGraph(Model<T> model, Operand<T> patches) {
        this.model = model;
        this.blueprint = model.blueprint;
        this.feeds = model.feeds;
        this.patches = patches;
        if (model.dynamics.isEmpty()) {
            Operand<T> encoded = model.encoder.apply(patches);
            this.belief = List.of(encoded);
            this.posterior = model.latent.posterior(encoded, feeds.temperature);
            this.stops = List.of(new Stop<>(belief, belief, posterior));
            this.inferring = Optional.empty();
        } else {
            Dynamics<T> dynamics = model.dynamics.get();
            List<Operand<T>> start = dynamics.start(patches);
            List<Operand<T>> prior = dynamics.prior(patches);
            if (blueprint.training()) {
                this.stops = unrolled(dynamics, start);
                this.belief = stops.isEmpty() ? start : stops.get(stops.size() - 1).belief;
                this.inferring = Optional.empty();
            } else {
                this.stops = List.of();
                this.belief = fed(start.size());
                Map<Dynamics.Draw, List<Operand<T>>> next = new EnumMap<>(Dynamics.Draw.class);
                for (Dynamics.Draw draw : Dynamics.Draw.values()) {
                    next.put(draw, after(1, draw));
                }
                this.inferring = Optional.of(new Inferring<>(start, prior, next));
            }
            this.posterior = dynamics.posterior(belief, prior, feeds.temperature);
        }
        this.codes = model.codes;
        this.decoded = model.decoded;
        this.reconstructed = model.decoder.apply(posterior.mean());
    }

    private List<Stop<T>> unrolled(Dynamics<T> dynamics, List<Operand<T>> start) {
        List<Stop<T>> all = new ArrayList<>();
        List<Operand<T>> now = start;
        for (int t = 0; t < model.steps; t++) {
            List<Operand<T>> before = now;
            now = dynamics.step(patches, before, feeds.temperature, Dynamics.Draw.SAMPLE);
            all.add(new Stop<>(now, before, alongTheWay()
                    ? dynamics.posterior(now, before, feeds.temperature) : null));
        }
        return all;
    }

    private List<Operand<T>> fed(int tensors) {
        List<Operand<T>> all = new ArrayList<>();
        for (int i = 0; i < tensors; i++) {
            all.add(blueprint.tf.withName("belief").placeholder(blueprint.type,
                    Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, model.latents))));
        }
        return all;
    }

    private static <T extends TFloating> Model<T> model(Blueprint<T> blueprint,
            Architecture architecture, Indicator indicator) {
        Ops tf = blueprint.tf;
        Distribution kind = architecture.latent();
        Inference inference = architecture.inference();
        // As in the paper, the decoder decides how large the first weights are, also the encoder's.
        double scale = inference != null && inference.iterative() ? IterativeDynamics.SCALE
                : architecture.decoder().linear() ? 0.05 : 0.1;
        Layer<T> encoder = inference != null && !inference.encodes() ? null
                : architecture.encoder().encoder(blueprint, architecture.image(),
                        kind.outputsPerUnit() * architecture.latents(), scale);
        Layer<T> decoder = architecture.decoder().decoder(blueprint, architecture.latents(),
                architecture.image(), scale);
        Latent<T> latent = inference != null ? null
                : kind.kind().builder().build(blueprint, architecture, indicator, decoder);
        Layer<T> outputs = architecture.levels() == null ? encoder
                : TwoLevelPoissonLatent.beside(blueprint, encoder, architecture, scale);
        Placeholder<T> temperature = scalar(blueprint, "temperature");
        Placeholder<T> codes = tf.withName("codes").placeholder(
                blueprint.type,
                Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, architecture.latents())));
        Feeds<T> feeds = new Feeds<>(temperature, scalar(blueprint, "beta"),
                scalar(blueprint, "eased"));
        Optional<Dynamics<T>> dynamics = inference == null ? Optional.empty()
                : Optional.of(Dynamics.of(blueprint, architecture, indicator, encoder, decoder,
                        feeds));
        Optional<IterativeDynamics<T>> iterative = dynamics.map(
                steps -> steps instanceof IterativeDynamics<T> those ? those : null);
        return new Model<>(blueprint, outputs, decoder, latent, dynamics, iterative,
                inference == null ? 0 : inference.steps(), architecture.latents(), feeds, codes,
                decoder.apply(codes),
                architecture.levels() == null ? 0 : architecture.levels().beta());
    }

    private static <T extends TFloating> Placeholder<T> scalar(Blueprint<T> blueprint,
            String name) {
        return blueprint.tf.withName(name).placeholder(blueprint.type,
                Placeholder.shape(Shape.scalar()));
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
     * The belief after so many steps in a row from the one that is fed; for a graph that is not for
     * training, of a model that has steps.
     */
    List<Operand<T>> after(int steps, Dynamics.Draw draw) {
        List<Operand<T>> now = belief;
        for (int t = 0; t < steps; t++) {
            now = model.dynamics.orElseThrow().step(patches, now, feeds.temperature, draw);
        }
        return now;
    }

    /**
     * Mean over the batch of what training descends beside the divergence, a scalar: the expected
     * squared error, or for iterative inference the negative log-likelihood, mean over the steps.
     *
     * @param draws samples of each patch that {@link Estimator#SCORE} takes, ≥ 2
     * @param hard  scalar, 1 for a hard straight-through sample, 0 for a relaxed one; empty for
     *              always hard
     */
    Operand<T> error(Estimator estimator, int draws, Optional<? extends Operand<T>> hard) {
        if (alongTheWay()) {
            return overSteps(stop -> model.iterative.get().error(patches, stop.posterior));
        }
        return squaredError(estimator, draws, hard, posterior);
    }

    /**
     * Mean over the batch of the expected squared error, a scalar; for iterative inference also
     * over the steps.
     *
     * @param draws as for {@link #error}
     * @param hard  likewise
     */
    Operand<T> squaredError(Estimator estimator, int draws,
            Optional<? extends Operand<T>> hard) {
        return alongTheWay()
                ? overSteps(stop -> squaredError(estimator, draws, hard, stop.posterior))
                : squaredError(estimator, draws, hard, posterior);
    }

    private Operand<T> squaredError(Estimator estimator, int draws,
            Optional<? extends Operand<T>> hard, Posterior<T> said) {
        Posterior<T> drawn = hard.isPresent() ? said.hardened(blueprint, hard.get()) : said;
        return estimator.error(blueprint, patches, drawn, model.decoder, feeds.temperature, draws);
    }

    /** Whether training descends from the belief after every step, and not only the last one. */
    boolean alongTheWay() {
        return model.iterative.isPresent();
    }

    private Operand<T> overSteps(Function<Stop<T>, Operand<T>> term) {
        return blueprint.tf.math.mul(
                blueprint.sum(stops.stream().map(term).toList()),
                blueprint.constant(1.0 / stops.size()));
    }

    /** What training descends beside error and divergence, a scalar, if there is such. */
    Optional<Operand<T>> auxiliary() {
        return model.latent == null ? Optional.empty()
                : model.latent.auxiliary(patches, posterior);
    }

    /** The factor of error and divergence in what training descends. */
    double scale() {
        return model.iterative.map(IterativeDynamics::scale).orElse(1.0);
    }

    /**
     * Values that variables have after a step of training, beside those that the optimizer moves.
     *
     * @param shares this model on every share of the batch
     */
    Map<Blueprint.Slot<T>, Operand<T>> next(List<VaeGraph<T>> shares) {
        return model.dynamics.isPresent() ? model.dynamics.get().next()
                : model.latent.next(shares.stream().map(share -> share.posterior).toList());
    }

    /** K, mean over the batch of the expected magnitude of every unit, if it is known. */
    Optional<Operand<T>> activity() {
        return magnitude().map(blueprint::meanOfRows);
    }

    private Optional<Operand<T>> magnitude() {
        if (model.dynamics.isEmpty()) {
            return model.latent.magnitude(belief.get(0), posterior);
        }
        // A count is its own magnitude, and counts vary by as much as their mean.
        return posterior.variance().filter(posterior.mean()::equals);
    }

    /**
     * Mean over the batch of the divergence of all units, a scalar. That of a second level has the
     * weight {@link Levels#beta}. For iterative inference it is the mean also over the steps, each
     * from the belief before it.
     */
    Operand<T> divergence() {
        if (alongTheWay()) {
            return overSteps(stop -> sum(model.iterative.get().divergence(stop.belief, stop.before,
                    stop.posterior)));
        }
        Operand<T> first = sum(posterior.kl());
        return posterior.upper().isEmpty() ? first
                : blueprint.tf.math.add(first, blueprint.tf.math.mul(
                        blueprint.constant(model.weight), sum(posterior.upper().get().kl())));
    }

    private Operand<T> sum(Operand<T> perUnit) {
        return blueprint.tf.sum(perUnit, blueprint.tf.constant(0));
    }
}
