package parsimony.compare;

import parsimony.data.Monitor;

/** A monitor that can also be told what matters just now. */
public interface Progress extends Monitor {

    /** So much of the phase is done; the note says what matters just now, such as a loss. */
    void at(long done, String note);

    @Override
    default void at(long done) {
        at(done, "");
    }
}
