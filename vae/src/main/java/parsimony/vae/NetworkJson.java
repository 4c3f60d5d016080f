package parsimony.vae;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import parsimony.signals.InputException;

/**
 * A network as JSON or YAML: the name of its kind alone, which stands for its default settings, or
 * an object whose {@code network} is that name and whose other keys are settings.
 */
final class NetworkJson {
    private static final String KIND = "network";
    /**
     * Maps a record's components. It ignores the annotations of {@link Network}, which would lead
     * back to this class.
     */
    private static final JsonMapper SETTINGS =
            JsonMapper.builder().addMixIn(Network.class, Plain.class)
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE).build();

    @JsonSerialize(using = JsonSerializer.None.class)
    @JsonDeserialize(using = JsonDeserializer.None.class)
    private interface Plain {
    }

    private NetworkJson() {}

    /**
     * Writes the name where it says all settings. An {@link MlpNetwork} is always an object: in
     * runs of version 0.1 the name "mlp" alone is a {@link ResidualNetwork}'s.
     */
    static final class Writer extends StdSerializer<Network> {
        private static final long serialVersionUID = 1;

        Writer() {
            super(Network.class);
        }

        @Override
        public void serialize(Network network, JsonGenerator json, SerializerProvider provider)
                throws IOException {
            if (!(network instanceof MlpNetwork)
                    && network.equals(Network.of(network.label()))) {
                json.writeString(network.label());
                return;
            }
            ObjectNode object = SETTINGS.createObjectNode().put(KIND, network.kind());
            object.setAll((ObjectNode) SETTINGS.valueToTree(network));
            json.writeTree(object);
        }
    }

    /** Reads a network of a run, which may be of version 0.1. */
    static final class RunReader extends JsonDeserializer<Network> {
        @Override
        public Network deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            return json.hasToken(JsonToken.VALUE_STRING) && json.getText().equalsIgnoreCase("mlp")
                    ? new ResidualNetwork() : new Reader().deserialize(json, context);
        }
    }

    /**
     * Reads a name, in upper or lower case, or an object. Keys that an object leaves out have their
     * defaults.
     */
    static final class Reader extends JsonDeserializer<Network> {
        @Override
        public Network deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            JsonNode tree = context.readTree(json);
            JsonNode kind = tree.isObject() ? tree.path(KIND) : tree;
            if (!kind.isTextual()) {
                return (Network) context.handleUnexpectedToken(Network.class, tree.asToken(), json,
                        "a network is its name, or an object with %s: its name", KIND);
            }
            try {
                Network usual = Network.of(kind.textValue());
                if (!tree.isObject()) {
                    return usual;
                }
                ObjectNode settings = SETTINGS.valueToTree(usual);
                ((ObjectNode) tree).properties().stream()
                        .filter(entry -> !entry.getKey().equals(KIND))
                        .forEach(entry -> settings.set(entry.getKey(), entry.getValue()));
                return SETTINGS.treeToValue(settings, usual.getClass());
            } catch (InputException e) {
                return (Network) context.handleWeirdStringValue(Network.class, kind.textValue(),
                        e.getMessage());
            }
        }
    }
}
