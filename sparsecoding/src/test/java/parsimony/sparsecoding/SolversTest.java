package parsimony.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.signals.Monitor;

/**
 * What holds for every solver. It takes any number of atoms, pixels and patches, and no code is
 * infinite or NaN.
 */
class SolversTest {

    private interface Check {
        void of(Solvers solver);
    }

    private static Stream<DynamicTest> forEachSolver(double lambda, Check check) {
        return Solvers.all(lambda).stream()
                .map(solver -> DynamicTest.dynamicTest(solver.name(), () -> check.of(solver)));
    }

    @TestFactory
    Stream<DynamicTest> fewAtomsPixelsAndPatchesWillDo() {
        return forEachSolver(0.1, solver -> {
            SplittableRandom random = new SplittableRandom(3);
            for (int atoms = 1; atoms <= 5; atoms++) {
                for (int pixels = 1; pixels <= 4; pixels++) {
                    FMatrixRMaj matrix = Draw.gaussian(atoms, pixels, 1, random);
                    for (int zeros = 0; zeros <= 1; zeros++) {
                        SparseEncoder encoder = solver.under(new Dictionary(matrix));
                        for (int patches : new int[] {0, 1, 3}) {
                            requireFinite(encoder, Draw.gaussian(patches, pixels, 2, random));
                        }
                        Arrays.fill(matrix.data, 0, pixels, 0f); // an atom of zeros
                    }
                }
            }
        });
    }

    /**
     * Atoms and patches at the limits of what is accepted, one strange one among usual ones. The
     * weights are at their limits too.
     */
    @TestFactory
    Stream<DynamicTest> codesAreFiniteOrThePatchIsRefusedByName() {
        return Stream.of(1e-30, 1e-6, 0.1, 1e30).flatMap(lambda -> forEachSolver(lambda, solver -> {
            SplittableRandom random = new SplittableRandom(4);
            for (Dictionary dictionary : extremeDictionaries(random)) {
                SparseEncoder encoder = solver.under(dictionary);
                for (double norm : new double[] {0, 1e-45, 1e-38, 1e-30, 1e-20, 1, 1e10, 9e14}) {
                    FMatrixRMaj patches = scaled(Draw.unitAtoms(4, 6, random).atoms(), norm);
                    try {
                        requireFinite(encoder, patches);
                    } catch (PatchException e) {
                        assertTrue(e.getMessage().contains("patch " + e.patch()), e.getMessage());
                    }
                }
            }
        }));
    }

    private static List<Dictionary> extremeDictionaries(SplittableRandom random) {
        List<Dictionary> dictionaries = new ArrayList<>();
        for (double norm : new double[] {1.01e-15, 1e-8, 9e14}) {
            FMatrixRMaj atoms = Draw.unitAtoms(9, 6, random).atoms();
            dictionaries.add(new Dictionary(scaled(atoms, norm)));
            FMatrixRMaj one = atoms.copy();
            for (int d = 0; d < 6; d++) {
                one.data[12 + d] *= (float) norm;
            }
            dictionaries.add(new Dictionary(one));
        }
        return dictionaries;
    }

    /** Scaled in double precision. */
    private static FMatrixRMaj scaled(FMatrixRMaj matrix, double factor) {
        FMatrixRMaj scaled = matrix.copy();
        for (int i = 0; i < scaled.getNumElements(); i++) {
            scaled.data[i] = (float) (scaled.data[i] * factor);
        }
        return scaled;
    }

    private static void requireFinite(SparseEncoder encoder, FMatrixRMaj patches) {
        Solution solution = encoder.solve(patches);
        String where = encoder.dictionary().size() + "×" + patches.numCols + " atoms of norm "
                + encoder.dictionary().norms()[0] + ", patch " + Arrays.toString(patches.data);
        assertEquals(patches.numRows, solution.codes().numRows);
        assertEquals(encoder.dictionary().size(), solution.codes().numCols);
        for (float code : solution.codes().data) {
            assertTrue(Float.isFinite(code), where);
        }
        for (int i = 0; i < patches.numRows; i++) {
            assertTrue(Double.isFinite(solution.objective()[i]) && solution.gap()[i] >= 0, where);
            assertTrue(solution.gap()[i] < Double.POSITIVE_INFINITY, where);
            assertTrue(solution.stop()[i] != null, where);
        }
    }

