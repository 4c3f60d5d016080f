package parsimony.vae;

import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.vae.LatentKind.Trait;

/**
 * Spike counts. The encoder gives the logarithm of a gain on learned prior rates: δ = c₁₀(encoded),
 * log rate = c_m(ρ + δ), λ = exp(log rate) + 1.2e-7, with the soft upper clamp c_m(v) = m −
 * softplus(m − v), m = 5.3. With r = exp(ρ) the divergence of a unit is r(1 + e^δ(δ − 1)).
 *
 * <p>Vafaii, Galor &amp; Yates (2024), eqs. 3–6.
 */
final class PoissonLatent<T extends TFloating> implements Latent<T> {
    /** Name of the variable that holds ρ. */
    static final String PRIOR = "prior_log_rate";
    /** m of the clamp of log rates; e^5.3 is about 200. */
    static final double MAX_LOG_RATE = 5.3;
    /** m of the clamp of δ, the log gain. */
    static final double MAX_LOG_GAIN = 10;
    /** The least rate, which keeps arrival times finite. It is the resolution of float32. */
    static final double MIN_RATE = 1.2e-7;
    /**
     * Added to a gain before its logarithm, to keep that finite. There x log x is 0 in any case.
     */
    private static final double TINY = 1e-37;

    /** Its properties; the paper's plan is made for it. */
    static final LatentKind KIND = LatentKind.of("P", 1, 0.01, Optional.of(PRIOR),
            Set.of(Trait.DISCRETE, Trait.SOFTENED, Trait.COUNTS), plan -> plan, PoissonLatent::of)
            .moved(PoissonBelief::new);

    private final Blueprint<T> blueprint;
    private final ArrivalSampler<T> sampler;
    private final Operand<T> prior;

    /** The latent of a model of one level or of two. */
    private static <T extends TFloating> Latent<T> of(Blueprint<T> blueprint,
            Architecture architecture, Indicator indicator, Layer<T> decoder) {
        return architecture.levels() != null
                ? new TwoLevelPoissonLatent<>(blueprint, architecture, indicator, decoder)
                : new PoissonLatent<>(blueprint, architecture.latents(),
                        architecture.decoder().linear(), indicator);
    }

    /**
     * @param units  K
     * @param linear whether what they drive is a linear decoder
     */
    PoissonLatent(Blueprint<T> blueprint, int units, boolean linear, Indicator indicator) {
        this.blueprint = blueprint;
        this.sampler = new ArrivalSampler<>(blueprint, indicator);
        this.prior = prior(blueprint, units, linear);
    }

    /** ρ, K. It begins at U(−6, −4) for a linear decoder, at U(−6, −2) otherwise. */
    static <T extends TFloating> Operand<T> prior(Blueprint<T> blueprint, int units,
            boolean linear) {
        Ops tf = blueprint.tf;
        double width = linear ? 2 : 4;
        Operand<T> uniform = blueprint.uniform(tf.constant(new int[] {units}));
        return blueprint.parameter(PRIOR, Shape.of(units),
                tf.math.sub(tf.math.mul(blueprint.constant(width), uniform),
                        blueprint.constant(6)));
    }

    /**
     * What the encoder's outputs mean, B×K each.
     *
     * @param rate    λ
     * @param gain    e^δ, in units of e^10
     * @param logGain δ
     */
    record Rates<T extends TFloating>(Operand<T> rate, Operand<T> gain, Operand<T> logGain) {}

