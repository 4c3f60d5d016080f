package parsimony.vae;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Beliefs about spike counts: log rates u, λ = e^u + 1.2e-7. The Fisher information of u is λ, so
 * the natural gradient is the gradient by λ.
 */
final class PoissonBelief<T extends TFloating> implements Belief<T> {
    /** Least log rate in iterative models. */
    static final double FLOOR = -8;
    private static final double CEILING = 10;
    private static final double FIRST_CEILING = 2;

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final ArrivalSampler<T> sampler;
    private final Operand<T> prior;

    PoissonBelief(Blueprint<T> blueprint, Architecture architecture, Indicator indicator) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.sampler = new ArrivalSampler<>(blueprint, indicator,
                ArrivalSampler.FEW_STAGES);
        this.prior = PoissonLatent.prior(blueprint, architecture.latents(),
                architecture.decoder().linear());
    }

    @Override
    public List<Operand<T>> prior() {
        return List.of(prior);
    }

    @Override
    public List<Operand<T>> encoded(Operand<T> outputs) {
        return List.of(tf.math.log(PoissonLatent.rate(blueprint, prior, outputs)));
    }

    @Override
    public Operand<T> mean(List<Operand<T>> belief) {
        return tf.math.add(tf.math.exp(belief.get(0)),
                blueprint.constant(PoissonLatent.MIN_RATE));
    }

    @Override
    public Sample<T> sample(List<Operand<T>> belief, Operand<T> temperature, boolean noiseless) {
        Operand<T> rate = mean(belief);
        if (noiseless) {
            return new Sample<>(rate, null);
        }
        ArrivalSampler.Spikes<T> spikes = sampler.sample(rate, temperature);
        return new Sample<>(blueprint.training() ? relaxed(spikes, rate) : spikes.counts(), null);
    }

    /** A relaxed sample, with its own dz/dλ in the backward pass. */
    private Operand<T> relaxed(ArrivalSampler.Spikes<T> spikes, Operand<T> rate) {
        return tf.math.add(spikes.relaxed(), slope(spikes, rate));
    }

    private Operand<T> slope(ArrivalSampler.Spikes<T> spikes, Operand<T> rate) {
        return tf.math.mul(spikes.slope(), tf.math.sub(rate, tf.stopGradient(rate)));
    }

    @Override
    public List<Operand<T>> natural(List<Operand<T>> belief, Sample<T> sample,
            Operand<T> gradient) {
        return List.of(gradient);
    }

    @Override
    public List<Operand<T>> natural(List<Operand<T>> belief, Operand<T> byMean,
            Operand<T> byVariance) {
        return List.of(tf.math.add(byMean, byVariance));
    }

    @Override
    public List<Operand<T>> pull(List<Operand<T>> belief, List<Operand<T>> from) {
        return List.of(tf.math.sub(belief.get(0), from.get(0)));
    }

    /** c − softplus(c − max(v, −8)), where c goes from 2 to 10. */
    @Override
    public Operand<T> limited(int i, Operand<T> value, boolean move, Operand<T> eased) {
        Operand<T> ceiling = tf.math.add(blueprint.constant(FIRST_CEILING),
                tf.math.mul(blueprint.constant(CEILING - FIRST_CEILING), eased));
        Operand<T> above = tf.math.maximum(value, blueprint.constant(FLOOR));
        return tf.math.sub(ceiling, tf.math.softplus(tf.math.sub(ceiling, above)));
    }

    @Override
    public Operand<T> bounded(int i, Operand<T> value) {
        return tf.math.minimum(
                tf.math.maximum(value, blueprint.constant(Math.log(PoissonLatent.MIN_RATE))),
                blueprint.constant(PoissonLatent.MAX_LOG_RATE));
    }

    /** e^u₀(1 + e^d(d − 1)) with d = u − u₀, mean over the batch, K. */
    static <T extends TFloating> Operand<T> divergence(Blueprint<T> b, Operand<T> u,
            Operand<T> from, Inference.Kl kl) {
        Ops tf = b.tf;
        Operand<T> d = tf.math.sub(u, from);
        Operand<T> surprise = tf.math.add(b.constant(1),
                tf.math.mul(tf.math.exp(d), tf.math.sub(d, b.constant(1))));
        return b.meanOfRows(tf.math.mul(tf.math.exp(kl == Inference.Kl.PUBLISHED ? u : from),
                surprise));
    }

    @Override
    public Posterior<T> posterior(List<Operand<T>> belief, List<Operand<T>> from,
            Operand<T> temperature) {
        Operand<T> rate = mean(belief);
        ArrivalSampler.Spikes<T> spikes = sampler.sample(rate, temperature);
        return new Posterior<>(rate, Optional.of(rate), false,
                divergence(blueprint, belief.get(0), from.get(0), Inference.Kl.EXACT),
                relaxed(spikes, rate), tf.math.add(spikes.counts(), slope(spikes, rate)),
                spikes.counts(), tf.math.sub(belief.get(0), prior),
                tf.reduceMax(rate, tf.constant(new int[] {0, 1})));
    }
}
