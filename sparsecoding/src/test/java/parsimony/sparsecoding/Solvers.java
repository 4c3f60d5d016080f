package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;

/**
 * A solver of {@link Solver#all} with its switches set in one way, for what must hold of every
 * solver.
 */
record Solvers(String name, Solver<?> solver, Map<String, Object> given) {
    /** Atoms of a code, where they must be given. */
    private static final int NONZEROS = 3;
    private static final int MOST_STEPS = 1000;

    /** Every solver, once for each way to set its switches: {@code lca}, {@code lca, signed}. */
    static List<Solvers> all(double lambda) {
        List<Solvers> all = new ArrayList<>();
        for (Solver<?> solver : Solver.all()) {
            List<Solvers> ways =
                    List.of(new Solvers(solver.name(), solver, numbers(solver, lambda)));
            for (String knob : solver.knobs().keySet()) {
                ways = solver.typeOf(knob) == boolean.class
                        ? ways.stream().flatMap(way -> way.switched(knob).stream()).toList()
                        : ways;
            }
            all.addAll(ways);
        }
        return all;
    }

    private static Map<String, Object> numbers(Solver<?> solver, double lambda) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        solver.knobs().forEach((knob, about) -> {
            if (about.needed()) {
                numbers.put(knob,
                        solver.typeOf(knob) == int.class ? (Object) NONZEROS : (Object) lambda);
            } else if (knob.equals("iterations")) { // fewer than usual, so that tests are quick
                numbers.put(knob, Math.min(MOST_STEPS, (Integer) solver.defaultOf(knob)));
                // If only the number of steps stopped them, some solvers would run to the last
                // step.
            } else if (knob.equals("gap")) {
                numbers.put(knob, solver.defaultOf(knob));
            }
        });
        return numbers;
    }

    private List<Solvers> switched(String knob) {
        Map<String, Object> on = new LinkedHashMap<>(given);
        on.put(knob, true);
        return List.of(this, new Solvers(name + ", " + knob, solver, on));
    }

    boolean signed() {
        return given.containsKey("signed");
    }

    /** With a τ that the dictionary allows, and a prior where one is needed. */
    SparseEncoder under(Dictionary dictionary) {
        Map<String, Object> all = new LinkedHashMap<>(given);
        if (solver.knobs().containsKey("tau")) {
            all.put("tau", Math.max(20, dictionary.lipschitz()));
        }
        return solver.encoder(dictionary, all,
                solver.is(Solver.Trait.FREE_ENERGY) ? prior(dictionary) : null);
    }

    static FMatrixRMaj prior(Dictionary dictionary) {
        FMatrixRMaj prior = new FMatrixRMaj(1, dictionary.size());
        prior.fill(-1);
        return prior;
    }
}
