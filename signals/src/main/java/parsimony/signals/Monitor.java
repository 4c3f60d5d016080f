package parsimony.signals;

/**
 * Where long work says how far it is, and what the user should know that does not stop it. A
 * monitor stops the work by throwing; {@link java.util.concurrent.CancellationException} is meant
 * for that.
 */
public interface Monitor {

    /** Says nothing to anyone. */
    Monitor SILENT = new Monitor() {
        @Override
        public void phase(String name, long total, String unit) {}

        @Override
        public void at(long done, String note) {}

        @Override
        public void warn(String message) {}
    };

    /**
     * A new phase begins, of {@code total} units of work, or of unknown length if that is negative.
     */
    void phase(String name, long total, String unit);

    /**
     * As {@link #phase(String, long, String)}, of which so much was done before: rates count what
     * is done from now on.
     */
    default void phase(String name, long total, String unit, long done) {
        phase(name, total, unit);
        at(done);
    }

    /** So much of the phase is done; the note says what matters just now, such as a loss. */
    void at(long done, String note);

    /** So much of the phase is done. */
    default void at(long done) {
        at(done, "");
    }

    /** Something worth a line. */
    void warn(String message);

    /** Something worth a line that is as it should be, such as how a file was read. */
    default void note(String message) {}
}
