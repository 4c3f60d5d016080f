package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.Monitor;

class ThreadsTest {
    private static final Dictionary DICTIONARY = Draw.unitAtoms(96, 32, new SplittableRandom(1));
    private static final FMatrixRMaj PATCHES = Draw.gaussian(70, 32, 1, new SplittableRandom(2));

    @TestFactory
    Stream<DynamicTest> theNumberOfThreadsDoesNotChangeABitOf() {
        return Solvers.all(0.2).stream()
                .map(solver -> DynamicTest.dynamicTest(solver.name(), () -> {
                    SparseEncoder encoder = solver.under(DICTIONARY);
                    Solution one = with(1, encoder);
                    Solution four = with(4, encoder);
                    assertArrayEquals(one.codes().data, four.codes().data);
                    assertArrayEquals(one.objective(), four.objective());
                    assertArrayEquals(one.gap(), four.gap());
                    assertArrayEquals(one.iterations(), four.iterations());
                    assertArrayEquals(one.stop(), four.stop());
                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void whatFailsForSomePatchesIsSaidOfTheFirstAsItWasThrown(int threads) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            Throwable thrown = pool.submit(() -> assertThrows(IllegalArgumentException.class,
                    () -> PatchLoop.run(500, Object::new, (workspace, i) -> {
                        if (i >= 57 && i % 3 == 0) {
                            throw new IllegalArgumentException("patch " + i);
                        }
                    }))).get();
            assertEquals("patch 57", thrown.getMessage());
        } finally {
            pool.shutdown();
        }
    }

    /**
     * Atoms are correlated with chunks of patches. 35 pixels and 19 patches leave a remainder in
     * every chunked loop.
     */
    @Test
    void aPatchIsSolvedAmongOthersAsItIsAlone() {
        Lasso lasso =
                new Lasso(Draw.unitAtoms(96, 35, new SplittableRandom(3)), LassoSettings.of(0.2));
        FMatrixRMaj patches = Draw.gaussian(19, 35, 1, new SplittableRandom(4));
        Solution together = lasso.solve(patches);
        for (int i = 0; i < 19; i++) {
            FMatrixRMaj single = new FMatrixRMaj(1, 35);
            System.arraycopy(patches.data, i * 35, single.data, 0, 35);
            Solution alone = lasso.solve(single);
            assertArrayEquals(alone.codes().data,
                    Arrays.copyOfRange(together.codes().data, i * 96, (i + 1) * 96));
            assertArrayEquals(alone.gap(), new double[] {together.gap()[i]});
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeALearnedDictionary() {
        DictionaryLearning learning = new DictionaryLearning(
                DictionaryLearning.Settings.PAPER.withAtoms(40).withEpochs(2, 5).withBatch(30),
                (dictionary, lambda) -> new Lasso(dictionary, LassoSettings.of(lambda)));
        float[] one = new ForkJoinPool(1)
                .submit(() -> learning.learn(PATCHES, PATCHES, Monitor.SILENT, state -> {}))
                .join().dictionary().atoms().data;
        float[] four = new ForkJoinPool(4)
                .submit(() -> learning.learn(PATCHES, PATCHES, Monitor.SILENT, state -> {}))
                .join().dictionary().atoms().data;
        assertArrayEquals(one, four);
    }

    @TestFactory
    Stream<DynamicTest> anInterruptedThreadStopsSolvingAndStaysInterrupted() {
        return Solvers.all(0.2).stream()
                .map(solver -> DynamicTest.dynamicTest(solver.name(), () -> {
                    SparseEncoder encoder = solver.under(DICTIONARY);
                    Thread.currentThread().interrupt();
                    try {
                        assertThrows(CancellationException.class, () -> encoder.solve(PATCHES));
                    } finally {
                        assertTrue(Thread.interrupted());
                    }
                }));
    }

    /** All its steps would take hours. */
    @Test
    void aThreadInterruptedInTheMidstOfAPatchStops() {
        IterativeEncoder lca =
                Solver.of("lca").stepwiseEncoder(DICTIONARY, 0.001, Integer.MAX_VALUE);
        FMatrixRMaj patch = CommonOps_FDRM.extract(PATCHES, 0, 1, 0, PATCHES.numCols);
        Thread solving = Thread.currentThread();
        Thread later = new Thread(() -> {
            LockSupport.parkNanos(200_000_000);
            solving.interrupt();
        });
        later.start();
        try {
            assertThrows(CancellationException.class, () -> lca.solve(patch));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @TestFactory
    Stream<DynamicTest> aThreadInterruptedBetweenTwoStepsTakesNoMore() {
        return Solvers.all(0.2).stream()
                .filter(solver -> solver.solver().is(Solver.Trait.ITERATIVE))
                .map(solver -> DynamicTest.dynamicTest(solver.name(), () -> {
                    IterativeEncoder encoder = (IterativeEncoder) solver.under(DICTIONARY);
                    AtomicInteger steps = new AtomicInteger();
                    try {
                        assertThrows(CancellationException.class,
                                () -> encoder.solve(PATCHES, null, iteration -> {
                                    steps.incrementAndGet();
                                    Thread.currentThread().interrupt();
                                    return true;
                                }));
                        assertEquals(1, steps.get());
                    } finally {
                        assertTrue(Thread.interrupted());
                    }
                }));
    }

    private static Solution with(int threads, SparseEncoder encoder) {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> encoder.solve(PATCHES)).join();
        } finally {
            pool.shutdown();
        }
    }
}
