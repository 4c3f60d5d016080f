package parsimony.compare;

/** Where long work says how far it is. */
public interface Progress {

    /** Says nothing to anyone. */
    Progress SILENT = new Progress() {
        @Override
        public void phase(String name, long total, String unit) {
        }

        @Override
        public void at(long done, String note) {
        }

        @Override
        public void warn(String message) {
        }
    };

    /** A new phase begins, of {@code total} units of work; it ends when the next one begins. */
    void phase(String name, long total, String unit);

    /** So much of the phase is done; the note says what matters just now, such as a loss, and may be empty. */
    void at(long done, String note);

    /** Something the user should know that does not stop the work. */
    void warn(String message);
}
