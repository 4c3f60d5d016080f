package parsimony.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelLoopTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1000, 1", "1000, 7", "5, 1000"})
    void everyIndexHasItsTaskOnceAfterTheWorkForItsChunk(int count, int chunk) {
        AtomicIntegerArray prepared = new AtomicIntegerArray(count);
        AtomicIntegerArray done = new AtomicIntegerArray(count);
        ParallelLoop.run(count, chunk, () -> "workspace",
                (workspace, from, to) -> IntStream.range(from, to)
                        .forEach(prepared::incrementAndGet),
                (workspace, i) -> {
                    assertEquals("workspace", workspace);
                    done.addAndGet(i, prepared.get(i));
                });
        for (int i = 0; i < count; i++) {
            assertEquals(1, done.get(i));
        }
    }

    /**
     * The interrupt comes while the caller waits for the other thread, whose task goes on. A
     * parallel stream loses it there.
     */
    @Test
    void anInterruptIsHeardWhileTheCallerWaits() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(2);
        AtomicBoolean begun = new AtomicBoolean();
        try {
            pool.submit(() -> {
                Thread caller = Thread.currentThread();
                assertThrows(CancellationException.class, () -> ParallelLoop.run(2, i -> {
                    if (Thread.currentThread() == caller) {
                        while (!begun.get()) {
                            Thread.onSpinWait();
                        }
                        return;
                    }
                    begun.set(true);
                    while (caller.getState() == Thread.State.RUNNABLE) {
                        LockSupport.parkNanos(100_000);
                    }
                    caller.interrupt();
                    while (true) {
                        ParallelLoop.stopIfAsked();
                        LockSupport.parkNanos(100_000);
                    }
                }));
                assertTrue(Thread.interrupted(), "the caller stays interrupted");
            }).get();
        } finally {
            pool.shutdown();
        }
    }
}
