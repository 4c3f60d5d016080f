package parsimony.sparsecoding;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.ejml.data.FMatrixRMaj;
import parsimony.signals.InputException;
import parsimony.signals.Setting;

/**
 * A way to infer codes under a dictionary: its name, what is true of it, its settings, and how to
 * make the encoder. Commands, experiments and figures know solvers through this class alone.
 *
 * <p>To add a solver, write its encoder, with a settings record and a static method {@code solver}
 * that makes one of these, and call that method in {@link #all}.
 *
 * @param <S> its settings, a record; a user can set those components that have a {@link Knob}
 */
public class Solver<S extends Record> {
    /** What is true of some solvers and not of others. */
    public enum Trait {
        /**
         * It has a weight λ of the l1 norm, and minimises ½‖x − Φa‖² + λ‖a‖₁ exactly or
         * approximately.
         */
        LASSO,
        /**
         * It goes on until an optimality gap is closed. Others stop after a number of steps or
         * atoms.
         */
        EXACT,
        /** Dictionaries can be learned with it. */
        LEARNS,
        /**
         * Its encoder is an {@link IterativeEncoder}: it starts from any code, and an observer sees
         * each step.
         */
        ITERATIVE,
        /** It minimises the free energy of a P-VAE, and needs the prior log-rates of that model. */
        FREE_ENERGY
    }

    /** Makes an encoder; the model is null unless the solver is of the free energy. */
    interface Maker<S extends Record> {
        SparseEncoder encoder(Dictionary dictionary, S settings, PoissonModel model);
    }

    /** {@return every solver, in the order of help texts and figures} */
    public static List<Solver<?>> all() {
        return All.SOLVERS;
    }

    /**
     * The list, in a class of its own. A static field of {@code Solver} would have each solver's
     * class wait for all others while it is initialised: a deadlock between threads.
     */
    private static final class All {
        static final List<Solver<?>> SOLVERS = List.of(Lca.solver(), Ista.solver(),
                Fista.solver(), Lasso.solver(), WorkingSetLasso.solver(), Homotopy.solver(),
                MatchingPursuit.solver(), OrthogonalMatchingPursuit.solver(),
                IterativeHardThresholding.solver(),
                LaplacianScaleMixture.solver(), PoissonInference.solver(),
                IterativePoisson.solver());
    }

    /** Steps within dictionary learning, where codes need not be exact. */
    static final int LEARNING_STEPS = 80;
    /** Steps of iterative inference in Vafaii, Galor &amp; Yates (2024). */
    static final int PAPER_STEPS = 900;

    private final String name;
    private final String label;
    private final String about;
    private final S defaults;
    private final Maker<S> maker;
    private final Set<Trait> traits;
    private final RecordComponent[] parts;

    /**
     * @param name     one lower-case word
     * @param label    what figures and sentences call it
     * @param about    what it does, a few words that a help text shows beside the name
     * @param defaults settings with any value where a knob is {@linkplain Knob#needed() needed}
     * @param maker    makes the encoder
     */
    Solver(String name, String label, String about, S defaults, Maker<S> maker, Trait... traits) {
        this.name = name;
        this.label = label;
        this.about = about;
        this.defaults = defaults;
        this.maker = maker;
        this.traits = Set.of(traits);
        parts = defaults.getClass().getRecordComponents();
    }

    /**
     * {@return the solver of a name, in upper or lower case}
     *
     * @param name such as {@code lca}
     * @throws InputException if there is none; the message lists all
     */
    public static Solver<?> of(String name) {
        return all().stream().filter(solver -> solver.name.equals(name.toLowerCase(Locale.ROOT)))
                .findFirst().orElseThrow(() -> new InputException(
                        "‹method›: there is no " + name + "; " + names(all())));
    }

    /**
     * {@return the solvers that have a trait, in the order of {@link #all}}
     *
     * @param trait the trait
     */
    public static List<Solver<?>> with(Trait trait) {
        return all().stream().filter(solver -> solver.is(trait)).toList();
    }

    /**
     * {@return the names of the solvers that have a trait: {@code lca, ista}}
     *
     * @param trait the trait
     */
    public static String names(Trait trait) {
        return names(with(trait));
    }

