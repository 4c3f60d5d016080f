package parsimony.vae;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;

/**
 * Poisson counts and their relaxation from the arrivals of a Poisson process: E_n ~ Exp(1), t_n = (E_1 + … + E_n)/λ,
 * z = Σ_n s((1 − t_n)/T), and the hard count is the number of t_n ≤ 1.
 *
 * <p>Arrivals past 1 + reach·T add less than float32 resolves, and at sparse rates that is nearly all of them. So they are
 * drawn in stages: the first of every unit, then a few more of only those units whose last one was still in time, and so on,
 * each stage's sums scattered back onto the one before. The work follows the spikes, and no count is cut off: the last stage is
 * as long as the largest remaining rate asks for.
 *
 * <p>The derivative dz/dλ = Σ_n s'(v_n)·t_n/(λT) is summed up alongside, which is what differentiating through the arrivals
 * would give, without keeping any of them for a backward pass.
 */
final class ArrivalSampler<T extends TFloating> {
    /** Arrivals drawn at a time, after the first, for units that are still in time; then all the rest. */
    private static final int[] STAGES = {3, 12, 24, 48, 96, 192};

    /**
     * What became of a batch of rates; none of it passes gradients on.
     *
     * @param relaxed z, of the rates' shape
     * @param slope   dz/dλ
     * @param counts  arrivals up to time 1
     */
    record Spikes<T extends TFloating>(Operand<T> relaxed, Operand<T> slope, Operand<T> counts) {}

    /** Where the uniform draws behind waiting times come from. */
    interface Uniforms<T extends TFloating> {
        /**
         * @param stage 0 for first arrivals, then one more for each further stage
         * @param units n×1, positions in the flattened rates that are drawn for
         * @param shape of the draw: n, or n×arrivals
         */
        Operand<T> draw(int stage, Operand<TInt64> units, Operand<TInt32> shape);
    }

    /** Units still in time after a stage: their places among that stage's and among all, rates, horizons and times so far. */
    private record Survivors<T extends TFloating>(
            Operand<TInt64> places, Operand<TInt64> units, Operand<T> rate, Operand<T> horizon, Operand<T> elapsed) {}

    private final Blueprint<T> blueprint;
    private final Ops tf;
    private final Indicator indicator;
    private final Uniforms<T> uniforms;

    ArrivalSampler(Blueprint<T> blueprint, Indicator indicator) {
        this(blueprint, indicator, (stage, units, shape) -> blueprint.uniform(shape));
    }

    ArrivalSampler(Blueprint<T> blueprint, Indicator indicator, Uniforms<T> uniforms) {
        this.blueprint = blueprint;
        this.tf = blueprint.tf;
        this.indicator = indicator;
        this.uniforms = uniforms;
    }

    /**
     * @param rates       λ &gt; 0, of any shape
     * @param temperature T ≥ 0, scalar; at 0 only the counts have meaning
     */
    Spikes<T> sample(Operand<T> rates, Operand<T> temperature) {
        Operand<T> rate = tf.reshape(rates, tf.constant(new int[] {-1}));
        // Times are kept as S = λt, the unit-rate clock that noise is drawn on; horizon is where S stops to matter.
        Operand<T> latest = tf.math.add(blueprint.constant(1), tf.math.mul(blueprint.constant(indicator.reach()), temperature));
        Operand<T> horizon = tf.math.mul(rate, latest);
        Operand<TInt64> everyone = tf.expandDims(tf.range(tf.constant(0L), tf.size(rate, TInt64.class), tf.constant(1L)),
                tf.constant(1));
        Operand<T> first = waits(uniforms.draw(0, everyone, tf.shape(rate)));
        Survivors<T> inTime = survivors(first, new Survivors<>(everyone, everyone, rate, horizon, first));

        Operand<T> column = tf.expandDims(inTime.elapsed(), tf.constant(1));
        Spikes<T> spikes = add(tally(column, inTime.rate(), temperature), later(0, inTime, temperature));
        Spikes<T> all = scatter(spikes, inTime.places(), tf.shape(rate, TInt64.class), tf.shape(rates));
        // The slope stands in for a gradient through the stages.
        return new Spikes<>(tf.stopGradient(all.relaxed()), tf.stopGradient(all.slope()), tf.stopGradient(all.counts()));
    }

