package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;

/** Patches that are not in memory give the same numbers as patches that are. */
class PatchSourceTest {
    /** As many patches as wanted, none of which is kept: patch n is drawn from the seed n. */
    private record Made(long size, int pixels) implements PatchSource {
        @Override
        public void read(long[] numbers, FMatrixRMaj into) {
            assertEquals(numbers.length, into.numRows);
            for (int i = 0; i < numbers.length; i++) {
                assertTrue(numbers[i] >= 0 && numbers[i] < size, "patch " + numbers[i]);
                SplittableRandom random = new SplittableRandom(numbers[i]);
                for (int d = 0; d < pixels; d++) {
                    into.set(i, d, (float) random.nextDouble(-1, 1));
                }
            }
        }

        FMatrixRMaj inMemory() {
            return read(0, (int) size);
        }
    }

    /** The shuffle of a whole array, which the order keeps only a part of. */
    @ParameterizedTest
    @CsvSource({"1, 5", "7, 3", "7, 7", "7, 40", "1000, 100", "1000, 999", "1000, 2500"})
    void theOrderIsThatOfAShuffledArray(int size, int draws) {
        SplittableRandom random = new SplittableRandom(size + draws);
        int[] order = IntStream.range(0, size).toArray();
        PatchOrder sparse = new PatchOrder(size, draws, new SplittableRandom(size + draws));
        for (int i = 0; i < draws; i++) {
            int other = random.nextInt(i % size, size);
            int number = order[other];
            order[other] = order[i % size];
            order[i % size] = number;
            assertEquals(number, sparse.next());
        }
    }

    @Test
    void ofMoreThanTwoToThe31EachIsDrawnOnceAndAllAreAsLikely() {
        long size = 1L << 40;
        PatchOrder order = new PatchOrder(size, 2000, new SplittableRandom(4));
        long[] drawn = LongStream.generate(order::next).limit(2000).toArray();
        assertEquals(2000, LongStream.of(drawn).distinct().count());
        // the mean of 2000 uniform numbers has a standard deviation of size/√(12·2000)
        assertEquals(0.5, LongStream.of(drawn).average().orElseThrow() / size, 4 / 154.9);
        assertTrue(LongStream.of(drawn).allMatch(number -> number >= 0 && number < size));
    }

    @Test
    void miniBatchesAreTheSameHoweverManyAreReadAtOnce() {
        Made source = new Made(50_000, 1000); // four mini-batches are more than is read at once
        AtomicLong reads = new AtomicLong();
        PatchSource counted = new PatchSource() {
            @Override
            public long size() {
                return source.size();
            }

            @Override
            public int pixels() {
                return source.pixels();
            }

            @Override
            public void read(long[] numbers, FMatrixRMaj into) {
                reads.incrementAndGet();
                source.read(numbers, into);
            }
        };
        MiniBatches batches = new MiniBatches(counted, 7, 1200, new SplittableRandom(1));
        PatchOrder order = new PatchOrder(50_000, 7 * 1200, new SplittableRandom(1));
        for (int step = 0; step < 7; step++) {
            FMatrixRMaj expected = new FMatrixRMaj(1200, 1000);
            source.read(LongStream.generate(order::next).limit(1200).toArray(), expected);
            assertArrayEquals(expected.data, batches.next().data);
        }
        assertEquals(3, reads.get());
    }

    @Test
    void aDictionaryIsTheSameFromASourceAsFromMemoryAlsoAfterAStop() {
        Made train = new Made(700, 12);
        Made heldOut = new Made(90, 12);
        DictionaryLearning learning = new DictionaryLearning(
                DictionaryLearning.Settings.PAPER.withAtoms(20).withEpochs(3, 30).withBatch(11)
                        .withLambda(Schedule.constant(0.2)),
                Solver.of("fista")::learningEncoder);
        DictionaryLearning.Result memory = learning.learn(train.inMemory(), heldOut.inMemory(),
                Monitor.SILENT, state -> {});
        List<Checkpoint> states = new ArrayList<>();
        DictionaryLearning.Result source =
                learning.learn(train, heldOut, Monitor.SILENT, states::add);
        DictionaryLearning.Result resumed =
                learning.resume(states.get(0), train, heldOut, Monitor.SILENT, state -> {});
        for (DictionaryLearning.Result result : List.of(source, resumed)) {
            assertArrayEquals(memory.dictionary().atoms().data, result.dictionary().atoms().data);
            assertEquals(memory.history(), result.history());
        }
    }

