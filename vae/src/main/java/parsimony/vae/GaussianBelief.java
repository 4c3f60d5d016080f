package parsimony.vae;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Beliefs about real values z = μ + e^ξ·ε: locations μ and log scales ξ. With relu the codes are
 * max(z, 0), and in iterative models they are multiplied by a learned gain of the unit. The Fisher
 * information is 1/σ² for μ and 2 for ξ.
 */
final class GaussianBelief<T extends TFloating> implements Belief<T> {
    /** Names of variables of iterative models, K each. */
    static final String LOCATION = "prior_location";
    static final String LOG_SCALE = "prior_log_scale";
    static final String LOG_GAIN = "log_gain";
    /** Limits of a change and of a belief, of μ and ξ each; all begin at 1. */
    private static final double[] MOVES = {7, 3};
    private static final double[] LIMITS = {7, 2};

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final boolean relu;
    private final List<Operand<T>> prior;
    private final Optional<Operand<T>> gain;

    GaussianBelief(Blueprint<T> blueprint, Architecture architecture, Indicator indicator) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.relu = architecture.activation() == Activation.RELU;
        int latents = architecture.latents();
        if (architecture.inference().iterative()) {
            prior = List.of(blueprint.vector(LOCATION, latents, 0),
                    blueprint.vector(LOG_SCALE, latents, 0));
            gain = relu ? Optional.of(tf.math.exp(blueprint.vector(LOG_GAIN, latents, 0)))
                    : Optional.empty();
        } else {
            Operand<T> zeros = tf.fill(tf.constant(new int[] {latents}), blueprint.constant(0));
            prior = List.of(zeros, zeros);
            gain = Optional.empty();
        }
    }

    @Override
    public List<Operand<T>> prior() {
        return prior;
    }

    @Override
    public List<Operand<T>> encoded(Operand<T> outputs) {
        var halves = tf.split(tf.constant(1), outputs, 2L).output();
        return List.of(halves.get(0),
                LocationScaleLatent.limitedLogScale(blueprint, halves.get(1)));
    }

    private Operand<T> codes(Operand<T> z) {
        Operand<T> active = relu ? tf.nn.relu(z) : z;
        return gain.isPresent() ? tf.math.mul(active, gain.get()) : active;
    }

    private Operand<T> drawn(List<Operand<T>> belief, Operand<T> noise) {
        return tf.math.add(belief.get(0), tf.math.mul(tf.math.exp(belief.get(1)), noise));
    }

    @Override
    public Sample<T> sample(List<Operand<T>> belief, Operand<T> temperature, boolean noiseless) {
        Operand<T> noise = noiseless ? tf.math.mul(belief.get(0), blueprint.constant(0))
                : blueprint.normal(tf.shape(belief.get(0)));
        return new Sample<>(codes(drawn(belief, noise)), noise);
    }

    @Override
    public List<Operand<T>> natural(List<Operand<T>> belief, Sample<T> sample,
            Operand<T> gradient) {
        Operand<T> scale = tf.math.exp(belief.get(1));
        Operand<T> byZ = gradient;
        if (relu) {
            Operand<T> on = tf.dtypes.cast(tf.math.greater(drawn(belief, sample.noise()),
                    blueprint.constant(0)), blueprint.type);
            byZ = tf.math.mul(byZ, on);
        }
        if (gain.isPresent()) {
            byZ = tf.math.mul(byZ, gain.get());
        }
        return List.of(tf.math.mul(tf.math.square(scale), byZ),
                half(tf.math.mul(byZ, tf.math.mul(sample.noise(), scale))));
    }

    private Operand<T> half(Operand<T> value) {
        return tf.math.mul(blueprint.constant(0.5), value);
    }

    /** The moments of max(z, 0). */
    private final class Rectified {
        final Operand<T> above; // P(z > 0)
        final Operand<T> density; // of the standard normal at μ/σ
        final Operand<T> mean;

        Rectified(Operand<T> location, Operand<T> scale) {
            Operand<T> ratio = tf.math.div(location, scale);
            above = half(tf.math.add(blueprint.constant(1), tf.math.erf(
                    tf.math.mul(ratio, blueprint.constant(Math.sqrt(0.5))))));
            density = tf.math.mul(blueprint.constant(1 / Math.sqrt(2 * Math.PI)),
                    tf.math.exp(tf.math.neg(half(tf.math.square(ratio)))));
            mean = tf.math.add(tf.math.mul(location, above), tf.math.mul(scale, density));
        }
    }

    @Override
    public Operand<T> mean(List<Operand<T>> belief) {
        return relu ? new Rectified(belief.get(0), tf.math.exp(belief.get(1))).mean
                : belief.get(0);
    }

    @Override
    public List<Operand<T>> natural(List<Operand<T>> belief, Operand<T> byMean,
            Operand<T> byVariance) {
        Operand<T> scale = tf.math.exp(belief.get(1));
        Operand<T> square = tf.math.square(scale);
        if (!relu) {
            return List.of(tf.math.mul(square, byMean), tf.math.mul(square, byVariance));
        }
        Rectified r = new Rectified(belief.get(0), scale);
        Operand<T> two = blueprint.constant(2);
        // of the variance E z² − m²: ∂E z²/∂μ = 2m, ∂E z²/∂σ = 2σ·P(z > 0)
        Operand<T> byLocation = tf.math.mul(two,
                tf.math.mul(r.mean, tf.math.sub(blueprint.constant(1), r.above)));
        Operand<T> byScale = tf.math.mul(two, tf.math.sub(tf.math.mul(scale, r.above),
                tf.math.mul(r.mean, r.density)));
        return List.of(
                tf.math.mul(square, tf.math.add(tf.math.mul(byMean, r.above),
                        tf.math.mul(byVariance, byLocation))),
                half(tf.math.mul(scale, tf.math.add(tf.math.mul(byMean, r.density),
                        tf.math.mul(byVariance, byScale)))));
    }

    @Override
    public List<Operand<T>> pull(List<Operand<T>> belief, List<Operand<T>> from) {
        Operand<T> ratio = tf.math.exp(tf.math.mul(blueprint.constant(2),
                tf.math.sub(belief.get(1), from.get(1)))); // σ²/σ₀²
        return List.of(tf.math.mul(ratio, tf.math.sub(belief.get(0), from.get(0))),
                half(tf.math.sub(ratio, blueprint.constant(1))));
    }

    /** c·tanh(v/c), where c goes from 1 to its end. */
    @Override
    public Operand<T> limited(int i, Operand<T> value, boolean move, Operand<T> eased) {
        double end = (move ? MOVES : LIMITS)[i];
        Operand<T> limit = tf.math.add(blueprint.constant(1),
                tf.math.mul(blueprint.constant(end - 1), eased));
        return tf.math.mul(limit, tf.math.tanh(tf.math.div(value, limit)));
    }

    @Override
    public Operand<T> bounded(int i, Operand<T> value) {
        double most = LocationScaleLatent.MAX_LOG_SCALE;
        return i == 0 ? value
                : tf.math.minimum(tf.math.maximum(value, blueprint.constant(-most)),
                        blueprint.constant(most));
    }

    @Override
    public Posterior<T> posterior(List<Operand<T>> belief, List<Operand<T>> from,
            Operand<T> temperature) {
        Operand<T> location = belief.get(0);
        Operand<T> twice = tf.math.mul(blueprint.constant(2),
                tf.math.sub(belief.get(1), from.get(1)));
        Operand<T> distance = tf.math.div(tf.math.sub(location, from.get(0)),
                tf.math.exp(from.get(1)));
        Operand<T> kl = half(tf.math.sub(
                tf.math.add(tf.math.square(distance), tf.math.exp(twice)),
                tf.math.add(twice, blueprint.constant(1))));
        Operand<T> codes = codes(drawn(belief, blueprint.normal(tf.shape(location))));
        Operand<T> mean = tf.identity(codes(location)); // what is fed cannot be fetched
        Optional<Operand<T>> variance = relu ? Optional.empty()
                : Optional.of(tf.math.exp(tf.math.mul(blueprint.constant(2), belief.get(1))));
        return new Posterior<>(mean, variance, false, blueprint.meanOfRows(kl), codes, codes,
                codes, tf.identity(location),
                tf.reduceMax(tf.math.abs(mean), tf.constant(new int[] {0, 1})));
    }
}
