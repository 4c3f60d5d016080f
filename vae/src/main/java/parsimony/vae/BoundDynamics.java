package parsimony.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.family.TFloating;

/**
 * Steps that descend the bound of a VAE, F = E‖x − Φz‖² + β·KL, by its natural gradient g, which
 * has a closed form for a linear decoder. A belief changes by tanh(−e^η·g), so by at most 1 in a
 * step; where g is 0 it stays. Training descends F of the last belief.
 *
 * <ul>
 * <li>Semi-amortized: an encoder gives the first belief (Kim et al. 2018).
 * <li>Refined: the first belief is the prior. A network of 16 hidden units, which all units share,
 * sees a unit's asinh g and how far its belief is from the prior. It gives s and c, and the change
 * is tanh(−e^(η + 3·tanh s)·g + c). It begins at 0, which is the natural gradient (Marino, Yue
 * &amp; Mandt 2018, with a network per unit in place of one for all).
 * </ul>
 */
final class BoundDynamics<T extends TFloating> implements Dynamics<T> {
    /** Name of the variable that holds the present β, one number, which no gradient changes. */
    static final String KL_WEIGHT = "kl_weight";
    private static final String NETWORK = "refiner";
    private static final double FIRST_LOG_STEP = Math.log(0.01);
    private static final int HIDDEN = 16;
    private static final double MOST_LOG_SCALE = 3;

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final Belief<T> belief;
    private final Layer<T> encoder;
    private final Layer<T> decoder;
    private final Operand<T> norms;
    private final Blueprint.Slot<T> weight;
    private final Operand<T> fedBeta;
    private final List<Operand<T>> logSteps = new ArrayList<>();
    private final List<Layer<T>> network;

    /**
     * @param encoder null for refined inference
     * @param decoder a dictionary
     */
    BoundDynamics(Blueprint<T> blueprint, Architecture architecture, Belief<T> belief,
            Layer<T> encoder, Layer<T> decoder, Operand<T> beta) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.belief = belief;
        this.encoder = encoder;
        this.decoder = decoder;
        this.norms = tf.sum(tf.math.square(decoder.matrix().orElseThrow()), tf.constant(1));
        this.fedBeta = tf.reshape(beta, tf.constant(new int[] {1}));
        this.weight = blueprint.weight(KL_WEIGHT, Shape.of(1),
                tf.fill(tf.constant(new int[] {1}), blueprint.constant(1)));
        int tensors = belief.prior().size();
        Operand<T> steps = architecture.inference().steps() > 0
                ? blueprint.vector(IterativeDynamics.LOG_STEP, tensors, FIRST_LOG_STEP)
                : blueprint.weight(IterativeDynamics.LOG_STEP, Shape.of(tensors),
                        tf.fill(tf.constant(new int[] {tensors}),
                                blueprint.constant(FIRST_LOG_STEP)))
                        .value(); // which no training sees
        for (int i = 0; i < tensors; i++) {
            logSteps.add(tf.slice(steps, tf.constant(new int[] {i}), tf.constant(new int[] {1})));
        }
        network = encoder != null ? List.of()
                : List.of(
                        Dense.normal(blueprint, NETWORK, 2 * tensors, HIDDEN,
                                1 / Math.sqrt(2 * tensors), true),
                        Dense.normal(blueprint, NETWORK + "_step", HIDDEN, 2 * tensors, 0, true));
    }

    @Override
    public List<Operand<T>> prior(Operand<T> patches) {
        return IterativeDynamics.rows(blueprint, belief.prior(), patches);
    }

    @Override
    public List<Operand<T>> start(Operand<T> patches) {
        return encoder == null ? prior(patches) : belief.encoded(encoder.apply(patches));
    }

    @Override
    public List<Operand<T>> step(Operand<T> patches, List<Operand<T>> now,
            Operand<T> temperature, Draw draw) {
        List<Operand<T>> prior = prior(patches);
        List<Operand<T>> gradient = gradient(patches, now, prior);
        List<Operand<T>> moves = network.isEmpty() ? new ArrayList<>()
                : networked(gradient, now, prior);
        List<Operand<T>> next = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            Operand<T> move = network.isEmpty()
                    ? tf.math.neg(tf.math.mul(tf.math.exp(logSteps.get(i)), gradient.get(i)))
                    : moves.get(i);
            next.add(belief.bounded(i, tf.math.add(now.get(i), tf.math.tanh(move))));
        }
        return next;
    }

    /** The natural gradient of F. */
    private List<Operand<T>> gradient(Operand<T> patches, List<Operand<T>> now,
            List<Operand<T>> prior) {
        Operand<T> error = tf.math.sub(decoder.apply(belief.mean(now)), patches);
        Operand<T> byMean = tf.math.mul(blueprint.constant(2), tf.linalg.matMul(error,
                decoder.matrix().orElseThrow(), MatMul.transposeB(true)));
        List<Operand<T>> fit = belief.natural(now, byMean, norms);
        List<Operand<T>> pull = belief.pull(now, prior);
        Operand<T> beta = blueprint.training() ? fedBeta : weight.value();
        List<Operand<T>> sum = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            sum.add(tf.math.add(fit.get(i), tf.math.mul(beta, pull.get(i))));
        }
        return sum;
    }

    private List<Operand<T>> networked(List<Operand<T>> gradient, List<Operand<T>> now,
            List<Operand<T>> prior) {
        int tensors = now.size();
        List<Operand<T>> seen = new ArrayList<>();
        gradient.forEach(g -> seen.add(tf.math.asinh(g)));
        for (int i = 0; i < tensors; i++) {
            seen.add(tf.math.sub(now.get(i), prior.get(i)));
        }
        Operand<T> units = tf.reshape(tf.stack(seen, Stack.axis(2L)),
                tf.constant(new int[] {-1, seen.size()}));
        Operand<T> said = network.get(1).apply(tf.math.tanh(network.get(0).apply(units)));
        var columns = tf.split(tf.constant(1), said, 2L * tensors).output();
        List<Operand<T>> moves = new ArrayList<>();
        for (int i = 0; i < tensors; i++) {
            Operand<T> scale = tf.reshape(columns.get(2 * i), tf.shape(now.get(i)));
            Operand<T> shift = tf.reshape(columns.get(2 * i + 1), tf.shape(now.get(i)));
            Operand<T> rate = tf.math.exp(tf.math.add(logSteps.get(i),
                    tf.math.mul(blueprint.constant(MOST_LOG_SCALE), tf.math.tanh(scale))));
            moves.add(tf.math.sub(shift, tf.math.mul(rate, gradient.get(i))));
        }
        return moves;
    }

    @Override
    public Posterior<T> posterior(List<Operand<T>> now, List<Operand<T>> earlier,
            Operand<T> temperature) {
        return belief.posterior(now, earlier, temperature);
    }

    @Override
    public Map<Blueprint.Slot<T>, Operand<T>> next() {
        return Map.of(weight, tf.identity(fedBeta));
    }
}
