package parsimony.experiment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Activation;
import parsimony.vae.Distribution;
import parsimony.vae.Inference;

/** Names, for people, of models and methods that have no name of their own in the experiment. */
final class Labels {
    private static final Map<String, String> USUAL = Stream.concat(
            Solver.with(Solver.Trait.LEARNS).stream()
                    .map(solver -> Map.entry(solver.name(), solver.label())),
            Stream.of(Distribution.values())
                    .map(latent -> Map.entry(Experiment.lower(latent), latent.label())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    private static final Set<String> ACTIVATIONS =
            Stream.of(Activation.values()).map(Experiment::lower).collect(Collectors.toSet());

    private static final String ITERATIVE =
            "-" + Experiment.lower(Inference.Kind.ITERATIVE);

    private Labels() {}

    /**
     * P-VAE for poisson, G-VAE+relu for gaussian-relu, iP-VAE for poisson-iterative, and P-VAE
     * atoms=64 for the P-VAE that a swept key made. An unknown name is returned unchanged.
     */
    static String of(String model) {
        String[] swept = model.split("-(?=[a-z_.]+=)");
        if (swept.length > 1) {
            return of(swept[0]) + " "
                    + String.join(" ", List.of(swept).subList(1, swept.length));
        }
        if (model.endsWith(ITERATIVE)) {
            String rest = model.substring(0, model.length() - ITERATIVE.length());
            return of(rest).equals(rest) ? model : "i" + of(rest);
        }
        String[] parts = model.split("-", 2);
        String head = USUAL.get(parts[0]);
        return head == null ? model : parts.length == 1 ? head
                : head + (ACTIVATIONS.contains(parts[1]) ? "+" : " ") + parts[1];
    }

    /** LCA dictionary for lca. */
    static String ofDictionary(String model) {
        return of(model) + " dictionary";
    }

    /** The exact lasso for lasso, LCA for lca. */
    static String ofInference(String method) {
        return method.equals("lasso") ? "the exact lasso" : of(method);
    }

    static String possessive(String model) {
        return of(model) + "’s";
    }
}