    /** The bits of the mean are those of a sum over all objectives at once. */
    @Test
    void theObjectiveOfManyBlocksIsThatOfOne() {
        Made heldOut = new Made(9000, 600); // a block has 6990 of 600 pixels
        Dictionary[] last = new Dictionary[1];
        DictionaryLearning learning = new DictionaryLearning(
                DictionaryLearning.Settings.PAPER.withAtoms(3).withEpochs(1, 1).withBatch(5)
                        .withLambda(Schedule.constant(0.5)),
                (dictionary, lambda) -> {
                    last[0] = dictionary;
                    return new Fista(dictionary, LassoSettings.of(lambda));
                });
        double objective = learning.learn(heldOut, heldOut, Monitor.SILENT, state -> {})
                .history().get(0).objective();
        double[] all = new Fista(last[0], LassoSettings.of(0.5)).solve(heldOut.inMemory())
                .objective();
        assertEquals(Arrays.stream(all).sum() / 9000, objective);
    }

    @Test
    void learnsFromMorePatchesThanAnyMachineHolds() {
        Made train = new Made(1L << 50, 6);
        DictionaryLearning learning = new DictionaryLearning(
                DictionaryLearning.Settings.PAPER.withAtoms(8).withEpochs(2, 5).withBatch(40)
                        .withLambda(Schedule.constant(0.1)),
                Solver.of("fista")::learningEncoder);
        DictionaryLearning.Result result =
                learning.learn(train.part(1L << 20, 1L << 50), train.part(0, 100), Monitor.SILENT,
                        state -> {});
        assertTrue(result.history().get(1).objective() < result.history().get(0).objective());
    }

    @Test
    void aPartIsNumberedFromItsBeginningAndHasNoPatchBeyondIt() {
        Made whole = new Made(10, 2);
        PatchSource part = whole.part(3, 8);
        assertEquals(5, part.size());
        assertArrayEquals(whole.read(4, 2).data, part.read(1, 2).data);
        assertThrows(IndexOutOfBoundsException.class, () -> part.read(4, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> whole.part(3, 11));
        PatchSource memory = PatchSource.of(whole.inMemory());
        assertThrows(IndexOutOfBoundsException.class, () -> memory.read(9, 2));
    }

    @Test
    void whatIsDrawnMustBeFiniteAndIsNamedByItsNumber() {
        PatchSource bad = new PatchSource() {
            @Override
            public long size() {
                return 1L << 35;
            }

            @Override
            public int pixels() {
                return 2;
            }

            @Override
            public void read(long[] numbers, FMatrixRMaj into) {
                for (int i = 0; i < numbers.length; i++) {
                    into.set(i, 0, numbers[i] == 5_000_000 ? Float.NaN : 1);
                    into.set(i, 1, numbers[i] >= 1L << 32 ? 1e25f : 1);
                }
            }
        };
        DictionaryLearning learning = new DictionaryLearning(
                DictionaryLearning.Settings.PAPER.withAtoms(2).withEpochs(1, 2).withBatch(20),
                Solver.of("fista")::learningEncoder);
        String drawn = assertThrows(InputException.class,
                () -> learning.learn(bad, bad.part(0, 5), Monitor.SILENT, state -> {}))
                .getMessage();
        assertTrue(drawn.matches("train: patch \\d{10,11} has norm 1.00e\\+25; must be at most.*"),
                drawn);
        String held = assertThrows(InputException.class,
                () -> learning.learn(bad.part(0, 50), bad.part(4_000_000, 5_000_001),
                        Monitor.SILENT, state -> {}))
                .getMessage();
        assertEquals("heldOut: patch 1000000, pixel 0 is NaN; must be finite", held);
        String all = assertThrows(InputException.class, () -> DictionaryLearning
                .requireRange("x.npy", bad.part(0, 6_000_000), Monitor.SILENT)).getMessage();
        assertEquals("x.npy: patch 5000000, pixel 0 is NaN; must be finite", all);
    }
}
