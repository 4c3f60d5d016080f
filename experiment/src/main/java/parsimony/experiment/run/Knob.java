package parsimony.experiment.run;

import java.util.List;
import java.util.function.BiFunction;
import parsimony.signals.InputException;

/**
 * A setting that a user can change. YAML and the command line have the same name for it.
 *
 * @param name    of the key and, after two dashes, of the option
 * @param aliases other names, which older files have
 * @param type    of its value
 * @param change  the settings with a value in place of theirs
 */
public record Knob<S, T>(String name, List<String> aliases, Class<T> type,
        BiFunction<S, T, S> change) {

    /** A knob with one name. */
    static <S, T> Knob<S, T> of(String name, Class<T> type, BiFunction<S, T, S> change) {
        return new Knob<>(name, List.of(), type, change);
    }

    /**
     * @throws IllegalArgumentException if the value is out of its range; the message begins with
     *     the knob's name
     */
    S turn(S settings, Object value) {
        try {
            return change.apply(settings, type.cast(value));
        } catch (InputException e) { // which has the name of a record's component
            String said = e.getMessage();
            throw new InputException(
                    name + (said.startsWith("schedule") ? ": " + said
                            : said.substring(said.indexOf(':'))),
                    e);
        }
    }
}
