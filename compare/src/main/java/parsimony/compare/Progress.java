package parsimony.compare;

import parsimony.data.Monitor;

/** A monitor that can also be told what matters just now. */
public interface Progress extends Monitor {

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

    /** As {@link #phase(String, long, String)}, of which so much was done before: rates count what is done from now on. */
    default void phase(String name, long total, String unit, long done) {
        phase(name, total, unit);
        at(done);
    }

    /** So much of the phase is done; the note says what matters just now, such as a loss. */
    void at(long done, String note);

    @Override
    default void at(long done) {
        at(done, "");
    }
}
