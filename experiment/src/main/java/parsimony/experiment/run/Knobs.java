package parsimony.experiment.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import parsimony.signals.InputException;

/**
 * The knobs of one record of settings. A plan has values for some of them. A setting without a
 * value in the plan stays unchanged.
 *
 * @param <S> the type of the settings
 * @param all in the order in which they are turned
 */
public record Knobs<S>(List<Knob<S, ?>> all) {

    /**
     * {@return the settings with the values of a plan}
     *
     * @param settings the settings to change
     * @param said values by the names of their knobs; unknown names are ignored, as they belong to
     *     other lists
     * @throws InputException if a value is out of its range
     */
    public S turn(S settings, Map<String, ?> said) {
        S turned = settings;
        for (Knob<S, ?> knob : all) {
            if (said.containsKey(knob.name())) {
                turned = knob.turn(turned, said.get(knob.name()));
            }
        }
        return turned;
    }

    /**
     * Reads a plan from an object whose keys are names of knobs.
     *
     * @param <S> the type of the settings
     * @param <P> the type of the plan
     */
    abstract static class Reader<S, P> extends StdDeserializer<P> {
        private static final long serialVersionUID = 1;

        private final transient Knobs<S> knobs;
        private final transient Function<Map<String, Object>, P> plan;

        Reader(Class<P> type, Knobs<S> knobs, Function<Map<String, Object>, P> plan) {
            super(type);
            this.knobs = knobs;
            this.plan = plan;
        }

        @Override
        @SuppressWarnings("unchecked")
        public P deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.isExpectedStartObjectToken()) {
                return (P) context.handleUnexpectedToken(handledType(), parser);
            }
            Map<String, Object> said = new LinkedHashMap<>();
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                Knob<S, ?> knob = find(key, parser);
                if (parser.nextToken() != JsonToken.VALUE_NULL
                        && said.put(knob.name(), read(knob, key, parser, context)) != null) {
                    throw refusal(parser, new InputException(
                            key + ": is " + knob.name() + ", which comes twice"));
                }
            }
            try {
                return plan.apply(said);
            } catch (InputException e) {
                throw refusal(parser, e);
            }
        }

        private Knob<S, ?> find(String key, JsonParser parser) throws IOException {
            return knobs.all.stream()
                    .filter(knob -> knob.name().equals(key) || knob.aliases().contains(key))
                    .findFirst()
                    .orElseThrow(
                            () -> UnrecognizedPropertyException.from(parser, handledType(), key,
                                    List.copyOf(knobs.all.stream().map(Knob::name).toList())));
        }

        private static Object read(Knob<?, ?> knob, String key, JsonParser parser,
                DeserializationContext context)
                throws IOException {
            try {
                return context.readValue(parser, knob.type());
            } catch (JsonMappingException | IllegalArgumentException e) {
                throw JsonMappingException.wrapWithPath(e, knob, key);
            }
        }

        private static JsonMappingException refusal(JsonParser parser, IllegalArgumentException e) {
            return JsonMappingException.from(parser, e.getMessage(), e);
        }
    }
}
