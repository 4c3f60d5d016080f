package parsimony.signals;

import java.util.concurrent.CancellationException;

/**
 * Long work is stopped by an interrupt of its thread. The work then ends with a
 * {@link CancellationException}, and the thread stays interrupted so that its owner sees it.
 */
public final class Stop {

    private Stop() {}

    /**
     * Ends the work if this thread was interrupted.
     *
     * @param message what was stopped, and where
     * @throws CancellationException if the thread was interrupted
     */
    public static void ifAsked(String message) {
        ifAsked(Thread.currentThread(), message);
    }

    /**
     * As {@link #ifAsked(String)}, for a helper thread.
     *
     * @param owner the thread that the work belongs to
     * @param message what was stopped
     */
    public static void ifAsked(Thread owner, String message) {
        if (owner.isInterrupted()) {
            throw new CancellationException(message);
        }
    }

    /**
     * {@return the exception to throw after a wait was interrupted} Interrupts the current thread
     * again.
     *
     * @param message what was stopped
     * @param cause the interruption
     */
    public static CancellationException asked(String message, InterruptedException cause) {
        Thread.currentThread().interrupt();
        CancellationException stopped = new CancellationException(message);
        stopped.initCause(cause);
        return stopped;
    }
}
