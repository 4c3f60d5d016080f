package parsimony.experiment.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import parsimony.data.PatchShape;
import parsimony.signals.InputException;

/**
 * Lets Jackson write a height and width as {@code 12x20}. It reads that form, or one number for a
 * square.
 */
public final class ShapeModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    /** Makes the module. */
    public ShapeModule() {
        addSerializer(PatchShape.class, ToStringSerializer.instance);
        addDeserializer(PatchShape.class, new Reader());
    }

    private static final class Reader extends StdScalarDeserializer<PatchShape> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(PatchShape.class);
        }

        @Override
        public PatchShape deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            try {
                return PatchShape.parse(parser.getValueAsString());
            } catch (InputException e) {
                throw JsonMappingException.from(parser, e.getMessage(), e);
            }
        }
    }
}
