package parsimony.compare.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.L1Ball;

/** What holds of every gap per patch; to add a gap, add a {@link Kind} to the list. */
class GapContractTest {
    private static final double WEIGHT = .4;
    /** Tolerance for rounding, and for the solver. */
    private static final double ROUNDING = 1e-5;

    /** What every kind of gap says. */
    private record Measured(double[] own, double[] optimal, double[] certificate, double[] total,
            FMatrixRMaj best) {
    }

    /** Makes each gap from its arrays and the weight of its penalty. */
    private enum Kind {
        LASSO {
            @Override
            Measured measure(Scene scene, FMatrixRMaj codes, double weight) {
                LassoGap gap = LassoGap.measure(scene.patches, codes, scene.dictionary, weight);
                return new Measured(gap.objective(), gap.optimal(), gap.certificate(), gap.total(),
                        gap.optimalCodes());
            }
        },
        FREE_ENERGY {
            @Override
            Measured measure(Scene scene, FMatrixRMaj codes, double weight) {
                FMatrixRMaj logPrior = new FMatrixRMaj(1, scene.dictionary.size());
                CommonOps_FDRM.fill(logPrior, -2);
                FreeEnergyGap gap = FreeEnergyGap.measure(scene.patches, codes, scene.dictionary,
                        logPrior, weight);
                return new Measured(gap.amortized(), gap.optimal(), gap.certificate(), gap.total(),
                        gap.optimalRates());
            }
        },
        /** At equal L1, where no weight is needed. */
        CODE {
            @Override
            Measured measure(Scene scene, FMatrixRMaj codes, double weight) {
                CodeGap gap = new CodeGapMeter(scene.dictionary, null,
                        new L1Ball.Settings(false, 1e-8, 100_000)).measure(scene.patches, codes);
                double[] certificate = new double[gap.patches()];
                double[] total = new double[gap.patches()];
                Arrays.setAll(certificate, i -> gap.atEqualL1()[i] - gap.atEqualL1Lower()[i]);
                Arrays.setAll(total, i -> gap.squaredError()[i] - gap.atEqualL1()[i]);
                return new Measured(gap.squaredError(), gap.atEqualL1(), certificate, total,
                        gap.codesAtEqualL1());
            }
        };

        abstract Measured measure(Scene scene, FMatrixRMaj codes, double weight);

