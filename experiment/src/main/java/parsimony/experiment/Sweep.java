package parsimony.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An experiment in which single values may be lists: one experiment for each choice of them. A list
 * at a model's own key makes several models of that one; a list at any other key makes several
 * experiments, each with all models. An experiment without such lists is a sweep of one cell.
 *
 * @param tree   keys and values as in the file, with each key by its first name
 * @param keys   the keys with lists, in the order of the file
 * @param models what became of the models with lists of their own, by the name of each
 * @param cells  an experiment for each choice at the keys of all models; the last key changes
 *               fastest
 */
public record Sweep(ObjectNode tree, List<SweptKey> keys, Map<String, Model> models,
        List<Cell> cells) {
    /** The most experiments: more are a slip, and their plan would fill the memory. */
    static final int MOST = 10_000;

    /** Copies the lists. */
    public Sweep {
        keys = List.copyOf(keys);
        models = Map.copyOf(models);
        cells = List.copyOf(cells);
    }

    /**
     * A model that a list at one of its own keys has made.
     *
     * @param name   of the model that has the lists
     * @param values its own value of each of these keys, by {@link SweptKey#name}
     */
    public record Model(String name, Map<String, JsonNode> values) {
    }

    /**
     * One choice.
     *
     * @param values     the value of each key of all models, by {@link SweptKey#name}
     * @param experiment with these values
     */
    public record Cell(Map<String, JsonNode> values, Experiment experiment) {

        /** {@return what sets it apart, such as "atoms=64 lr=0.01"; empty if nothing does} */
        public String label() {
            return values.entrySet().stream()
                    .map(entry -> last(entry.getKey()) + "=" + SweptKey.text(entry.getValue()))
                    .collect(Collectors.joining(" "));
        }
    }

    /** The sweep of one cell that an experiment is. */
    static Sweep of(Experiment experiment) {
        return new Sweep(ExperimentFile.tree(experiment), List.of(), Map.of(),
                List.of(new Cell(Map.of(), experiment)));
    }

    /** {@return whether no value is a list: it is one experiment} */
    public boolean isSingle() {
        return keys.isEmpty();
    }

    /** {@return the experiment of the first cell; the only one if {@link #isSingle} says so} */
    public Experiment first() {
        return cells.get(0).experiment();
    }

    /**
     * The same tree with absolute paths of its files, so that it can be read from any folder.
     *
     * @throws InputException if a place is not a valid path
     */
    ObjectNode fromAnywhere() {
        Map<String, String> places = new HashMap<>();
        for (Cell cell : cells) {
            moved("", ExperimentFile.tree(cell.experiment),
                    ExperimentFile.tree(cell.experiment.fromAnywhere()), places);
        }
        ObjectNode moved = tree.deepCopy();
        put("", moved, places);
        return moved;
    }

    /** Notes the texts that differ in two trees, by key and text. */
    private static void moved(String key, JsonNode here, JsonNode anywhere,
            Map<String, String> places) {
        if (here.isTextual() && !here.equals(anywhere)) {
            places.put(key + "=" + here.asText(), anywhere.asText());
        }
        here.properties().forEach(
                part -> moved(part.getKey(), part.getValue(), anywhere.path(part.getKey()),
                        places));
        for (int i = 0; here.isArray() && i < here.size(); i++) {
            moved(key, here.get(i), anywhere.path(i), places);
        }
    }

    private static JsonNode put(String key, JsonNode tree, Map<String, String> places) {
        if (tree instanceof ObjectNode group) {
            group.properties().forEach(
                    part -> part.setValue(put(part.getKey(), part.getValue(), places)));
        } else if (tree instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, put(key, list.get(i), places));
            }
        }
        String moved = tree.isTextual() ? places.get(key + "=" + tree.asText()) : null;
        return moved == null ? tree : TextNode.valueOf(moved);
    }

    /** The last part of a key's name: lr of training.lr. */
    static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The shortest end of a key's name that no other of these names has. */
    static String shortest(String name, Collection<String> names) {
        String end = last(name);
        while (end.length() < name.length()) {
            String tried = end;
            if (names.stream().noneMatch(other -> !other.equals(name)
                    && (other.equals(tried) || other.endsWith("." + tried)))) {
                break;
            }
            String before = name.substring(0, name.length() - end.length() - 1);
            end = name.substring(before.lastIndexOf('.') + 1);
        }
        return end;
    }
}