    /**
     * {@return the names of some solvers: {@code lca, ista}}
     *
     * @param solvers in the order of the text
     */
    public static String names(List<Solver<?>> solvers) {
        return solvers.stream().map(Solver::name).collect(Collectors.joining(", "));
    }

    /** {@return its name in options, YAML, files and tables: {@code lca}} */
    public final String name() {
        return name;
    }

    /** {@return what figures and sentences call it: LCA} */
    public final String label() {
        return label;
    }

    /** {@return what it does, in a few words} */
    public final String about() {
        return about;
    }

    /**
     * {@return whether it has a trait}
     *
     * @param trait the trait
     */
    public final boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** {@return its knobs by their names, in the order of the settings} */
    public final Map<String, Knob> knobs() {
        Map<String, Knob> knobs = new LinkedHashMap<>();
        for (RecordComponent part : parts) {
            if (part.isAnnotationPresent(Knob.class)) {
                knobs.put(part.getName(), part.getAnnotation(Knob.class));
            }
        }
        return knobs;
    }

    /**
     * {@return the type of a knob: {@code double}, {@code int} or {@code boolean}}
     *
     * @param knob the name of a knob
     */
    public final Class<?> typeOf(String knob) {
        return part(knob).getType();
    }

    /**
     * {@return the default of a knob} It has no meaning if the knob is needed.
     *
     * @param knob the name of a knob
     */
    public final Object defaultOf(String knob) {
        return valueOf(part(knob), defaults);
    }

    private RecordComponent part(String knob) {
        return Arrays.stream(parts).filter(part -> part.getName().equals(knob)).findFirst()
                .orElseThrow();
    }

    /**
     * {@return the default settings, with the given values in their place}
     *
     * @param given by the names of knobs, numbers of any kind or booleans
     * @throws InputException if a value is out of its range, one that is needed is missing, or
     *     there is no such knob
     */
    public S settings(Map<String, ?> given) {
        Map<String, Knob> knobs = knobs();
        for (String asked : given.keySet()) {
            if (!knobs.containsKey(asked)) {
                throw new InputException(Setting.marked(asked) + ": not for " + name
                        + ", which takes " + String.join(", ", knobs.keySet()));
            }
        }
        knobs.forEach((knob, about) -> {
            if (about.needed() && !given.containsKey(knob)) {
                throw new InputException(Setting.marked(knob) + ": is needed by " + name);
            }
        });
        return made(Arrays.stream(parts).map(part -> given.containsKey(part.getName())
                ? converted(given.get(part.getName()), part) : valueOf(part, defaults)).toArray());
    }

