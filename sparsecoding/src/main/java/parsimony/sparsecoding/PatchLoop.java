package parsimony.sparsecoding;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs a task for every patch, in parallel on the common pool (or the fork-join pool of the caller). Each thread borrows a
 * workspace; what a task computes for a patch must not depend on what the workspace was used for before, and then the
 * number of threads cannot change a bit of any result.
 */
final class PatchLoop {
    /** How many patches in a row a thread takes at once. */
    static final int CHUNK = 8;

    /** Work on one patch. */
    interface Task<W> {
        void patch(W workspace, int patch);
    }

    /** Work on the patches from ≤ i &lt; to, no more than a chunk, before the task runs for each of them. */
    interface Preparation<W> {
        void patches(W workspace, int from, int to);
    }

    private PatchLoop() {
    }

    /** @throws CancellationException promptly after the calling thread is interrupted, which it stays */
    static <W> void run(int patches, Supplier<W> workspaces, Task<W> task) {
        run(patches, workspaces, (workspace, from, to) -> { }, task);
    }

    /** @throws CancellationException promptly after the calling thread is interrupted, which it stays */
    static <W> void run(int patches, Supplier<W> workspaces, Preparation<W> preparation, Task<W> task) {
        Thread caller = Thread.currentThread();
        ConcurrentLinkedQueue<W> idle = new ConcurrentLinkedQueue<>();
        IntStream.range(0, (patches + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            W borrowed = idle.poll();
            W workspace = borrowed == null ? workspaces.get() : borrowed;
            int from = chunk * CHUNK;
            int to = Math.min(patches, from + CHUNK);
            preparation.patches(workspace, from, to);
            for (int i = from; i < to; i++) {
                if (caller.isInterrupted()) {
                    throw new CancellationException("interrupted");
                }
                task.patch(workspace, i);
            }
            idle.add(workspace);
        });
    }
}
