package parsimony.cluster;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Numbers under plain names as JSON text, laid out as in all of Parsimony's files. Every Spark has
 * another version of Jackson, so this uses none.
 */
final class Json {
    private Json() {}

    /** @param numbers each a {@code Double}, or an {@code OptionalDouble}, null if empty */
    static String text(Map<String, Object> numbers) {
        return numbers.entrySet().stream()
                .map(e -> "  \"" + e.getKey() + "\" : " + text(e.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    private static String text(Object value) {
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? Double.toString(number.getAsDouble()) : "null";
        }
        return value.toString();
    }
}
