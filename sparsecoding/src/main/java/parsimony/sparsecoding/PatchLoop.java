package parsimony.sparsecoding;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import parsimony.signals.Stop;

/**
 * Runs a task for every patch, in parallel on the common pool (or the fork-join pool of the
 * caller). Each thread has a workspace. What a task computes for a patch must not depend on earlier
 * uses of the workspace; then no result depends on the number of threads.
 */
final class PatchLoop {
    /** The loop that this thread works in. */
    private static final ThreadLocal<PatchLoop> PRESENT = new ThreadLocal<>();
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

    private final Thread caller = Thread.currentThread();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<Failure> failure = new AtomicReference<>();

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
        PatchLoop loop = new PatchLoop();
        // Chunks go to whichever thread is free: a parallel stream would deal them out in a few
        // large, unequal shares.
        AtomicInteger next = new AtomicInteger();
        loop.onAllThreads(() -> {
            W workspace = null;
            for (int from = next.getAndAdd(CHUNK); from < patches; from = next.getAndAdd(CHUNK)) {
                int i = from;
                try {
                    workspace = workspace == null ? workspaces.get() : workspace;
                    int to = Math.min(patches, from + CHUNK);
                    preparation.patches(workspace, from, to);
                    for (; i < to; i++) {
                        stopIfAsked();
                        task.patch(workspace, i);
                    }
                } catch (RuntimeException e) {
                    loop.failure.accumulateAndGet(new Failure(i, e), (known,
                            found) -> known == null || found.patch < known.patch ? found : known);
                    next.set(patches);
                }
            }
        });
        if (loop.failure.get() != null) {
            // Thrown here as it is: the pool would wrap it and change its message.
            throw loop.failure.get().cause;
        }
    }

    /**
     * Ends the loop that this thread works in if its caller was interrupted. Tasks that take many
     * steps for a patch call it now and then.
     *
     * @throws CancellationException if the caller was interrupted
     */
    static void stopIfAsked() {
        PatchLoop loop = PRESENT.get();
        if (loop.stopped.get()) {
            throw new CancellationException("interrupted");
        }
        Stop.ifAsked(loop.caller, "interrupted");
    }

    /** Runs the work on this thread and on all others of the pool, and waits for all. */
    private void onAllThreads(Runnable work) {
        int threads = caller instanceof ForkJoinWorkerThread worker
                ? worker.getPool().getParallelism() : ForkJoinPool.getCommonPoolParallelism() + 1;
        Runnable within = () -> {
            PatchLoop outer = PRESENT.get();
            PRESENT.set(this);
            try {
                work.run();
            } finally {
                PRESENT.set(outer);
            }
        };
        List<ForkJoinTask<?>> others = new ArrayList<>();
        for (int i = 1; i < threads; i++) {
            others.add(ForkJoinTask.adapt(within).fork());
        }
        try {
            within.run();
        } finally {
            others.forEach(this::await);
            if (stopped.get()) {
                caller.interrupt();
            }
        }
    }

    /** Waits for a task. An interrupt, which the wait takes from this thread, stops the loop. */
    private void await(ForkJoinTask<?> task) {
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                stopped.set(true);
            } catch (ExecutionException e) {
                task.join(); // throws what the task threw
            }
        }
    }
}
