package parsimony.compare.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.RandomMatrices_FDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import parsimony.compare.IdealCorner;
import parsimony.signals.InputException;
import parsimony.signals.Monitor;
import parsimony.sparsecoding.Dictionary;
import parsimony.sparsecoding.Lasso;
import parsimony.sparsecoding.LassoSettings;
import parsimony.sparsecoding.Measures;

class ExactCurveTest {
    private static final int PATCHES = 24;
    private static final double END = .02;

    private final Dictionary dictionary = new Dictionary(matrix(30, 12, 1));
    private final FMatrixRMaj patches = matrix(PATCHES, 12, 2);

    private static FMatrixRMaj matrix(int rows, int columns, long seed) {
        FMatrixRMaj matrix = RandomMatrices_FDRM.rectangle(rows, columns, -1, 1, new Random(seed));
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] *= 1 + i % 3; // of several sizes
        }
        return matrix;
    }

    private ExactCurve curve(boolean signed) {
        return ExactCurve.of(patches, dictionary, signed, END, Monitor.SILENT);
    }

    private Measures lasso(double lambda, boolean signed) {
        FMatrixRMaj codes = new Lasso(dictionary,
                LassoSettings.of(lambda).withSigned(signed).withGap(1e-12)).encode(patches);
        return Measures.of(patches, codes, dictionary);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsTheMeanOfTheLassoAtEveryLambda(boolean signed) {
        ExactCurve curve = curve(signed);
        assertEquals(END, curve.end());
        assertEquals(ExactCurve.largest(patches, dictionary, signed), curve.start(), 1e-5);
        for (double lambda = curve.end(); lambda < 2 * curve.start(); lambda *= 1.31) {
            Measures expected = lasso(lambda, signed);
            ExactCurve.Point point = curve.at(lambda);
            assertEquals(expected.mse(), point.mse(), 1e-5 * (1 + expected.mse()));
            assertEquals(expected.r2Pooled(), point.r2(), 1e-5);
            assertEquals(expected.l1(), point.l1(), 1e-4);
            assertEquals(expected.portionZeros(), point.zeros(), 1e-9, "at " + lambda);
            assertEquals(30 * (1 - point.zeros()), point.l0(), 1e-9);
            assertEquals(expected.lifetime(), point.lifetime(), 5e-3, "interpolated");
            assertEquals(point.mse(), Arrays.stream(curve.errorsAt(lambda)).average().orElse(0),
                    1e-9);
        }
    }

    /** For Φ = I the lasso is a soft threshold, for which every mean is a sum. */
    @Test
    void itIsTheClosedFormOfOrthonormalAtoms() {
        Dictionary identity = new Dictionary(CommonOps_FDRM.identity(12));
        ExactCurve curve = ExactCurve.of(patches, identity, true, 1e-3, Monitor.SILENT);
        for (double lambda = 1e-3; lambda < 4; lambda *= 1.17) {
            double mse = 0;
            double l1 = 0;
            int l0 = 0;
            for (float x : patches.data) {
                mse += Math.pow(Math.min(Math.abs(x), lambda), 2) / PATCHES;
                l1 += Math.max(0, Math.abs(x) - lambda) / PATCHES;
                l0 += Math.abs(x) > lambda ? 1 : 0;
            }
            ExactCurve.Point point = curve.at(lambda);
            assertEquals(mse, point.mse(), 1e-5);
            assertEquals(l1, point.l1(), 1e-5);
            assertEquals((double) l0 / PATCHES, point.l0(), 1e-12);
        }
    }

    @Test
    void errorAndL1GoOneWay() {
        ExactCurve curve = curve(false);
        double[] breakpoints = curve.breakpoints();
        assertTrue(breakpoints.length > PATCHES * 8, "of all patches");
        for (int i = 1; i < breakpoints.length; i++) {
            assertTrue(breakpoints[i - 1] <= breakpoints[i]);
            assertTrue(curve.at(breakpoints[i - 1]).mse() <= curve.at(breakpoints[i]).mse() + 1e-6);
            assertTrue(curve.at(breakpoints[i - 1]).l1() >= curve.at(breakpoints[i]).l1() - 1e-6);
        }
    }

    private static double of(ExactCurve.Point point, Quantity quantity) {
        return switch (quantity) {
            case LAMBDA -> point.lambda();
            case MSE -> point.mse();
            case R2 -> point.r2();
            case L1 -> point.l1();
            case L0 -> point.l0();
            case ZEROS -> point.zeros();
            case LIFETIME -> point.lifetime();
        };
    }

    @ParameterizedTest
    @EnumSource(Quantity.class)
    void itSolvesForLambda(Quantity quantity) {
        ExactCurve curve = curve(false);
        for (double lambda : new double[] {.05, .3, 1.1, 3}) {
            double wanted = of(curve.at(lambda), quantity);
            ExactCurve.Point found =
                    curve.where(new Quantity.At(quantity, wanted)).orElseThrow();
            boolean steps = quantity == Quantity.ZEROS || quantity == Quantity.L0;
            assertEquals(wanted, of(found, quantity), 1e-9 * (1 + wanted), quantity + "");
            assertEquals(found, curve.at(found.lambda()));
            if (!steps && quantity != Quantity.LIFETIME) {
                assertEquals(lambda, found.lambda(), 1e-6 * lambda);
            }
            // Anybody who runs the lasso at this λ finds what was wanted.
            Measures lasso = lasso(found.lambda(), false);
            assertEquals(found.mse(), lasso.mse(), 1e-5 * (1 + lasso.mse()));
            assertEquals(found.zeros(), lasso.portionZeros(), 1e-9);
        }
    }

    /** A share of zeros that no λ has is met as nearly as the steps allow. */
    @Test
    void betweenTwoStepsTheNearerOneCounts() {
        ExactCurve curve = curve(false);
        double one = 1.0 / (PATCHES * 30);
        for (double zeros = .72; zeros < .99; zeros += .0271) {
            ExactCurve.Point found =
                    curve.where(new Quantity.At(Quantity.ZEROS, zeros)).orElseThrow();
            assertEquals(zeros, found.zeros(), one, "within a unit of a patch");
        }
        assertEquals(1, curve.where(Quantity.At.parse("zeros=1")).orElseThrow().zeros());
        assertEquals(0, curve.where(Quantity.At.parse("l1=0")).orElseThrow().l1(), 1e-9);
    }

    @Test
    void whatItDoesNotReachIsEmpty() {
        ExactCurve curve = curve(false);
        for (String beyond : new String[] {"mse=1e6", "mse=0", "l0=31", "lambda=.01", "r2=1",
            "l1=1e6", "zeros=0"}) {
            assertTrue(curve.where(Quantity.At.parse(beyond)).isEmpty(), beyond);
        }
    }

    @Test
    void noPointIsNearerToTheIdealCorner() {
        ExactCurve curve = curve(false);
        ExactCurve.Point nearest = curve.nearestToIdeal();
        double[] breakpoints = curve.breakpoints();
        for (int i = 1; i < breakpoints.length; i++) {
            for (double share : new double[] {.001, .5, .999}) {
                double lambda =
                        breakpoints[i - 1] + share * (breakpoints[i] - breakpoints[i - 1]);
                assertTrue(nearest.distance() <= curve.at(lambda).distance() + 1e-9);
            }
        }
        assertEquals(nearest.distance(), Math.sqrt(2) * nearest.scaledDistance(), 1e-12);
        assertEquals(IdealCorner.distance(nearest.r2(), nearest.zeros()), nearest.distance());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(InputException.class,
                () -> ExactCurve.of(patches, dictionary, false, 1e3, Monitor.SILENT));
        assertThrows(InputException.class,
                () -> ExactCurve.of(patches, dictionary, false, 0, Monitor.SILENT));
        assertThrows(InputException.class, () -> ExactCurve
                .of(new FMatrixRMaj(1, 12), dictionary, false, 1, Monitor.SILENT));
        assertThrows(InputException.class, () -> curve(true).at(END / 2));
        for (String wrong : new String[] {"zeros", "zeros=", "zeros=x", "zero=.9", "zeros=1.1",
            "zeros=-1", "mse=-1", "r2=2", "mse=NaN", "=1", "mse=1=2", "lambda=Infinity"}) {
            assertThrows(InputException.class, () -> Quantity.At.parse(wrong), wrong);
        }
        assertEquals("zeros=0.9", Quantity.At.parse(" zeros = .9 ").toString());
        assertEquals("l0=20", Quantity.At.parse("l0=20").toString());
    }
}
