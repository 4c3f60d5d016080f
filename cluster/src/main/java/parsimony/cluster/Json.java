package parsimony.cluster;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * JSON text of maps, lists, strings and numbers, laid out as in all of Parsimony's files. Spark's
 * Jackson is of another version on every cluster, so this uses none.
 */
final class Json {
    private Json() {}

    static String text(Object value) {
        return text(value, "\n") + "\n";
    }

    private static String text(Object value, String line) {
        if (value instanceof Map<?, ?> map) {
            String inner = line + "  ";
            return map.entrySet().stream()
                    .map(e -> inner + quoted(e.getKey()) + " : " + text(e.getValue(), inner))
                    .collect(Collectors.joining(",", "{", line + "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> text(each, line))
                    .collect(Collectors.joining(", ", "[ ", " ]"));
        }
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? Double.toString(number.getAsDouble()) : "null";
        }
        return value instanceof Number || value == null ? String.valueOf(value) : quoted(value);
    }

    private static String quoted(Object value) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
