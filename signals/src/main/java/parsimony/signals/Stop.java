package parsimony.signals;

import java.util.concurrent.CancellationException;

/**
 * How long work is stopped: its thread is interrupted. The work then ends with a {@link
 * CancellationException}, and the thread stays interrupted, for its owner to see.
 */
public final class Stop {

    private Stop() {}

    /**
     * Ends the work if this thread was interrupted.
     *
     * @param message what was stopped, and where
     * @throws CancellationException if so
     */
    public static void ifAsked(String message) {
        ifAsked(Thread.currentThread(), message);
    }

    /** As {@link #ifAsked(String)}, in a helper of the thread that the work belongs to. */
    public static void ifAsked(Thread owner, String message) {
        if (owner.isInterrupted()) {
            throw new CancellationException(message);
        }
    }

    /** What to throw when waiting was broken off; the thread is interrupted again. */
    public static CancellationException asked(String message, InterruptedException cause) {
        Thread.currentThread().interrupt();
        CancellationException stopped = new CancellationException(message);
        stopped.initCause(cause);
        return stopped;
    }
}