    @TestFactory
    Stream<DynamicTest> aPatchThatIsTooLargeOrNoNumberIsRefusedByItsNumberAndNorm() {
        return forEachSolver(0.1, solver -> {
            SparseEncoder encoder = solver.under(Draw.unitAtoms(9, 6, new SplittableRandom(5)));
            for (float value : new float[] {1e20f, 1e30f, -Float.MAX_VALUE, Float.NaN,
                Float.NEGATIVE_INFINITY}) {
                FMatrixRMaj patches = new FMatrixRMaj(30, 6);
                patches.set(17, 4, value);
                PatchException e = assertThrows(PatchException.class, () -> encoder.solve(patches));
                assertEquals(17, e.patch());
                String what = Float.isFinite(value) ? "norm" : "pixel 4 is " + value;
                assertTrue(e.getMessage().contains("patch 17") && e.getMessage().contains(what),
                        e.getMessage());
                assertTrue(e.message(2065).contains("patch 2065") && e.message(2065).contains(what),
                        e.message(2065));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e20, 1e38, 1e-20, 1e-30, 1e-44})
    void anAtomOutOfRangeIsRefusedByItsNumberAndNorm(double norm) {
        FMatrixRMaj atoms = new FMatrixRMaj(5, 3);
        atoms.fill(1);
        atoms.set(2, 0, 0);
        atoms.set(2, 1, (float) norm);
        atoms.set(2, 2, 0);
        String said = assertThrows(IllegalArgumentException.class, () -> new Dictionary(atoms))
                .getMessage();
        assertTrue(said.contains(
                String.format(Locale.ROOT, "atom 2 has norm %.3g", (double) (float) norm)), said);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void anAtomThatIsNoNumberIsRefusedByPixel(float value) {
        FMatrixRMaj atoms = new FMatrixRMaj(5, 3);
        atoms.set(2, 1, value);
        String said = assertThrows(IllegalArgumentException.class, () -> new Dictionary(atoms))
                .getMessage();
        assertTrue(said.contains("atom 2, pixel 1 is " + value), said);
    }

    /** The lasso is homogeneous: if patches and λ are t times as large, so are the codes. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-25, 1e-12, 1e12})
    void tinyAndHugePatchesHaveTheCodesOfUsualOnesScaled(double t) {
        SplittableRandom random = new SplittableRandom(6);
        Dictionary dictionary = Draw.unitAtoms(20, 10, random);
        FMatrixRMaj patches = Draw.gaussian(5, 10, 1, random);
        List<Solvers> unusual = Solvers.all(0.2 * t);
        for (Solvers usual : Solvers.all(0.2)) {
            boolean weighted = usual.solver().knobs().containsKey("lambda");
            if (weighted != usual.solver().is(Solver.Trait.LASSO)
                    || usual.solver().is(Solver.Trait.FREE_ENERGY)) {
                continue; // these have scales of their own
            }
            String name = usual.name();
            SparseEncoder scaled = unusual.stream().filter(solver -> solver.name().equals(name))
                    .findFirst().orElseThrow().under(dictionary);
            FMatrixRMaj expected = usual.under(dictionary).encode(patches);
            FMatrixRMaj codes = scaled.encode(scaled(patches, t));
            assertTrue(CommonOps_FDRM.elementMaxAbs(expected) > 0.1, name);
            assertTrue(Draw.largestDifference(expected, scaled(codes, 1 / t)) < 1e-2, name);
        }
    }

    @ParameterizedTest
    @EnumSource(DictionaryUpdate.class)
    void dictionariesOfAnySizeAreLearnedFromPatchesOfAnyNorm(DictionaryUpdate update) {
        SplittableRandom random = new SplittableRandom(7);
        for (int atoms = 1; atoms <= 5; atoms++) {
            for (double norm : new double[] {1e-42, 1e-20, 1, 1e14}) {
                int pixels = 1 + atoms % 3;
                FMatrixRMaj patches = scaled(Draw.gaussian(atoms % 2 == 0 ? 1 : 7, pixels, 1,
                        random), norm);
                for (Solver<?> solver : Solver.with(Solver.Trait.LEARNS)) {
                    DictionaryLearning.Settings settings =
                            DictionaryLearning.Settings.PAPER.withAtoms(atoms).withEpochs(2, 2)
                                    .withBatch(3).withUpdate(update, Schedule.constant(0.05))
                                    .withLambda(Schedule.constant(Math.max(1e-30, 0.1 * norm)));
                    Dictionary learned = new DictionaryLearning(settings,
                            solver::learningEncoder)
                            .learn(patches, patches, Monitor.SILENT, state -> {}).dictionary();
                    for (int k = 0; k < atoms; k++) {
                        assertEquals(1, learned.norms()[k], 1e-5, solver.name());
                    }
                }
            }
        }
    }

    @Test
    void whatIsLearnedFromMustBeFiniteAndNotTooLarge() {
        DictionaryLearning learning =
                new DictionaryLearning(DictionaryLearning.Settings.PAPER.withAtoms(2),
                        (dictionary, lambda) -> new Lasso(dictionary, LassoSettings.of(lambda)));
        FMatrixRMaj good = Draw.gaussian(5, 3, 1, new SplittableRandom(8));
        for (float value : new float[] {Float.NaN, 1e25f}) {
            FMatrixRMaj bad = good.copy();
            bad.set(3, 1, value);
            assertTrue(assertThrows(PatchException.class,
                    () -> learning.learn(bad, good, Monitor.SILENT, state -> {}))
                    .getMessage().startsWith("train: patch 3"));
            assertTrue(assertThrows(PatchException.class,
                    () -> learning.learn(good, bad, Monitor.SILENT, state -> {}))
                    .getMessage().startsWith("heldOut: patch 3"));
        }
    }
}