    @SuppressWarnings("unchecked") // the record's own constructor makes an S
    private S made(Object[] values) {
        try {
            return (S) defaults.getClass().getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    defaults.getClass() + " is no record of public settings", e);
        }
    }

    private static Object valueOf(RecordComponent part, Record settings) {
        try {
            return part.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(part + " cannot be read", e);
        }
    }

    private static Object converted(Object value, RecordComponent part) {
        Class<?> type = part.getType();
        if (type == double.class && value instanceof Number number) {
            return number.doubleValue();
        }
        if (type == int.class && value instanceof Number number
                && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        if (type == boolean.class && value instanceof Boolean) {
            return value;
        }
        throw new InputException(part.getName(), value, "must be " + (type == boolean.class
                ? "true or false" : type == int.class ? "a whole number" : "a number"));
    }

    /**
     * The settings as the paper runs a solver at one λ: 900 steps, or until the gap is closed for
     * an {@linkplain Trait#EXACT exact} one.
     */
    S asInPaper(Dictionary dictionary, double lambda, boolean signed) {
        return settings(is(Trait.EXACT) ? Map.of("lambda", lambda, "signed", signed)
                : Map.of("lambda", lambda, "signed", signed, "iterations", PAPER_STEPS));
    }

    /** The settings within dictionary learning at one λ, for codes that are not negative. */
    S forLearning(Dictionary dictionary, double lambda) {
        return is(Trait.EXACT) ? settings(Map.of("lambda", lambda))
                : ofSteps(dictionary, lambda, LEARNING_STEPS);
    }

    /** The settings for just so many steps at one λ, for codes that are not negative. */
    S ofSteps(Dictionary dictionary, double lambda, int steps) {
        return settings(Map.of("lambda", lambda, "iterations", steps));
    }

    /**
     * {@return an encoder under a dictionary}
     *
     * @param dictionary K×D
     * @param settings of this kind of solver
     * @param logPrior prior log-rates, 1×K, for a solver of the {@linkplain Trait#FREE_ENERGY free
     *     energy}; null for others
     * @throws InputException if an argument is missing, or does not suit the dictionary
     */
    public final SparseEncoder encoder(Dictionary dictionary, S settings, FMatrixRMaj logPrior) {
        return modelEncoder(dictionary, settings,
                logPrior == null ? null : PoissonModel.of(logPrior));
    }

    /**
     * {@return an encoder under the dictionary of a Poisson VAE, which may be iterative}
     *
     * @param dictionary K×D
     * @param settings of this kind of solver
     * @param model what was learned beside the dictionary, for a solver of the {@linkplain
     *     Trait#FREE_ENERGY free energy}; null for others
     * @throws InputException if an argument is missing, or does not suit the dictionary or the
     *     model
     */
    public final SparseEncoder modelEncoder(Dictionary dictionary, S settings,
            PoissonModel model) {
        return maker.encoder(dictionary, settings, model);
    }

    /**
     * {@return an encoder under the dictionary of a Poisson VAE, from the values of knobs}
     *
     * @param dictionary K×D
     * @param given values by the names of knobs
     * @param model as for the other {@code modelEncoder}
     * @throws InputException as {@link #settings} and the other {@code modelEncoder} do
     */
    public final SparseEncoder modelEncoder(Dictionary dictionary, Map<String, ?> given,
            PoissonModel model) {
        return modelEncoder(dictionary, settings(given), model);
    }

    /**
     * {@return an encoder under a dictionary, from the values of knobs}
     *
     * @param dictionary K×D
     * @param given values by the names of knobs
     * @param logPrior as for the other {@code encoder}
     * @throws InputException as {@link #settings} and the other {@code encoder} do
     */
    public final SparseEncoder encoder(Dictionary dictionary, Map<String, ?> given,
            FMatrixRMaj logPrior) {
        return encoder(dictionary, settings(given), logPrior);
    }

    /**
     * {@return an encoder as Vafaii, Galor &amp; Yates (2024) run it: 900 steps, or until the gap
     * is closed for an {@linkplain Trait#EXACT exact} solver}
     *
     * @param dictionary K×D
     * @param lambda weight of the l1 norm
     * @param signed whether codes may be negative
     * @throws InputException if this has not the trait {@link Trait#LASSO}, or λ is out of its
     *     range
     */
    public final SparseEncoder paperEncoder(Dictionary dictionary, double lambda, boolean signed) {
        require(Trait.LASSO);
        return encoder(dictionary, asInPaper(dictionary, lambda, signed), null);
    }

    /**
     * {@return an encoder of non-negative codes for dictionary learning, where a few steps are
     * enough}
     *
     * @param dictionary K×D
     * @param lambda weight of the l1 norm
     * @throws InputException if this has not the trait {@link Trait#LEARNS}, or λ is out of its
     *     range
     */
    public final SparseEncoder learningEncoder(Dictionary dictionary, double lambda) {
        require(Trait.LEARNS);
        return encoder(dictionary, forLearning(dictionary, lambda), null);
    }

    /**
     * {@return an encoder of non-negative codes that takes just so many steps, as long as in the
     * paper}
     *
     * @param dictionary K×D
     * @param lambda weight of the l1 norm
     * @param steps ≥ 1
     * @throws InputException if this has not the traits {@link Trait#LASSO} and
     *     {@link Trait#ITERATIVE}, or a number is out of its range
     */
    public final IterativeEncoder stepwiseEncoder(Dictionary dictionary, double lambda,
            int steps) {
        require(Trait.LASSO);
        require(Trait.ITERATIVE);
        return (IterativeEncoder) encoder(dictionary, ofSteps(dictionary, lambda, steps), null);
    }

    private void require(Trait trait) {
        if (!is(trait)) {
            throw new InputException("method", name, "must be one of " + names(trait));
        }
    }

    /** The name. */
    @Override
    public final String toString() {
        return name;
    }
}
