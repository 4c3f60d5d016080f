package parsimony.vae;

import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import parsimony.vae.LatentKind.Trait;

/**
 * Real-valued codes z = location + scale·noise against a standard prior of the same family,
 * Gaussian or Laplace, passed through an activation. The encoder gives K locations, then K log
 * scales, which 5.3·tanh(·/5.3) keeps between −5.3 and 5.3. With location μ, scale σ: KL = ½(μ² +
 * σ² − 2 ln σ − 1) for Gaussians and σe^(−|μ|/σ) + |μ| − ln σ − 1 for Laplacians.
 */
final class LocationScaleLatent<T extends TFloating> implements Latent<T> {
    /** Largest log scale in absolute value; e^5.3 is about 200. */
    static final double MAX_LOG_SCALE = 5.3;

    static final LatentKind GAUSSIAN = kind("G").moved(GaussianBelief::new);
    static final LatentKind LAPLACE = kind("L");

    private final Blueprint<T> blueprint;
    private final boolean gaussian;
    private final Activation activation;

    LocationScaleLatent(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Layer<T> decoder) {
        this.blueprint = blueprint;
        this.gaussian = architecture.latent() == Distribution.GAUSSIAN;
        this.activation = architecture.activation();
    }

    private static LatentKind kind(String symbol) {
        return LatentKind.of(symbol, 2, 0.1, Optional.empty(), Set.of(Trait.SIGNED),
                plan -> plan.withEstimator(Estimator.MC), LocationScaleLatent::new);
    }

    /** Of the distribution before the activation, B×K each. */
    private record Parameters<T extends TFloating>(Operand<T> location, Operand<T> logScale) {
    }

    private Parameters<T> parameters(Operand<T> encoded) {
        Ops tf = blueprint.tf;
        var halves = tf.split(tf.constant(1), encoded, 2L).output();
        return new Parameters<>(halves.get(0), limitedLogScale(blueprint, halves.get(1)));
    }

    @Override
    public Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature) {
        Ops tf = blueprint.tf;
        Parameters<T> q = parameters(encoded);
        Operand<T> location = q.location;
        Operand<T> logScale = q.logScale;
        Operand<T> scale = tf.math.exp(logScale);

        Operand<T> kl = blueprint.meanOfRows(
                gaussian ? gaussianKl(location, scale, logScale)
                        : laplaceKl(location, scale, logScale));
        Operand<T> noise = gaussian ? blueprint.normal(tf.shape(location)) : laplaceNoise(location);
        Operand<T> codes =
                activation.apply(blueprint, tf.math.add(location, tf.math.mul(scale, noise)));
        Operand<T> mean = activation.apply(blueprint, location);
        Optional<Operand<T>> variance = activation != Activation.NONE ? Optional.empty()
                : Optional.of(variance(scale));
        return new Posterior<>(mean, variance, false, kl, codes, codes, codes, location,
                tf.reduceMax(tf.math.abs(mean), tf.constant(new int[] {0, 1})));
    }

    static <T extends TFloating> Operand<T> limitedLogScale(Blueprint<T> blueprint,
            Operand<T> encoded) {
        Ops tf = blueprint.tf;
        Operand<T> max = blueprint.constant(MAX_LOG_SCALE);
        return tf.math.mul(max, tf.math.tanh(tf.math.div(encoded, max)));
    }

    /**
     * With z = μ + σ·noise: E|z| = μ·erf(μ/(σ√2)) + σ√(2/π)·e^(−μ²/2σ²) of a Gaussian and |μ| +
     * σe^(−|μ|/σ) of a Laplacian; E max(z, 0) = (E|z| + μ)/2, which of a Gaussian is μΦ(μ/σ) +
     * σφ(μ/σ); E z² = μ² + Var z. The other activations have no such simple form.
     */
    @Override
    public Optional<Operand<T>> magnitude(Operand<T> encoded, Posterior<T> posterior) {
        Ops tf = blueprint.tf;
        Parameters<T> q = parameters(encoded);
        Operand<T> location = q.location;
        Operand<T> scale = tf.math.exp(q.logScale);
        return switch (activation) {
            case NONE -> Optional.of(distance(location, scale));
            // It is not negative, but the rounded sum of E|z| and a far lower −E|z| may be.
            case RELU -> Optional.of(tf.nn.relu(tf.math.mul(blueprint.constant(0.5),
                    tf.math.add(distance(location, scale), location))));
            case SQUARE -> Optional.of(tf.math.add(tf.math.square(location), variance(scale)));
            default -> Optional.empty();
        };
    }

    /** E|z|. */
    private Operand<T> distance(Operand<T> location, Operand<T> scale) {
        Ops tf = blueprint.tf;
        Operand<T> ratio = tf.math.div(location, scale);
        if (!gaussian) {
            return tf.math.add(tf.math.abs(location),
                    tf.math.mul(scale, tf.math.exp(tf.math.neg(tf.math.abs(ratio)))));
        }
        Operand<T> density = tf.math.mul(blueprint.constant(Math.sqrt(2 / Math.PI)), tf.math.exp(
                tf.math.mul(blueprint.constant(-0.5), tf.math.square(ratio))));
        Operand<T> share = tf.math.erf(tf.math.mul(blueprint.constant(Math.sqrt(0.5)), ratio));
        return tf.math.add(tf.math.mul(location, share), tf.math.mul(scale, density));
    }

    /** Var z. */
    private Operand<T> variance(Operand<T> scale) {
        Ops tf = blueprint.tf;
        return tf.math.mul(blueprint.constant(gaussian ? 1 : 2), tf.math.square(scale));
    }

    private Operand<T> gaussianKl(Operand<T> location, Operand<T> scale, Operand<T> logScale) {
        Ops tf = blueprint.tf;
        Operand<T> squares = tf.math.add(tf.math.square(location), tf.math.square(scale));
        Operand<T> rest =
                tf.math.add(tf.math.mul(blueprint.constant(2), logScale), blueprint.constant(1));
        return tf.math.mul(blueprint.constant(0.5), tf.math.sub(squares, rest));
    }

    private Operand<T> laplaceKl(Operand<T> location, Operand<T> scale, Operand<T> logScale) {
        Ops tf = blueprint.tf;
        Operand<T> distance = tf.math.abs(location);
        Operand<T> overlap =
                tf.math.mul(scale, tf.math.exp(tf.math.neg(tf.math.div(distance, scale))));
        return tf.math.sub(tf.math.add(overlap, distance),
                tf.math.add(logScale, blueprint.constant(1)));
    }

    /**
     * Standard Laplace by inversion: −sign(u)·log(1 − 2|u|), u uniform on [−½, ½), kept off the
     * pole at −½.
     */
    private Operand<T> laplaceNoise(Operand<T> like) {
        Ops tf = blueprint.tf;
        Operand<T> u = tf.math.sub(blueprint.uniform(tf.shape(like)), blueprint.constant(0.5));
        Operand<T> twice = tf.math.minimum(tf.math.mul(blueprint.constant(2), tf.math.abs(u)),
                blueprint.constant(1 - 1e-7));
        return tf.math.neg(tf.math.mul(tf.math.sign(u), tf.math.log1p(tf.math.neg(twice))));
    }
}
