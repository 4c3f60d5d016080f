package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {
    private static final Dictionary DICTIONARY = Draw.unitAtoms(96, 32, new SplittableRandom(1));
    private static final FMatrixRMaj PATCHES = Draw.gaussian(70, 32, 1, new SplittableRandom(2));

    @TestFactory
    Stream<DynamicTest> theNumberOfThreadsDoesNotChangeABitOf() {
        LassoSettings lasso = LassoSettings.of(0.2).withGap(1e-5);
        FMatrixRMaj logPrior = new FMatrixRMaj(1, 96);
        return Stream.<SparseEncoder>of(
                new Lca(DICTIONARY, Lca.Settings.PAPER.withIterations(300)),
                new Ista(DICTIONARY, lasso), new Fista(DICTIONARY, lasso),
                new Lasso(DICTIONARY, lasso), new Homotopy(DICTIONARY, lasso),
                new MatchingPursuit(DICTIONARY, PursuitSettings.of(9)),
                new OrthogonalMatchingPursuit(DICTIONARY, PursuitSettings.of(9)),
                new IterativeHardThresholding(DICTIONARY, new IterativeHardThresholding.Settings(6, false, 100)),
                new LaplacianScaleMixture(DICTIONARY, LaplacianScaleMixture.Settings.of(0.1)),
                new PoissonInference(DICTIONARY, logPrior, PoissonSettings.of(1)),
                new IterativePoisson(DICTIONARY, logPrior, 0.1, PoissonSettings.of(1).withIterations(20)))
                .map(encoder -> DynamicTest.dynamicTest(encoder.getClass().getSimpleName(), () -> {
                    Solution one = with(1, encoder);
                    Solution four = with(4, encoder);
                    assertArrayEquals(one.codes().data, four.codes().data);
                    assertArrayEquals(one.objective(), four.objective());
                    assertArrayEquals(one.gap(), four.gap());
                    assertArrayEquals(one.iterations(), four.iterations());
                    for (int i = 0; i < 70; i++) {
                        assertTrue(Double.isFinite(one.objective()[i]) && one.gap()[i] >= 0);
                    }
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

    /** Patches are correlated with atoms by the chunk; 35 pixels and 19 patches leave a remainder everywhere. */
    @Test
    void aPatchIsSolvedAmongOthersAsItIsAlone() {
        Lasso lasso = new Lasso(Draw.unitAtoms(96, 35, new SplittableRandom(3)), LassoSettings.of(0.2));
        FMatrixRMaj patches = Draw.gaussian(19, 35, 1, new SplittableRandom(4));
        Solution together = lasso.solve(patches);
        for (int i = 0; i < 19; i++) {
            FMatrixRMaj single = new FMatrixRMaj(1, 35);
            System.arraycopy(patches.data, i * 35, single.data, 0, 35);
            Solution alone = lasso.solve(single);
            assertArrayEquals(alone.codes().data, Arrays.copyOfRange(together.codes().data, i * 96, (i + 1) * 96));
            assertArrayEquals(alone.gap(), new double[] {together.gap()[i]});
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeALearnedDictionary() {
        DictionaryLearning learning = new DictionaryLearning(
                DictionaryLearning.Settings.PAPER.withAtoms(40).withEpochs(2, 5).withBatch(30),
                (dictionary, lambda) -> new Lasso(dictionary, LassoSettings.of(lambda)));
        float[] one = new ForkJoinPool(1).submit(() -> learning.learn(PATCHES, PATCHES, DictionaryLearning.Progress.NONE))
                .join().dictionary().atoms().data;
        float[] four = new ForkJoinPool(4).submit(() -> learning.learn(PATCHES, PATCHES, DictionaryLearning.Progress.NONE))
                .join().dictionary().atoms().data;
        assertArrayEquals(one, four);
    }

    @Test
    void anInterruptedThreadStopsSolving() {
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> new Lasso(DICTIONARY, LassoSettings.of(0.2)).solve(PATCHES));
        } finally {
            Thread.interrupted();
        }
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
