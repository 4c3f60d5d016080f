package parsimony.vae;

import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.vae.LatentKind.Trait;

/**
 * A categorical code: one unit of K is on. The encoder gives logits, B×K. Samples are
 * Gumbel-softmax (Jang, Gu &amp; Poole 2017; Maddison, Mnih &amp; Teh 2017). The divergence from
 * the uniform prior is split over units as p log(pK) − p + 1/K, each term ≥ 0.
 */
final class CategoricalLatent<T extends TFloating> implements Latent<T> {
    /** Its properties; the last temperature is 0.1. */
    static final LatentKind KIND = LatentKind.of("C", 1, 0.01, Optional.empty(),
            Set.of(Trait.DISCRETE, Trait.ONE_HOT),
            // The code of the paper draws relaxed samples first only of counts.
            plan -> plan.withEstimator(Estimator.MC).withRelaxedFirst(false)
                    .withTemperature(plan.annealing().temperature().withEnd(0.1)),
            CategoricalLatent::new);

    private final Blueprint<T> blueprint;
    private final int latents;

    CategoricalLatent(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Layer<T> decoder) {
        this.blueprint = blueprint;
        this.latents = architecture.latents();
    }

    @Override
    public Posterior<T> posterior(Operand<T> logits, Operand<T> temperature) {
        Ops tf = blueprint.tf;
        Operand<T> probability = tf.nn.softmax(logits);
        Operand<T> logRatio =
                tf.math.add(tf.nn.logSoftmax(logits), blueprint.constant(Math.log(latents)));
        Operand<T> divergence = tf.math.sub(tf.math.mul(probability, logRatio), probability);
        Operand<T> kl =
                tf.math.add(blueprint.meanOfRows(divergence), blueprint.constant(1.0 / latents));

        Operand<T> gumbel = blueprint.gumbel(tf.shape(logits));
        Operand<T> noisy = tf.math.add(logits, gumbel);
        Operand<T> relaxed = tf.nn.softmax(tf.math.div(noisy, temperature));
        Operand<T> codes = tf.oneHot(tf.math.argMax(noisy, tf.constant(1)), tf.constant(latents),
                blueprint.constant(1), blueprint.constant(0));
        Operand<T> variance = tf.math.mul(probability,
                tf.math.sub(blueprint.constant(1), probability));
        return new Posterior<>(probability, Optional.of(variance), true, kl, relaxed,
                Latent.straightThrough(tf, codes, relaxed), codes,
                logits, tf.reduceMax(probability, tf.constant(new int[] {0, 1})));
    }
}
