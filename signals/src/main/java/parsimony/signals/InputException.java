package parsimony.signals;

/**
 * A value is wrong, and who handed it in can put it right. The message is one line: what, where,
 * and what would be right. It is the only exception that is the user's fault; any other is ours.
 *
 * <p>A message names a setting by a {@link Setting#marked marked} word: {@link #getMessage} has the
 * plain word, and the command line writes the option in its place.
 */
public class InputException extends IllegalArgumentException implements Setting.Marked {
    private static final long serialVersionUID = 1;

    private final String marked;

    /**
     * Of one setting, in the form {@code lambda: -1.0; must be above 0}.
     *
     * @param subject the setting's name
     * @param value   what it was given
     * @param rule    what would be right
     */
    public InputException(String subject, Object value, String rule) {
        this(Setting.marked(subject) + ": " + value + "; " + rule);
    }

    /** @param message in which names of settings may be marked */
    public InputException(String message) {
        this(message, null);
    }

    /** As {@link #InputException(String)}, for what another exception has brought to light. */
    public InputException(String message, Throwable cause) {
        super(Setting.plain(message), cause);
        this.marked = message;
    }

    @Override
    public String marked() {
        return marked;
    }
}