        Measured measure(Scene scene) {
            return measure(scene, scene.codes, WEIGHT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noGapIsNegativeAndEveryCertificateIsSmall(Kind kind) {
        for (int seed = 0; seed < 5; seed++) {
            Measured gap = kind.measure(Scene.draw(10, 8, 12, seed));
            for (int i = 0; i < 10; i++) {
                assertTrue(gap.total[i] >= 0 && gap.certificate[i] >= 0);
                assertTrue(gap.certificate[i] <= 2e-6 * gap.optimal[i], "the optimum is known");
                assertEquals(gap.own[i] - gap.optimal[i], gap.total[i], 1e-12);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGapIsNothingAtTheOptimumAndShrinksOnTheWayThere(Kind kind) {
        Scene scene = Scene.draw(10, 8, 12, 7);
        Measured far = kind.measure(scene);
        FMatrixRMaj half = new FMatrixRMaj(10, 12);
        CommonOps_FDRM.add(.5f, scene.codes, .5f, far.best, half);
        Measured nearer = kind.measure(scene, half, WEIGHT);
        Measured there = kind.measure(scene, far.best, WEIGHT);
        for (int i = 0; i < 10; i++) {
            assertTrue(nearer.total[i] < far.total[i], "both objectives are convex");
            assertEquals(0, there.total[i], ROUNDING);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onePatchIsWhatItIsAmongOthers(Kind kind) {
        Scene scene = Scene.draw(10, 8, 12, 8);
        Measured all = kind.measure(scene);
        for (int i : new int[] {0, 9}) {
            Measured one = kind.measure(
                    new Scene(row(scene.patches, i), row(scene.codes, i), scene.dictionary));
            assertEquals(all.total[i], one.total[0]);
            assertEquals(all.certificate[i], one.certificate[0]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneAtomOnePixelAndNoPatchWillDo(Kind kind) {
        for (int[] size : new int[][] {{3, 8, 1}, {3, 1, 4}, {1, 1, 1}, {0, 8, 12}}) {
            Measured gap = kind.measure(Scene.draw(size[0], size[1], size[2], 9));
            assertEquals(size[0], gap.total.length);
            assertTrue(areGaps(gap.total));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAtomOfZerosWillDo(Kind kind) {
        Scene scene = Scene.draw(5, 8, 12, 10);
        FMatrixRMaj atoms = scene.dictionary.atoms().copy();
        Arrays.fill(atoms.data, 11 * 8, 12 * 8, 0f);
        assertTrue(areGaps(
                kind.measure(new Scene(scene.patches, scene.codes, new Dictionary(atoms))).total));
    }

    /**
     * Both terms of both objectives grow with the square of patches and atoms, if the weight does.
     */
    @ParameterizedTest
    @EnumSource
    void theUnitsOfPixelsDoNotMatter(Kind kind) {
        Scene scene = Scene.draw(10, 8, 12, 11);
        Measured gap = kind.measure(scene);
        Scene large = new Scene(scaled(scene.patches, 8), scene.codes,
                new Dictionary(scaled(scene.dictionary.atoms(), 8)));
        Measured scaled = kind.measure(large, scene.codes, 64 * WEIGHT);
        for (int i = 0; i < 10; i++) {
            assertEquals(64 * gap.total[i], scaled.total[i], 64 * ROUNDING * gap.optimal[i]);
        }
    }

    /** Codes under atoms four times as large are a quarter; rates have a unit of their own. */
    @Test
    void theScaleOfAtomsDoesNotMatterToTheLasso() {
        Scene scene = Scene.draw(10, 8, 12, 12);
        Measured gap = Kind.LASSO.measure(scene);
        Scene large = new Scene(scene.patches, scaled(scene.codes, .25f),
                new Dictionary(scaled(scene.dictionary.atoms(), 4)));
        Measured scaled = Kind.LASSO.measure(large, large.codes, 4 * WEIGHT);
        for (int i = 0; i < 10; i++) {
            assertEquals(gap.total[i], scaled.total[i], ROUNDING * gap.optimal[i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameArraysGiveTheSameBitsAndStayAsTheyAre(Kind kind) {
        Scene scene = Scene.draw(10, 8, 12, 13);
        FMatrixRMaj patches = scene.patches.copy();
        FMatrixRMaj codes = scene.codes.copy();
        assertArrayEquals(kind.measure(scene).total, kind.measure(scene).total);
        assertArrayEquals(patches.data, scene.patches.data);
        assertArrayEquals(codes.data, scene.codes.data);
    }

    @ParameterizedTest
    @EnumSource
    void shapesThatDoNotAgreeAndWhatIsNotFiniteAreRefused(Kind kind) {
        Scene scene = Scene.draw(3, 8, 12, 14);
        Scene other = Scene.draw(2, 7, 11, 14);
        FMatrixRMaj holed = scene.patches.copy();
        holed.data[5] = Float.NaN;
        for (Scene wrong : List.of(new Scene(scene.patches, other.codes, scene.dictionary),
                new Scene(other.patches, scene.codes, scene.dictionary),
                new Scene(scene.patches, scene.codes, other.dictionary),
                new Scene(holed, scene.codes, scene.dictionary))) {
            assertThrows(IllegalArgumentException.class, () -> kind.measure(wrong));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsIt(Kind kind) {
        Scene scene = Scene.draw(10, 8, 12, 15);
        Thread.currentThread().interrupt();
        try {
            assertThrows(CancellationException.class, () -> kind.measure(scene));
        } finally {
            Thread.interrupted();
        }
    }

    private record Scene(FMatrixRMaj patches, FMatrixRMaj codes, Dictionary dictionary) {

        static Scene draw(int n, int d, int k, int seed) {
            Random random = new Random(seed);
            return new Scene(RandomMatrices_FDRM.rectangle(n, d, -2, 2, random),
                    RandomMatrices_FDRM.rectangle(n, k, .01f, 1, random),
                    new Dictionary(RandomMatrices_FDRM.rectangle(k, d, -1, 1, random)));
        }
    }

    private static boolean areGaps(double[] values) {
        return Arrays.stream(values).allMatch(value -> value >= 0 && Double.isFinite(value));
    }

    private static FMatrixRMaj row(FMatrixRMaj matrix, int i) {
        return CommonOps_FDRM.extract(matrix, i, i + 1, 0, matrix.numCols);
    }

    private static FMatrixRMaj scaled(FMatrixRMaj matrix, float scale) {
        FMatrixRMaj scaled = matrix.copy();
        CommonOps_FDRM.scale(scale, scaled);
        return scaled;
    }
}
