package parsimony.vae;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;

/**
 * Spike counts at two levels, as {@link Levels} has them. The encoder gives K₁ numbers for level 1
 * and then K₂ for level 2. Each level is a {@link PoissonLatent}; what level 2 adds to the prior
 * rates of level 1 is the excess E = M − e^ρ₁. Level 1 then has the means λ + δ₁⊙E, where λ are the
 * rates of the P-VAE and δ₁ = λ/e^ρ₁, and its divergence is that of the P-VAE and E·(1 + δ₁(log δ₁
 * − 1)) more. So with Φ₂ = 0 it is the P-VAE, to the last bit.
 */
final class TwoLevelPoissonLatent<T extends TFloating> implements Latent<T> {
    /** Name of the variable that holds Φ₂ᵀ, K₂×K₁: a row is a unit of level 2. */
    static final String WEIGHTS = "level2";
    /** Begins the names of the other variables of level 2. */
    static final String LEVEL2 = "level2_";
    /** A rate that is sampled is at most this, so that the arrivals fit into memory. */
    private static final double MOST_SAMPLED = 1e4;

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final int latents;
    private final int pixels;
    private final Levels levels;
    private final PoissonLatent<T> first;
    private final PoissonLatent<T> second;
    private final Operand<T> weights;
    private final Operand<T> dictionary;

    TwoLevelPoissonLatent(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Layer<T> decoder) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.latents = architecture.latents();
        this.pixels = architecture.pixels();
        this.levels = architecture.levels();
        this.dictionary = decoder.matrix().orElseThrow();
        this.first = new PoissonLatent<>(blueprint, latents, true, indicator);
        this.second = blueprint.under(LEVEL2,
                () -> new PoissonLatent<>(blueprint, levels.units(), true, indicator));
        Shape shape = Shape.of(levels.units(), latents);
        this.weights = blueprint.parameter(WEIGHTS, shape, start(shape));
        if (additive()) {
            blueprint.project(WEIGHTS, tf.nn::relu);
        }
    }

    /** U(0, 2s) for rates, which are not negative; else N(0, s²). */
    private Operand<T> start(Shape shape) {
        return additive()
                ? tf.math.mul(blueprint.constant(2 * levels.start()),
                        blueprint.uniform(tf.constant(shape)))
                : tf.math.mul(blueprint.constant(levels.start()),
                        blueprint.normal(tf.constant(shape)));
    }

    private boolean additive() {
        return levels.link() == Levels.Link.ADDITIVE;
    }

    /**
     * The encoder of level 1 with one of the same kind for level 2 beside it. Level 2 has a network
     * of its own, so that level 1 does not depend on it where Φ₂ = 0.
     *
     * @param scale standard deviation of the first entries of its last matrix
     */
    static <T extends TFloating> Layer<T> beside(Blueprint<T> blueprint, Layer<T> encoder,
            Architecture architecture, double scale) {
        Layer<T> above = blueprint.under(LEVEL2, () -> architecture.encoder().encoder(blueprint,
                architecture.image(), architecture.levels().units(), scale));
        return rows -> blueprint.tf.concat(List.of(encoder.apply(rows), above.apply(rows)),
                blueprint.tf.constant(1));
    }

    @Override
    public Posterior<T> posterior(Operand<T> encoded, Operand<T> temperature) {
        Operand<T> encoded1 = columns(encoded, 0, latents);
        PoissonLatent.Rates<T> rates = first.rates(encoded1);
        Posterior<T> above = second.posterior(columns(encoded, latents, levels.units()),
                temperature);
        Operand<T> gain = tf.math.div(rates.rate(), first.priorRate()); // δ₁

        Operand<T> excess = additive() ? product(above.mean(), weights)
                : raised(product(above.mean(), tf.math.expm1(weights)));
        Operand<T> mean = raise(rates.rate(), gain, excess);
        Operand<T> kl = tf.math.add(first.divergence(rates),
                blueprint.meanOfRows(tf.math.mul(excess, cost(rates))));

        PoissonLatent.Sample<T> soft = first.sample(
                limited(raise(rates.rate(), gain, given(above.relaxed()))), temperature);
        PoissonLatent.Sample<T> hard = first.sample(
                limited(raise(rates.rate(), gain, given(above.codes()))),
                limited(raise(rates.rate(), gain, given(above.straightThrough()))), temperature);
        Posterior.Upper<T> upper = new Posterior.Upper<>(above.mean(), gain, above.codes(),
                above.kl(),
                additive() ? mean : raise(rates.rate(), gain, given(above.relaxed())),
                additive() ? covariance(gain, above.mean()) : blueprint.constant(0));
        return new Posterior<>(mean, Optional.empty(), false, kl, soft.relaxed(),
                hard.straightThrough(), hard.codes(), first.logGain(encoded1),
                first.largest(mean), Optional.of(upper));
    }

    /** What a sample of z₂ adds to the prior rates of level 1, B×K₁. */
    private Operand<T> given(Operand<T> codes) {
        Operand<T> drive = product(codes, weights);
        return additive() ? drive : raised(drive);
    }

    /** e^ρ₁·(e^v − 1). */
    private Operand<T> raised(Operand<T> v) {
        return tf.math.mul(first.priorRate(), tf.math.expm1(v));
    }

    private Operand<T> raise(Operand<T> rate, Operand<T> gain, Operand<T> excess) {
        return tf.math.add(rate, tf.math.mul(gain, excess));
    }

    private Operand<T> limited(Operand<T> rate) {
        return tf.math.minimum(rate, blueprint.constant(MOST_SAMPLED));
    }

    /** 1 + δ₁(log δ₁ − 1), what a prior rate of 1 costs, B×K₁. */
    private Operand<T> cost(PoissonLatent.Rates<T> rates) {
        Operand<T> one = blueprint.constant(1);
        Operand<T> gain = tf.math.mul(blueprint.constant(Math.exp(PoissonLatent.MAX_LOG_GAIN)),
                rates.gain());
        return tf.math.add(one, tf.math.mul(gain, tf.math.sub(rates.logGain(), one)));
    }

    /**
     * The mean over the batch of Σ_j λ₂j‖Φ₁(δ₁⊙Φ₂_j)‖², in one product of matrices: with Φ₁, or
     * with Φ₁ᵀΦ₁ if that is the smaller one.
     */
    private Operand<T> covariance(Operand<T> gain, Operand<T> above) {
        Operand<T> groups = tf.reshape(
                tf.math.mul(tf.expandDims(gain, tf.constant(1)), weights), // B×K₂×K₁
                tf.constant(new int[] {-1, latents}));
        Operand<T> squares = tf.sum(latents < pixels
                ? tf.math.mul(groups, product(groups,
                        tf.linalg.matMul(dictionary, dictionary, MatMul.transposeB(true))))
                : tf.math.square(product(groups, dictionary)), tf.constant(1)); // B·K₂
        Operand<T> each = tf.math.mul(tf.reshape(above, tf.constant(new int[] {-1})), squares);
        Operand<TInt32> batch =
                tf.gather(tf.shape(above), tf.constant(0), tf.constant(0));
        return tf.math.div(tf.sum(each, tf.constant(0)), tf.dtypes.cast(batch, blueprint.type));
    }

    private Operand<T> product(Operand<T> left, Operand<T> right) {
        return tf.linalg.matMul(left, right);
    }

    private Operand<T> columns(Operand<T> matrix, int from, int count) {
        return tf.slice(matrix, tf.constant(new int[] {0, from}),
                tf.constant(new int[] {-1, count}));
    }
}
