package parsimony.experiment.run;

import java.util.List;
import java.util.function.BiFunction;
import parsimony.signals.InputException;

/**
 * A setting that a user can change. It has the same name in YAML and on the command line, where
 * words are joined by dashes.
 *
 * @param name    of the key in YAML
 * @param aliases other names, which older files use
 * @param type    of its value
 * @param change  returns the settings with another value of this one
 */
public record Knob<S, T>(String name, List<String> aliases, Class<T> type,
        BiFunction<S, T, S> change) {

    /** A knob with one name. */
    static <S, T> Knob<S, T> of(String name, Class<T> type, BiFunction<S, T, S> change) {
        return new Knob<>(name, List.of(), type, change);
    }

    /** Its option on the command line. */
    public String option() {
        return "--" + name.replace('_', '-');
    }

    /**
     * The settings with another value of this one.
     *
     * @throws InputException if the value is out of its range; the message begins with the knob's
     *     name
     */
    S turn(S settings, Object value) {
        try {
            return change.apply(settings, type.cast(value));
        } catch (InputException e) { // its message names a record's component
            String said = e.getMessage();
            throw new InputException(
                    name + (said.startsWith("schedule") ? ": " + said
                            : said.substring(said.indexOf(':'))),
                    e);
        }
    }
}
