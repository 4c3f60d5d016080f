package parsimony.vae;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Poisson counts and their relaxation from the arrivals of a Poisson process: E_n ~ Exp(1), t_n =
 * (E_1 + … + E_n)/λ, z = Σ_n s((1 − t_n)/T), and the hard count is the number of t_n ≤ 1.
 *
 * <p>Arrivals past 1 + reach·T add less than float32 resolves, and at sparse rates nearly all
 * arrivals are past it. So arrivals are drawn in stages. The first stage draws one arrival of every
 * unit. Each further stage draws a few more, only for units whose last arrival was still in time.
 * The sums of a stage are scattered back onto the stage before. The work is proportional to the
 * spikes, and no count is cut off: the last stage is as long as the largest remaining rate needs.
 *
 * <p>The derivative dz/dλ = Σ_n s'(v_n)·t_n/(λT) is summed in the same pass. It equals the
 * derivative through the arrivals, but no arrival has to be kept for a backward pass.
 */
final class ArrivalSampler<T extends TFloating> {
    /**
     * Arrivals per unit in each stage after the first; after these stages one last stage draws all
     * the rest. Short stages draw fewer arrivals past the horizon, and their blocks stay in the
     * processor's cache.
     */
    static final int[] STAGES = {3, 12, 12, 24, 24, 24, 48, 48, 96, 192};
    /**
     * The same for a graph that draws many times. Each stage is some thirty operations, and to
     * prepare a graph takes longer the more it has.
     */
    static final int[] FEW_STAGES = {4, 16, 64};

    /**
     * The samples of a batch of rates. Gradients do not pass through any of them.
     *
     * @param relaxed z, of the rates' shape
     * @param slope   dz/dλ
     * @param counts  arrivals up to time 1
     */
    record Spikes<T extends TFloating>(Operand<T> relaxed, Operand<T> slope, Operand<T> counts) {}

    /** The source of the uniform draws from which waiting times are made. */
    interface Uniforms<T extends TFloating> {
        /**
         * @param stage 0 for first arrivals, 1 for the next stage, and so on
         * @param units n×1, positions, in the flattened rates, of the units to draw for
         * @param shape of the draw: n, or arrivals×n
         */
        Operand<T> draw(int stage, Operand<TInt64> units, Operand<TInt32> shape);
    }

    /**
     * The n units that are still in time after a stage. {@code places} are their positions in that
     * stage, {@code units} those among all units; {@code elapsed} is their clock λt so far.
     */
    private record Survivors<T extends TFloating>(
            Operand<TInt64> places, Operand<TInt64> units, Operand<T> rate, Operand<T> horizon,
            Operand<T> elapsed) {}

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final Indicator indicator;
    private final Uniforms<T> uniforms;
    private final int[] stages;

    ArrivalSampler(Blueprint<T> blueprint, Indicator indicator) {
        this(blueprint, indicator, STAGES, (stage, units, shape) -> blueprint.uniform(shape));
    }

    /** @param stages as {@link #STAGES} has them */
    ArrivalSampler(Blueprint<T> blueprint, Indicator indicator, int[] stages) {
        this(blueprint, indicator, stages, (stage, units, shape) -> blueprint.uniform(shape));
    }

    ArrivalSampler(Blueprint<T> blueprint, Indicator indicator, Uniforms<T> uniforms) {
        this(blueprint, indicator, STAGES, uniforms);
    }

    ArrivalSampler(Blueprint<T> blueprint, Indicator indicator, int[] stages,
            Uniforms<T> uniforms) {
        this.stages = stages;
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.indicator = indicator;
        this.uniforms = uniforms;
    }

    /**
     * @param rates       λ &gt; 0, of any shape
     * @param temperature T ≥ 0, scalar; at 0 only the counts are meaningful
     */
    Spikes<T> sample(Operand<T> rates, Operand<T> temperature) {
        Operand<T> rate = tf.reshape(rates, tf.constant(new int[] {-1}));
        // Times are kept as S = λt, the clock of a process of rate 1. Arrivals past the horizon
        // no longer matter.
        Operand<T> latest = tf.math.add(blueprint.constant(1),
                tf.math.mul(blueprint.constant(indicator.reach()), temperature));
        Operand<T> horizon = tf.math.mul(rate, latest);
        Operand<TInt64> everyone = tf.expandDims(
                tf.range(tf.constant(0L), tf.size(rate, TInt64.class), tf.constant(1L)),
                tf.constant(1));
        Operand<T> first = tf.math.neg(negativeWaits(uniforms.draw(0, everyone, tf.shape(rate))));
        Survivors<T> inTime =
                survivors(first, new Survivors<>(everyone, everyone, rate, horizon, first));

        Operand<T> row = tf.expandDims(inTime.elapsed(), tf.constant(0));
        Operand<T> sums =
                tf.math.add(tally(row, inTime.rate(), temperature), later(0, inTime, temperature));
        // The slope stands in for a gradient through the stages.
        Operand<T> all = tf.stopGradient(scatter(sums, inTime, rate));
        Operand<TInt32> shape = tf.shape(rates);
        return new Spikes<>(column(all, 0, shape), column(all, 1, shape), column(all, 2, shape));
    }

