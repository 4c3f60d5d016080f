package parsimony.vae;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import parsimony.vae.LatentKind.Trait;

/**
 * The code of a sparse autoencoder: the encoder gives a pre-activation u_k for each unit, and an
 * activation makes a code a_k ≥ 0 of it. In place of a divergence a unit has a penalty, with
 * n_k = ‖φ_k‖:
 *
 * <ul>
 * <li>RELU: a = max(0, u), penalty n_k·a_k (Bricken et al. 2023; Cunningham et al. 2023).
 * <li>TOPK: the k largest max(0, u) of a patch (Gao et al. 2024). The penalty is 1 for a unit
 * that is on, and has no gradient.
 * <li>BATCHTOPK: in training the k·B largest of a batch of B patches; otherwise those above a
 * threshold, the mean over the batches of training of the least that was kept (Bussmann et al.
 * 2024). Penalty as TOPK.
 * <li>JUMPRELU: u where u &gt; θ_k, learned. The penalty is 1 for a unit that is on. θ learns by
 * straight-through gradients within a window of width ε around it: ∂a/∂θ = −θ/ε and
 * ∂penalty/∂θ = −1/ε (Rajamanoharan et al. 2024b).
 * <li>GATED: max(0, e^(r_k)·u + b_k) where u &gt; 0, with penalty n_k·max(0, u). A further loss,
 * ‖x − decode(max(0, u))‖² with the decoder held fixed, trains the gate (Rajamanoharan et al.
 * 2024a; u is the gate's pre-activation and the size shares its matrix).
 * </ul>
 *
 * <p>A unit that no patch has turned on for some steps is dead. Dead units are brought back by an
 * auxiliary loss, after Gao et al. (2024, section A.2): of the dead units, those D/2 with the
 * largest pre-activations for a patch are to reconstruct what the others left over,
 * α‖e − Σ c_k φ_k‖². There c is max(0, u). Here it is ½(u + √(u² + s²)), with s the standard
 * deviation of u over the batch. This is always above 0 and rises with u, so that the loss has a
 * gradient for a unit whatever turned it off.
 */
final class SaeLatent<T extends TFloating> implements Latent<T> {
    /** Name of the variable with the threshold of BATCHTOPK, one number. */
    static final String THRESHOLD = "threshold";
    /** Name of the variable with ln θ of JUMPRELU, K. */
    static final String LOG_THRESHOLD = "log_threshold";
    /** Name of the variable with r of GATED, K. */
    static final String LOG_GAIN = "log_gain";
    /** Name of the variable with b of GATED, K. */
    static final String MAGNITUDE_BIAS = "magnitude_bias";
    /** Mean penalty from which a unit is active: any unit that is ever on has more. */
    static final double ACTIVE = 1e-6;
    /** θ of JUMPRELU at the start. */
    private static final double FIRST_THRESHOLD = 0.1;
    /** Share of a training over which the weight of the penalty rises. */
    private static final double RISE = 0.1;
    /** Weight of the last batch in the mean of thresholds. */
    private static final double FORGETTING = 0.01;
    private static final String IDLE = "idle";

    /** Its properties. */
    static final LatentKind KIND = LatentKind.of("SAE", 1, ACTIVE, Optional.empty(),
            Set.of(Trait.DETERMINISTIC), SaeLatent::plan, SaeLatent::new)
            .usually(Activation.RELU, new LinearNetwork().withBias(),
                    new LinearNetwork().withBias());

    private final Blueprint<T> blueprint;
    private final Activation activation;
    private final Sae settings;
    private final int revived;
    private final Layer<T> decoder;
    private final Optional<Blueprint.Slot<T>> threshold;
    private final Optional<Operand<T>> logThreshold;
    private final Optional<Operand<T>> logGain;
    private final Optional<Operand<T>> magnitudeBias;
    /** Steps since each unit was last on, K. */
    private final Optional<Blueprint.Slot<T>> idle;

