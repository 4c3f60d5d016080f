package parsimony.experiment.run;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import parsimony.signals.InputException;
import parsimony.sparsecoding.Solver;

/** Lets Jackson write a solver as its name; it reads the name in upper or lower case. */
public final class SolverModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    /** Makes the module. */
    public SolverModule() {
        addSerializer(Solver.class, ToStringSerializer.instance);
        addDeserializer(Solver.class, new Reader());
    }

    @SuppressWarnings("rawtypes") // Jackson looks up a type without its parameters
    private static final class Reader extends StdScalarDeserializer<Solver> {
        private static final long serialVersionUID = 1;

        Reader() {
            super(Solver.class);
        }

        @Override
        public Solver<?> deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            String name = parser.getValueAsString(parser.getText()); // of a list, its bracket
            try {
                return Solver.of(name);
            } catch (InputException e) {
                return (Solver<?>) context.handleWeirdStringValue(Solver.class, name,
                        e.getMessage());
            }
        }
    }
}