    /** Sums over all arrivals after those in {@code from}, in units of {@code from}. */
    private Operand<T> later(int stage, Survivors<T> from, Operand<T> temperature) {
        boolean last = stage == stages.length;
        Operand<TInt32> arrivals = last ? rest(from) : tf.constant(stages[stage]);
        Operand<TInt32> shape =
                tf.concat(List.of(tf.expandDims(arrivals, tf.constant(0)), tf.shape(from.rate())),
                        tf.constant(0));
        // One row per arrival. Values per unit are then one row, too, and need no transposition.
        Operand<T> waits = negativeWaits(uniforms.draw(stage + 1, from.units(), shape));
        Operand<T> clock = tf.math.sub(from.elapsed(),
                last ? tf.math.cumsum(waits, tf.constant(0))
                        : tf.linalg.matMul(lowerOnes(stages[stage]), waits));
        Operand<T> tally = tally(clock, from.rate(), temperature);
        if (last) {
            return tally;
        }
        Operand<T> end = tf.gather(clock, tf.constant(stages[stage] - 1), tf.constant(0));
        Survivors<T> inTime = survivors(end, from);
        return tf.math.add(tally, scatter(later(stage + 1, inTime, temperature), inTime, end));
    }

    /**
     * Those of {@code from} whose clock now reads {@code elapsed} and is short of their horizon.
     */
    private Survivors<T> survivors(Operand<T> elapsed, Survivors<T> from) {
        Operand<TInt64> places = tf.where(tf.math.less(elapsed, from.horizon()));
        return new Survivors<>(places, tf.gatherNd(from.units(), places),
                tf.gatherNd(from.rate(), places),
                tf.gatherNd(from.horizon(), places), tf.gatherNd(elapsed, places));
    }

    /** z, dz/dλ and the count of an arrivals×n block of clock readings, n×3. */
    private Operand<T> tally(Operand<T> clock, Operand<T> rate, Operand<T> temperature) {
        // λT, the width of the indicator's step on the clock
        Operand<T> width = tf.math.mul(rate, temperature);
        Operand<T> v = tf.math.mul(tf.math.sub(rate, clock), tf.math.reciprocal(width));
        Operand<T> soft = indicator.value(blueprint, v);
        // Divides by λT, then by λ: the product λ²T could underflow.
        Operand<T> slope =
                tf.math.div(tf.math.div(sum(indicator.slope(blueprint, v, clock)), width), rate);
        Operand<T> count = sum(tf.dtypes.cast(tf.math.lessEqual(clock, rate), blueprint.type));
        return tf.stack(List.of(sum(soft), slope, count), Stack.axis(1L));
    }

    /** Standard exponentials, negative, from uniforms on [0, 1). */
    private Operand<T> negativeWaits(Operand<T> uniform) {
        return tf.math.log(tf.math.sub(blueprint.constant(1), uniform));
    }

    /**
     * The number of arrivals of the last stage. It is the largest mean number remaining plus eight
     * standard deviations and 16, so that practically none is left out.
     */
    private Operand<TInt32> rest(Survivors<T> from) {
        Operand<T> remaining = tf.math.maximum(blueprint.constant(0),
                tf.reduceMax(tf.math.sub(from.horizon(), from.elapsed()), tf.constant(0)));
        Operand<T> enough = tf.math.add(remaining, tf.math.add(blueprint.constant(16),
                tf.math.mul(blueprint.constant(8), tf.math.sqrt(remaining))));
        return tf.dtypes.cast(tf.math.ceil(enough), TInt32.class);
    }

    private Operand<T> lowerOnes(int n) {
        Operand<T> ones = tf.fill(tf.constant(new int[] {n, n}), blueprint.constant(1));
        return tf.linalg.bandPart(ones, tf.constant(-1), tf.constant(0));
    }

    private Operand<T> sum(Operand<T> block) {
        return tf.sum(block, tf.constant(0));
    }

    /**
     * Puts the rows of {@code sums} at their places in a matrix with as many rows as {@code like};
     * all other rows are 0.
     */
    private Operand<T> scatter(Operand<T> sums, Survivors<T> inTime, Operand<T> like) {
        Operand<TInt64> three = tf.constant(new long[] {3});
        return tf.scatterNd(inTime.places(), sums,
                tf.concat(List.of(tf.shape(like, TInt64.class), three), tf.constant(0)));
    }

    private Operand<T> column(Operand<T> sums, int column, Operand<TInt32> shape) {
        return tf.reshape(
                tf.slice(sums, tf.constant(new int[] {0, column}), tf.constant(new int[] {-1, 1})),
                shape);
    }
}
