package parsimony.experiment.run;

import java.util.OptionalDouble;
import parsimony.signals.InputException;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.Solver;

/**
 * The settings that an experiment gives for the learning of all dictionaries. A value that is left
 * out is null, and its default in {@link Learning} is taken. A component has the same name in YAML
 * and on the command line.
 *
 * @param update  how atoms move
 * @param lambda  weight of the l1 norm
 * @param ramp    whether λ rises as in the paper, in place of {@code lambda}
 * @param rate    step of the gradient updates in the first epoch
 * @param epochs  ≥ 1
 * @param batches mini-batches in an epoch, ≥ 1
 * @param batch   patches in a mini-batch, ≥ 1
 */
public record LearningPlan(DictionaryUpdate update, Double lambda, Boolean ramp, Double rate,
        Integer epochs, Integer batches, Integer batch) {

    /** The plan that leaves all settings at their defaults. */
    public static final LearningPlan DEFAULT =
            new LearningPlan(null, null, null, null, null, null, null);

    /**
     * Checks the values. A null stands for a default.
     *
     * @throws InputException if a value is out of its range, or learning would not use it
     */
    public LearningPlan(DictionaryUpdate update, Double lambda, Boolean ramp, Double rate,
            Integer epochs, Integer batches, Integer batch) {
        this.update = update;
        this.lambda = lambda;
        this.ramp = ramp;
        this.rate = rate;
        this.epochs = epochs;
        this.batches = batches;
        this.batch = batch;
        Learning any = of(Solver.with(Solver.Trait.LEARNS).get(0), 1, 0);
        if (any.lambda().isEmpty() && lambda != null) {
            throw new InputException("‹ramp›: says what lambda is; leave out lambda, or the ramp");
        }
        if (any.update() == DictionaryUpdate.ONLINE && rate != null) {
            throw new InputException(
                    "‹rate›: not for update online, which has no step; name another update, or"
                            + " leave it out");
        }
    }

    /**
     * {@return the same plan with another rate}
     *
     * @param value step of the gradient updates in the first epoch
     * @throws InputException if it is out of its range, or learning would not use it
     */
    public LearningPlan withRate(double value) {
        return new LearningPlan(update, lambda, ramp, value, epochs, batches, batch);
    }

    /**
     * {@return the settings of one dictionary's learning}
     *
     * @param method the solver that infers while learning
     * @param atoms K, ≥ 1
     * @param seed of every random draw
     */
    public Learning of(Solver<?> method, int atoms, long seed) {
        return new Learning(method, or(update, DictionaryUpdate.ONLINE), atoms,
                or(ramp, false) ? OptionalDouble.empty()
                        : OptionalDouble.of(or(lambda, Learning.LAMBDA)),
                or(rate, Learning.RATE), or(epochs, Learning.EPOCHS),
                or(batches, Learning.BATCHES), or(batch, Learning.BATCH), seed);
    }

    private static <T> T or(T value, T usual) {
        return value != null ? value : usual;
    }
}
