package parsimony.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * The dynamics of iP-VAE and its siblings. A belief begins at the learned prior. Each step draws
 * codes z, follows the natural gradient of ½Σ_pixels(x − Φz)²/σ² plus a bias e^b per unit, and
 * makes the belief the prior of the next step:
 * <pre>  g = −Φᵀ((x − Φz)/σ²),  u ← C(u + C(−e^η(F⁻¹g + e^b))).</pre>
 * For counts F⁻¹ and the chain rule cancel. The KL has no gradient in a step: the belief is its own
 * prior there. After each step the loss has the negative log-likelihood of a fresh sample, and the
 * divergence from the belief before. The pixels' log σ are 3.45·tanh(·/3.45).
 *
 * <p>Vafaii, Galor &amp; Yates (2025), Brain-like variational inference.
 */
final class IterativeDynamics<T extends TFloating> implements Dynamics<T> {
    /** Names of variables: b, K; η, one for each tensor of a belief; log σ, D. */
    static final String LOG_BIAS = "log_bias";
    static final String LOG_STEP = "log_step";
    static final String LOG_SIGMA = "log_sigma";
    /** Standard deviation of the dictionary's first entries. */
    static final double SCALE = 1e-4;
    /** The limit of log σ. */
    static final double MAX_LOG_SIGMA = 3.45;
    private static final double FIRST_LOG_BIAS = -3;
    /** The pixels that losses are brought to, so that one plan suits patches of all sizes. */
    private static final double USUAL_PIXELS = 256;

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final Belief<T> belief;
    private final Layer<T> decoder;
    private final int pixels;
    private final Inference.Kl kl;
    private final Operand<T> eased;
    private final Operand<T> bias;
    private final List<Operand<T>> rates = new ArrayList<>();
    private final Operand<T> logSigma;
    private final Operand<T> precision;

    /**
     * @param belief   the latent's part
     * @param decoder  a dictionary
     * @param eased    scalar, 0 to 1, how far limits have come to their ends in training
     */
    IterativeDynamics(Blueprint<T> blueprint, Architecture architecture, Belief<T> belief,
            Layer<T> decoder, Operand<T> eased) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.belief = belief;
        this.decoder = decoder;
        this.pixels = architecture.pixels();
        this.kl = architecture.inference().kl();
        this.eased = blueprint.training() ? eased : blueprint.constant(1);
        bias = tf.math.exp(
                blueprint.vector(LOG_BIAS, architecture.latents(), FIRST_LOG_BIAS));
        int tensors = belief.prior().size();
        Operand<T> steps = tf.math.exp(blueprint.vector(LOG_STEP, tensors, 0));
        for (int i = 0; i < tensors; i++) {
            rates.add(tf.slice(steps, tf.constant(new int[] {i}), tf.constant(new int[] {1})));
        }
        Operand<T> most = blueprint.constant(MAX_LOG_SIGMA);
        logSigma = tf.math.mul(most, tf.math.tanh(tf.math.div(
                blueprint.vector(LOG_SIGMA, pixels, 0), most)));
        precision = tf.math.exp(tf.math.mul(blueprint.constant(-2), logSigma));
    }

    @Override
    public List<Operand<T>> prior(Operand<T> patches) {
        return rows(blueprint, belief.prior(), patches);
    }

    @Override
    public List<Operand<T>> start(Operand<T> patches) {
        return prior(patches);
    }

    @Override
    public Map<Blueprint.Slot<T>, Operand<T>> next() {
        return Map.of();
    }

    /** Vectors of K as B×K, with a gradient. */
    static <T extends TFloating> List<Operand<T>> rows(Blueprint<T> b, List<Operand<T>> vectors,
            Operand<T> patches) {
        Ops tf = b.tf;
        Operand<T> column = tf.math.mul(tf.slice(patches, tf.constant(new int[] {0, 0}),
                tf.constant(new int[] {-1, 1})), b.constant(0));
        List<Operand<T>> rows = new ArrayList<>();
        vectors.forEach(vector -> rows.add(tf.math.add(column, vector)));
        return rows;
    }

    @Override
    public List<Operand<T>> step(Operand<T> patches, List<Operand<T>> now,
            Operand<T> temperature, Draw draw) {
        Belief.Sample<T> sample = belief.sample(now, temperature, draw != Draw.SAMPLE);
        boolean limited = draw != Draw.MEAN_UNLIMITED;
        Operand<T> error = tf.math.mul(
                tf.math.sub(decoder.apply(sample.codes()), patches), precision);
        Operand<T> gradient = tf.linalg.matMul(error, decoder.matrix().orElseThrow(),
                MatMul.transposeB(true));
        List<Operand<T>> natural = new ArrayList<>(belief.natural(now, sample, gradient));
        natural.set(0, tf.math.add(natural.get(0), bias));
        List<Operand<T>> next = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            Operand<T> move = tf.math.neg(tf.math.mul(rates.get(i), natural.get(i)));
            next.add(!limited
                    ? tf.math.add(now.get(i), move)
                    : belief.limited(i, tf.math.add(now.get(i),
                            belief.limited(i, move, true, eased)), false, eased));
        }
        return next;
    }

    @Override
    public Posterior<T> posterior(List<Operand<T>> now, List<Operand<T>> earlier,
            Operand<T> temperature) {
        return belief.posterior(now, earlier, temperature);
    }

    /** The divergence in the loss of a belief from the one before, mean over the batch, K. */
    Operand<T> divergence(List<Operand<T>> now, List<Operand<T>> before,
            Posterior<T> posterior) {
        return kl == Inference.Kl.PUBLISHED
                ? PoissonBelief.divergence(blueprint, now.get(0), before.get(0), kl)
                : posterior.kl();
    }

    /** Σ_pixels ½(x − Φz)²/σ² + log σ + ½log 2π, mean over the batch. */
    Operand<T> error(Operand<T> patches, Posterior<T> posterior) {
        Operand<T> residual = tf.math.div(
                tf.math.sub(patches, decoder.apply(posterior.relaxed())), tf.math.exp(logSigma));
        Operand<T> batch = tf.dtypes.cast(
                tf.gather(tf.shape(patches), tf.constant(0), tf.constant(0)), blueprint.type);
        return tf.math.add(tf.math.div(tf.nn.l2Loss(residual), batch),
                tf.math.add(tf.sum(logSigma, tf.constant(0)),
                        blueprint.constant(pixels * 0.5 * Math.log(2 * Math.PI))));
    }

    /** The factor of error and divergence in what training descends. */
    double scale() {
        return USUAL_PIXELS / pixels;
    }
}
