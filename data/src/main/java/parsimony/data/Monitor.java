package parsimony.data;

/**
 * Where long work says how far it is, and what the user should know that does not stop it. A monitor stops the work by
 * throwing; {@link java.util.concurrent.CancellationException} is meant for that.
 */
public interface Monitor {

    /** Says nothing to anyone. */
    Monitor SILENT = new Monitor() {
        @Override
        public void phase(String name, long total, String unit) {
        }

        @Override
        public void at(long done) {
        }

        @Override
        public void warn(String message) {
        }
    };

    /** A new phase begins, of {@code total} units of work, or of unknown length if that is negative. */
    void phase(String name, long total, String unit);

    /** So much of the phase is done. */
    void at(long done);

    /** Something worth a line. */
    void warn(String message);

    /** Something worth a line that is as it should be, such as how a file was read. */
    default void note(String message) {
    }
}
