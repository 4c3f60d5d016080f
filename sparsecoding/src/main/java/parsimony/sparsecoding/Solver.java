package parsimony.sparsecoding;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.ejml.data.FMatrixRMaj;

/**
 * A way to infer codes, by its name and with what is known of it: the door through which every list, command and table knows a
 * solver. Each stands in the file of its encoder; to add one, write the encoder with its settings and its {@code Solver}, and
 * name that in {@link #ALL}.
 *
 * @param <S> its settings, a record whose {@link Knob}s a user can set
 */
public abstract class Solver<S extends Record> {

    /** What is true of some solvers and not of others. */
    public enum Trait {
        /** It minimises ½‖x − Φa‖² + λ‖a‖₁, or goes by such a λ, and draws the MSE–sparsity curve as λ rises. */
        LASSO,
        /** It goes on until an optimality gap is closed, unless told how many steps to take. */
        EXACT,
        /** Dictionaries are learned with it. */
        LEARNS,
        /** It minimises a P-VAE's free energy, and needs that model's prior. */
        FREE_ENERGY
    }

    /** Every solver, in the order of help texts and figures. */
    public static final List<Solver<?>> ALL = List.of(new Lca.Method(), new Ista.Method(), new Fista.Method(), new Lasso.Method(),
            new Homotopy.Method(), new MatchingPursuit.Method(), new OrthogonalMatchingPursuit.Method(),
            new IterativeHardThresholding.Method(), new LaplacianScaleMixture.Method(), new PoissonInference.Method(),
            new IterativePoisson.Method());

    /** Steps of inference within dictionary learning, where codes need not be exact. */
    static final int LEARNING_STEPS = 80;
    /** Steps of the paper's iterative inference. */
    static final int PAPER_STEPS = 900;

    private final String name;
    private final String label;
    private final S defaults;
    private final Set<Trait> traits;

    Solver(String name, String label, S defaults, Trait... traits) {
        this.name = name;
        this.label = label;
        this.defaults = defaults;
        this.traits = traits.length == 0 ? EnumSet.noneOf(Trait.class) : EnumSet.copyOf(List.of(traits));
    }

    /**
     * The solver of this name, in whatever case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Solver<?> of(String name) {
        return ALL.stream().filter(solver -> solver.name.equals(name.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("method: there is no " + name + "; "
                        + String.join(", ", ALL.stream().map(Solver::name).toList())));
    }

    /** Those with a trait. */
    public static List<Solver<?>> with(Trait trait) {
        return ALL.stream().filter(solver -> solver.is(trait)).toList();
    }

    /** Those with a trait, by their names in one line. */
    public static String names(Trait trait) {
        return String.join(", ", with(trait).stream().map(Solver::name).toList());
    }

    /** Its name in options, YAML, files and figures' tables: {@code lca}. */
    public final String name() {
        return name;
    }

    /** What figures and sentences call it: LCA. */
    public final String label() {
        return label;
    }

    public final boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** The knobs with what they do, in the order of the settings; those without a default among them. */
    public final Map<String, Knob> knobs() {
        Map<String, Knob> knobs = new LinkedHashMap<>();
        for (RecordComponent part : defaults.getClass().getRecordComponents()) {
            if (part.isAnnotationPresent(Knob.class)) {
                knobs.put(part.getName(), part.getAnnotation(Knob.class));
            }
        }
        return knobs;
    }

    /** The type of a knob: {@code double}, {@code int} or {@code boolean}. */
    public final Class<?> typeOf(String knob) {
        return Arrays.stream(defaults.getClass().getRecordComponents()).filter(part -> part.getName().equals(knob))
                .findFirst().orElseThrow().getType();
    }

    /** The settings of a knob that is left out. */
    public final Object defaultOf(String knob) {
        return Arrays.stream(defaults.getClass().getRecordComponents()).filter(part -> part.getName().equals(knob))
                .map(part -> valueOf(part, defaults)).findFirst().orElseThrow();
    }

    /**
     * The defaults with what is given in their place.
     *
     * @param given values by the names of their knobs, numbers of any kind or booleans
     * @throws IllegalArgumentException if a value is out of its range, one that is needed is missing, or one is given that this
     *                                  solver does not look at
     */
    public S settings(Map<String, ?> given) {
        Map<String, Knob> knobs = knobs();
        for (String asked : given.keySet()) {
            if (!knobs.containsKey(asked)) {
                throw new IllegalArgumentException(asked + ": not for " + name + ", which takes "
                        + String.join(", ", knobs.keySet()));
            }
        }
        knobs.forEach((knob, about) -> {
            if (about.needed() && !given.containsKey(knob)) {
                throw new IllegalArgumentException(knob + ": is needed by " + name);
            }
        });
        RecordComponent[] parts = defaults.getClass().getRecordComponents();
        Object[] values = Arrays.stream(parts).map(part -> given.containsKey(part.getName())
                ? converted(given.get(part.getName()), part) : valueOf(part, defaults)).toArray();
        return made(parts, values);
    }

    @SuppressWarnings("unchecked") // the record's own constructor makes an S
    private S made(RecordComponent[] parts, Object[] values) {
        try {
            return (S) defaults.getClass().getDeclaredConstructor(
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new)).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(defaults.getClass() + " is no record of public settings", e);
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
        if (type == int.class && value instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        if (type == boolean.class && value instanceof Boolean) {
            return value;
        }
        throw new IllegalArgumentException(part.getName() + ": " + value + "; must be "
                + (type == boolean.class ? "true or false" : type == int.class ? "a whole number" : "a number"));
    }

    /**
     * The settings as the paper runs a solver of a lasso, at one λ: 900 steps, or until the gap is closed for an exact one.
     *
     * @param dictionary that codes will refer to
     * @param signed     whether codes may be negative
     * @throws IllegalArgumentException if this is no solver of a lasso
     */
    public S asInPaper(Dictionary dictionary, double lambda, boolean signed) {
        return settings(is(Trait.EXACT) ? Map.of("lambda", lambda, "signed", signed)
                : Map.of("lambda", lambda, "signed", signed, "iterations", PAPER_STEPS));
    }

    /**
     * The settings within dictionary learning, codes not negative.
     *
     * @throws IllegalArgumentException if this is no solver of a lasso
     */
    public S forLearning(Dictionary dictionary, double lambda) {
        return settings(is(Trait.EXACT) ? Map.of("lambda", lambda)
                : Map.of("lambda", lambda, "iterations", LEARNING_STEPS));
    }

    /**
     * An encoder under a dictionary.
     *
     * @param logPrior prior log-rates, 1×K, for a solver of the {@link Trait#FREE_ENERGY}; null for others
     * @throws IllegalArgumentException if an argument is missing, or does not suit the dictionary
     */
    public abstract SparseEncoder encoder(Dictionary dictionary, S settings, FMatrixRMaj logPrior);

    /** As the paper runs it, at one λ; see {@link #asInPaper}. */
    public final SparseEncoder paperEncoder(Dictionary dictionary, double lambda, boolean signed) {
        return encoder(dictionary, asInPaper(dictionary, lambda, signed), null);
    }

    /** For dictionary learning, at one λ; see {@link #forLearning}. */
    public final SparseEncoder learningEncoder(Dictionary dictionary, double lambda) {
        return encoder(dictionary, forLearning(dictionary, lambda), null);
    }

    /** From the values of knobs; see {@link #settings}. */
    public final SparseEncoder encoder(Dictionary dictionary, Map<String, ?> given, FMatrixRMaj logPrior) {
        return encoder(dictionary, settings(given), logPrior);
    }

    @Override
    public final String toString() {
        return name;
    }
}
