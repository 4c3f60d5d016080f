package parsimony.experiment;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;
import java.util.function.Function;
import parsimony.signals.InputException;

/**
 * Reads a whole number of an experiment from its text by the same rules as the command line. YAML
 * itself would read 1e4 as a fraction, and 010 as eight.
 *
 * @param <T> the type of the record
 */
final class WholeNumberReader<T extends Number> extends StdScalarDeserializer<T> {
    private final transient Function<String, T> parser;

    /** @param parser throws an {@link InputException} that says what would be right */
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
            // A message without a subject gets the name of its key before it.
            throw new NumberFormatException(e.getMessage());
        }
    }
}
