package parsimony.cluster;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;

/**
 * Runs the work of a Spark task on as many threads as the task has cores. Solvers would otherwise
 * take every core of the machine, which other tasks have, too.
 */
final class TaskThreads {
    private static final int SECONDS_PER_LOOK = 1;
    private static final int SECONDS_TO_STOP = 20;

    private TaskThreads() {}

    /**
     * Does the work and waits for its end, also when the task is stopped: then nothing of it goes
     * on behind Spark's back.
     *
     * @throws InterruptedException  if Spark interrupted the task
     * @throws CancellationException if Spark stopped it without an interrupt
     */
    static <T> T call(TaskContext task, Callable<T> work) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(task.cpus());
        try {
            ForkJoinTask<T> done = pool.submit(work);
            while (true) {
                try {
                    return done.get(SECONDS_PER_LOOK, TimeUnit.SECONDS);
                } catch (TimeoutException e) {
                    if (task.isInterrupted()) {
                        throw new CancellationException("stopped by Spark");
                    }
                }
            }
        } catch (ExecutionException e) {
            throw thrown(e);
        } finally {
            pool.shutdownNow(); // interrupts its threads
            pool.awaitTermination(SECONDS_TO_STOP, TimeUnit.SECONDS);
        }
    }

    /** What the work threw; the pool wraps it, once more if it is a checked exception. */
    private static Exception thrown(ExecutionException e) {
        Throwable cause = e.getCause();
        while (cause.getClass() == RuntimeException.class && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (Exception) cause;
    }
}
