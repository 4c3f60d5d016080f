package parsimony.vae;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/**
 * Adam with the infinity norm: m ← .9m + .1g, v ← max(.999v, |g|), θ ← θ − η/(1 − .9^t)·m/(v +
 * 1e-8). Before, the gradients are clipped to their largest norm; then weights decay: g ← g + wθ.
 *
 * <p>Kingma &amp; Ba (2015), Adam, Algorithm 2. The power .9^t is fed at every step, because it
 * depends on the iteration.
 */
final class Adamax<T extends TFloating> {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    /** Scalar η, fed. */
    final Placeholder<T> learningRate;
    /** Scalar .9^t, fed; t counts from 1. */
    final Placeholder<T> power;
    /** Scalar, the norm to clip at, fed; empty where it is the same in every step. */
    final Optional<Placeholder<T>> clip;
    /** The norm of all gradients together, before clipping. */
    final Operand<T> norm;
    /** Moves every parameter by one step. */
    final Op step;

    /**
     * @param settings how gradients are clipped and weights decay; the rate is fed
     * @param before   values that must be computed before any parameter changes
     */
    Adamax(Blueprint<T> blueprint, Operand<T> loss, Optimizer settings,
            List<? extends Operand<T>> before) {
        Ops tf = blueprint.tf;
        learningRate = tf.placeholder(blueprint.type, Placeholder.shape(Shape.scalar()));
        power = tf.placeholder(blueprint.type, Placeholder.shape(Shape.scalar()));
        clip = settings.clipMoves()
                ? Optional.of(tf.placeholder(blueprint.type, Placeholder.shape(Shape.scalar())))
                : Optional.empty();
        var parameters = blueprint.trained();
        var computed = tf.gradients(loss,
                parameters.values().stream().map(Blueprint.Slot::value).toList());
        List<Operand<T>> gradients = new ArrayList<>();
        List<Operand<T>> halfSquares = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Operand<T> gradient = computed.dy(i);
            gradients.add(gradient);
            halfSquares.add(tf.nn.l2Loss(gradient));
        }
        norm = tf.math.sqrt(tf.math.mul(blueprint.constant(2), tf.math.addN(halfSquares)));
        if (settings.clips()) {
            Operand<T> most = clip.isPresent() ? clip.get() : blueprint.constant(settings.clip());
            Operand<T> scale = tf.math.div(most, tf.math.maximum(norm, most));
            gradients.replaceAll(gradient -> tf.math.mul(gradient, scale));
        }
        if (settings.weightDecay() > 0) {
            Operand<T> decay = blueprint.constant(settings.weightDecay());
            Iterator<Blueprint.Slot<T>> weights = parameters.values().iterator();
            gradients.replaceAll(gradient -> tf.math.add(gradient,
                    tf.math.mul(decay, weights.next().value())));
        }
        // A parameter must not move while another one's gradient, or a reported value, is still
        // being read from it.
        List<Op> barrier = new ArrayList<>(gradients);
        barrier.addAll(before);
        barrier.add(norm);
        List<Op> updates = new ArrayList<>();
        int i = 0;
        for (var parameter : parameters.entrySet()) {
            Shape shape = parameter.getValue().variable().shape();
            var m = moment(blueprint, parameter.getKey() + ".m", shape);
            var v = moment(blueprint, parameter.getKey() + ".v", shape);
            Operand<T> moved = tf.withControlDependencies(barrier).train.applyAdaMax(
                    parameter.getValue().variable(), m.variable(),
                    v.variable(), power, learningRate, blueprint.constant(BETA1),
                    blueprint.constant(BETA2),
                    blueprint.constant(EPSILON), gradients.get(i++));
            var projection = blueprint.projection(parameter.getKey());
            updates.add(projection.isEmpty() ? moved
                    : tf.assign(parameter.getValue().variable(),
                            projection.get().apply(tf.identity(moved))));
        }
        step = tf.withControlDependencies(updates).noOp();
    }

    private static <T extends TFloating> Blueprint.Slot<T> moment(Blueprint<T> blueprint,
            String name, Shape shape) {
        return blueprint.variable(name, shape, blueprint.zeros(shape));
    }

    static double power(long iteration) {
        return Math.pow(BETA1, iteration);
    }
}
