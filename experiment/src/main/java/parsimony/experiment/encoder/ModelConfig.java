package parsimony.experiment.encoder;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import parsimony.signals.InputException;

/**
 * The JSON file in which another program says what its weights are for. What is not asked for must
 * be known to be without effect, or be off; else it is refused.
 */
final class ModelConfig {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build(); // Python writes NaN

    private final Path file;
    private final JsonNode tree;
    private final Set<String> asked = new HashSet<>();

    ModelConfig(Path file) {
        this(file, read(file));
    }

    private ModelConfig(Path file, JsonNode tree) {
        this.file = file;
        this.tree = tree;
    }

    private static JsonNode read(Path file) {
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            if (tree.isObject()) {
                return tree;
            }
            throw new InputException(file + ": is no JSON object");
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read as JSON: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }

    /** An object within this one; without entries if it is missing. */
    ModelConfig part(String key) {
        JsonNode part = at(key);
        return new ModelConfig(file, part.isObject() ? part : JSON.createObjectNode());
    }

    private JsonNode at(String key) {
        asked.add(key);
        return tree.path(key);
    }

    private boolean isMissing(String key) {
        return at(key).isMissingNode() || at(key).isNull();
    }

    InputException refusal(String key, String rule) {
        String value = at(key).toString().replaceAll("[^\\x20-\\x7e]", "?");
        return new InputException(file + ": " + key + " is "
                + (value.length() > 40 ? value.substring(0, 40) + "…" : value) + "; " + rule);
    }

    /** A text; what is missing, or null, is the default. */
    String text(String key, String otherwise) {
        if (isMissing(key)) {
            return otherwise;
        }
        if (!at(key).isTextual()) {
            throw refusal(key, "must be a text");
        }
        return at(key).textValue();
    }

    boolean flag(String key, boolean otherwise) {
        if (isMissing(key)) {
            return otherwise;
        }
        if (!at(key).isBoolean()) {
            throw refusal(key, "must be true or false");
        }
        return at(key).booleanValue();
    }

    boolean isFlag(String key) {
        return at(key).isBoolean();
    }

    OptionalInt whole(String key) {
        if (isMissing(key)) {
            return OptionalInt.empty();
        }
        if (!at(key).isNumber() || at(key).doubleValue() != at(key).intValue()
                || at(key).intValue() < 1) {
            throw refusal(key, "must be a whole number from 1");
        }
        return OptionalInt.of(at(key).intValue());
    }

    OptionalDouble positive(String key) {
        if (isMissing(key)) {
            return OptionalDouble.empty();
        }
        double value = at(key).asDouble(Double.NaN);
        if (!(at(key).isNumber() && value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw refusal(key, "must be a number above 0");
        }
        return OptionalDouble.of(value);
    }

    /** Checks that a size in the file, if there, is that of the arrays. */
    void requireSize(String key, int size) {
        OptionalInt said = whole(key);
        if (said.isPresent() && said.getAsInt() != size) {
            throw refusal(key, "the arrays have " + size);
        }
    }

    /** Refuses what is on and has not been asked for. */
    void requireNoOther(Set<String> withoutEffect) {
        tree.properties().forEach(entry -> {
            String key = entry.getKey();
            JsonNode value = entry.getValue();
            boolean off = value.isNull() || value.isBoolean() && !value.booleanValue()
                    || value.isContainerNode() && value.isEmpty()
                    || value.isTextual() && value.textValue().equals("none");
            if (!off && !asked.contains(key) && !withoutEffect.contains(key)) {
                throw refusal(key, "this setting is not known, and could change what the encoder"
                        + " does; take it out of the file if it does not");
            }
        });
    }
}
