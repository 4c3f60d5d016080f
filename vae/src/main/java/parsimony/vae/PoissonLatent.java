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
            Set.of(Trait.DISCRETE, Trait.SOFTENED, Trait.COUNTS), plan -> plan, PoissonLatent::new);

    private final Blueprint<T> blueprint;
    private final ArrivalSampler<T> sampler;
    private final Operand<T> prior;

    PoissonLatent(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Layer<T> decoder) {
        this.blueprint = blueprint;
        this.sampler = new ArrivalSampler<>(blueprint, indicator);
        Ops tf = blueprint.tf;
        // U(−6, −4) for a linear decoder, U(−6, −2) otherwise.
        double width = architecture.decoder().linear() ? 2 : 4;
        Operand<T> uniform = blueprint.uniform(tf.constant(new int[] {architecture.latents()}));
        this.prior = blueprint.parameter(PRIOR, Shape.of(architecture.latents()),
                tf.math.sub(tf.math.mul(blueprint.constant(width), uniform),
                        blueprint.constant(6)));
    }

    @Override
    public Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature) {
        Ops tf = blueprint.tf;
        Operand<T> one = blueprint.constant(1);
        Operand<T> ten = blueprint.constant(MAX_LOG_GAIN);
        // Two clamps in a row are one sigmoid: exp(c_m(ρ + c₁₀(v))) = exp(c_m(ρ + 10))·σ(v − 10 +
        // softplus(ρ + 10 − m)), where v is the encoder's output. This takes half the time of the
        // exponentials and logarithms one by one.
        Operand<T> highest = tf.math.exp(clamp(tf.math.add(prior, ten), MAX_LOG_RATE));
        Operand<T> offset = tf.math.sub(
                tf.math.softplus(
                        tf.math.add(prior, blueprint.constant(MAX_LOG_GAIN - MAX_LOG_RATE))),
                ten);
        Operand<T> rate =
                tf.math.add(tf.math.mul(tf.math.sigmoid(tf.math.add(encoded, offset)), highest),
                        blueprint.constant(MIN_RATE));

        Operand<T> gain = tf.math.sigmoid(tf.math.sub(encoded, ten)); // e^δ, in units of e^10
        Operand<T> logGain =
                tf.math.add(tf.math.log(tf.math.add(gain, blueprint.constant(TINY))), ten); // δ
        // The mean of e^δ·δ − e^δ. Its derivative by e^δ is δ. With δ and the second e^δ as
        // constants the graph gives the same derivative.
        Operand<T> surprise =
                tf.math.sub(blueprint.meanOfRows(tf.math.mul(gain, tf.stopGradient(logGain))),
                        blueprint.meanOfRows(tf.stopGradient(gain)));
        Operand<T> kl = tf.math.mul(tf.math.exp(prior),
                tf.math.add(one,
                        tf.math.mul(blueprint.constant(Math.exp(MAX_LOG_GAIN)), surprise)));

        ArrivalSampler.Spikes<T> spikes = sampler.sample(rate, temperature);
        // 0 in the forward pass; carries the sample's own dz/dλ in the backward pass.
        Operand<T> gradient = tf.math.mul(spikes.slope(), tf.math.sub(rate, tf.stopGradient(rate)));
        return new Posterior<>(rate, Optional.of(rate), false, kl,
                tf.math.add(spikes.relaxed(), gradient),
                tf.math.add(spikes.counts(), gradient), spikes.counts(),
                clamp(encoded, MAX_LOG_GAIN),
                tf.reduceMax(rate, tf.constant(new int[] {0, 1})));
    }

    private Operand<T> clamp(Operand<T> v, double upper) {
        Ops tf = blueprint.tf;
        Operand<T> m = blueprint.constant(upper);
        return tf.math.sub(m, tf.math.softplus(tf.math.sub(m, v)));
    }
}
