package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.InputException;

/** The lasso without a Gram matrix, against the lasso with one. */
class WorkingSetLassoTest {
    private static final int PATCHES = 10;

    private static Map<String, Dictionary> dictionaries() {
        SplittableRandom random = new SplittableRandom(21);
        Map<String, Dictionary> dictionaries = new LinkedHashMap<>();
        dictionaries.put("random", Draw.unitAtoms(600, 48, random));
        dictionaries.put("correlated", Draw.correlatedAtoms(300, 40, random));
        dictionaries.put("alike", Draw.alikeAtoms(200, 40, random));
        dictionaries.put("twice", Draw.duplicatedAtoms(120, 30, random));
        dictionaries.put("uneven", Draw.unevenAtoms(150, 40, random));
        dictionaries.put("orthonormal", Draw.orthonormalAtoms(24, random));
        dictionaries.put("one", Draw.unitAtoms(1, 5, random));
        return dictionaries;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itsOptimumIsThatOfTheLassoWithAGramMatrix(boolean signed) {
        SplittableRandom random = new SplittableRandom(22);
        dictionaries().forEach((name, dictionary) -> {
            FMatrixRMaj patches = Draw.gaussian(PATCHES, dictionary.pixels(), 1, random);
            for (double lambda : new double[] {0.02, 0.1, 0.5, 2, 50}) {
                LassoSettings settings =
                        LassoSettings.of(lambda).withSigned(signed).withGap(1e-9);
                Solution expected = new Lasso(dictionary, settings).solve(patches);
                Solution found = new WorkingSetLasso(dictionary, settings).solve(patches);
                for (int i = 0; i < PATCHES; i++) {
                    String where = name + ", λ = " + lambda + ", patch " + i;
                    double objective = expected.objective()[i];
                    assertEquals(objective, found.objective()[i], 1e-8 * objective, where);
                    assertTrue(found.gap()[i] <= 1e-8 * objective, where);
                    assertTrue(found.objective()[i] - found.gap()[i] <= objective * (1 + 1e-12),
                            where);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBoundOfAnUnfinishedSearchIsTrueAsWell(boolean signed) {
        SplittableRandom random = new SplittableRandom(23);
        Dictionary dictionary = Draw.unitAtoms(800, 60, random);
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 60, 1, random);
        LassoSettings settings = LassoSettings.of(0.2).withSigned(signed);
        Solution optimum = new Lasso(dictionary, settings.withGap(1e-9)).solve(patches);
        double before = Double.POSITIVE_INFINITY;
        for (int steps = 1; steps < 30; steps += 4) {
            Solution found = new WorkingSetLasso(dictionary, settings.withIterations(steps))
                    .solve(patches);
            for (int i = 0; i < PATCHES; i++) {
                double least = optimum.objective()[i];
                assertTrue(found.objective()[i] >= least - optimum.gap()[i] - 1e-12 * least);
                assertTrue(found.objective()[i] - found.gap()[i] <= least * (1 + 1e-12));
                assertTrue(found.iterations()[i] <= steps);
            }
            assertTrue(found.meanObjective() <= before * (1 + 1e-12), "more steps, lower");
            before = found.meanObjective();
        }
    }

    /** With a = w·b, the weighted lasso is the lasso of the atoms divided by their weights. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWeightPerAtomIsTheLassoOfScaledAtoms(boolean signed) {
        SplittableRandom random = new SplittableRandom(24);
        Dictionary dictionary = Draw.unitAtoms(200, 30, random);
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 30, 1, random);
        FMatrixRMaj weights = new FMatrixRMaj(1, 200);
        FMatrixRMaj scaled = dictionary.atoms().copy();
        for (int k = 0; k < 200; k++) {
            weights.data[k] = (float) Math.scalb(1.0, random.nextInt(-3, 4)); // exact
            for (int d = 0; d < 30; d++) {
                scaled.data[k * 30 + d] /= weights.data[k];
            }
        }
        LassoSettings settings = LassoSettings.of(0.15).withSigned(signed).withGap(1e-9);
        Solution expected = new Lasso(new Dictionary(scaled), settings).solve(patches);
        Solution found = new WorkingSetLasso(dictionary, settings, weights).solve(patches);
        for (int i = 0; i < PATCHES; i++) {
            double objective = expected.objective()[i];
            assertEquals(objective, found.objective()[i], 1e-8 * objective);
            assertTrue(found.gap()[i] <= 1e-8 * objective);
            for (int k = 0; k < 200; k++) {
                assertEquals(expected.codes().get(i, k),
                        found.codes().get(i, k) * weights.data[k], 1e-3);
            }
        }
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        Dictionary dictionary = Draw.unitAtoms(6, 4, new SplittableRandom(1));
        LassoSettings settings = LassoSettings.of(1);
        FMatrixRMaj weights = new FMatrixRMaj(1, 6);
        weights.fill(1);
        weights.data[4] = 0;
        refused("weight of atom 4, times lambda: 0.0",
                () -> new WorkingSetLasso(dictionary, settings, weights));
        weights.data[4] = Float.NaN;
        refused("weight of atom 4, times lambda: NaN",
                () -> new WorkingSetLasso(dictionary, settings, weights));
        refused("weights: are 1×5; must be 1×6",
                () -> new WorkingSetLasso(dictionary, settings, new FMatrixRMaj(1, 5)));
        refused("weights: none", () -> new WorkingSetLasso(dictionary, settings, null));
    }

    private static void refused(String complaint, Executable call) {
        String said = assertThrows(InputException.class, call).getMessage();
        assertTrue(said.startsWith(complaint), said);
    }

    /**
     * All that is allocated, from a dictionary to its codes, is less than twice the dictionary; so
     * no more can be held at once. The lasso's own Gram matrix would be 1 GiB.
     */
    @Test
    void memoryStaysBelowTwiceTheDictionary() throws Exception {
        SplittableRandom random = new SplittableRandom(25);
        Dictionary dictionary = new Dictionary(Draw.gaussian(16_384, 128, 0.1, random));
        FMatrixRMaj patches = Draw.gaussian(8, 128, 0.2, random);
        new WorkingSetLasso(Draw.unitAtoms(64, 16, random), LassoSettings.of(0.3))
                .solve(Draw.gaussian(8, 16, 1, random));
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            long bytes = one.submit(() -> {
                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long before = threads.getCurrentThreadAllocatedBytes();
                Solution solution =
                        new Lasso(dictionary, LassoSettings.of(0.8), 1L << 30).solve(patches);
                long after = threads.getCurrentThreadAllocatedBytes();
                assertTrue(Arrays.stream(solution.stop())
                        .allMatch(stop -> stop == Solution.Stop.CONVERGED));
                dictionary.decode(solution.codes());
                return after - before;
            }).get();
            assertTrue(bytes < 2L * 4 * 16_384 * 128, bytes + " bytes");
        } finally {
            one.shutdown();
        }
        assertNull(cache(dictionary, "gramRows"));
        assertNull(cache(dictionary, "atomRows"));
        assertNull(cache(dictionary, "doublePixelRows"));
    }

    @Test
    void theLassoMakesAGramMatrixThatFitsIntoAQuarterOfTheMemory() throws Exception {
        SplittableRandom random = new SplittableRandom(26);
        FMatrixRMaj patches = Draw.gaussian(PATCHES, 20, 1, random);
        FMatrixRMaj atoms = Draw.unitAtoms(100, 20, random).atoms();
        Dictionary small = new Dictionary(atoms);
        Dictionary large = new Dictionary(atoms);
        long gram = 4L * 100 * 100;
        LassoSettings settings = LassoSettings.of(0.3).withGap(1e-9);
        Solution with = new Lasso(small, settings, 4 * gram).solve(patches);
        Solution without = new Lasso(large, settings, 4 * gram - 4).solve(patches);
        assertNotNull(cache(small, "gramRows"));
        assertNull(cache(large, "gramRows"));
        for (int i = 0; i < PATCHES; i++) {
            double objective = with.objective()[i];
            assertEquals(objective, without.objective()[i], 1e-8 * objective);
        }
    }

    private static Object cache(Dictionary dictionary, String name) throws Exception {
        Field field = Dictionary.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(dictionary);
    }

    /** Numbers of atoms around the tile of the passes, and of pixels around the rows of one sum. */
    @Test
    void passesOverAllSizesAreSums() {
        SplittableRandom random = new SplittableRandom(27);
        for (int atoms : new int[] {1, 15, 17, 1023, 1025, 2050}) {
            for (int pixels : new int[] {1, 3, 4, 9}) {
                Dictionary dictionary = new Dictionary(Draw.gaussian(atoms, pixels, 1, random));
                float[][] r = new float[3][pixels];
                for (float[] row : r) {
                    for (int d = 0; d < pixels; d++) {
                        row[d] = (float) Draw.gaussian(random);
                    }
                }
                float[][] c = new float[3][atoms];
                Pricing.correlate(dictionary.pixelRows(), r, c, 3);
                float[][] alone = new float[1][atoms];
                for (int i = 0; i < 3; i++) {
                    Pricing.correlate(dictionary.pixelRows(), new float[][] {r[i]}, alone, 1);
                    assertTrue(Arrays.equals(c[i], alone[0]), "the same bits alone");
                    for (int k = 0; k < atoms; k++) {
                        double sum = 0;
                        for (int d = 0; d < pixels; d++) {
                            sum += (double) dictionary.atoms().get(k, d) * r[i][d];
                        }
                        assertEquals(sum, c[i][k], 1e-5);
                    }
                }
            }
        }
    }
}