    SaeLatent(Blueprint<T> blueprint, Architecture architecture, Indicator indicator,
            Layer<T> decoder) {
        this.blueprint = blueprint;
        this.activation = architecture.activation();
        this.settings = architecture.sae();
        this.decoder = decoder;
        int latents = architecture.latents();
        this.revived = Math.max(1, Math.min(latents, architecture.pixels() / 2));
        threshold = activation == Activation.BATCHTOPK
                ? Optional.of(blueprint.weight(THRESHOLD, Shape.of(1),
                        blueprint.zeros(Shape.of(1))))
                : Optional.empty();
        logThreshold = vector(Activation.JUMPRELU, LOG_THRESHOLD, latents,
                Math.log(FIRST_THRESHOLD));
        logGain = vector(Activation.GATED, LOG_GAIN, latents, 0);
        magnitudeBias = vector(Activation.GATED, MAGNITUDE_BIAS, latents, 0);
        idle = blueprint.training() && settings.revival() > 0
                ? Optional.of(blueprint.variable(IDLE, Shape.of(latents),
                        blueprint.zeros(Shape.of(latents))))
                : Optional.empty();
    }

    private Optional<Operand<T>> vector(Activation kind, String name, int length, double value) {
        return activation == kind ? Optional.of(blueprint.vector(name, length, value))
                : Optional.empty();
    }

    private static Training plan(Training plan) {
        Schedule beta = plan.annealing().beta();
        return plan.withEstimator(Estimator.EXACT).withBeta(new Schedule(beta.curve(),
                beta.start(), beta.end(), RISE, beta.cycles(), 0));
    }

    @Override
    public Posterior<T> posterior(Operand<T> u, Operand<T> temperature) {
        return switch (activation) {
            case TOPK -> counted(u, largest(positive(u), blueprint.tf.constant(
                    settings.nonzeros()), false));
            case BATCHTOPK -> counted(u, blueprint.training()
                    ? largest(positive(u), blueprint.tf.math.mul(rows(u),
                            blueprint.tf.constant(settings.nonzeros())), true)
                    : above(u, threshold.orElseThrow().value()));
            case JUMPRELU -> jump(u);
            case GATED -> gated(u);
            default -> {
                Operand<T> code = positive(u);
                yield of(code, weighted(code), u);
            }
        };
    }

    private Operand<T> positive(Operand<T> u) {
        return blueprint.tf.nn.relu(u);
    }

    private Operand<TInt32> rows(Operand<T> u) {
        Ops tf = blueprint.tf;
        return tf.gather(tf.shape(u), tf.constant(0), tf.constant(0));
    }

    private Posterior<T> of(Operand<T> code, Operand<T> penalty, Operand<T> u) {
        return Posterior.deterministic(blueprint, code, penalty, u);
    }

    /** The positive pre-activations under a mask, with a penalty that only counts them. */
    private Posterior<T> counted(Operand<T> u, Operand<T> mask) {
        Ops tf = blueprint.tf;
        Operand<T> code = tf.math.mul(positive(u), mask);
        return of(code, blueprint.meanOfRows(tf.stopGradient(tf.math.sign(code))), u);
    }

    /** 1 where one is above the other, else 0; without a gradient. */
    private Operand<T> above(Operand<T> one, Operand<T> other) {
        Ops tf = blueprint.tf;
        return tf.stopGradient(tf.dtypes.cast(tf.math.greater(one, other), blueprint.type));
    }

    private Posterior<T> jump(Operand<T> u) {
        Ops tf = blueprint.tf;
        Operand<T> theta = tf.math.exp(logThreshold.orElseThrow());
        Operand<T> on = above(u, theta);
        double width = settings.bandwidth();
        Operand<T> distance = tf.math.abs(tf.math.sub(u, theta));
        Operand<T> window = above(blueprint.constant(width / 2), distance);
        // 0 in the forward pass; its derivative by θ is −1/ε in the window.
        Operand<T> fall = tf.math.mul(window, tf.math.mul(blueprint.constant(-1 / width),
                tf.math.sub(theta, tf.stopGradient(theta))));
        Operand<T> code = tf.math.add(tf.math.mul(u, on),
                tf.math.mul(fall, tf.stopGradient(theta)));
        return of(code, blueprint.meanOfRows(tf.math.add(on, fall)), u);
    }

