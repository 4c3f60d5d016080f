package parsimony.command;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import parsimony.data.PatchShape;
import parsimony.experiment.Experiment;
import parsimony.sparsecoding.Solver;
import parsimony.vae.Network;

/**
 * The JSON Schema of experiments, from the records that they are read into. An editor shows with it
 * what keys there are, and marks what is wrong. What depends on other keys is left to the program.
 */
final class ExperimentSchema {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BinaryOperator<String> descriptions;

    /** @param descriptions what the page says of a group's key */
    ExperimentSchema(BinaryOperator<String> descriptions) {
        this.descriptions = descriptions;
    }

    ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "An experiment of Parsimony");
        return schema.setAll(group(Experiment.class, ""));
    }

    private ObjectNode group(Class<?> record, String name) {
        ObjectNode group = JSON.createObjectNode().put("type", "object");
        ObjectNode properties = JSON.createObjectNode();
        for (RecordComponent component : record.getRecordComponents()) {
            String key = key(component);
            ObjectNode value = swept(component, value(component.getGenericType(), key));
            properties.set(key, value.put("description", descriptions.apply(name, key)));
            JsonAlias others = component.getAccessor().getAnnotation(JsonAlias.class);
            for (String other : others == null ? new String[0] : others.value()) {
                properties.set(other, value.deepCopy().put("description", "the same as " + key)
                        .put("deprecated", true));
            }
        }
        group.set("properties", properties);
        return group.put("additionalProperties", false);
    }

    /** One value, or a list of values to sweep over. A list keeps its meaning, and so does a group. */
    private static ObjectNode swept(RecordComponent component, ObjectNode one) {
        Class<?> type = component.getType();
        if (type == List.class || type.isRecord() && type != PatchShape.class) {
            return one;
        }
        ObjectNode many = JSON.createObjectNode().put("type", "array").put("minItems", 1)
                .put("uniqueItems", true);
        many.set("items", one);
        return anyOf(one.deepCopy(), many);
    }

    private static String key(RecordComponent component) {
        JsonProperty said = component.getAccessor().getAnnotation(JsonProperty.class);
        return said != null ? said.value()
                : ((PropertyNamingStrategies.NamingBase) PropertyNamingStrategies.SNAKE_CASE)
                        .translate(component.getName());
    }

    private ObjectNode value(Type type, String key) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            ObjectNode one = value(list.getActualTypeArguments()[0], key);
            ObjectNode many = JSON.createObjectNode().put("type", "array");
            many.set("items", one);
            return anyOf(one, many);
        }
        Class<?> raw = (Class<?>) (type instanceof ParameterizedType of ? of.getRawType() : type);
        if (raw == Solver.class) {
            return words(Solver.with(Solver.Trait.LEARNS).stream().map(Solver::name));
        }
        if (raw == Network.class) {
            return network();
        }
        if (raw == PatchShape.class) {
            return anyOf(typed("integer"), pattern("[0-9]+(x[0-9]+)?"));
        }
        if (raw == Integer.class || raw == Long.class) {
            return anyOf(typed("integer"), pattern("[0-9]+([_0-9]*|[eE][0-9]+)"));
        }
        if (raw == Double.class || raw == double.class) {
            return typed("number");
        }
        if (raw == Boolean.class || raw == boolean.class) {
            return typed("boolean");
        }
        if (raw == int.class) {
            return typed("integer");
        }
        if (raw == String.class) {
            return typed("string");
        }
        if (raw.isEnum()) {
            return words(Arrays.stream(raw.getEnumConstants())
                    .flatMap(constant -> names((Enum<?>) constant)));
        }
        ObjectNode group = group(raw, key);
        return isText(raw) ? anyOf(typed("string"), group) : group;
    }

    /** Whether a text may stand in place of a group. */
    private static boolean isText(Class<?> record) {
        return Arrays.stream(record.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(JsonCreator.class));
    }

    private static Stream<String> names(Enum<?> constant) {
        try {
            JsonAlias others = constant.getDeclaringClass().getField(constant.name())
                    .getAnnotation(JsonAlias.class);
            return Stream.concat(
                    Stream.of(constant.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                    others == null ? Stream.of() : Arrays.stream(others.value()));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a constant is a field", e);
        }
    }

    /** A name, with "+b" or without, or a group with the name and settings of that kind. */
    private ObjectNode network() {
        List<ObjectNode> forms = new ArrayList<>();
        forms.add(words(Network.all().stream().map(Network::kind)
                .flatMap(kind -> Stream.of(kind, kind + Network.BIAS))));
        for (Network network : Network.all()) {
            ObjectNode group = group(network.getClass(), network.kind());
            ((ObjectNode) group.get("properties")).set("network",
                    JSON.createObjectNode().put("const", network.kind()));
            group.putArray("required").add("network");
            forms.add(group);
        }
        return anyOf(forms.toArray(ObjectNode[]::new));
    }

    private static ObjectNode typed(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static ObjectNode pattern(String pattern) {
        return typed("string").put("pattern", "^" + pattern + "$");
    }

    private static ObjectNode words(Stream<String> words) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode array = node.putArray("enum");
        words.forEach(array::add);
        return node;
    }

    private static ObjectNode anyOf(ObjectNode... forms) {
        ObjectNode node = JSON.createObjectNode();
        node.putArray("anyOf").addAll(List.of(forms));
        return node;
    }
}
