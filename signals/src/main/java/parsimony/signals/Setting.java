package parsimony.signals;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a setting within a message, between marks: ‹force›. A library does not know how its
 * caller names settings: from Java it is {@code force}, on the command line {@code --force}. The
 * caller replaces the marked name by its own.
 */
public final class Setting {
    private static final Pattern MARKED = Pattern.compile("‹([^‹›]*)›");

    /** Something whose message names settings. */
    public interface Marked {

        /** {@return the message with marks around the names of settings} */
        String marked();
    }

    private Setting() {}

    /**
     * {@return a name with marks around it}
     *
     * @param name a plain name
     */
    public static String marked(String name) {
        return "‹" + name + "›";
    }

    /**
     * {@return the word that a user writes for a constant: straight-through for STRAIGHT_THROUGH}
     *
     * @param constant a value of a setting
     */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * {@return a message without marks}
     *
     * @param message a message with marks
     */
    public static String plain(String message) {
        return message == null ? null : spoken(message, UnaryOperator.identity());
    }

    /**
     * A message in which each marked name, with its marks, is replaced.
     *
     * @param message a message with marks
     * @param names gives the new name for a plain one
     * @return the message for the user
     */
    public static String spoken(String message, UnaryOperator<String> names) {
        return MARKED.matcher(message)
                .replaceAll(found -> Matcher.quoteReplacement(names.apply(found.group(1))));
    }

    /**
     * {@return the marked name that a message begins with, which is what the message is about;
     * empty if it does not begin with one}
     *
     * @param message a message with marks
     */
    public static String subject(String message) {
        Matcher first = MARKED.matcher(message);
        return first.lookingAt() ? first.group(1) : "";
    }
}