    private Posterior<T> gated(Operand<T> u) {
        Ops tf = blueprint.tf;
        Operand<T> size = tf.nn.relu(tf.math.add(
                tf.math.mul(u, tf.math.exp(logGain.orElseThrow())), magnitudeBias.orElseThrow()));
        return of(tf.math.mul(size, above(u, blueprint.constant(0))), weighted(positive(u)), u);
    }

    /** The mean over the batch of each unit, times the norm of its atom. */
    private Operand<T> weighted(Operand<T> code) {
        Ops tf = blueprint.tf;
        Operand<T> squares =
                tf.sum(tf.math.square(decoder.atoms().orElseThrow()), tf.constant(1));
        // Kept off 0, where a square root has no derivative.
        Operand<T> norms = tf.math.sqrt(tf.math.add(squares, blueprint.constant(1e-12)));
        return tf.math.mul(blueprint.meanOfRows(code), norms);
    }

    /**
     * 1 for so many of the largest numbers of each row, or of all rows together, else 0. Of equal
     * numbers the first are taken.
     */
    private Operand<T> largest(Operand<T> numbers, Operand<TInt32> count, boolean together) {
        Ops tf = blueprint.tf;
        Operand<TInt32> units =
                tf.gather(tf.shape(numbers), tf.constant(1), tf.constant(0));
        Operand<T> flat = tf.reshape(tf.stopGradient(numbers), tf.constant(new int[] {-1}));
        Operand<TInt32> all = tf.size(flat);
        Operand<TInt32> chosen;
        if (together) {
            chosen = tf.nn.topK(flat, count, TInt32.class).indices();
        } else {
            Operand<TInt32> each =
                    tf.nn.topK(tf.stopGradient(numbers), count, TInt32.class).indices();
            Operand<TInt32> begins = tf.range(tf.constant(0), all, units);
            chosen = tf.reshape(tf.math.add(each, tf.expandDims(begins, tf.constant(1))),
                    tf.constant(new int[] {-1}));
        }
        Operand<T> ones = tf.fill(tf.shape(chosen), blueprint.constant(1));
        Operand<T> mask = tf.scatterNd(tf.expandDims(chosen, tf.constant(1)), ones,
                tf.expandDims(all, tf.constant(0)));
        return tf.stopGradient(tf.reshape(mask, tf.shape(numbers)));
    }

    @Override
    public Optional<Operand<T>> auxiliary(Operand<T> patches, Posterior<T> posterior) {
        Operand<T> gate = activation == Activation.GATED
                ? gateLoss(patches, positive(posterior.feature())) : null;
        Operand<T> revival = idle.isPresent() ? revivalLoss(patches, posterior) : null;
        return gate == null ? Optional.ofNullable(revival)
                : Optional.of(revival == null ? gate : blueprint.tf.math.add(gate, revival));
    }

    /** ‖x − decode(gate)‖², mean over the batch, with a gradient for the gate alone. */
    private Operand<T> gateLoss(Operand<T> patches, Operand<T> gate) {
        Ops tf = blueprint.tf;
        Operand<T> loss = Estimator.squaredError(blueprint, patches, decoder.apply(gate));
        Operand<T> slope = tf.stopGradient(tf.gradients(loss, List.of(gate)).<T>dy(0));
        Operand<T> moving = tf.math.mul(slope, tf.math.sub(gate, tf.stopGradient(gate)));
        return tf.math.add(tf.stopGradient(loss),
                tf.sum(moving, tf.constant(new int[] {0, 1})));
    }

