package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parsimony.vae.Activation;

/**
 * VAEs of an experiment that differ in their numbers of units and their β alone: the rows of a grid
 * of K × β.
 *
 * @param label what figures call it, such as "G-VAE+relu"
 * @param atoms K of each of its models, by the model's name
 */
record Family(String label, Map<String, Integer> atoms) {
    /** What tells models of a family apart, or is for people alone. */
    private static final List<String> WITHIN = List.of("name", "atoms", "beta", "drawn");

    /** {@return the families of an experiment, in the order of their first models} */
    static List<Family> of(Experiment experiment) {
        Map<JsonNode, Map<String, Integer>> groups = new LinkedHashMap<>();
        Map<JsonNode, Experiment.Vae> first = new LinkedHashMap<>();
        JsonNode settings = ExperimentFile.tree(experiment).path("vaes");
        for (int i = 0; i < experiment.vaes().size(); i++) {
            Experiment.Vae vae = experiment.vaes().get(i);
            JsonNode rest = ((ObjectNode) settings.get(i).deepCopy()).remove(WITHIN);
            first.putIfAbsent(rest, vae);
            groups.computeIfAbsent(rest, key -> new LinkedHashMap<>()).put(vae.name(),
                    vae.atoms() != null ? vae.atoms() : experiment.atoms());
        }
        List<Family> families = new ArrayList<>();
        groups.forEach((key, atoms) -> {
            String kind = kind(first.get(key));
            boolean alone = first.values().stream()
                    .filter(other -> kind(other).equals(kind)).count() == 1;
            families.add(new Family(alone ? kind : Labels.of(first.get(key).name()), atoms));
        });
        return families;
    }

    private static String kind(Experiment.Vae vae) {
        return vae.latent().label() + (vae.activation() == Activation.NONE ? ""
                : "+" + Experiment.lower(vae.activation()));
    }

    /** {@return every K of the family, rising} */
    List<Integer> sizes() {
        return atoms.values().stream().distinct().sorted().toList();
    }
}
