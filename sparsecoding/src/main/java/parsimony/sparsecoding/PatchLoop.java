package parsimony.sparsecoding;

import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import parsimony.signals.ParallelLoop;

/** A {@link ParallelLoop} over patches. */
final class PatchLoop {
    /** How many patches in a row a thread takes at once. */
    static final int CHUNK = 8;

    private PatchLoop() {}

    /**
     * Runs a task for every patch, as {@link ParallelLoop} does.
     *
     * @throws CancellationException promptly after the calling thread is interrupted, which it
     *     stays
     */
    static <W> void run(int patches, Supplier<W> workspaces, ParallelLoop.Task<W> task) {
        run(patches, workspaces, (workspace, from, to) -> {}, task);
    }

    /**
     * As {@link #run(int, Supplier, ParallelLoop.Task)}, with work for the patches of a chunk
     * before.
     */
    static <W> void run(int patches, Supplier<W> workspaces,
            ParallelLoop.Preparation<W> preparation, ParallelLoop.Task<W> task) {
        ParallelLoop.run(patches, CHUNK, workspaces, preparation, task);
    }

    /**
     * Ends the loop that this thread works in if its caller was interrupted. Tasks that take many
     * steps for a patch call it now and then.
     *
     * @throws CancellationException if the caller was interrupted
     */
    static void stopIfAsked() {
        ParallelLoop.stopIfAsked();
    }
}