    private Operand<T> revivalLoss(Operand<T> patches, Posterior<T> posterior) {
        Ops tf = blueprint.tf;
        Operand<TBool> isDead = tf.math.greaterEqual(idle.orElseThrow().value(),
                blueprint.constant(settings.deadAfter()));
        Operand<T> dead = tf.stopGradient(tf.dtypes.cast(isDead, blueprint.type));
        Operand<T> u = posterior.feature();
        // Units that are not dead come after all that are.
        Operand<T> behind = tf.math.mul(tf.math.sub(blueprint.constant(1), dead),
                blueprint.constant(-1e30));
        Operand<T> chosen = largest(tf.math.add(u, behind), tf.constant(revived), false);
        Operand<T> away = tf.math.square(tf.math.sub(u, blueprint.meanOfRows(u)));
        Operand<T> variance = tf.stopGradient(
                tf.math.add(blueprint.meanOfRows(away), blueprint.constant(1e-12)));
        Operand<T> half = tf.math.mul(blueprint.constant(0.5), u);
        Operand<T> above = tf.math.add(half, tf.math.sqrt(tf.math.add(tf.math.square(half),
                tf.math.mul(blueprint.constant(0.25), variance))));
        Operand<T> code = tf.math.mul(tf.math.mul(above, chosen), dead);
        Operand<T> rest =
                tf.stopGradient(tf.math.sub(patches, decoder.apply(posterior.mean())));
        Operand<T> decoded = tf.linalg.matMul(code, decoder.atoms().orElseThrow());
        return tf.math.mul(blueprint.constant(settings.revival()),
                Estimator.squaredError(blueprint, rest, decoded));
    }

    @Override
    public Map<Blueprint.Slot<T>, Operand<T>> next(List<Posterior<T>> shares) {
        Ops tf = blueprint.tf;
        Map<Blueprint.Slot<T>, Operand<T>> next = new LinkedHashMap<>();
        idle.ifPresent(slot -> {
            Operand<T> most = over(shares, p -> tf.reduceMax(p.mean(), tf.constant(0)),
                    tf.math::maximum);
            Operand<T> off = tf.math.sub(blueprint.constant(1), above(most,
                    blueprint.constant(0)));
            next.put(slot, tf.math.mul(off,
                    tf.math.add(slot.value(), blueprint.constant(1))));
        });
        threshold.ifPresent(slot -> next.put(slot, threshold(slot.value(), shares)));
        return next;
    }

    /** The mean threshold, with that of one more batch in it. */
    private Operand<T> threshold(Operand<T> before, List<Posterior<T>> shares) {
        Ops tf = blueprint.tf;
        Operand<T> never = blueprint.constant(1e30);
        Operand<T> least = over(shares, p -> {
            Operand<T> off = tf.math.sub(blueprint.constant(1), tf.math.sign(p.mean()));
            return tf.reduceMin(tf.math.add(p.mean(), tf.math.mul(off, never)),
                    tf.constant(new int[] {0, 1}));
        }, tf.math::add);
        Operand<T> now = tf.math.div(least, blueprint.constant(shares.size()));
        // A batch of zeros says nothing, and the first that says something is the mean so far.
        Operand<T> begun = above(before, blueprint.constant(0));
        Operand<T> weight = tf.math.mul(above(blueprint.constant(1e20), now),
                tf.math.sub(blueprint.constant(1),
                        tf.math.mul(begun, blueprint.constant(1 - FORGETTING))));
        Operand<T> heard = tf.math.minimum(now, blueprint.constant(1e20));
        return tf.math.add(before, tf.math.mul(weight, tf.math.sub(heard, before)));
    }

    private Operand<T> over(List<Posterior<T>> shares,
            Function<Posterior<T>, Operand<T>> value,
            BinaryOperator<Operand<T>> join) {
        return shares.stream().map(value).reduce(join).orElseThrow();
    }
}
