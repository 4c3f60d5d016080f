package parsimony.signals;

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
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Runs a task for every index of a range, in parallel on the common pool (or the fork-join pool of
 * the caller), and hears an interrupt of the caller meanwhile: a parallel stream may take it away
 * while it waits for its last tasks. Each thread has a workspace. What a task computes for an index
 * must not depend on earlier uses of the workspace; then no result depends on the number of
 * threads.
 */
public final class ParallelLoop {
    /** The loop that this thread works in. */
    private static final ThreadLocal<ParallelLoop> PRESENT = new ThreadLocal<>();

    /**
     * Work for one index.
     *
     * @param <W> the type of a thread's workspace
     */
    @FunctionalInterface
    public interface Task<W> {
        /**
         * Does the work.
         *
         * @param workspace of this thread
         * @param index from 0
         */
        void run(W workspace, int index);
    }

    /**
     * Work for the indices from ≤ i &lt; to, a chunk of them, before the task runs for each.
     *
     * @param <W> the type of a thread's workspace
     */
    @FunctionalInterface
    public interface Preparation<W> {
        /**
         * Does the work.
         *
         * @param workspace of this thread
         * @param from the first index
         * @param to the index after the last one
         */
        void run(W workspace, int from, int to);
    }

    private record Failure(int index, RuntimeException cause) {}

    private final Thread caller = Thread.currentThread();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<Failure> failure = new AtomicReference<>();

    private ParallelLoop() {}

    /**
     * Runs a task for every index, each of which goes to whichever thread is free.
     *
     * @param count how many indices there are
     * @param task the work for one of them
     * @throws CancellationException promptly after the calling thread is interrupted, which it
     *     stays
     */
    public static void run(int count, IntConsumer task) {
        run(count, 1, () -> task, (same, from, to) -> {}, IntConsumer::accept);
    }

    /**
     * Runs a task for every index. An exception of a task ends the loop. If several tasks throw,
     * this method throws the exception of the lowest index.
     *
     * @param <W> the type of a thread's workspace
     * @param count how many indices there are
     * @param chunk how many in a row a thread takes at once, ≥ 1
     * @param workspaces makes the workspace of a thread
     * @param preparation work for a chunk before the task runs for its indices
     * @param task the work for one of them
     * @throws CancellationException promptly after the calling thread is interrupted, which it
     *     stays
     */
    public static <W> void run(int count, int chunk, Supplier<W> workspaces,
            Preparation<? super W> preparation, Task<? super W> task) {
        ParallelLoop loop = new ParallelLoop();
        // Chunks go to whichever thread is free: a parallel stream would deal them out in a few
        // large, unequal shares.
        AtomicInteger next = new AtomicInteger();
        // The first workspace is made before other threads begin: what all of them share and
        // compute when it is first asked for is then computed once.
        AtomicReference<W> first = new AtomicReference<>(count > 0 ? workspaces.get() : null);
        loop.onAllThreads(() -> {
            W workspace = first.getAndSet(null);
            for (int from = next.getAndAdd(chunk); from < count; from = next.getAndAdd(chunk)) {
                int i = from;
                try {
                    workspace = workspace == null ? workspaces.get() : workspace;
                    int to = Math.min(count, from + chunk);
                    preparation.run(workspace, from, to);
                    for (; i < to; i++) {
                        stopIfAsked();
                        task.run(workspace, i);
                    }
                } catch (RuntimeException e) {
                    loop.failure.accumulateAndGet(new Failure(i, e), (known,
                            found) -> known == null || found.index < known.index ? found : known);
                    next.set(count);
                }
            }
        });
        if (loop.failure.get() != null) {
            // Thrown here as it is: the pool would wrap it and change its message.
            throw loop.failure.get().cause;
        }
    }

    /**
     * Ends the loop that this thread works in if its caller was interrupted. A task that takes
     * long calls it now and then.
     *
     * @throws CancellationException if the caller was interrupted
     */
    public static void stopIfAsked() {
        ParallelLoop loop = PRESENT.get();
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
            ParallelLoop outer = PRESENT.get();
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
