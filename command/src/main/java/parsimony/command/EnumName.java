package parsimony.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import parsimony.signals.Setting;
import parsimony.vae.Network;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts between constants and their names on the command line: lower case with hyphens.
 */
record EnumName<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

    @Override
    public E convert(String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findAny().orElseThrow(() -> new TypeConversionException("expected one of "
                        + String.join(", ", names(type)) + ", but was '" + text + "'"));
    }

    /**
     * Sets the completion candidates, which help texts show, to the names that an option takes. It
     * does so for every option whose type is an enumeration or a network.
     */
    static void show(CommandSpec command) {
        List<OptionSpec> options = List.copyOf(command.options());
        options.forEach(command::remove);
        for (OptionSpec option : options) { // all options, to keep their order
            List<String> names = option.type() == Network.class
                    ? Network.all().stream().map(Network::kind).toList()
                    : option.type().isEnum() ? names(option.type()) : null;
            command.addOption(names == null ? option
                    : OptionSpec.builder(option).completionCandidates(names).build());
        }
    }

    private static List<String> names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(constant -> name((Enum<?>) constant))
                .toList();
    }

    static String name(Enum<?> constant) {
        return Setting.word(constant);
    }
}
