package parsimony.vae;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/**
 * The graph in which the parts of a model are built: its operations, its number type, its
 * variables, and its noise.
 *
 * <p>Noise is a function of (seed, position in the graph): each draw in a graph has its own stream,
 * and each step feeds a new seed for all of them. Gradients stop at noise, because random
 * operations have no gradient, not even a zero one.
 *
 * <p>Variables are reference variables, because {@code Save} does not save resource variables.
 */
final class Blueprint<T extends TFloating> {

    /**
     * A variable, its present value, its initial value, and the operation that assigns the initial
     * value. A fed tensor can take the place of the initial value.
     */
    record Slot<T extends TFloating>(Variable<T> variable, Operand<T> value, Operand<T> initial,
            Op assign) {}

    final Ops tf;
    final Class<T> type;
    /** Fed with two integers that all noise of a step depends on. */
    final Placeholder<TInt64> seed;
    private final Map<String, Slot<T>> slots = new LinkedHashMap<>();
    private final List<String> trained = new ArrayList<>();
    /** Names of the variables that belong to the model without being trained. */
    private final Set<String> untrained = new HashSet<>();
    private final Map<String, UnaryOperator<Operand<T>>> projections = new HashMap<>();
    private final boolean training;
    private String prefix = "";
    private int streams;

    /** @param training whether the graph is for training, in which {@link #dropout} drops */
    Blueprint(Ops tf, Class<T> type, boolean training) {
        this.tf = tf;
        this.type = type;
        this.training = training;
        this.seed = tf.withName("seed").placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
    }

    Operand<T> constant(double value) {
        return tf.constant(type, value);
    }

    /**
     * Zeros of a shape. {@code Ops.zeros} would give the same; but each call of it goes through all
     * operations of the graph, for a name.
     */
    Operand<T> zeros(Shape shape) {
        return tf.fill(tf.constant(shape), constant(0));
    }

    /**
     * The mean of a B×K matrix over the batch, K. It is a product of matrices, which is the fastest
     * way, also for its gradient.
     */
    Operand<T> meanOfRows(Operand<T> matrix) {
        Operand<TInt32> one = tf.constant(new int[] {1});
        Operand<TInt32> rows =
                tf.gather(tf.shape(matrix), tf.constant(new int[] {0}), tf.constant(0));
        Operand<T> ones = tf.fill(tf.concat(List.of(one, rows), tf.constant(0)), constant(1));
        return tf.math.div(tf.squeeze(tf.linalg.matMul(ones, matrix), Squeeze.axis(List.of(0L))),
                tf.dtypes.cast(rows, type));
    }

    /**
     * A weight that training changes. It is read through an identity, because gradients need one.
     */
    Operand<T> parameter(String name, Shape shape, Operand<T> initial) {
        trained.add(prefix + name);
        return variable(name, shape, initial).value();
    }

    /** A number or an array of the model that no gradient changes. */
    Slot<T> weight(String name, Shape shape, Operand<T> initial) {
        untrained.add(prefix + name);
        return variable(name, shape, initial);
    }

    /** Says where a parameter is put back to after every step of the optimizer. */
    void project(String name, UnaryOperator<Operand<T>> projection) {
        projections.put(prefix + name, projection);
    }

    /** Where a parameter is put back to after every step of the optimizer, if it is. */
    Optional<UnaryOperator<Operand<T>>> projection(String name) {
        return Optional.ofNullable(projections.get(name));
    }

    /** A matrix whose rows (along 1) or columns (along 0) have norm 1; zeros stay zeros. */
    Operand<T> normalized(Operand<T> matrix, int along) {
        Operand<T> squares = tf.sum(tf.math.square(matrix), tf.constant(new int[] {along}),
                Sum.keepDims(true));
        return tf.math.div(matrix,
                tf.math.maximum(tf.math.sqrt(squares), constant(Float.MIN_NORMAL)));
    }

    /** Whether the graph is for training. */
    boolean training() {
        return training;
    }

