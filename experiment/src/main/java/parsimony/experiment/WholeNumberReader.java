package parsimony.experiment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.util.function.Function;
import parsimony.signals.InputException;

/**
 * Reads a whole number of an experiment from its text, as the command line does: YAML itself would
 * take 1e4 for a fraction, and 010 for eight.
 */
final class WholeNumberReader<T extends Number> extends StdScalarDeserializer<T> {
    private final transient Function<String, T> parser;

    /** @param parser throws a {@link InputException} that says what would be right */
    WholeNumberReader(Class<T> type, Function<String, T> parser) {
        super(type);
        this.parser = parser;
    }

    @Override
    public T deserialize(JsonParser yaml, DeserializationContext context) throws IOException {
        if (!yaml.currentToken().isScalarValue()) {
            throw new NumberFormatException("must be a whole number");
        }
        try {
            return parser.apply(yaml.getText());
        } catch (InputException e) {
            // which gets its key before it, as it has no subject
            throw new NumberFormatException(e.getMessage());
        }
    }
}
