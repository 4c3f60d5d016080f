package parsimony.experiment.run;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import parsimony.signals.InputException;
import parsimony.sparsecoding.DictionaryUpdate;
import parsimony.sparsecoding.Solver;

/**
 * The settings that an experiment gives for the learning of all dictionaries. The others have the
 * defaults of {@link Learning#of}.
 *
 * @param said values by the names of {@link #KNOBS}
 */
@JsonDeserialize(using = LearningPlan.Reader.class)
public record LearningPlan(@JsonValue Map<String, Object> said) {

    /** The settings that can be given. */
    public static final Knobs<Learning> KNOBS = new Knobs<>(List.of(
            Knob.of("update", DictionaryUpdate.class, (l, update) -> new Learning(
                    l.method(), update, l.atoms(), l.lambda(), l.rate(), l.epochs(), l.batches(),
                    l.batch(), l.seed())),
            Knob.of("lambda", Double.class,
                    (l, lambda) -> withLambda(l, OptionalDouble.of(lambda))),
            Knob.of("ramp", Boolean.class,
                    (l, ramp) -> ramp ? withLambda(l, OptionalDouble.empty()) : l),
            Knob.of("rate", Double.class, (l, rate) -> new Learning(
                    l.method(), l.update(), l.atoms(), l.lambda(), rate, l.epochs(), l.batches(),
                    l.batch(), l.seed())),
            Knob.of("epochs", Integer.class, (l, epochs) -> new Learning(
                    l.method(), l.update(), l.atoms(), l.lambda(), l.rate(), epochs, l.batches(),
                    l.batch(), l.seed())),
            Knob.of("batches", Integer.class, (l, batches) -> new Learning(
                    l.method(), l.update(), l.atoms(), l.lambda(), l.rate(), l.epochs(), batches,
                    l.batch(), l.seed())),
            Knob.of("batch", Integer.class, (l, batch) -> new Learning(
                    l.method(), l.update(), l.atoms(), l.lambda(), l.rate(), l.epochs(),
                    l.batches(), batch, l.seed()))));

    /** The plan that leaves all settings at their defaults. */
    public static final LearningPlan DEFAULT = new LearningPlan(Map.of());

    /**
     * Checks the values.
     *
     * @throws InputException if a value is out of its range, or learning would not use it
     */
    public LearningPlan {
        said = Collections.unmodifiableMap(new LinkedHashMap<>(said)); // keeps the order
        Learning any = KNOBS.turn(Learning.of(Solver.with(Solver.Trait.LEARNS).get(0), 1, 0), said);
        if (any.lambda().isEmpty() && said.containsKey("lambda")) {
            throw new InputException("‹ramp›: says what lambda is; leave out lambda, or the ramp");
        }
        if (any.update() == DictionaryUpdate.ONLINE && said.containsKey("rate")) {
            throw new InputException(
                    "‹rate›: not for update online, which has no step; name another update, or"
                            + " leave it out");
        }
    }

    /** Reads a plan for Jackson. */
    static final class Reader extends Knobs.Reader<Learning, LearningPlan> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(LearningPlan.class, KNOBS, LearningPlan::new);
        }
    }

    private static Learning withLambda(Learning l, OptionalDouble lambda) {
        return new Learning(
                l.method(), l.update(), l.atoms(), lambda, l.rate(), l.epochs(), l.batches(),
                l.batch(), l.seed());
    }

    /**
     * {@return the same plan with another rate}
     *
     * @param rate the rate of the update
     */
    public LearningPlan withRate(double rate) {
        Map<String, Object> changed = new LinkedHashMap<>(said);
        changed.put("rate", rate);
        return new LearningPlan(changed);
    }

    /**
     * {@return the settings of one dictionary's learning}
     *
     * @param method the solver that infers while learning
     * @param atoms K, ≥ 1
     * @param seed of every random draw
     */
    public Learning of(Solver<?> method, int atoms, long seed) {
        return KNOBS.turn(Learning.of(method, atoms, seed), said);
    }
}
