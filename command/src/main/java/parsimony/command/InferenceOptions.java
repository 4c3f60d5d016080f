package parsimony.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import parsimony.sparsecoding.Knob;
import parsimony.sparsecoding.Solver;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * How codes are inferred: an option for the solver, and one for every knob that some solver has. The latter are made from the
 * solvers' settings, so that a solver with a new knob brings its option.
 */
final class InferenceOptions {
    @Option(names = "--method", paramLabel = "M", required = true, completionCandidates = Methods.class,
            description = "How: ${COMPLETION-CANDIDATES}. lasso and homotopy are exact; mp, omp and iht are greedy; lsm is"
                    + " reweighted; poisson and ipoisson minimise the free energy of a P-VAE.")
    Solver<?> method;

    @Option(names = "--prior", paramLabel = "F",
            description = "prior_log_rate.npy of a P-VAE. Needed by poisson and ipoisson.")
    Path prior;

    /** The names of all solvers, for the help. */
    static final class Methods extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Methods() {
            super(Solver.ALL.stream().map(Solver::name).toList());
        }
    }

    /** Adds an option for every knob to a command. */
    static void addKnobs(CommandSpec command) {
        for (String knob : knobs()) {
            List<Solver<?>> solvers = Solver.ALL.stream().filter(solver -> solver.knobs().containsKey(knob)).toList();
            Class<?> type = solvers.get(0).typeOf(knob);
            OptionSpec.Builder option = OptionSpec.builder("--" + knob).description(description(knob, solvers));
            command.addOption((type == boolean.class ? option.arity("0").type(boolean.class)
                    : option.arity("1").paramLabel(knob.substring(0, 1).toUpperCase(Locale.ROOT))
                            .type(type == int.class ? Integer.class : Double.class)).build());
        }
    }

    private static List<String> knobs() {
        return Solver.ALL.stream().flatMap(solver -> solver.knobs().keySet().stream()).distinct().toList();
    }

    /** What it does, for which solvers, and what it is if left out. */
    private static String description(String knob, List<Solver<?>> solvers) {
        Map<String, List<Solver<?>>> words = solvers.stream().collect(Collectors.groupingBy(
                solver -> solver.knobs().get(knob).value(), LinkedHashMap::new, Collectors.toList()));
        String what = words.entrySet().stream().map(entry -> (words.size() == 1 ? "" : names(entry.getValue()) + ": ")
                + entry.getKey()).collect(Collectors.joining(" "));
        Knob first = solvers.get(0).knobs().get(knob);
        String whose = first.needed() ? " Needed by " + names(solvers) + "." : words.size() == 1 ? " For " + names(solvers) + "." : "";
        return what + whose + (first.needed() || solvers.get(0).typeOf(knob) == boolean.class ? "" : defaults(knob, solvers));
    }

    private static String defaults(String knob, List<Solver<?>> solvers) {
        Map<Object, List<Solver<?>>> values = solvers.stream().collect(Collectors.groupingBy(
                solver -> solver.defaultOf(knob), LinkedHashMap::new, Collectors.toList()));
        return " Default: " + values.entrySet().stream().map(entry -> plain(entry.getKey())
                + (values.size() == 1 ? "" : " (" + names(entry.getValue()) + ")")).collect(Collectors.joining(", ")) + ".";
    }

    private static String plain(Object value) {
        return value instanceof Double number && number == Math.rint(number) ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }

    private static String names(List<Solver<?>> solvers) {
        return String.join(", ", solvers.stream().map(Solver::name).toList());
    }

    /** The knobs that were turned, by their names. */
    static Map<String, Object> given(ParseResult parsed) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (String knob : new TreeSet<>(knobs())) {
            if (parsed.hasMatchedOption("--" + knob)) {
                given.put(knob, parsed.matchedOptionValue("--" + knob, null));
            }
        }
        return given;
    }
}