    /** Sums over all arrivals after those in {@code from}, in units of {@code from}. */
    private Spikes<T> later(int stage, Survivors<T> from, Operand<T> temperature) {
        boolean last = stage == STAGES.length;
        Operand<TInt32> columns = last ? rest(from) : tf.constant(STAGES[stage]);
        Operand<TInt32> shape = tf.concat(List.of(tf.shape(from.rate()), tf.expandDims(columns, tf.constant(0))),
                tf.constant(0));
        Operand<T> waits = waits(uniforms.draw(stage + 1, from.units(), shape));
        Operand<T> sums = last ? tf.math.cumsum(waits, tf.constant(1)) : tf.linalg.matMul(waits, upperOnes(STAGES[stage]));
        Operand<T> times = tf.math.add(sums, tf.expandDims(from.elapsed(), tf.constant(1)));
        Spikes<T> spikes = tally(times, from.rate(), temperature);
        if (last) {
            return spikes;
        }
        Operand<T> lastColumn = tf.slice(
                times, tf.constant(new int[] {0, STAGES[stage] - 1}), tf.constant(new int[] {-1, 1}));
        Operand<T> end = tf.squeeze(lastColumn, Squeeze.axis(List.of(1L)));
        Survivors<T> inTime = survivors(end, from);
        Spikes<T> tail = later(stage + 1, inTime, temperature);
        return add(spikes, scatter(tail, inTime.places(), tf.shape(end, TInt64.class), tf.shape(end)));
    }

    /** Those of {@code from} whose clock now reads {@code elapsed} and is short of their horizon. */
    private Survivors<T> survivors(Operand<T> elapsed, Survivors<T> from) {
        Operand<TInt64> places = tf.where(tf.math.less(elapsed, from.horizon()));
        return new Survivors<>(places, tf.gatherNd(from.units(), places), tf.gatherNd(from.rate(), places),
                tf.gatherNd(from.horizon(), places), tf.gatherNd(elapsed, places));
    }

    /** Row sums of an n×arrivals block of clock readings. */
    private Spikes<T> tally(Operand<T> times, Operand<T> rate, Operand<T> temperature) {
        Operand<T> lambda = tf.expandDims(rate, tf.constant(1));
        Operand<T> t = tf.math.div(times, lambda);
        Operand<T> v = tf.math.div(tf.math.sub(blueprint.constant(1), t), temperature);
        Operand<T> weight = tf.math.mul(indicator.slope(blueprint, v), t);
        return new Spikes<>(rowSums(indicator.value(blueprint, v)),
                tf.math.div(rowSums(weight), tf.math.mul(rate, temperature)),
                rowSums(tf.dtypes.cast(tf.math.lessEqual(times, lambda), blueprint.type)));
    }

    /** Standard exponentials from uniforms on [0, 1). */
    private Operand<T> waits(Operand<T> uniform) {
        return tf.math.neg(tf.math.log1p(tf.math.neg(uniform)));
    }

    /** As many arrivals as leave none out: the largest mean number remaining, plus eight standard deviations and a margin. */
    private Operand<TInt32> rest(Survivors<T> from) {
        Operand<T> remaining = tf.math.maximum(blueprint.constant(0),
                tf.reduceMax(tf.math.sub(from.horizon(), from.elapsed()), tf.constant(0)));
        Operand<T> enough = tf.math.add(remaining, tf.math.add(blueprint.constant(16),
                tf.math.mul(blueprint.constant(8), tf.math.sqrt(remaining))));
        return tf.dtypes.cast(tf.math.ceil(enough), TInt32.class);
    }

    private Operand<T> upperOnes(int n) {
        Operand<T> ones = tf.fill(tf.constant(new int[] {n, n}), blueprint.constant(1));
        return tf.linalg.bandPart(ones, tf.constant(0), tf.constant(-1));
    }

    private Operand<T> rowSums(Operand<T> block) {
        return tf.sum(block, tf.constant(1));
    }

    private Spikes<T> add(Spikes<T> a, Spikes<T> b) {
        return new Spikes<>(tf.math.add(a.relaxed(), b.relaxed()), tf.math.add(a.slope(), b.slope()),
                tf.math.add(a.counts(), b.counts()));
    }

    private Spikes<T> scatter(Spikes<T> spikes, Operand<TInt64> places, Operand<TInt64> length, Operand<TInt32> shape) {
        return new Spikes<>(tf.reshape(tf.scatterNd(places, spikes.relaxed(), length), shape),
                tf.reshape(tf.scatterNd(places, spikes.slope(), length), shape),
                tf.reshape(tf.scatterNd(places, spikes.counts(), length), shape));
    }
}
