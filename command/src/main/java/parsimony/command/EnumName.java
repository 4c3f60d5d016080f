package parsimony.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a constant of an enumeration by its name in lower case with hyphens, as the command line writes it. */
record EnumName<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

    @Override
    public E convert(String text) {
        return Arrays.stream(type.getEnumConstants()).filter(constant -> name(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findAny().orElseThrow(() -> new TypeConversionException("expected one of "
                        + Arrays.stream(type.getEnumConstants()).map(EnumName::name).collect(Collectors.joining(", "))
                        + ", but was '" + text + "'"));
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