    @Override
    public Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature) {
        Rates<T> rates = rates(encoded);
        Sample<T> sample = sample(rates.rate(), temperature);
        return new Posterior<>(rates.rate(), Optional.of(rates.rate()), false, divergence(rates),
                sample.relaxed(), sample.straightThrough(), sample.codes(),
                logGain(encoded), largest(rates.rate()));
    }

    Rates<T> rates(Operand<T> encoded) {
        Ops tf = blueprint.tf;
        Operand<T> ten = blueprint.constant(MAX_LOG_GAIN);
        Operand<T> rate = rate(blueprint, prior, encoded);
        Operand<T> gain = tf.math.sigmoid(tf.math.sub(encoded, ten));
        Operand<T> logGain =
                tf.math.add(tf.math.log(tf.math.add(gain, blueprint.constant(TINY))), ten);
        return new Rates<>(rate, gain, logGain);
    }

    /** The divergence of the rates from the prior, K, mean over the batch. */
    Operand<T> divergence(Rates<T> rates) {
        Ops tf = blueprint.tf;
        // The mean of e^δ·δ − e^δ. Its derivative by e^δ is δ. With δ and the second e^δ as
        // constants the graph gives the same derivative.
        Operand<T> surprise = tf.math.sub(
                blueprint.meanOfRows(
                        tf.math.mul(rates.gain(), tf.stopGradient(rates.logGain()))),
                blueprint.meanOfRows(tf.stopGradient(rates.gain())));
        return tf.math.mul(priorRate(), tf.math.add(blueprint.constant(1),
                tf.math.mul(blueprint.constant(Math.exp(MAX_LOG_GAIN)), surprise)));
    }

    /** r, K. */
    Operand<T> priorRate() {
        return blueprint.tf.math.exp(prior);
    }

    /**
     * Counts of given rates, of their shape.
     *
     * @param relaxed         through which gradients pass to the rates
     * @param straightThrough the counts, with the gradient of the relaxed ones
     * @param codes           the counts
     */
    record Sample<T extends TFloating>(Operand<T> relaxed, Operand<T> straightThrough,
            Operand<T> codes) {}

    /** Samples of Poisson counts with given rates. */
    Sample<T> sample(Operand<T> rate, Operand<T> temperature) {
        return sample(rate, rate, temperature);
    }

    /** The same with the gradient passing to rates that have the same value. */
    Sample<T> sample(Operand<T> drawn, Operand<T> rate, Operand<T> temperature) {
        Ops tf = blueprint.tf;
        ArrivalSampler.Spikes<T> spikes = sampler.sample(drawn, temperature);
        // 0 in the forward pass; carries the sample's own dz/dλ in the backward pass.
        Operand<T> gradient = tf.math.mul(spikes.slope(), tf.math.sub(rate, tf.stopGradient(rate)));
        return new Sample<>(tf.math.add(spikes.relaxed(), gradient),
                tf.math.add(spikes.counts(), gradient), spikes.counts());
    }

    /** δ as a feature for a classifier. */
    Operand<T> logGain(Operand<T> encoded) {
        return clamp(blueprint, encoded, MAX_LOG_GAIN);
    }

    Operand<T> largest(Operand<T> rate) {
        return blueprint.tf.reduceMax(rate, blueprint.tf.constant(new int[] {0, 1}));
    }

    /** λ, B×K, from ρ and the encoder's outputs. */
    static <T extends TFloating> Operand<T> rate(Blueprint<T> blueprint, Operand<T> prior,
            Operand<T> encoded) {
        Ops tf = blueprint.tf;
        Operand<T> ten = blueprint.constant(MAX_LOG_GAIN);
        // Two clamps in a row are one sigmoid: exp(c_m(ρ + c₁₀(v))) = exp(c_m(ρ + 10))·σ(v − 10 +
        // softplus(ρ + 10 − m)), where v is the encoder's output. This takes half the time of the
        // exponentials and logarithms one by one.
        Operand<T> highest = tf.math.exp(clamp(blueprint, tf.math.add(prior, ten), MAX_LOG_RATE));
        Operand<T> offset = tf.math.sub(
                tf.math.softplus(
                        tf.math.add(prior, blueprint.constant(MAX_LOG_GAIN - MAX_LOG_RATE))),
                ten);
        return tf.math.add(tf.math.mul(tf.math.sigmoid(tf.math.add(encoded, offset)), highest),
                blueprint.constant(MIN_RATE));
    }

    private static <T extends TFloating> Operand<T> clamp(Blueprint<T> blueprint, Operand<T> v,
            double upper) {
        Ops tf = blueprint.tf;
        Operand<T> m = blueprint.constant(upper);
        return tf.math.sub(m, tf.math.softplus(tf.math.sub(m, v)));
    }
}