    /** A parameter of one dimension that starts at one value. */
    Operand<T> vector(String name, int length, double value) {
        return parameter(name, Shape.of(length),
                tf.fill(tf.constant(new int[] {length}), constant(value)));
    }

    /** A parameter whose entries start at U(−bound, bound). */
    Operand<T> uniform(String name, Shape shape, double bound) {
        return parameter(name, shape, tf.math.mul(constant(bound),
                tf.math.sub(tf.math.mul(constant(2), uniform(tf.constant(shape))), constant(1))));
    }

    /** x·σ(x). */
    Operand<T> swish(Operand<T> x) {
        return tf.math.mul(x, tf.math.sigmoid(x));
    }

    /**
     * In training, each entry is 0 with the given probability, and else as much larger as keeps the
     * mean. Otherwise the entries themselves.
     */
    Operand<T> dropout(Operand<T> x, double probability) {
        if (!training) {
            return x;
        }
        Operand<T> kept = tf.dtypes.cast(
                tf.math.greaterEqual(uniform(tf.shape(x)), constant(probability)), type);
        return tf.math.mul(x, tf.math.mul(kept, constant(1 / (1 - probability))));
    }

    /** Parts that are built with a prefix before the names of all their variables. */
    <P> P under(String names, Supplier<P> parts) {
        String outer = prefix;
        prefix = outer + names;
        try {
            return parts.get();
        } finally {
            prefix = outer;
        }
    }

    Slot<T> variable(String ownName, Shape shape, Operand<T> initial) {
        String name = prefix + ownName;
        Variable<T> variable = tf.withName(name).variable(shape, type);
        Op assign = tf.assign(variable, initial);
        Slot<T> slot = new Slot<>(variable, tf.identity(variable), initial, assign);
        if (slots.put(name, slot) != null) {
            throw new IllegalStateException("two variables are named " + name);
        }
        return slot;
    }

    /** The variables that training changes, by name, in the order of their making. */
    Map<String, Slot<T>> trained() {
        Map<String, Slot<T>> parameters = new LinkedHashMap<>();
        trained.forEach(name -> parameters.put(name, slots.get(name)));
        return parameters;
    }

    /** All that makes the model, by name: what training changes, and what it does not. */
    Map<String, Slot<T>> weights() {
        Map<String, Slot<T>> weights = new LinkedHashMap<>(slots);
        weights.keySet().removeIf(name -> !trained.contains(name) && !untrained.contains(name));
        return weights;
    }

    /** All variables by name, those of the optimizer included, in the order of their making. */
    Map<String, Slot<T>> variables() {
        return slots;
    }

    /**
     * The sum of some terms, one added after the other. TensorFlow keeps more than eight inputs of
     * one operation in an order of addresses and derives its gradient in that order. So the bits of
     * a model whose loss is such a sum would differ from run to run.
     *
     * @param terms of one shape, at least one
     */
    Operand<T> sum(List<? extends Operand<T>> terms) {
        Operand<T> sum = terms.get(0);
        for (Operand<T> term : terms.subList(1, terms.size())) {
            sum = tf.math.add(sum, term);
        }
        return sum;
    }

    /** Uniform on [0, 1). */
    Operand<T> uniform(Operand<? extends TNumber> shape) {
        return tf.stopGradient(tf.random.statelessRandomUniform(shape, nextStream(), type));
    }

    /** Standard normal. */
    Operand<T> normal(Operand<? extends TNumber> shape) {
        return tf.stopGradient(tf.random.statelessRandomNormal(shape, nextStream(), type));
    }

    /** Standard Gumbel: −log of an exponential. */
    Operand<T> gumbel(Operand<? extends TNumber> shape) {
        // The shift keeps a draw of 0 finite; of float32, none is as near to 1 as the limit.
        Operand<T> uniform = tf.math.minimum(tf.math.add(uniform(shape), constant(5e-8)),
                constant(1 - 0x1p-24));
        return tf.math.neg(tf.math.log(tf.math.neg(tf.math.log(uniform))));
    }

    private Operand<TInt64> nextStream() {
        return tf.math.add(seed, tf.constant(new long[] {streams++, 0}));
    }
}
