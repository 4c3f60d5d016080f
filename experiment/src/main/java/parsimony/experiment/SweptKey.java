package parsimony.experiment;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A key of an experiment that has a list where one value is usual.
 *
 * @param name   of the key from the top, without places in lists, such as {@code training.lr} or
 *               {@code vaes.encoder.layers}
 * @param at     where its list is in the file
 * @param model  the model whose own key it is, where that is in the file; null if it is one of all
 * @param values each value, as written; two or more, all different
 */
record SweptKey(String name, JsonPointer at, JsonPointer model, List<JsonNode> values) {

    /** Copies the list. */
    SweptKey {
        values = List.copyOf(values);
    }

    /** A value as a table, a label and a name have it: a group as its values, one after another. */
    static String text(JsonNode value) {
        if (value.isContainerNode()) {
            return StreamSupport.stream(value.spliterator(), false).map(SweptKey::text)
                    .collect(Collectors.joining(" "));
        }
        return value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue())
                && Math.abs(value.doubleValue()) < 1e15 ? Long.toString(value.longValue())
                        : value.asText();
    }
}
