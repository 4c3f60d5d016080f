package parsimony.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.sparsecoding.Solver;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * Options that say how codes are inferred: one for the solver, and one for every knob of any
 * solver. The options of knobs are made from the solvers' settings, so a new knob of a solver gets
 * its option without further code.
 */
final class InferenceOptions {
    @Option(names = "--method", paramLabel = "M",
            completionCandidates = Methods.class,
            description = {"How to infer:", "{solvers}"})
    Solver<?> method;

    @Option(names = "--prior", paramLabel = "F",
            description = "prior_log_rate.npy of a P-VAE, or the folder of a run of train, which"
                    + " has its prior, its dictionary and, of an iterative model, its bias, noise"
                    + " and step. Needed by {FREE_ENERGY}.")
    String prior;

    /** The names of all solvers, for the help. */
    static final class Methods extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Methods() {
            super(Solver.all().stream().map(Solver::name).toList());
        }
    }

    /**
     * Adds an option for every knob to a command, and puts the names of solvers into the help of
     * its other options.
     */
    static void addKnobs(CommandSpec command) {
        // Every option is removed and added again, so that they keep their order.
        for (OptionSpec option : List.copyOf(command.options())) {
            command.remove(option);
            command.addOption(
                    OptionSpec.builder(option).description(filled(option.description())).build());
        }
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().validate(false).heading("%nSettings of the methods:%n");
        for (String knob : knobs()) {
            List<Solver<?>> solvers = Solver.all().stream()
                    .filter(solver -> solver.knobs().containsKey(knob)).toList();
            Class<?> type = solvers.get(0).typeOf(knob);
            OptionSpec.Builder option =
                    OptionSpec.builder("--" + knob).description(description(knob, solvers));
            String letter = knob.substring(0, 1).toUpperCase(Locale.ROOT);
            group.addArg((type == boolean.class ? option.arity("0").type(boolean.class)
                    : option.arity("1").paramLabel(letter.equals("F") ? "N" : letter) // F: a file
                            .type(type == int.class ? Integer.class : Double.class))
                    .build());
        }
        command.addArgGroup(group.build());
    }

    /**
     * A help text in which the list of solvers replaces {solvers}, and the names of the solvers
     * with a trait replace the trait, such as {ITERATIVE}.
     */
    private static String[] filled(String[] description) {
        return Stream.of(description).flatMap(line -> line.equals("{solvers}")
                ? Solver.all().stream()
                        .map(solver -> String.format("%-10s %s", solver.name(), solver.about()))
                : Stream.of(named(line))).toArray(String[]::new);
    }

    private static String named(String line) {
        String named = line;
        for (Solver.Trait trait : Solver.Trait.values()) {
            named = named.replace("{" + trait + "}", Solver.names(trait));
        }
        return named;
    }

    private static List<String> knobs() {
        return Solver.all().stream().flatMap(solver -> solver.knobs().keySet().stream()).distinct()
                .toList();
    }

    /**
     * The help text of a knob: what it does, for which solvers, and its default. Solvers of which
     * the same is true share a line.
     */
    private static String[] description(String knob, List<Solver<?>> solvers) {
        Map<String, List<Solver<?>>> lines = solvers.stream().collect(Collectors.groupingBy(
                solver -> solver.knobs().get(knob).value() + "{}" + fallback(solver, knob),
                LinkedHashMap::new, Collectors.toList()));
        if (lines.size() > 1) {
            return lines.entrySet().stream()
                    .map(line -> names(line.getValue()) + ": " + line.getKey().replace("{}", ""))
                    .toArray(String[]::new);
        }
        String whose = (solvers.get(0).knobs().get(knob).needed() ? " Needed by " : " For ")
                + names(solvers) + ".";
        return lines.keySet().stream().map(line -> line.replace("{}", whose))
                .toArray(String[]::new);
    }

    private static String fallback(Solver<?> solver, String knob) {
        return solver.knobs().get(knob).needed() || solver.typeOf(knob) == boolean.class ? ""
                : " Default: " + plain(solver.defaultOf(knob)) + ".";
    }

    /** A number in its shortest form: 10, 0.5, 1e-6. */
    private static String plain(Object value) {
        return String.valueOf(value).replaceFirst("\\.0(E|$)", "$1").replace('E', 'e');
    }

    /** The names of solvers; if the other solvers are fewer, "all but" those. */
    private static String names(List<Solver<?>> solvers) {
        List<Solver<?>> others =
                Solver.all().stream().filter(solver -> !solvers.contains(solver)).toList();
        return others.size() < solvers.size() / 2 ? "all but " + Solver.names(others)
                : Solver.names(solvers);
    }

    /** The values of the knobs that the user gave, by their names. */
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
