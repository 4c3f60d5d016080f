package parsimony.experiment;

import java.util.HashMap;
import java.util.Map;
import parsimony.sparsecoding.Solver;

/** What people call the models that an experiment has no other name for. */
final class Labels {
    private static final Map<String, String> USUAL = usual();

    private static Map<String, String> usual() {
        Map<String, String> usual = new HashMap<>(Map.of("poisson", "P-VAE", "gaussian", "G-VAE", "laplace", "L-VAE",
                "categorical", "C-VAE"));
        Solver.with(Solver.Trait.LEARNS).forEach(solver -> usual.put(solver.name(), solver.label()));
        return usual;
    }

    private Labels() {
    }

    /** P-VAE for poisson, G-VAE relu for gaussian-relu; a name that is none of ours as it is. */
    static String of(String model) {
        String[] parts = model.split("-", 2);
        String head = USUAL.get(parts[0]);
        return head == null ? model : parts.length == 1 ? head : head + " " + parts[1];
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
