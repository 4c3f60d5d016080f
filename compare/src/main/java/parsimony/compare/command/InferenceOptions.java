package parsimony.compare.command;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.compare.InferenceMethod;
import parsimony.compare.InputException;
import parsimony.compare.RunRecord;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How codes are inferred. */
final class InferenceOptions {
    @Option(names = "--method", paramLabel = "M", required = true,
            description = "lca, ista, fista; lasso and homotopy (exact); mp, omp, iht (greedy); lsm (reweighted); poisson and"
                    + " ipoisson (the free energy of a P-VAE, at once or by natural gradient).")
    InferenceMethod method;

    @Option(names = "--lambda", paramLabel = "L", description = "Weight of the l1 norm, above 0. Needed by lca, ista, fista, lasso, homotopy and lsm.")
    Double lambda;

    @Option(names = "--iterations", paramLabel = "N",
            description = "Steps to take. By default LCA takes 900, lsm 5 rounds, iht 1000; the others go on to --gap.")
    private Integer iterations;

    @Option(names = "--gap", paramLabel = "G",
            description = "Relative optimality gap at which a patch is done, where a method has one; by default 1e-6, of lsm 1e-4.")
    private Double gap;

    @Option(names = "--tau", paramLabel = "T", defaultValue = "100", showDefaultValue = Visibility.ALWAYS,
            description = "LCA's time constant in steps.")
    private double tau;

    @Option(names = "--signed", description = "Let codes be negative.")
    private boolean signed;

    @Option(names = "--hard", description = "Give LCA a hard threshold.")
    private boolean hard;

    @Option(names = "--nonzeros", paramLabel = "M",
            description = "Most atoms of a code; may be more than there are. Needed by mp, omp and"
                    + " iht.")
    private Integer nonzeros;

    @Option(names = "--residual", paramLabel = "R", defaultValue = "0",
            description = "‖x − Φa‖² at which mp and omp are done with a patch.")
    private double residual;

    @Option(names = "--prior", paramLabel = "F",
            description = "prior_log_rate.npy of a P-VAE. Needed by poisson and ipoisson.")
    Path prior;

    @Option(names = "--beta", paramLabel = "B", defaultValue = "1", description = "Weight of their KL term.")
    private double beta;

    /** @throws InputException if an option was given that the method does not look at */
    void requireSuit(ParseResult given) {
        Set<String> known = Stream.of(InferenceMethod.values()).flatMap(m -> m.options().stream()).collect(Collectors.toSet());
        for (OptionSpec option : given.matchedOptions()) {
            String name = option.longestName().substring(2);
            if (known.contains(name) && !method.options().contains(name)) {
                throw new InputException(option.longestName() + ": not for " + method.name().toLowerCase(Locale.ROOT)
                        + ", which takes --" + String.join(", --", method.options()));
            }
        }
    }

    InferenceMethod.Settings settings() {
        return new InferenceMethod.Settings(lambda, iterations, tau, signed, hard, gap, nonzeros, residual,
                RunRecord.place(prior), beta);
    }
}
