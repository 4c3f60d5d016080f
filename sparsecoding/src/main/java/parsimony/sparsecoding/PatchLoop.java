package parsimony.sparsecoding;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import parsimony.signals.Stop;

/**
 * Runs a task for every patch, in parallel on the common pool (or the fork-join pool of the
 * caller). Each thread has a workspace. What a task computes for a patch must not depend on earlier
 * uses of the workspace; then no result depends on the number of threads.
 */
final class PatchLoop {
    /** How many patches in a row a thread takes at once. */
    static final int CHUNK = 8;

    /** Work on one patch. */
    interface Task<W> {
        void patch(W workspace, int patch);
    }

    /**
     * Work on the patches from ≤ i &lt; to, at most a chunk, before the task runs for each of them.
     */
    interface Preparation<W> {
        void patches(W workspace, int from, int to);
    }

    private record Failure(int patch, RuntimeException cause) {}

    private PatchLoop() {}

    /**
     * @throws CancellationException promptly after the calling thread is interrupted, which it
     *     stays
     */
    static <W> void run(int patches, Supplier<W> workspaces, Task<W> task) {
        run(patches, workspaces, (workspace, from, to) -> {}, task);
    }

    /**
     * An exception of a task ends the loop. If several tasks throw, this method throws the
     * exception of the lowest patch.
     *
     * @throws CancellationException promptly after the calling thread is interrupted, which it
     *     stays
     */
    static <W> void run(int patches, Supplier<W> workspaces, Preparation<W> preparation,
            Task<W> task) {
        Thread caller = Thread.currentThread();
        int threads = caller instanceof ForkJoinWorkerThread worker
                ? worker.getPool().getParallelism() : ForkJoinPool.getCommonPoolParallelism() + 1;
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Failure> failure = new AtomicReference<>();
        // Chunks go to whichever thread is free: a parallel stream would deal them out in a few
        // large, unequal shares.
        IntStream.range(0, threads).parallel().forEach(thread -> {
            W workspace = null;
            for (int from = next.getAndAdd(CHUNK); from < patches; from = next.getAndAdd(CHUNK)) {
                int i = from;
                try {
                    workspace = workspace == null ? workspaces.get() : workspace;
                    int to = Math.min(patches, from + CHUNK);
                    preparation.patches(workspace, from, to);
                    for (; i < to; i++) {
                        Stop.ifAsked(caller, "interrupted");
                        task.patch(workspace, i);
                    }
                } catch (RuntimeException e) {
                    failure.accumulateAndGet(new Failure(i, e), (known,
                            found) -> known == null || found.patch < known.patch ? found : known);
                    next.set(patches);
                }
            }
        });
        if (failure.get() != null) {
            // Thrown here as it is: the pool would wrap it and change its message.
            throw failure.get().cause;
        }
    }
}
