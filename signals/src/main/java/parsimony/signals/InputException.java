package parsimony.signals;

/** The user's input was wrong. The message is one line: what, where, and what would be right. */
public final class InputException extends RuntimeException {

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
