package parsimony.signals;

/**
 * A value is wrong, and the user who gave it can correct it. The message is one line: what is
 * wrong, where, and what would be right. Any other exception is a fault of the program, not of the
 * user.
 *
 * <p>A message names a setting by a {@link Setting#marked marked} word: {@link #getMessage} has the
 * plain word, and the command line writes the option in its place.
 */
public class InputException extends IllegalArgumentException implements Setting.Marked {
    private static final long serialVersionUID = 1;

    /** The message, with its marks. */
    private final String marked;

    /**
     * Refuses the value of one setting, with a message in the form
     * {@code lambda: -1.0; must be above 0}.
     *
     * @param subject the setting's name, without marks
     * @param value   the value that it was given; a constant is written as its {@link
     *                Setting#word word}
     * @param rule    what would be right
     */
    public InputException(String subject, Object value, String rule) {
        this(Setting.marked(subject) + ": "
                + (value instanceof Enum<?> constant ? Setting.word(constant) : value) + "; "
                + rule);
    }

    /**
     * An error that the user can mend.
     *
     * @param message one line, in which names of settings may be {@link Setting#marked marked}
     */
    public InputException(String message) {
        this(message, null);
    }

    /**
     * As {@link #InputException(String)}, with the exception that showed the fault.
     *
     * @param message one line for the user
     * @param cause the exception that showed it
     */
    public InputException(String message, Throwable cause) {
        super(Setting.plain(message), cause);
        this.marked = message;
    }

    @Override
    public String marked() {
        return marked;
    }
}
