package parsimony.signals;

/**
 * Receives the progress of long work, and remarks for the user that do not stop it. A monitor may
 * stop the work by throwing {@link java.util.concurrent.CancellationException}.
 */
public interface Monitor {

    /** The total of a phase whose units of work are not counted beforehand. */
    int UNKNOWN = -1;

    /** A monitor that ignores everything. */
    Monitor SILENT = new Monitor() {
        @Override
        public void phase(String name, long total, String unit) {}

        @Override
        public void at(long done, String note) {}

        @Override
        public void warn(String message) {}
    };

    /**
     * A new phase of work begins.
     *
     * @param name  what is done, in words
     * @param total units of work in this phase; {@link #UNKNOWN} if they are not counted
     * @param unit  what is counted, in the plural, such as {@code patches}
     */
    void phase(String name, long total, String unit);

    /**
     * As {@link #phase(String, long, String)}, for work that goes on from an earlier run.
     *
     * @param name what is done
     * @param total the number of units of the whole phase
     * @param unit what is counted
     * @param done units that were done before; a rate counts only units done from now on
     */
    default void phase(String name, long total, String unit, long done) {
        phase(name, total, unit);
        at(done);
    }

    /**
     * So much of the phase is done.
     *
     * @param done units done since the phase began, those of an earlier run included
     * @param note the current state in words, such as a loss; may be empty
     */
    void at(long done, String note);

    /**
     * So much of the phase is done.
     *
     * @param done units done so far
     */
    default void at(long done) {
        at(done, "");
    }

    /**
     * Tells the user, in one line, of something that may be wrong.
     *
     * @param message one line for the user
     */
    void warn(String message);

    /**
     * Tells the user, in one line, of something that is in order, such as how a file was read.
     *
     * @param message one line for the user
     */
    default void note(String message) {}
}
